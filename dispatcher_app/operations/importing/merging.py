"""What of a plan is new to a database. What is there already stays as it is."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from dispatcher_app.operations.importing.board_plan import BoardPlan, PlannedAssignment
from dispatcher_app.operations.importing.report import LeftOut, Reason, Tally
from dispatcher_app.operations.importing.unit_records import source_ref
from dispatcher_app.storage.importing import NewAmbulance, NewCall


@dataclass(frozen=True, slots=True)
class Merge:
    """What of a plan a database holds: calls by number with their source, ambulances by call sign, assignments."""

    calls: Mapping[int, str | None]
    ambulances: Mapping[str, int]
    assignments: AbstractSet[str]


@dataclass(frozen=True, slots=True)
class Merged:
    """What is left to be written, and what became of the rest.

    `adds_to_the_board`: the plan has calls, or assignments of calls imported earlier, that the database lacks.
    """

    calls: tuple[NewCall, ...]
    ambulances: tuple[NewAmbulance, ...]
    assignments: tuple[PlannedAssignment, ...]
    known_ambulances: dict[str, int]
    planned_calls: tuple[NewCall, ...]
    calls_tally: Tally
    ambulances_tally: Tally
    assignments_tally: Tally
    rows_to_come: int
    left_out: tuple[LeftOut, ...]
    adds_to_the_board: bool


def merge(plan: BoardPlan, known: Merge) -> Merged:
    """Compare a plan with a database.

    A call that is there keeps its assignments too: a row that would add one to it is left out and says so, for the
    call may have been set to another moment, and the desks may have worked on it since.
    """
    calls = tuple(call for call in plan.calls if call.number not in known.calls)
    ambulances = tuple(new for new in plan.ambulances if new.call_sign not in known.ambulances)
    to_known_calls = [row for row in plan.assignments if row.new.call_number in known.calls]
    unchanged = [row for row in to_known_calls if row.new.source_ref in known.assignments]
    refused = [row for row in to_known_calls if row.new.source_ref not in known.assignments]
    assignments = tuple(row for row in plan.assignments if row.new.call_number not in known.calls)
    return Merged(
        calls=calls,
        ambulances=ambulances,
        assignments=assignments,
        known_ambulances=dict(known.ambulances),
        planned_calls=plan.calls,
        calls_tally=Tally(len(calls), len(plan.calls) - len(calls)),
        ambulances_tally=Tally(len(ambulances), len(plan.ambulances) - len(ambulances)),
        assignments_tally=Tally(len(assignments), len(unchanged)),
        rows_to_come=len(plan.to_come),
        left_out=(*plan.left_out, *(_refused(row, known) for row in refused)),
        adds_to_the_board=bool(calls) or any(_is_ours(row, known) for row in refused),
    )


def _refused(row: PlannedAssignment, known: Merge) -> LeftOut:
    detail = "was imported without this row" if _is_ours(row, known) else "is not from these records"
    return LeftOut(row.source, Reason.CALL_KNOWN, f"call {row.new.call_number} {detail}")


def _is_ours(row: PlannedAssignment, known: Merge) -> bool:
    number = row.new.call_number
    return known.calls[number] == source_ref(number)
