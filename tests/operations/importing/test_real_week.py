"""The real week of San Francisco: boards at ten moments equal an independent count."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus
from dispatcher_app.operations.importing import ImportOptions, ImportReport, Reason, Tally, import_unit_records
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.storage.store import Store
from tests.control_room import ControlRoomBuilder
from tests.operations.importing.counting import AMBULANCES, count_board, is_sound, read_week
from tests.operations.importing.rows import local
from tests.real_data import WEEK, real_data

THE_KNOWN_MOMENT = local("2017-01-06 17:40:16")
WITH_A_DOUBLE_BOOKING = local("2017-01-04 17:05:00")
TEN_MOMENTS = (
    local("2016-12-31 00:10:16"),
    local("2016-12-31 12:00:00"),
    local("2017-01-01 01:45:00"),
    local("2017-01-01 12:56:30"),
    local("2017-01-02 09:30:00"),
    local("2017-01-03 17:00:00"),
    WITH_A_DOUBLE_BOOKING,
    local("2017-01-05 23:59:59"),
    THE_KNOWN_MOMENT,
    local("2017-01-08 03:00:00"),
)
EVERYTHING = """
    SELECT (SELECT json_agg(c ORDER BY id)::text FROM emergency_call AS c),
           (SELECT json_agg(a ORDER BY id)::text FROM ambulance AS a),
           (SELECT json_agg(s ORDER BY id)::text FROM assignment AS s),
           (SELECT json_agg(r)::text FROM control_room AS r)
"""


def import_week(store: Store, at: datetime | None) -> ImportReport:
    """Import the week and check that the report accounts for each of its rows."""
    report = import_unit_records(store, [real_data(WEEK)], ImportOptions(at=at))
    accounted_for = report.assignments.total + report.rows_to_come + report.rows_of_other_types + len(report.left_out)
    assert report.rows_read == accounted_for == 7704
    assert sum(report.left_out_by_reason.values()) == len(report.left_out)
    return report


def column(store: Store, sql: str) -> list[Any]:
    """Run a query and give its first column."""
    with store.transaction() as tx:
        return [row[0] for row in tx.database.execute_sql(sql).fetchall()]


def check_agrees(board: Board) -> None:
    """An ambulance is busy exactly while it has an open assignment, a call DISPATCHED exactly while it has one."""
    busy = [assignment.ambulance_id for assignment in board.assignments]
    assert len(busy) == len(set(busy))
    assert {a.id for a in board.ambulances if a.status is not AmbulanceStatus.AVAILABLE} == set(busy)
    served = {assignment.emergency_call_id for assignment in board.assignments}
    assert {call.id for call in board.calls if call.status is CallStatus.DISPATCHED} == served


def test_the_known_counts_before_rows_are_left_out() -> None:
    counted = count_board(read_week(real_data(WEEK)), THE_KNOWN_MOMENT, keep_all=True)
    assert (counted.open_calls, counted.dispatched_calls) == (10, 30)


@pytest.mark.parametrize("at", TEN_MOMENTS, ids=str)
def test_the_board_equals_an_independent_count(store: Store, at: datetime) -> None:
    counted = count_board(read_week(real_data(WEEK)), at)

    report = import_week(store, at)

    board = load_board(store)
    calls = Counter(call.status for call in board.calls)
    closed = ControlRoomBuilder(store).count("emergency_call", "status = 'CLOSED'")
    assert calls == Counter(OPEN=counted.open_calls, DISPATCHED=counted.dispatched_calls)
    assert closed == counted.closed_calls
    assert Counter(ambulance.status for ambulance in board.ambulances) == Counter(counted.ambulances)
    running = column(store, "SELECT source_ref FROM assignment WHERE cleared_at IS NULL")
    assert set(running) == {f"sf:{row_id}" for row_id in counted.running}
    check_agrees(board)
    assert report.calls_by_status == Counter(
        OPEN=counted.open_calls, DISPATCHED=counted.dispatched_calls, CLOSED=counted.closed_calls
    )


def test_at_the_known_moment(store: Store) -> None:
    report = import_week(store, THE_KNOWN_MOMENT)
    board = load_board(store)
    assert Counter(call.status for call in board.calls) == {CallStatus.OPEN: 10, CallStatus.DISPATCHED: 28}
    assert report.left_out_by_reason == {Reason.OUT_OF_ORDER: 26, Reason.NO_END: 2}
    assert (report.ambulances, report.rows_of_other_types) == (Tally(75), 4559)
    oldest = min(board.calls, key=lambda call: call.received_at)
    assert board.taken_at - oldest.received_at < timedelta(days=1)
    future = "SELECT count(*) FROM assignment WHERE GREATEST(dispatched_at, mobile_at, on_scene_at, left_scene_at, "
    future += "at_hospital_at, cleared_at) > now() UNION SELECT count(*) FROM emergency_call WHERE received_at > now()"
    assert column(store, future) == [0]


def test_an_ambulance_on_two_calls_runs_on_the_first(store: Store) -> None:
    report = import_week(store, WITH_A_DOUBLE_BOOKING)
    doubles = [row for row in report.left_out if row.reason is Reason.DOUBLE_BOOKED]
    assert [row.source.row_id for row in doubles] == ["170042831-53"]
    assert column(
        store,
        "SELECT source_ref FROM assignment JOIN ambulance ON ambulance.id = ambulance_id "
        "WHERE cleared_at IS NULL AND call_sign = '53'",
    ) == ["sf:170042525-53"]


def test_importing_twice_changes_nothing(store: Store) -> None:
    first = import_week(store, THE_KNOWN_MOMENT)
    before = column(store, EVERYTHING), ControlRoomBuilder(store).one(EVERYTHING)

    second = import_week(store, THE_KNOWN_MOMENT)

    assert (column(store, EVERYTHING), ControlRoomBuilder(store).one(EVERYTHING)) == before
    assert (second.calls, second.ambulances, second.assignments) == (
        Tally(0, first.calls.new),
        Tally(0, first.ambulances.new),
        Tally(0, first.assignments.new),
    )
    assert second.left_out == first.left_out


def test_without_a_moment_it_is_history_with_its_own_times(store: Store) -> None:
    rows = [row for row in read_week(real_data(WEEK)) if row["Unit Type"] in AMBULANCES and is_sound(row)]

    report = import_week(store, None)

    assert (report.rows_to_come, report.assignments) == (0, Tally(len(rows)))
    assert report.calls == Tally(len({row["Call Number"] for row in rows}))
    assert column(store, "SELECT DISTINCT status FROM emergency_call") == ["CLOSED"]
    assert column(store, "SELECT DISTINCT status FROM ambulance") == ["AVAILABLE"]
    first = column(store, "SELECT min(received_at) FROM emergency_call")
    assert first == [datetime(2016, 12, 31, 8, 10, 16, tzinfo=UTC)] == [report.first_received_at]
    assert load_board(store).room.name == "San Francisco"
