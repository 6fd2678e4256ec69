"""The demonstration: lively, plausible, marked, and never mixed with anything real."""

import re
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.crews import CrewWarningKind, crew_warnings
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus, HospitalStatus
from dispatcher_app.operations.demo import create_demo_city, refresh_demo_city
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.storage.store import Store
from tests.control_room import ControlRoomBuilder

OVERLAPS = """
    SELECT count(*) FROM assignment AS a JOIN assignment AS b ON a.ambulance_id = b.ambulance_id AND a.id < b.id
    WHERE tstzrange(a.dispatched_at, a.cleared_at) && tstzrange(b.dispatched_at, b.cleared_at)
"""

EVERYTHING = """
    SELECT (SELECT json_agg(c ORDER BY id)::text FROM emergency_call AS c),
           (SELECT json_agg(a ORDER BY id)::text FROM ambulance AS a),
           (SELECT json_agg(s ORDER BY id)::text FROM assignment AS s)
"""


def run(store: Store, sql: str) -> None:
    """Run a statement behind everybody's back."""
    with store.transaction() as tx:
        tx.database.execute_sql(sql)


def one(store: Store, sql: str) -> tuple[object, ...]:
    """Run a query and give its first row."""
    return ControlRoomBuilder(store).one(sql)


def check_agrees(store: Store) -> Board:
    """Statuses and open assignments say the same, and no ambulance is or was on two calls at once."""
    board = load_board(store)
    busy = {assignment.ambulance_id for assignment in board.assignments}
    idle = {AmbulanceStatus.AVAILABLE, AmbulanceStatus.OUT_OF_SERVICE}
    assert {ambulance.id for ambulance in board.ambulances if ambulance.status not in idle} == busy
    served = {assignment.emergency_call_id for assignment in board.assignments}
    assert {call.id for call in board.calls if call.status is CallStatus.DISPATCHED} == served
    assert one(store, OVERLAPS) == (0,)
    assert all(call.received_at <= board.taken_at for call in board.calls)
    return board


def stand_still(store: Store, minutes: int) -> None:
    """Let time pass: move everything back by so much."""
    columns = {
        "emergency_call": ("received_at", "entered_at", "ended_at"),
        "ambulance": ("status_since", "position_at"),
        "assignment": (
            "dispatched_at",
            "acknowledged_at",
            "mobile_at",
            "on_scene_at",
            "left_scene_at",
            "at_hospital_at",
            "cleared_at",
        ),
        "audit_event": ("at",),
    }
    for table, names in columns.items():
        moves = ", ".join(f"{name} = {name} - interval '{minutes} minutes'" for name in names)
        # What is written stays written, even for a test, unless the triggers are asleep.
        run(store, f"SET LOCAL session_replication_role = replica; UPDATE {table} SET {moves}")


def test_is_marked_as_demonstration(store: Store) -> None:
    create_demo_city(store, time_zone="Europe/Berlin")
    room = load_board(store).room
    assert room.is_demo
    assert room.name.startswith("Demo City")
    assert room.time_zone == "Europe/Berlin"


@pytest.mark.parametrize("seed", [1042, 1, 2, 3])
def test_the_board_is_lively_and_agrees_with_itself(store: Store, seed: int) -> None:
    create_demo_city(store, seed)
    board = check_agrees(store)
    now = board.taken_at

    waiting = [call for call in board.calls if call.status is CallStatus.OPEN]
    assert len(waiting) == 8
    assert len({call.priority for call in waiting}) == 4
    assert timedelta(seconds=15) < now - max(call.received_at for call in waiting) < timedelta(seconds=40)
    assert now - min(call.received_at for call in waiting) > timedelta(minutes=20)
    assert sum(call.status is CallStatus.DISPATCHED for call in board.calls) == 9

    statuses = Counter(ambulance.status for ambulance in board.ambulances)
    assert set(statuses) == set(AmbulanceStatus)
    assert statuses[AmbulanceStatus.AVAILABLE] == 13
    assert len(board.assignments) == 10
    paramedics = [assignment.paramedic_id for assignment in board.assignments]
    assert len(set(paramedics)) == len(paramedics)
    assert one(store, "SELECT count(*) >= 20 FROM emergency_call WHERE status = 'CLOSED'") == (True,)


def test_positions_are_known_and_their_age_is_plausible(store: Store) -> None:
    create_demo_city(store)
    board = load_board(store)
    for ambulance in board.ambulances:
        assert ambulance.position is not None
        assert ambulance.position_at is not None
        assert timedelta() < board.taken_at - ambulance.position_at < timedelta(minutes=5)
        assert ambulance.station_id is not None
        assert ambulance.status_since <= board.taken_at
    assert all(call.position for call in board.calls)


def test_has_the_people_and_places_of_a_control_room(store: Store) -> None:
    create_demo_city(store)
    board = load_board(store)
    assert (len(board.stations), len(board.hospitals), len(board.ambulances)) == (12, 5, 24)
    assert len({ambulance.crew_level for ambulance in board.ambulances}) == 2
    assert len(board.paramedics) >= 8
    assert one(store, "SELECT array_agg(login ORDER BY login) FROM dispatcher") == (
        ["demo1", "demo2", "demo3", "demo4"],
    )


def test_telephone_numbers_are_those_kept_free_for_fiction(store: Store) -> None:
    create_demo_city(store)
    assert all(re.fullmatch(r"555-01\d\d", call.caller_phone) for call in load_board(store).calls)


