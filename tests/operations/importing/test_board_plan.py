"""The board at one moment, from rows written by hand."""

import pytest

from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.statuses import AmbulanceStatus, AssignmentOutcome, CallStatus, CrewLevel
from dispatcher_app.operations.importing.board_plan import BoardPlan, plan_board
from dispatcher_app.operations.importing.report import Reason
from dispatcher_app.storage.importing import NewAmbulance, NewAssignment, NewCall
from tests.operations.importing.rows import a_row, at, read


def plan(clock: str | None, *rows: dict[str, str]) -> BoardPlan:
    """Plan the board at a moment of 6 January, or history."""
    return plan_board([read(row) for row in rows], None if clock is None else at(clock))


def the_call(board: BoardPlan) -> NewCall:
    """Give the only call."""
    (call,) = board.calls
    return call


def the_ambulance(board: BoardPlan) -> NewAmbulance:
    """Give the only ambulance."""
    (ambulance,) = board.ambulances
    return ambulance


def the_assignment(board: BoardPlan) -> NewAssignment:
    """Give the only assignment."""
    (row,) = board.assignments
    return row.new


@pytest.mark.parametrize(
    ("clock", "status", "ambulance", "since"),
    [
        ("17:00:00", CallStatus.OPEN, AmbulanceStatus.AVAILABLE, "17:00:00"),
        ("17:01:59", CallStatus.OPEN, AmbulanceStatus.AVAILABLE, "17:00:00"),
        ("17:02:00", CallStatus.DISPATCHED, AmbulanceStatus.EN_ROUTE, "17:02:00"),
        ("17:03:00", CallStatus.DISPATCHED, AmbulanceStatus.EN_ROUTE, "17:02:00"),
        ("17:09:59", CallStatus.DISPATCHED, AmbulanceStatus.EN_ROUTE, "17:02:00"),
        ("17:10:00", CallStatus.DISPATCHED, AmbulanceStatus.ON_SCENE, "17:10:00"),
        ("17:30:00", CallStatus.DISPATCHED, AmbulanceStatus.TRANSPORTING, "17:30:00"),
        ("17:59:59", CallStatus.DISPATCHED, AmbulanceStatus.AT_HOSPITAL, "17:40:00"),
        ("18:00:00", CallStatus.CLOSED, AmbulanceStatus.AVAILABLE, "18:00:00"),
    ],
)
def test_one_call_through_its_hour(clock: str, status: CallStatus, ambulance: AmbulanceStatus, since: str) -> None:
    board = plan(clock, a_row())
    assert the_call(board).status is status
    assert (the_ambulance(board).status, the_ambulance(board).status_since) == (ambulance, at(since))


def test_a_call_is_not_there_before_it_was_received_but_its_ambulance_is() -> None:
    board = plan("16:59:59", a_row())
    assert (board.calls, board.assignments, len(board.to_come)) == ((), (), 1)
    assert the_ambulance(board).status is AmbulanceStatus.AVAILABLE
    assert the_ambulance(board).status_since == at("16:59:59")
    assert the_ambulance(board).position is None


def test_what_had_not_happened_yet_is_not_stored() -> None:
    board = plan("17:15:00", a_row())
    assignment = the_assignment(board)
    assert (assignment.dispatched_at, assignment.mobile_at) == (at("17:02:00"), at("17:03:00"))
    assert assignment.acknowledged_at == assignment.mobile_at
    assert assignment.on_scene_at == at("17:10:00")
    assert (assignment.left_scene_at, assignment.at_hospital_at, assignment.cleared_at, assignment.outcome) == (
        None,
    ) * 4
    assert plan("17:00:30", a_row()).calls[0].entered_at is None
    assert plan("17:01:30", a_row()).assignments == ()


def test_a_call_with_one_ambulance_back_and_one_to_come_is_open() -> None:
    first = a_row(unit="77", on_scene="", transport="", hospital="", available="17:05:00")
    second = a_row(unit="78", dispatch="17:20:00", response="17:21:00", on_scene="17:25:00")
    assert the_call(plan("17:04:59", first, second)).status is CallStatus.DISPATCHED
    board = plan("17:10:00", first, second)
    assert the_call(board).status is CallStatus.OPEN
    assert the_assignment(board).outcome is AssignmentOutcome.STOOD_DOWN
    assert len(board.to_come) == 1
    assert the_call(plan("17:20:00", first, second)).status is CallStatus.DISPATCHED


