"""The statements of what becomes of work that runs: locking it, its stamps, how it ends, and how a call ends.

Lock order, everywhere: emergency calls by id, then ambulances by id. An assignment is changed only under both its
locks; which two those are never changes, so it is read before them to learn it, and after them to judge it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from peewee import JOIN, fn

from dispatcher_app.domain import entities
from dispatcher_app.domain.errors import Deed, NotFound
from dispatcher_app.domain.ids import AmbulanceId, AssignmentId, DispatcherId, EmergencyCallId, ParamedicId, RequestId
from dispatcher_app.domain.stamps import Stamp
from dispatcher_app.domain.statuses import AssignmentOutcome, CallOutcome, CallStatus
from dispatcher_app.storage.dispatching import lock_ambulance, lock_emergency_call
from dispatcher_app.storage.models import Assignment, Dispatcher, EmergencyCall
from dispatcher_app.storage.rows import assignment_of, dispatcher_of, emergency_call_of
from dispatcher_app.storage.store import Transaction


@dataclass(frozen=True, slots=True)
class Ending:
    """How something ends: in whose name, and why in their words."""

    by: entities.Dispatcher
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Placing:
    """Where an ambulance is sent by a change of plan, and in whose name."""

    call_id: EmergencyCallId
    ambulance_id: AmbulanceId
    request_id: RequestId
    by: entities.Dispatcher
    paramedic_id: ParamedicId | None = None


def room_now(tx: Transaction) -> datetime:
    """Give the room's time."""
    (now,) = tx.database.execute_sql("SELECT room_now()").fetchone()
    instant: datetime = now
    return instant


def read_assignment(tx: Transaction, assignment_id: AssignmentId) -> entities.Assignment:
    """Give an assignment as it stands, running or not. Raises NotFound."""
    query = (
        Assignment.select(Assignment, Dispatcher.full_name.alias("by"))
        .join(Dispatcher, JOIN.LEFT_OUTER, on=(Assignment.dispatcher == Dispatcher.id))
        .where(Assignment.id == assignment_id)
    )
    for row in query.objects().execute(tx.database):
        return assignment_of(row, row.by or "")
    raise NotFound("assignment", f"with id {assignment_id}")


def lock_calls(tx: Transaction, call_ids: Iterable[EmergencyCallId]) -> dict[EmergencyCallId, entities.EmergencyCall]:
    """Lock calls in order. Raises NotFound, LockNotGranted."""
    return {call_id: lock_emergency_call(tx, call_id) for call_id in sorted(set(call_ids))}


def lock_ambulances(tx: Transaction, ambulance_ids: Iterable[AmbulanceId]) -> dict[AmbulanceId, entities.Ambulance]:
    """Lock ambulances in order. Raises NotFound, LockNotGranted."""
    return {ambulance_id: lock_ambulance(tx, ambulance_id) for ambulance_id in sorted(set(ambulance_ids))}


def running_on_call(tx: Transaction, call_id: EmergencyCallId) -> tuple[AssignmentId, ...]:
    """List the open assignments of a call, the first sent first."""
    return _running(tx, Assignment.emergency_call == call_id)


def running_of_ambulance(tx: Transaction, ambulance_id: AmbulanceId) -> AssignmentId | None:
    """Give the open assignment of an ambulance, if there is one."""
    return next(iter(_running(tx, Assignment.ambulance == ambulance_id)), None)


def _running(tx: Transaction, condition: object) -> tuple[AssignmentId, ...]:
    query = (
        Assignment.select(Assignment.id)
        .where(Assignment.cleared_at.is_null() & condition)
        .order_by(Assignment.dispatched_at, Assignment.id)
    )
    return tuple(AssignmentId(row.id) for row in query.execute(tx.database))


def ending_of_work(tx: Transaction, assignment_id: AssignmentId) -> Deed:
    """Tell by whose deed an assignment ended, and when; without a name where the record has none."""
    query = (
        Assignment.select(Assignment.cleared_at, Assignment.ended_at_desk, Dispatcher.full_name)
        .join(Dispatcher, JOIN.LEFT_OUTER, on=(Assignment.ended_by == Dispatcher.id))
        .where(Assignment.id == assignment_id)
    )
    ((ended_at, desk, name),) = query.tuples().execute(tx.database)
    return Deed(name or "", desk, ended_at)


