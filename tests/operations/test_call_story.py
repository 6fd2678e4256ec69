"""The story of a call on the real server: in order, in plain words, and to each what they may know."""

import uuid
from collections.abc import Iterator
from datetime import UTC

import pytest

from dispatcher_app.domain.call_story import StoryKind
from dispatcher_app.domain.commands import AddNote
from dispatcher_app.domain.errors import NotAllowed
from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.operations.call_story import add_note
from dispatcher_app.storage.store import Store
from tests.control_room import ControlRoomBuilder
from tests.operations.story_scene import Scene, opened_scene, run, sentences, told
from tests.operations.test_trail import forge
from tests.storage.people import open_access


@pytest.fixture
def scene(conninfo: str, room: ControlRoomBuilder) -> Iterator[Scene]:
    with opened_scene(conninfo, room) as made:
        yield made


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


def test_a_change_of_status_that_comes_with_no_dispatch_is_told(scene: Scene) -> None:
    forge(scene.room.store, before={"status": "OPEN"}, after={"status": "DISPATCHED"})
    assert sentences(scene.anna, scene.call)[-1] == "Call dispatched, by mallory, x"


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
def test_each_reads_what_they_may_know(scene: Scene, conninfo: str, login: str, seen: set[str]) -> None:
    open_access(conninfo, "erin")
    scene.note(scene.anna, "anna", "Door code 4711")
    run(scene.anna, f"UPDATE emergency_call SET caller_phone = '555-0199' WHERE id = {scene.call}")
    store = scene.open_as(login)
    assert private_words(store, scene.call) == seen
    assert "M12 sent, with Pam Ng, by Anna Kern, desk 3" in sentences(store, scene.call)


def test_a_crew_reads_no_notes_of_a_call_it_was_never_on(scene: Scene) -> None:
    add_note(scene.anna, AddNote(scene.other, "Door code 4711"), "anna")
    assert private_words(scene.pam, scene.other) == set()
    scene.clear("NO_TRANSPORT")
    scene.note(scene.anna, "anna", "Door code 4711")
    assert private_words(scene.pam, scene.call) == {"Door code 4711"}


def test_nobody_outside_the_groups_reads_a_story(scene: Scene) -> None:
    with pytest.raises(NotAllowed):
        told(scene.open_as("nobody_at_all"), scene.call)


def test_what_no_trigger_wrote_is_still_told(scene: Scene) -> None:
    odd_ones: tuple[object, ...] = (None, [], 7, "x", {}, {"status": 3}, {"priority": [1]}, {"location_text": {"a": 1}})
    for odd in odd_ones:
        forge(scene.room.store, before={}, after=odd)
        forge(scene.room.store, before=odd, after={"ended_at": "then"})
    assert "mallory" in str(told(scene.anna, scene.call))


def test_hostile_words_stay_in_their_line(scene: Scene) -> None:
    forge(scene.room.store, before={"area_text": "a"}, after={"area_text": "\x1b[31m\u202e\nb"})
    assert sentences(scene.anna, scene.call)[-1].startswith("Area a → \\x1b[31m\\u202e\\nb, by mallory")
