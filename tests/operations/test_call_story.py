"""The story of a call on the real server: in order, in words, to each what they may know; and notes nobody rewrites."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import psycopg
import pytest

from dispatcher_app.domain.call_story import CallStory, StoryEntry, StoryKind
from dispatcher_app.domain.commands import AddNote, DispatchAmbulance
from dispatcher_app.domain.errors import InvalidInput, NotAllowed, NotFound, Unavailable
from dispatcher_app.domain.ids import EmergencyCallId, NoteId, RequestId
from dispatcher_app.operations.call_story import add_note, read_story, was_note_written
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.control_room import ControlRoomBuilder
from tests.operations.test_trail import forge
from tests.storage.people import conninfo_of, make_people, open_access

ZONE = ZoneInfo("America/Los_Angeles")

OpenAs = Callable[..., Store]


@pytest.fixture
def open_as(conninfo: str, room: ControlRoomBuilder) -> Iterator[OpenAs]:
    """Open a desk as somebody; Pam is a paramedic by her own log-in."""
    make_people(conninfo)
    room.add_dispatcher("sue", "Sue Visor")
    run(room.store, "INSERT INTO paramedic (login, full_name, level) VALUES ('pam', 'Pam Ng', 'ALS')")
    opened: list[Store] = []

    def open_one(login: str, desk: str = "") -> Store:
        opened.append(Store(ConnectionSettings(conninfo_of(conninfo, login), desk=desk)))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


def run(store: Store, *statements: str) -> None:
    with store.transaction() as tx:
        for statement in statements:
            tx.database.execute_sql(statement.replace("%", "%%"), ())


class Scene:
    """Anna at desk 3 has sent M12, with Pam aboard, to the first of two calls."""

    def __init__(self, room: ControlRoomBuilder, open_as: OpenAs) -> None:
        """Make it."""
        self.room = room
        self.anna, self.ben = open_as("anna", "desk 3"), open_as("ben", "desk 2")
        self.sue, self.pam, self.vera = open_as("sue", "desk 9"), open_as("pam"), open_as("vera")
        self.call = room.add_call(
            number=1042, caller_name="Jo Doe", caller_phone="555-0100", notes="Back door", received_at=datetime.now(UTC)
        )
        self.other = room.add_call(number=1043)
        self.m12 = room.add_ambulance("M12")
        (pam,) = room.one("SELECT id FROM paramedic WHERE login = 'pam'")
        command = DispatchAmbulance(self.call, self.m12, paramedic_id=pam)
        self.assignment = dispatch_ambulance(self.anna, command, "anna").assignment.id

    def stamp(self, column: str) -> None:
        run(self.anna, f"UPDATE assignment SET {column} = room_now() WHERE id = {self.assignment}")

    def clear(self, outcome: str) -> None:
        """End the assignment as the verbs do: everything in one transaction, under one request."""
        run(
            self.anna,
            f"SELECT set_config('dispatcher.request_id', '{uuid.uuid4()}', true)",
            f"UPDATE assignment SET cleared_at = room_now(), outcome = '{outcome}' WHERE id = {self.assignment}",
            f"UPDATE ambulance SET status = 'AVAILABLE' WHERE id = {self.m12}",
            f"UPDATE emergency_call SET status = 'OPEN' WHERE id = {self.call}",
        )

    def note(self, store: Store, login: str, body: str, follows: NoteId | None = None) -> NoteId:
        return add_note(store, AddNote(self.call, body, follows), login).id


@pytest.fixture
def scene(room: ControlRoomBuilder, open_as: OpenAs) -> Scene:
    return Scene(room, open_as)


def told(store: Store, call: EmergencyCallId) -> CallStory:
    return read_story(store, call, ZONE)


def sentences(store: Store, call: EmergencyCallId) -> list[str]:
    return [entry.sentence for entry in told(store, call).entries]


def notes(story: CallStory) -> list[StoryEntry]:
    return [entry for entry in story.entries if entry.note_id is not None]


def test_a_call_is_told_from_its_ring_on_without_the_desks_book_keeping(scene: Scene) -> None:
    scene.stamp("acknowledged_at")
    scene.stamp("mobile_at")
    run(scene.ben, f"UPDATE emergency_call SET priority = 1, version = version + 1 WHERE id = {scene.call}")
    scene.note(scene.ben, "ben", "Door code 4711")
    scene.clear("STOOD_DOWN")
    ended = "ended_at = room_now(), ended_by_id = (SELECT id FROM dispatcher WHERE login = 'ben')"
    run(
        scene.ben,
        f"UPDATE emergency_call SET status = 'CLOSED', {ended}, ended_at_desk = 'desk 2' WHERE id = {scene.call}",
    )
    story = told(scene.anna, scene.call)
    assert (story.emergency_call_id, story.number) == (scene.call, 1042)
    assert [entry.sentence for entry in story.entries] == [
        "Call received: Chest pain, 400 Castro St, priority 2, by postgres, desk 1",
        "Back door, by postgres, desk 1",
        "M12 sent, with Pam Ng, by Anna Kern, desk 3",
        "M12 acknowledged",
        "M12 mobile",
        "Priority 2 → 1, by Ben Ortiz, desk 2",
        "Door code 4711, by Ben Ortiz, desk 2",
        "M12 stood down, by Anna Kern, desk 3",
        "Call waiting again, by Anna Kern, desk 3",
        "Call closed, by Ben Ortiz, desk 2",
    ]
    assert [entry.at for entry in story.entries] == sorted(entry.at for entry in story.entries)
    assert {entry.at.tzinfo for entry in story.entries} == {UTC}
    assert len({entry.key for entry in story.entries}) == len(story.entries)
    sent = story.entries[2]
    assert (sent.call_sign, sent.assignment_id, sent.kind) == ("M12", scene.assignment, StoryKind.DISPATCH)


def test_one_calls_story_holds_nothing_of_another(scene: Scene) -> None:
    add_note(scene.anna, AddNote(scene.other, "Of the other"), "anna")
    assert len(sentences(scene.anna, scene.other)) == 2
    assert "Of the other" not in str(told(scene.anna, scene.call))


def test_what_was_recorded_elsewhere_is_told_at_its_own_times(scene: Scene) -> None:
    run(
        scene.room.store,
        "INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatched_at, on_scene_at, cleared_at,"
        f" outcome, source_ref) VALUES ({scene.other}, {scene.m12}, gen_random_uuid(), '2017-01-07T01:00:00Z',"
        " '2017-01-07T01:05:40Z', '2017-01-07T01:30:00Z', 'TRANSPORTED', 'x')",
    )
    imported = [(f"{entry.at:%H:%M:%S}", entry.sentence) for entry in told(scene.anna, scene.other).entries[:3]]
    assert imported == [("01:00:00", "M12 sent"), ("01:05:40", "M12 on scene"), ("01:30:00", "M12 clear: transported")]


def test_what_has_no_time_of_its_own_takes_that_of_what_was_done_with_it(scene: Scene) -> None:
    run(
        scene.room.store,
        "SELECT set_config('dispatcher.now', (clock_timestamp() + interval '1 hour')::text, true)",
        f"SELECT set_config('dispatcher.request_id', '{uuid.uuid4()}', true)",
        f"UPDATE emergency_call SET status = 'OPEN' WHERE id = {scene.call}",
        f"UPDATE assignment SET cleared_at = room_now(), outcome = 'STOOD_DOWN' WHERE id = {scene.assignment}",
        f"UPDATE ambulance SET status = 'AVAILABLE' WHERE id = {scene.m12}",
    )
    waiting, stood_down = told(scene.anna, scene.call).entries[-2:]
    assert (waiting.words, stood_down.words) == ("Call waiting again", "M12 stood down")
    assert waiting.at == stood_down.at


def test_a_correction_is_told_once_and_with_its_reason(scene: Scene) -> None:
    scene.stamp("mobile_at")
    run(scene.sue, f"SELECT correct_stamp({scene.assignment}, 'mobile_at', NULL, 'never left')")
    (last,) = [words for words in sentences(scene.anna, scene.call) if words.startswith("Corrected")]
    assert last.startswith("Corrected: M12 mobile taken back, was ")
    assert last.endswith(": never left, by Sue Visor, desk 9")
    (seen,) = [words for words in sentences(scene.vera, scene.call) if words.startswith("Corrected")]
    assert "never left" not in seen


def test_where_to_and_what_alarmed_is_told(scene: Scene) -> None:
    general, mercy = scene.room.add_hospital("General"), scene.room.add_hospital("Mercy")
    for hospital in (str(general), str(mercy), "NULL"):
        run(scene.anna, f"UPDATE assignment SET hospital_id = {hospital} WHERE id = {scene.assignment}")
    run(scene.anna, f"SELECT raise_alarm('BREAKDOWN', {scene.call}, NULL, 'M12 broke down')")
    run(scene.sue, "SELECT acknowledge_alarm(id) FROM alarm")
    assert [words.split(", by")[0] for words in sentences(scene.anna, scene.call)[-5:]] == [
        "M12 goes to General",
        "M12 goes to Mercy instead of General",
        "M12 has no hospital any more",
        "Alarm: M12 broke down",
        "Alarm acknowledged",
    ]


def test_a_table_nobody_has_words_for_is_told_in_general_ones(scene: Scene) -> None:
    run(
        scene.room.store,
        "CREATE TABLE patient_list (id bigserial PRIMARY KEY, assignment_id bigint, colour text, seen_at timestamptz)",
        "CREATE TRIGGER r AFTER INSERT OR UPDATE OR DELETE ON patient_list"
        " FOR EACH ROW EXECUTE FUNCTION record_change()",
        "GRANT SELECT ON patient_list TO dispatch_dispatcher",
        f"INSERT INTO patient_list (assignment_id, colour) VALUES ({scene.assignment}, 'red')",
        "UPDATE patient_list SET colour = 'green'",
        "UPDATE patient_list SET assignment_id = NULL",
        "DELETE FROM patient_list",
    )
    assert [words.split(", by")[0] for words in sentences(scene.anna, scene.call)[-3:]] == [
        "Patient list: Colour: red",
        "Patient list: Colour red → green",
        "Patient list removed",
    ]
    assert "Patient" not in str(told(scene.vera, scene.call))


PRIVATE = ("Jo Doe", "555-0100", "Back door", "555-0199", "Door code 4711")


def private_words(store: Store, call: EmergencyCallId) -> set[str]:
    """Give what of a caller's can be read in a story, by whatever way."""
    with store.snapshot() as tx:
        rows = tx.database.execute_sql("SELECT t::text FROM story_of_call(%s) AS t", (call,)).fetchall()
    everything = f"{told(store, call)}{rows}"
    return {words for words in PRIVATE if words in everything}


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        ("anna", set(PRIVATE)),
        ("sue", set(PRIVATE)),
        ("erin", set(PRIVATE)),
        ("pam", {"Door code 4711"}),
        ("vera", set()),
        ("ada", set()),
        ("eve", set()),
    ],
)
def test_each_reads_what_they_may_know(
    scene: Scene, open_as: OpenAs, conninfo: str, login: str, seen: set[str]
) -> None:
    open_access(conninfo, "erin")
    scene.note(scene.anna, "anna", "Door code 4711")
    run(scene.anna, f"UPDATE emergency_call SET caller_phone = '555-0199' WHERE id = {scene.call}")
    store = open_as(login)
    assert private_words(store, scene.call) == seen
    assert "M12 sent, with Pam Ng, by Anna Kern, desk 3" in sentences(store, scene.call)


