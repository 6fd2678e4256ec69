"""The table of legal moves, beside the field's own words."""

from collections.abc import Iterable
from enum import StrEnum

import pytest

from dispatcher_app.domain.statuses import AMBULANCE_MOVES, CALL_MOVES, AmbulanceStatus, CallStatus

A, C = AmbulanceStatus, CallStatus


def reachable(start: StrEnum, moves: Iterable[tuple[StrEnum, StrEnum]]) -> set[StrEnum]:
    """Follow the moves from a status until nothing new is found."""
    found, size = {start}, 0
    while size != len(found):
        size = len(found)
        found |= {to for source, to in moves if source in found}
    return found


@pytest.mark.parametrize(("statuses", "moves", "first"), [(C, CALL_MOVES, C.OPEN), (A, AMBULANCE_MOVES, A.AVAILABLE)])
def test_every_status_is_reached_and_none_is_a_dead_end(
    statuses: type[StrEnum], moves: frozenset[tuple[StrEnum, StrEnum]], first: StrEnum
) -> None:
    assert {status for move in moves for status in move} == set(statuses)
    for status in statuses:
        assert reachable(status, moves) == set(statuses), status
    assert reachable(first, moves) == set(statuses)


@pytest.mark.parametrize("moves", [CALL_MOVES, AMBULANCE_MOVES])
def test_no_move_stands_still(moves: frozenset[tuple[StrEnum, StrEnum]]) -> None:
    assert not [move for move in moves if move[0] == move[1]]


def test_an_ambulance_becomes_busy_only_by_leaving_for_a_call() -> None:
    assert {source for source, to in AMBULANCE_MOVES if to is A.EN_ROUTE} == {A.AVAILABLE, A.ON_SCENE}
    assert {to for source, to in AMBULANCE_MOVES if source is A.AVAILABLE} == {A.EN_ROUTE, A.OUT_OF_SERVICE}
    assert {to for source, to in AMBULANCE_MOVES if source is A.OUT_OF_SERVICE} == {A.AVAILABLE}


@pytest.mark.parametrize(
    "illegal",
    [
        (A.AVAILABLE, A.ON_SCENE),
        (A.AVAILABLE, A.TRANSPORTING),
        (A.AVAILABLE, A.AT_HOSPITAL),
        (A.EN_ROUTE, A.TRANSPORTING),
        (A.EN_ROUTE, A.AT_HOSPITAL),
        (A.ON_SCENE, A.AT_HOSPITAL),
        (A.TRANSPORTING, A.AVAILABLE),
        (A.TRANSPORTING, A.EN_ROUTE),
        (A.AT_HOSPITAL, A.EN_ROUTE),
        (A.AT_HOSPITAL, A.TRANSPORTING),
        (A.OUT_OF_SERVICE, A.EN_ROUTE),
    ],
)
def test_nothing_is_skipped_and_nobody_with_a_patient_is_diverted(
    illegal: tuple[AmbulanceStatus, AmbulanceStatus],
) -> None:
    assert illegal not in AMBULANCE_MOVES


@pytest.mark.parametrize("over", [C.CLOSED, C.CANCELLED])
def test_a_call_that_is_over_can_only_be_opened_again(over: CallStatus) -> None:
    assert {to for source, to in CALL_MOVES if source is over} == {C.OPEN}


def test_which_calls_are_over() -> None:
    assert [status for status in CallStatus if status.is_over] == [C.CLOSED, C.CANCELLED]
