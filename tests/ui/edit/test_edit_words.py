"""What the sheets of an edit say."""

from dataclasses import replace
from datetime import UTC

from dispatcher_app.domain.edit_errors import Collision, EditCollision
from dispatcher_app.domain.edits import PARTS, CallFields, EditCall, Part, fields_of, merged
from dispatcher_app.domain.errors import Busy, CallClosed, Deed
from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.rules import call_facts
from dispatcher_app.domain.statuses import CallStatus
from dispatcher_app.operations.editing import Edited
from dispatcher_app.ui.edit.edit_words import collision_words, edited_words, newer_words, part_words, refused_words
from tests.domain.records import NOON, a_call

CALL = a_call(1042)
BASE = fields_of(CALL)
BEN = Deed("Ben Ortiz", "desk 3", NOON)


def part(name: str) -> Part:
    return next(item for item in PARTS if item.name == name)


def collision(mine: CallFields, theirs: CallFields, by: Deed | None) -> EditCollision:
    merge = merged(BASE, mine, theirs)
    found = tuple(Collision(item, by) for item in merge.collisions)
    return EditCollision(call_facts(CALL), EditCall(CALL.id, BASE, 1, mine), theirs, 2, merge, found)


def test_each_part_in_words() -> None:
    values = replace(BASE, type_code="9E1", caller_phone="")
    assert [part_words(item, values) for item in PARTS] == [
        "2", "Fall (9E1)", "400 Castro St, Castro", "not known", "Zelda Quiet",
    ]  # fmt: skip


def test_both_sides_with_names_and_times() -> None:
    error = collision(replace(BASE, priority=1), replace(BASE, priority=3), BEN)
    (words,) = collision_words(error, NOON, UTC)
    assert (words.called, words.was) == ("Priority", "was 2")
    assert (words.mine.value, words.mine.by) == ("1", "You, at 12:00:00")
    assert (words.theirs.value, words.theirs.by) == ("3", "Ben Ortiz, desk 3, at 12:00:00")


def test_who_is_not_in_the_record_is_not_made_up() -> None:
    (words,) = collision_words(collision(replace(BASE, priority=1), replace(BASE, priority=3), None), NOON, UTC)
    assert words.theirs.by == "Somebody whose name is not recorded"


def test_one_street_with_two_positions_says_what_differs() -> None:
    mine, theirs = replace(BASE, position=Position(37.5, -122.25)), replace(BASE, position=Position(1, 2))
    (words,) = collision_words(collision(mine, theirs, BEN), NOON, UTC)
    assert words.mine.value == "400 Castro St, Castro (37.50000, -122.25000)"
    assert words.theirs.value == "400 Castro St, Castro (1.00000, 2.00000)"


def test_news_are_short() -> None:
    now = replace(BASE, priority=1, location_text="x" * 200)
    assert newer_words(part("priority"), now, is_mine_too=False) == "Priority is now 1, changed by somebody else."
    told = newer_words(part("location"), now, is_mine_too=True)
    assert told == f"Location: somebody else wrote “{'x' * 59}…”. You choose when you save."


def test_what_others_changed_meanwhile_is_told_when_saved() -> None:
    assert edited_words(Edited(CALL, NOON), UTC) == "#1042 changed, 12:00:00"
    told = edited_words(Edited(CALL, NOON, (part("priority"), part("location"))), UTC)
    assert told == "#1042 changed, 12:00:00. Kept, changed by somebody else meanwhile: priority, location"


def test_why_nothing_was_saved() -> None:
    closed = CallClosed(call_facts(CALL), None, CallStatus.CANCELLED, BEN)
    assert refused_words(closed, UTC) == (
        "Emergency call #1042 was cancelled.",
        "By Ben Ortiz, desk 3, at 12:00:00. Nothing was saved: only a supervisor can edit it now.",
    )
    assert refused_words(Busy("Held."), UTC) == ("Held.", "Nothing was saved. What you typed is still here.")
