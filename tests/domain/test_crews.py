"""What a dispatcher must know of a crew's hours: nothing unknown passes for fine."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dispatcher_app.domain.crews import (
    BREAK_DUE_AFTER,
    SHORTEST_BREAK,
    WARNED_BEFORE,
    CrewWarningKind,
    break_due,
    crew_warnings,
    shift_end,
    warnings_of,
)
from dispatcher_app.domain.entities import Board, ControlRoom, Crew, CrewMember
from dispatcher_app.domain.ids import AmbulanceId, ParamedicId
from dispatcher_app.domain.statuses import AmbulanceStatus, CrewLevel
from tests.domain.records import NOON, an_ambulance

M12 = AmbulanceId(12)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def member(ends_in: timedelta | None = 6 * HOUR, on_for: timedelta = HOUR, **changes: object) -> CrewMember:
    ends_at = None if ends_in is None else NOON + ends_in
    one = CrewMember(ParamedicId(1), "Pat Lee", CrewLevel.ALS, NOON - on_for, ends_at)
    return replace(one, **changes)  # type: ignore[arg-type]


def kinds(*members: CrewMember, **changes: object) -> list[CrewWarningKind]:
    crew = replace(Crew(M12, members), **changes)  # type: ignore[arg-type]
    return [warning.kind for warning in warnings_of(M12, crew, NOON)]


def test_a_crew_with_hours_to_go_is_fine() -> None:
    assert kinds(member()) == []


@pytest.mark.parametrize(
    ("ends_in", "kind"),
    [
        (31 * MINUTE, []),
        (30 * MINUTE, [CrewWarningKind.SHIFT_ENDS]),
        (timedelta(seconds=1), [CrewWarningKind.SHIFT_ENDS]),
        (timedelta(), [CrewWarningKind.SHIFT_OVER]),
        (-HOUR, [CrewWarningKind.SHIFT_OVER]),
        (None, [CrewWarningKind.SHIFT_UNKNOWN]),
    ],
)
def test_the_end_of_a_shift_is_told(ends_in: timedelta | None, kind: list[CrewWarningKind]) -> None:
    assert kinds(member(ends_in)) == kind


def test_the_first_member_to_go_and_the_one_of_whom_nothing_is_known_both_count() -> None:
    crew = Crew(M12, (member(), member(10 * MINUTE), member(None)))
    assert shift_end(crew) == NOON + 10 * MINUTE
    assert kinds(*crew.members) == [CrewWarningKind.SHIFT_ENDS, CrewWarningKind.SHIFT_UNKNOWN]


@pytest.mark.parametrize(
    ("on_for", "planned_in", "kind"),
    [
        (BREAK_DUE_AFTER - WARNED_BEFORE - MINUTE, None, []),
        (BREAK_DUE_AFTER - WARNED_BEFORE, None, [CrewWarningKind.BREAK_DUE]),
        (BREAK_DUE_AFTER, None, [CrewWarningKind.BREAK_OVERDUE]),
        (HOUR, 20 * MINUTE, [CrewWarningKind.BREAK_DUE]),
        (HOUR, -MINUTE, [CrewWarningKind.BREAK_OVERDUE]),
        (BREAK_DUE_AFTER + HOUR, HOUR, []),
    ],
)
def test_a_break_is_due_by_plan_or_by_the_hours(
    on_for: timedelta, planned_in: timedelta | None, kind: list[CrewWarningKind]
) -> None:
    planned = None if planned_in is None else NOON + planned_in
    assert kinds(member(on_for=on_for, break_due_at=planned)) == kind


def test_a_break_taken_counts_from_its_end_and_one_under_way_is_told() -> None:
    late = member(on_for=8 * HOUR, break_due_at=NOON - 2 * HOUR)
    assert kinds(late, break_ended_at=NOON - HOUR) == []
    assert break_due(Crew(M12, (late,), break_ended_at=NOON - HOUR)) == NOON - HOUR + BREAK_DUE_AFTER
    assert kinds(late, break_since=NOON - SHORTEST_BREAK) == [CrewWarningKind.ON_BREAK]
    # Whoever came after the others had rested has not.
    assert kinds(member(on_for=BREAK_DUE_AFTER), break_ended_at=NOON - 7 * HOUR) == [CrewWarningKind.BREAK_OVERDUE]


def board(*crews: Crew, at: datetime = NOON) -> Board:
    out = an_ambulance(14, AmbulanceStatus.OUT_OF_SERVICE)
    room = ControlRoom("Test", "UTC", is_demo=False)
    return Board(at, room, ambulances=(an_ambulance(12), an_ambulance(13), out), crews=crews)


def test_an_ambulance_without_a_crew_is_told_where_crews_are_kept() -> None:
    assert crew_warnings(board(), NOON) == ()
    (told,) = crew_warnings(board(Crew(M12, (member(),))), NOON)
    assert (told.ambulance_id, told.kind, told.at) == (13, CrewWarningKind.NO_CREW, None)