def test_a_crew_reads_no_notes_of_a_call_it_was_never_on(scene: Scene) -> None:
    add_note(scene.anna, AddNote(scene.other, "Door code 4711"), "anna")
    assert private_words(scene.pam, scene.other) == set()
    scene.clear("NO_TRANSPORT")
    scene.note(scene.anna, "anna", "Door code 4711")
    assert private_words(scene.pam, scene.call) == {"Door code 4711"}


def test_nobody_outside_the_groups_reads_a_story(scene: Scene, open_as: OpenAs) -> None:
    with pytest.raises(NotAllowed):
        told(open_as("nobody_at_all"), scene.call)


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
def test_whoever_may_not_writes_none(scene: Scene, open_as: OpenAs, login: str) -> None:
    with pytest.raises(NotAllowed):
        add_note(open_as(login), AddNote(scene.call, "x"), login)
    assert scene.room.count("call_note") == 0


def test_a_crew_notes_on_its_own_calls_only(scene: Scene) -> None:
    with pytest.raises(NotAllowed, match="crew of an ambulance that was sent"):
        add_note(scene.pam, AddNote(scene.other, "x"), "pam")
    with pytest.raises(NotAllowed, match="in their own name"):
        add_note(scene.pam, AddNote(scene.call, "x"), "anna")
    assert scene.room.count("call_note") == 0