def write_stamp(tx: Transaction, assignment_id: AssignmentId, stamp: Stamp) -> None:
    """Write the room's now. Raises IllegalMove for one that is written already."""
    now = {stamp.value: fn.room_now()}
    Assignment.update(**now).where(Assignment.id == assignment_id).execute(tx.database)


def undo_stamp(tx: Transaction, assignment_id: AssignmentId, stamp: Stamp) -> None:
    """Take the last stamp back, and what it made of ambulance and call. Raises IllegalMove."""
    tx.database.execute_sql("SELECT undo_stamp(%s, %s)", (assignment_id, stamp))


def end_work(tx: Transaction, assignment_id: AssignmentId, outcome: AssignmentOutcome, ending: Ending) -> None:
    """Clear an assignment, signed."""
    Assignment.update(
        cleared_at=fn.room_now(),
        outcome=outcome,
        ended_by=ending.by.id,
        ended_at_desk=tx.desk,
        ended_reason=ending.reason,
    ).where(Assignment.id == assignment_id).execute(tx.database)


def place_ambulance(tx: Transaction, placing: Placing) -> entities.Assignment:
    """Write a new assignment, stamped by the database. Raises OpenAssignmentExists."""
    query = Assignment.insert(
        emergency_call=placing.call_id,
        ambulance=placing.ambulance_id,
        request_id=placing.request_id,
        dispatcher=placing.by.id,
        desk=tx.desk,
        paramedic=placing.paramedic_id,
        dispatched_at=fn.room_now(),
    ).returning(Assignment)
    (row,) = query.execute(tx.database)
    return assignment_of(row, placing.by.full_name)


def move_call(tx: Transaction, call_id: EmergencyCallId, status: CallStatus) -> entities.EmergencyCall:
    """Give a locked call that is not over, or not to be over any more, a status; its clock stays as it is."""
    query = (
        EmergencyCall.update(
            status=status,
            ended_at=None,
            ended_by=None,
            ended_at_desk="",
            ended_reason="",
            outcome=None,
            version=EmergencyCall.version + 1,
        )
        .where(EmergencyCall.id == call_id)
        .returning(EmergencyCall)
    )
    (row,) = query.execute(tx.database)
    return emergency_call_of(row)


def end_call(
    tx: Transaction, call_id: EmergencyCallId, outcome: CallOutcome | None, ending: Ending
) -> entities.EmergencyCall:
    """Close a locked call with its outcome, or cancel it (None), signed."""
    query = (
        EmergencyCall.update(
            status=CallStatus.CANCELLED if outcome is None else CallStatus.CLOSED,
            ended_at=fn.room_now(),
            ended_by=ending.by.id,
            ended_at_desk=tx.desk,
            ended_reason=ending.reason,
            outcome=outcome,
            version=EmergencyCall.version + 1,
        )
        .where(EmergencyCall.id == call_id)
        .returning(EmergencyCall)
    )
    (row,) = query.execute(tx.database)
    return emergency_call_of(row)


def outcomes_of_call(tx: Transaction, call_id: EmergencyCallId) -> frozenset[AssignmentOutcome]:
    """Tell how the work of a call's ambulances ended so far."""
    query = Assignment.select(Assignment.outcome).where(
        (Assignment.emergency_call == call_id) & Assignment.outcome.is_null(is_null=False)
    )
    return frozenset(AssignmentOutcome(row.outcome) for row in query.execute(tx.database))


def read_dispatcher(tx: Transaction, dispatcher_id: DispatcherId) -> entities.Dispatcher:
    """Give a dispatcher's profile. Raises NotFound."""
    for row in Dispatcher.select().where(Dispatcher.id == dispatcher_id).execute(tx.database):
        return dispatcher_of(row)
    raise NotFound("dispatcher", f"with id {dispatcher_id}")


def hand_over(tx: Transaction, call_id: EmergencyCallId, dispatcher_id: DispatcherId) -> None:
    """Put a locked call into somebody's hands."""
    EmergencyCall.update(handled_by=dispatcher_id, version=EmergencyCall.version + 1).where(
        EmergencyCall.id == call_id
    ).execute(tx.database)
