"""What the sheets of an edit say. No Qt."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from dispatcher_app.domain.edit_errors import Collision, EditCollision
from dispatcher_app.domain.edits import CallFields, EditCall, Part
from dispatcher_app.domain.entities import EmergencyCall
from dispatcher_app.domain.errors import CallClosed, DispatcherError
from dispatcher_app.operations.editing import Edited
from dispatcher_app.ui.plans.plan_words import GivenPlan, deed_words
from dispatcher_app.ui.wording import clock_time

NOT_KNOWN = "not known"
NO_POSITION = "no position"
CHOOSE_EACH = "Choose one of the two for each field. Nothing is saved before."
_LONGEST = 60
ESCAPE_AGAIN = "What you changed is not saved. Esc once more drops it."


@dataclass(frozen=True, slots=True)
class SideWords:
    """One side of a choice: what the field would be, and who says so."""

    value: str
    by: str


@dataclass(frozen=True, slots=True)
class CollisionWords:
    """One field that both changed."""

    part: Part
    called: str
    was: str
    mine: SideWords
    theirs: SideWords


def part_words(part: Part, values: CallFields) -> str:
    """Say what a part is: 1; Fall; 400 Castro St, Castro."""
    match part.name:
        case "type":
            code = f" ({values.type_code})" if values.type_code else ""
            return f"{values.type_text}{code}"
        case "location":
            place = ", ".join(text for text in (values.location_text, values.area_text) if text)
            return place or NOT_KNOWN
    (value,) = part.of(values).values()
    return NOT_KNOWN if value in {None, ""} else str(value)


def newer_words(part: Part, now: CallFields, *, is_mine_too: bool) -> str:
    """Say what somebody else has changed while the sheet was open; `is_mine_too`: it was changed here as well."""
    value = _short(part_words(part, now))
    if is_mine_too:
        return f"{part.called}: somebody else wrote “{value}”. You choose when you save."
    return f"{part.called} is now {value}, changed by somebody else."


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def collision_words(error: EditCollision, saved_at: datetime, zone: tzinfo) -> tuple[CollisionWords, ...]:
    """Set both values of each field side by side, with names and times."""
    return tuple(_collision_words(error, collision, saved_at, zone) for collision in error.collisions)


def _collision_words(error: EditCollision, collision: Collision, saved_at: datetime, zone: tzinfo) -> CollisionWords:
    part = collision.part
    mine, theirs = part_words(part, error.edit.mine), part_words(part, error.theirs)
    if mine == theirs:
        # One street twice: what differs is where on the ground it is.
        mine, theirs = _with_position(part, mine, error.edit.mine), _with_position(part, theirs, error.theirs)
    by = "Somebody whose name is not recorded" if collision.changed is None else deed_words(collision.changed, zone)
    return CollisionWords(
        part,
        part.called,
        f"was {part_words(part, error.edit.base)}",
        SideWords(mine, f"You, at {clock_time(saved_at, zone)}"),
        SideWords(theirs, by.removesuffix(".")),
    )


def _with_position(part: Part, words: str, values: CallFields) -> str:
    if part.name != "location":
        return words
    at = values.position
    return f"{words} ({NO_POSITION if at is None else f'{at.latitude:.5f}, {at.longitude:.5f}'})"


def side_name(side: SideWords) -> str:
    """Say a side to a screen reader."""
    return f"{side.value}, by {side.by}"


def given_edit(command: EditCall, call: EmergencyCall) -> GivenPlan:
    """Say an edit as other orders are said."""
    return GivenPlan(command, f"#{call.number} changed", f"#{call.number} was not changed")


def edited_words(edited: Edited, zone: tzinfo) -> str:
    """Say that an edit took effect, and what others had changed meanwhile."""
    others = ", ".join(part.called.lower() for part in edited.taken_over)
    kept = f". Kept, changed by somebody else meanwhile: {others}" if others else ""
    return f"#{edited.call.number} changed, {clock_time(edited.at, zone)}{kept}"


def refused_words(error: DispatcherError, zone: tzinfo) -> tuple[str, str]:
    """Say why nothing was saved, and what helps."""
    if isinstance(error, CallClosed):
        by = "" if error.ended is None else f"By {deed_words(error.ended, zone)} "
        return str(error), f"{by}Nothing was saved: only a supervisor can edit it now."
    return str(error), "Nothing was saved. What you typed is still here."


def unknown_words() -> tuple[str, str]:
    """Say that nobody knows yet whether an edit was saved."""
    return (
        "It is not known yet whether this was saved.",
        "This desk is finding out. Esc goes back to the board meanwhile.",
    )