def test_one_of_the_demo_dispatchers_can_dispatch(store: Store) -> None:
    create_demo_city(store)
    board = load_board(store)
    call = next(call for call in board.calls if call.status is CallStatus.OPEN)
    free = next(ambulance for ambulance in board.ambulances if ambulance.status is AmbulanceStatus.AVAILABLE)
    dispatch_ambulance(store, DispatchAmbulance(call.id, free.id), "demo1")
    check_agrees(store)


def test_the_same_seed_makes_the_same_calls(open_store: Callable[..., Store]) -> None:
    store = open_store()
    seen = []
    for seed in (7, 7, 8):
        create_demo_city(store, seed)
        seen.append([(call.number, call.type_text, call.location_text) for call in load_board(store).calls])
        run(
            store,
            # Notes are never taken away by anybody while their triggers watch.
            "SET LOCAL session_replication_role = replica;"
            " TRUNCATE control_room, station, hospital, dispatcher, paramedic, emergency_call, ambulance, call_type"
            " RESTART IDENTITY CASCADE",
        )
    assert seen[0] == seen[1]
    assert seen[0] != seen[2]


def test_a_database_in_use_is_refused_and_left_alone(room: ControlRoomBuilder, store: Store) -> None:
    room.add_call()
    before = one(store, EVERYTHING)
    with pytest.raises(InvalidInput, match="empty"):
        create_demo_city(store)
    assert one(store, EVERYTHING) == before
    assert one(store, "SELECT is_demo FROM control_room") == (False,)


def test_where_it_is_already_nothing_is_done(store: Store) -> None:
    create_demo_city(store, 1)
    before = one(store, EVERYTHING)
    create_demo_city(store, 2)
    assert one(store, EVERYTHING) == before


def test_desks_that_start_at_once_make_it_once(open_store: Callable[..., Store]) -> None:
    def start(number: int) -> None:
        desk = open_store(f"desk {number}")
        create_demo_city(desk)
        desk.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(start, (1, 2, 3)))
    assert one(open_store("desk 4"), "SELECT count(*) FROM ambulance") == (24,)


@pytest.mark.parametrize("minutes", [31, 45, 6 * 60, 5 * 24 * 60])
def test_a_demonstration_that_stood_still_comes_back_to_life(store: Store, minutes: int) -> None:
    create_demo_city(store)
    stand_still(store, minutes)
    highest = one(store, "SELECT max(number) FROM emergency_call")[0]

    assert refresh_demo_city(store)

    board = check_agrees(store)
    assert all(call.number > highest for call in board.calls)  # type: ignore[operator]
    assert Counter(call.status for call in board.calls) == {CallStatus.OPEN: 8, CallStatus.DISPATCHED: 9}
    assert {ambulance.status for ambulance in board.ambulances} == set(AmbulanceStatus)
    assert one(store, "SELECT count(*) FROM emergency_call WHERE ended_at < received_at") == (0,)
    first = f"min(received_at) FILTER (WHERE number > {highest})"
    begins = f"SELECT {first} + interval '1 ms' >= max(ended_at) FROM emergency_call"
    assert one(store, begins) == (True,)
    late = "SELECT count(*) FROM ambulance WHERE status_since > now() OR position_at > now()"
    assert one(store, late) == (0,)
    assert not refresh_demo_city(store)


def test_a_demonstration_somebody_works_with_is_left_alone(store: Store) -> None:
    create_demo_city(store)
    stand_still(store, 45)
    board = load_board(store)
    call = next(call for call in board.calls if call.status is CallStatus.OPEN)
    free = next(ambulance for ambulance in board.ambulances if ambulance.status is AmbulanceStatus.AVAILABLE)
    dispatch_ambulance(store, DispatchAmbulance(call.id, free.id), "demo1")
    before = one(store, EVERYTHING)

    assert not refresh_demo_city(store)

    assert one(store, EVERYTHING) == before


def test_a_database_that_is_no_demonstration_is_never_touched(room: ControlRoomBuilder, store: Store) -> None:
    room.add_call(received_at="2020-01-01 00:00+00")
    room.add_ambulance("M12", status_since="2020-01-01 00:00+00")
    before = one(store, EVERYTHING)
    assert not refresh_demo_city(store)
    assert one(store, EVERYTHING) == before


def test_a_database_nobody_set_up_is_never_touched(store: Store) -> None:
    assert not refresh_demo_city(store)
    assert one(store, "SELECT count(*) FROM emergency_call") == (0,)


def test_a_desk_that_finds_another_one_refreshing_goes_on_without(open_store: Callable[..., Store]) -> None:
    first, second = open_store("desk 1"), open_store("desk 2", 0.1)
    create_demo_city(first)
    stand_still(first, 45)
    with first.transaction() as tx:
        tx.database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (0x44454D4F,))
        assert not refresh_demo_city(second)
    assert refresh_demo_city(second)


def test_hospitals_and_crews_give_something_to_look_at(store: Store) -> None:
    create_demo_city(store)
    check_agrees(store)
    board = load_board(store)
    assert {hospital.status for hospital in board.hospitals} == set(HospitalStatus)
    assert sum(hospital.status_since is None for hospital in board.hospitals) == 1
    assert [len(crew.members) for crew in board.crews] == [2] * 23
    assert {warning.kind for warning in crew_warnings(board, board.taken_at)} == set(CrewWarningKind) - {
        CrewWarningKind.SHIFT_UNKNOWN
    }
    assert one(store, "SELECT min(n) FROM (SELECT count(*) AS n FROM aboard GROUP BY assignment_id) AS a") == (3,)
    stand_still(store, 45)
    assert refresh_demo_city(store)
    again = check_agrees(store)
    assert [len(crew.members) for crew in again.crews] == [2] * 23