def test_a_call_ends_with_its_last_ambulance() -> None:
    call = the_call(plan("19:00:00", a_row(unit="77"), a_row(unit="78", available="18:30:00")))
    assert (call.status, call.ended_at) == (CallStatus.CLOSED, at("18:30:00"))


def test_without_a_moment_all_is_history() -> None:
    board = plan(None, a_row(1, "77"), a_row(2, "77", dispatch="17:20:00", response="17:21:00", on_scene="17:25:00"))
    assert {call.status for call in board.calls} == {CallStatus.CLOSED}
    assert the_ambulance(board).status is AmbulanceStatus.AVAILABLE
    assert (len(board.assignments), board.to_come, board.left_out) == (2, (), ())
    assert plan(None) == BoardPlan()


@pytest.mark.parametrize(
    ("row", "outcome"),
    [
        (a_row(), AssignmentOutcome.TRANSPORTED),
        (a_row(hospital=""), AssignmentOutcome.TRANSPORTED),
        (a_row(transport=""), AssignmentOutcome.TRANSPORTED),
        (a_row(transport="", hospital=""), AssignmentOutcome.NO_TRANSPORT),
        (a_row(on_scene="", transport="", hospital=""), AssignmentOutcome.STOOD_DOWN),
    ],
)
def test_outcomes(row: dict[str, str], outcome: AssignmentOutcome) -> None:
    assert the_assignment(plan(None, row)).outcome is outcome


def test_of_two_assignments_running_at_the_moment_the_first_stays() -> None:
    first, second = a_row(1), a_row(2, dispatch="17:20:00", response="", on_scene="", transport="", hospital="")
    board = plan("17:25:00", second, first)
    assert the_call(board).number == 1
    (left,) = board.left_out
    assert (left.source.row_id, left.reason) == ("2-77", Reason.DOUBLE_BOOKED)
    assert left.detail == "77 runs on call 1 at the chosen moment"
    for clock in ("17:10:00", "18:00:00", None):
        assert plan(clock, second, first).left_out == ()


def test_records_are_named_after_their_source_and_requests_are_repeatable() -> None:
    one, again = plan(None, a_row()), plan("17:10:00", a_row())
    assert the_call(one).source_ref == "sf:170062700"
    assert the_assignment(one).source_ref == "sf:170062700-77"
    assert the_assignment(one).request_id == the_assignment(again).request_id
    assert the_assignment(plan(None, a_row(unit="78"))).request_id != the_assignment(one).request_id


SCENE = Position(37.745858648581, -122.456664252061)


@pytest.mark.parametrize(
    ("clock", "row", "position_at"),
    [
        ("17:09:00", a_row(), None),
        ("17:20:00", a_row(), "17:10:00"),
        ("17:45:00", a_row(), "17:30:00"),
        ("19:00:00", a_row(), "17:30:00"),
        ("17:45:00", a_row(transport=""), "17:10:00"),
        ("19:00:00", a_row(transport="", hospital=""), "18:00:00"),
        ("19:00:00", a_row(on_scene="", transport="", hospital=""), None),
    ],
)
def test_an_ambulance_is_where_the_records_saw_it_last(
    clock: str, row: dict[str, str], position_at: str | None
) -> None:
    ambulance = the_ambulance(plan(clock, row))
    if position_at is None:
        assert (ambulance.position, ambulance.position_at) == (None, None)
    else:
        assert (ambulance.position, ambulance.position_at) == (SCENE, at(position_at))


def test_under_way_to_a_second_call_it_was_last_seen_at_the_first() -> None:
    later = {"received": "18:10:00", "entry": "18:10:00", "dispatch": "18:11:00", "response": "18:12:00"}
    second = a_row(2, **later, on_scene="18:20:00", transport="", hospital="", available="18:40:00")
    board = plan("18:15:00", a_row(1), second | {"Location": "(37.7, -122.4)", "ALS Unit": "false"})
    ambulance = the_ambulance(board)
    assert (ambulance.status, ambulance.position_at) == (AmbulanceStatus.EN_ROUTE, at("17:30:00"))
    assert ambulance.position == SCENE
    assert ambulance.crew_level is CrewLevel.BLS
