"""Notes on the real server: signed and timed by it, written once, and rewritten by nobody."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime

import psycopg
import pytest

from dispatcher_app.domain.commands import AddNote
from dispatcher_app.domain.errors import InvalidInput, NotAllowed, NotFound
from dispatcher_app.domain.ids import EmergencyCallId, NoteId, RequestId
from dispatcher_app.domain.plan_errors import OrderWithdrawn
from dispatcher_app.operations.call_story import add_note, was_note_written
from dispatcher_app.operations.trail import search_trail
from dispatcher_app.storage.trail import TrailFilter
from tests.control_room import ControlRoomBuilder
from tests.operations.story_scene import ZONE, Scene, notes, opened_scene, run, told
from tests.storage.people import conninfo_of


@pytest.fixture
def scene(conninfo: str, room: ControlRoomBuilder) -> Iterator[Scene]:
    with opened_scene(conninfo, room) as made:
        yield made


def test_a_note_is_signed_and_timed_by_the_database(scene: Scene) -> None:
    first = scene.note(scene.anna, "anna", "  Second floor,\r\nno lift ")
    note = add_note(scene.pam, AddNote(scene.call, "Patient conscious", first), "pam")
    assert (note.author, note.author_name, note.follows) == ("pam", "Pam Ng", first)
    assert abs((note.written_at - datetime.now(UTC)).total_seconds()) < 60
    one, two = notes(told(scene.anna, scene.call))
    assert (one.words, one.by, one.desk, one.note_id) == ("Second floor,\nno lift", "Anna Kern", "desk 3", first)
    assert (two.words, two.by, two.note_id, two.follows) == ("Patient conscious", "Pam Ng", note.id, first)


def test_a_name_at_the_time_of_writing_is_kept(scene: Scene) -> None:
    scene.note(scene.anna, "anna", "x")
    run(scene.room.store, "UPDATE dispatcher SET full_name = 'Anna Berg' WHERE login = 'anna'")
    assert [entry.by for entry in notes(told(scene.ben, scene.call))] == ["Anna Kern"]


@pytest.mark.parametrize("login", ["vera", "ada", "eve", "nobody_at_all"])
def test_whoever_may_not_writes_none(scene: Scene, login: str) -> None:
    with pytest.raises(NotAllowed):
        add_note(scene.open_as(login), AddNote(scene.call, "x"), login)
    assert scene.room.count("call_note") == 0


def test_a_crew_notes_on_its_own_calls_only(scene: Scene) -> None:
    with pytest.raises(NotAllowed, match="crew of an ambulance that was sent"):
        add_note(scene.pam, AddNote(scene.other, "x"), "pam")
    with pytest.raises(NotAllowed, match="in their own name"):
        add_note(scene.pam, AddNote(scene.call, "x"), "anna")
    assert scene.room.count("call_note") == 0


def sign_on(scene: Scene, from_hours: float, to_hours: float) -> None:
    """Let Pam be of the crew of M12 for some hours of the past."""
    run(
        scene.room.store,
        f"""
        INSERT INTO crew_member (ambulance_id, paramedic_id, on_at, on_by, off_at, off_by)
        SELECT {scene.m12}, id, now() - interval '{from_hours} hours', 'pam', now() - interval '{to_hours} hours', 'pam'
        FROM paramedic WHERE login = 'pam'""",
    )


def test_who_signed_on_to_the_ambulance_is_of_its_crew_while_it_was_out(scene: Scene) -> None:
    run(
        scene.room.store,
        "ALTER TABLE crew_member DISABLE TRIGGER USER",
        f"""
        INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatched_at, cleared_at, outcome)
        SELECT {scene.other}, {scene.m12}, gen_random_uuid(), now() - interval '9 hours', now() - interval '8 hours',
               'NO_TRANSPORT'""",
    )
    sign_on(scene, 7, 6)
    with pytest.raises(NotAllowed):
        add_note(scene.pam, AddNote(scene.other, "x"), "pam")
    sign_on(scene, 8.5, 7.5)
    assert add_note(scene.pam, AddNote(scene.other, "x"), "pam").author == "pam"


REWRITING = (
    "UPDATE call_note SET body = 'never said'",
    "DELETE FROM call_note",
    "TRUNCATE call_note",
    """INSERT INTO call_note (emergency_call_id, body, request_id, author)
    SELECT id, 'x', gen_random_uuid(), 'ben' FROM emergency_call""",
)


@pytest.mark.parametrize("statement", REWRITING)
@pytest.mark.parametrize("login", ["anna", "sue", "pam", "ada"])
def test_nobody_rewrites_or_forges_a_note(scene: Scene, conninfo: str, login: str, statement: str) -> None:
    scene.note(scene.anna, "anna", "said")
    with psycopg.connect(conninfo_of(conninfo, login)) as prompt, pytest.raises(psycopg.errors.InsufficientPrivilege):
        prompt.execute(statement.encode())
    assert scene.room.one("SELECT array_agg(body || author) FROM call_note") == (["saidanna"],)


@pytest.mark.parametrize("statement", REWRITING[:3])
def test_not_even_the_owner_rewrites_a_note(scene: Scene, conninfo: str, statement: str) -> None:
    scene.note(scene.anna, "anna", "said")
    with psycopg.connect(conninfo) as prompt:
        prompt.execute("SET ROLE dispatch_owner")
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only ever added to"):
            prompt.execute(statement.encode())


def test_the_owner_too_writes_in_nobody_elses_name_and_at_no_other_time(scene: Scene, conninfo: str) -> None:
    with psycopg.connect(conninfo) as prompt:
        prompt.execute(
            "INSERT INTO call_note (emergency_call_id, body, request_id, author, author_name, written_at)"
            f" VALUES ({scene.call}, 'x', gen_random_uuid(), 'ben', 'Ben', '2001-01-01')".encode()
        )
    assert scene.room.one("SELECT author, author_name, written_at > now() - interval '1 minute' FROM call_note") == (
        "postgres",
        "postgres",
        True,
    )


def test_what_was_written_when_the_call_was_taken_is_followed_too(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        run(scene.sue, f"UPDATE emergency_call SET notes = 'never said' WHERE id = {scene.call}")


def test_a_note_follows_one_of_its_own_call_only(scene: Scene) -> None:
    elsewhere = add_note(scene.anna, AddNote(scene.other, "x"), "anna").id
    for follows in (elsewhere, NoteId(999)):
        with pytest.raises(InvalidInput, match="same call only"):
            scene.note(scene.anna, "anna", "y", follows)
    with pytest.raises(InvalidInput, match="The note is empty"):
        scene.note(scene.anna, "anna", " \n ")
    with pytest.raises(InvalidInput, match="The note"):
        scene.note(scene.anna, "anna", "x" * 2001)
    with pytest.raises(NotFound):
        add_note(scene.anna, AddNote(EmergencyCallId(99), "y"), "anna")


def test_a_note_is_written_once_however_often_it_is_sent(scene: Scene) -> None:
    for store, login in ((scene.anna, "anna"), (scene.pam, "pam")):
        command = AddNote(scene.call, "x")
        assert add_note(store, command, login) == add_note(store, command, login)
        assert was_note_written(store, command.request_id)
    assert scene.room.count("call_note") == 2


def test_a_note_taken_back_is_never_written(scene: Scene) -> None:
    command = AddNote(scene.call, "x", request_id=RequestId(uuid.uuid4()))
    assert not was_note_written(scene.anna, command.request_id)
    with pytest.raises(OrderWithdrawn, match="taken back"):
        add_note(scene.anna, command, "anna")
    assert scene.room.count("call_note") == 0


def test_a_note_is_in_the_trail_and_found_with_its_call(scene: Scene) -> None:
    scene.note(scene.ben, "ben", "x", scene.note(scene.anna, "anna", "said"))
    found = [entry.sentence for entry in search_trail(scene.sue, TrailFilter(call_number=1042), ZONE).entries[:2]]
    assert found == [
        "Ben Ortiz followed up a note on #1042, desk 2",
        "Anna Kern added a note on #1042, desk 3",
    ]
