"""The import into a database: what it writes, what it never touches, and what it refuses."""

from collections.abc import Callable
from pathlib import Path

import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import InvalidInput, Unavailable
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.importing import ImportOptions, Reason, Tally, import_unit_records
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.storage.store import Store
from tests.control_room import ControlRoomBuilder
from tests.operations.importing.rows import a_row, local, write

NOON = ImportOptions(at=local("2017-01-06 17:15:00"))
HISTORY = ImportOptions()


@pytest.fixture
def week(tmp_path: Path) -> Path:
    """Two calls, of which one is to come at 17:15, and an engine."""
    later = a_row(
        2, "78", received="17:14:00", entry="17:14:30", dispatch="17:16:00", response="17:17:00", on_scene="17:20:00"
    )
    return write(tmp_path / "week.csv", [a_row(1), later, a_row(1, "E38") | {"Unit Type": "ENGINE"}])


def test_the_moment_becomes_now(store: Store, week: Path) -> None:
    report = import_unit_records(store, [week], NOON)
    assert (report.calls, report.ambulances, report.assignments) == (Tally(2), Tally(2), Tally(1))
    assert (report.rows_read, report.rows_to_come, report.rows_of_other_types) == (3, 1, 1)
    ages = """SELECT array_agg(extract(epoch FROM now() - received_at)::int / 5 ORDER BY number) FROM emergency_call"""
    assert ControlRoomBuilder(store).one(ages) == ([15 * 60 // 5, 60 // 5],)
    row = (
        "SELECT status, on_scene_at - dispatched_at = interval '8 minutes', left_scene_at, request_id FROM assignment, "
    )
    status, is_kept, left, request_id = ControlRoomBuilder(store).one(
        row + "ambulance WHERE ambulance.id = ambulance_id"
    )
    assert (status, is_kept, left, request_id.version) == ("ON_SCENE", True, None, 5)


def test_what_is_written_of_a_call(store: Store, week: Path) -> None:
    import_unit_records(store, [week], HISTORY)
    sql = (
        "SELECT number, status, priority, type_text, location_text, area_text, source_ref, latitude FROM emergency_call"
    )
    assert ControlRoomBuilder(store).one(sql + " WHERE number = 1") == (
        1,
        "CLOSED",
        2,
        "Medical Incident",
        "0 block Balceta Ave",
        "West of Twin Peaks",
        "sf:1",
        37.745858648581,
    )
    room = load_board(store).room
    assert (room.name, room.time_zone, room.is_demo) == ("San Francisco", "America/Los_Angeles", False)


def test_the_room_that_is_there_keeps_its_name(room: ControlRoomBuilder, store: Store, week: Path) -> None:
    import_unit_records(store, [week], HISTORY)
    assert load_board(store).room.name == "Test City"


def test_a_demonstration_is_refused(store: Store, week: Path) -> None:
    builder = ControlRoomBuilder(store)
    builder.add_control_room(is_demo=True)
    with pytest.raises(InvalidInput, match="Test City is a demonstration"):
        import_unit_records(store, [week], NOON)
    assert builder.count("emergency_call") == 0


def test_history_adds_to_what_is_there_and_changes_none_of_it(store: Store, week: Path, tmp_path: Path) -> None:
    builder = ControlRoomBuilder(store)
    import_unit_records(store, [week], HISTORY)
    before = builder.one("SELECT json_agg(c)::text FROM emergency_call AS c WHERE number < 3")
    more = [
        a_row(1, "99"),
        a_row(3),
        a_row(2, "78", received="17:14:00", entry="17:14:30", dispatch="17:16:00", response="", on_scene=""),
    ]

    report = import_unit_records(store, [write(tmp_path / "more.csv", more)], HISTORY)

    assert (report.calls, report.ambulances, report.assignments) == (Tally(1, 2), Tally(1, 2), Tally(1, 1))
    assert [(row.source.row_id, row.reason, row.detail) for row in report.left_out] == [
        ("1-99", Reason.CALL_KNOWN, "call 1 was imported without this row")
    ]
    assert builder.one("SELECT json_agg(c)::text FROM emergency_call AS c WHERE number < 3") == before


def test_a_call_number_of_the_rooms_own_is_not_overwritten(room: ControlRoomBuilder, store: Store, week: Path) -> None:
    room.add_call(number=1)
    report = import_unit_records(store, [week], HISTORY)
    assert [row.detail for row in report.left_out] == ["call 1 is not from these records"]
    assert room.one("SELECT status, source_ref FROM emergency_call WHERE number = 1") == ("OPEN", None)


@pytest.mark.parametrize(
    ("first", "moment"),
    [("2017-01-06 17:05", "2017-01-06 17:15"), ("2017-01-06 17:14:30", "2017-01-06 17:16")],
    ids=["a call more", "an assignment more"],
)
def test_a_board_in_use_is_not_set_to_another_moment(store: Store, week: Path, first: str, moment: str) -> None:
    builder = ControlRoomBuilder(store)
    import_unit_records(store, [week], ImportOptions(at=local(first)))
    before = builder.count("emergency_call"), builder.count("assignment")
    with pytest.raises(InvalidInput, match="cannot be set to this moment"):
        import_unit_records(store, [week], ImportOptions(at=local(moment)))
    assert (builder.count("emergency_call"), builder.count("assignment")) == before


def test_a_failure_midway_leaves_nothing(store: Store, week: Path) -> None:
    def fail_while_writing(done: int, _total: int) -> None:
        if done > 900:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_unit_records(store, [week], NOON, fail_while_writing)
    builder = ControlRoomBuilder(store)
    assert [builder.count(table) for table in ("control_room", "emergency_call", "ambulance", "assignment")] == [0] * 4
    assert import_unit_records(store, [week], NOON).calls == Tally(2)


def test_a_desk_goes_on_working_meanwhile(
    room: ControlRoomBuilder, open_store: Callable[..., Store], week: Path
) -> None:
    command = DispatchAmbulance(room.add_call(), room.add_ambulance("M12"))
    desk = open_store("desk 2", 0.2)
    dispatched: list[object] = []

    def dispatch_once(done: int, _total: int) -> None:
        if done > 900 and not dispatched:
            dispatched.append(dispatch_ambulance(desk, command, "anna"))
            assert len(load_board(desk).calls) == 1

    import_unit_records(open_store("desk 3"), [week], NOON, dispatch_once)
    assert room.count("assignment", "cleared_at IS NULL") == 2


def test_progress_goes_from_nothing_to_all(store: Store, week: Path) -> None:
    heard: list[tuple[int, int]] = []
    import_unit_records(store, [week, week], HISTORY, lambda done, total: heard.append((done, total)))
    assert heard == sorted(heard)
    assert heard[-1] == (1000, 1000)
    assert {total for _, total in heard} == {1000}


def test_only_one_import_at_a_time(open_store: Callable[..., Store], week: Path) -> None:
    first, second = open_store("desk 1"), open_store("desk 2")
    with first.transaction() as tx:
        tx.database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (0x494D504F,))
        with pytest.raises(Unavailable, match="Another import is running"):
            import_unit_records(second, [week], HISTORY)


@pytest.mark.parametrize(
    ("options", "field"),
    [
        (ImportOptions(time_zone="Mars/Olympus"), "time_zone"),
        (ImportOptions(at=local("2017-03-12 02:30:00")), "at"),
    ],
)
def test_options_that_cannot_be_meant(store: Store, week: Path, options: ImportOptions, field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        import_unit_records(store, [week], options)
    assert list(caught.value.fields) == [field]