REWRITING = (
    "UPDATE call_note SET body = 'never said'",
    "DELETE FROM call_note",
    "TRUNCATE call_note",
    "INSERT INTO call_note (emergency_call_id, body, request_id, author)"
    " SELECT id, 'x', gen_random_uuid(), 'ben' FROM emergency_call",
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
    with pytest.raises(InvalidInput, match="longer than 2,000|2,000|2000"):
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
    with pytest.raises(Unavailable, match="taken back"):
        add_note(scene.anna, command, "anna")
    assert scene.room.count("call_note") == 0


def test_a_note_is_in_the_trail_and_found_with_its_call(scene: Scene) -> None:
    from dispatcher_app.operations.trail import search_trail  # noqa: PLC0415
    from dispatcher_app.storage.trail import TrailFilter  # noqa: PLC0415

    scene.note(scene.ben, "ben", "x", scene.note(scene.anna, "anna", "said"))
    found = [entry.sentence for entry in search_trail(scene.sue, TrailFilter(call_number=1042), ZONE).entries[:2]]
    assert found == [
        "Ben Ortiz followed up a note on #1042, desk 2",
        "Anna Kern added a note on #1042, desk 3",
    ]


def test_what_no_trigger_wrote_is_still_told(scene: Scene) -> None:
    for odd in (None, [], 7, "x", {}, {"status": 3}, {"priority": [1]}, {"location_text": {"a": 1}}):
        forge(scene.room.store, before={}, after=odd)
        forge(scene.room.store, before=odd, after={"ended_at": "then"})
    assert "mallory" in str(told(scene.anna, scene.call))


def test_hostile_words_stay_in_their_line(scene: Scene) -> None:
    forge(scene.room.store, before={"area_text": "a"}, after={"area_text": "\x1b[31m\u202e\nb"})
    assert sentences(scene.anna, scene.call)[-1].startswith("Area a → \\x1b[31m\\u202e\\nb, by mallory")
