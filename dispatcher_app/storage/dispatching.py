"""The statements of the dispatch transaction: locks first, then what is judged, then what is written.

Lock order, everywhere: emergency calls by id, then ambulances by id. All instants are the database's own.
"""

from typing import Any

from peewee import JOIN, ModelSelect, fn

from dispatcher_app.domain import entities
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import AmbulanceFacts, CallFacts, Deed, NotFound
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, ParamedicId, RequestId
from dispatcher_app.domain.rules import DispatchSituation, RunningAssignment
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus
from dispatcher_app.storage.crew_models import Aboard
from dispatcher_app.storage.models import (
    Ambulance,
    Assignment,
    Dispatcher,
    EmergencyCall,
    Paramedic,
)
from dispatcher_app.storage.rows import ambulance_of, assignment_of, emergency_call_of, paramedic_of
from dispatcher_app.storage.store import Transaction


def lock_emergency_call(tx: Transaction, call_id: EmergencyCallId) -> entities.EmergencyCall:
    """Lock the call until COMMIT and give it as it now stands. Raises NotFound, LockNotGranted."""
    return _emergency_call(tx, call_id, EmergencyCall.select().for_update())


def read_emergency_call(tx: Transaction, call_id: EmergencyCallId) -> entities.EmergencyCall:
    """Give the call as it stands, without waiting for anybody. Raises NotFound."""
    return _emergency_call(tx, call_id, EmergencyCall.select())


def _emergency_call(
    tx: Transaction, call_id: EmergencyCallId, query: "ModelSelect[EmergencyCall]"
) -> entities.EmergencyCall:
    for row in query.where(EmergencyCall.id == call_id).execute(tx.database):
        return emergency_call_of(row)
    raise NotFound("emergency call", f"with id {call_id}")


def lock_ambulance(tx: Transaction, ambulance_id: AmbulanceId) -> entities.Ambulance:
    """Lock the ambulance until COMMIT and give it as it now stands. Raises NotFound, LockNotGranted."""
    return _ambulance(tx, ambulance_id, Ambulance.select().for_update())


def read_ambulance(tx: Transaction, ambulance_id: AmbulanceId) -> entities.Ambulance:
    """Give the ambulance as it stands, without waiting for anybody. Raises NotFound."""
    return _ambulance(tx, ambulance_id, Ambulance.select())


def _ambulance(tx: Transaction, ambulance_id: AmbulanceId, query: "ModelSelect[Ambulance]") -> entities.Ambulance:
    for row in query.where(Ambulance.id == ambulance_id).execute(tx.database):
        return ambulance_of(row)
    raise NotFound("ambulance", f"with id {ambulance_id}")


def read_paramedic(tx: Transaction, paramedic_id: ParamedicId) -> entities.Paramedic:
    """Give the paramedic. Not locked: nobody's to change here, and the unique index settles who is first.

    Raises NotFound.
    """
    query = Paramedic.select().where((Paramedic.id == paramedic_id) & Paramedic.is_active)
    for row in query.execute(tx.database):
        return paramedic_of(row)
    raise NotFound("paramedic", f"with id {paramedic_id}")


def read_situation(
    tx: Transaction,
    call: entities.EmergencyCall,
    ambulance: entities.Ambulance,
    paramedic: entities.Paramedic | None,
) -> DispatchSituation:
    """Read all else that a dispatch is judged on."""
    ended = ending_of_call(tx, call.id) if call.status.is_over else None
    running = (Assignment.emergency_call == call.id) | (Assignment.ambulance == ambulance.id)
    if paramedic is None:
        return DispatchSituation(call, ambulance, _open_assignments(tx, running), ended)
    with_them = Assignment.id.in_(Aboard.select(Aboard.assignment).where(Aboard.paramedic == paramedic.id))
    return DispatchSituation(
        call,
        ambulance,
        _open_assignments(tx, running),
        ended,
        paramedic,
        with_paramedic=_open_assignments(tx, with_them),
    )


def _open_assignments(tx: Transaction, condition: Any) -> tuple[RunningAssignment, ...]:
    query = (
        Assignment.select(Assignment, EmergencyCall, Ambulance, Dispatcher)
        .join_from(Assignment, EmergencyCall)
        .join_from(Assignment, Ambulance)
        .join_from(Assignment, Dispatcher, JOIN.LEFT_OUTER)
        .where(Assignment.cleared_at.is_null() & condition)
        .order_by(Assignment.dispatched_at, Assignment.id)
    )
    return tuple(_running(row) for row in query.execute(tx.database))


def _running(row: Assignment) -> RunningAssignment:
    call, ambulance = row.emergency_call, row.ambulance
    name = row.dispatcher.full_name if row.dispatcher else ""
    return RunningAssignment(
        assignment_of(row, name),
        CallFacts(EmergencyCallId(call.id), call.number, call.type_text, call.location_text),
        AmbulanceFacts(AmbulanceId(ambulance.id), ambulance.call_sign),
    )


def ending_of_call(tx: Transaction, call_id: EmergencyCallId) -> Deed | None:
    """Tell who closed or cancelled a call, and when; None while it runs."""
    query = (
        EmergencyCall.select(EmergencyCall.ended_at, EmergencyCall.ended_at_desk, Dispatcher.full_name)
        .join(Dispatcher, JOIN.LEFT_OUTER, on=(EmergencyCall.ended_by == Dispatcher.id))
        .where((EmergencyCall.id == call_id) & EmergencyCall.ended_at.is_null(is_null=False))
    )
    for ended_at, desk, name in query.tuples().execute(tx.database):
        return Deed(name or "", desk, ended_at)
    return None


def assignment_of_request(tx: Transaction, request_id: RequestId) -> entities.Assignment | None:
    """Find what an earlier order with this request id did."""
    query = (
        Assignment.select(Assignment, Dispatcher)
        .join(Dispatcher, JOIN.LEFT_OUTER)
        .where(Assignment.request_id == request_id)
    )
    for row in query.execute(tx.database):
        return assignment_of(row, row.dispatcher.full_name if row.dispatcher else "")
    return None


def insert_assignment(
    tx: Transaction, command: DispatchAmbulance, dispatcher: entities.Dispatcher
) -> entities.Assignment:
    """Write the assignment, stamped by the database. Raises OpenAssignmentExists."""
    query = Assignment.insert(
        emergency_call=command.emergency_call_id,
        ambulance=command.ambulance_id,
        request_id=command.request_id,
        dispatcher=dispatcher.id,
        desk=tx.desk,
        paramedic=command.paramedic_id,
        hospital=command.hospital_id,
        dispatched_at=fn.room_now(),
    ).returning(Assignment)
    (row,) = query.execute(tx.database)
    return assignment_of(row, dispatcher.full_name)


def move_ambulance(tx: Transaction, ambulance_id: AmbulanceId, status: AmbulanceStatus) -> entities.Ambulance:
    """Give a locked ambulance a status, from now on."""
    query = (
        Ambulance.update(status=status, status_since=fn.room_now(), version=Ambulance.version + 1)
        .where(Ambulance.id == ambulance_id)
        .returning(Ambulance)
    )
    (row,) = query.execute(tx.database)
    return ambulance_of(row)


def move_emergency_call(tx: Transaction, call_id: EmergencyCallId, status: CallStatus) -> entities.EmergencyCall:
    """Give a locked call a status."""
    query = (
        EmergencyCall.update(status=status, version=EmergencyCall.version + 1)
        .where(EmergencyCall.id == call_id)
        .returning(EmergencyCall)
    )
    (row,) = query.execute(tx.database)
    return emergency_call_of(row)


def sign_with_request(tx: Transaction, request_id: RequestId) -> None:
    """Let the audit trail name the order that all further changes of this transaction belong to."""
    tx.database.execute_sql("SELECT set_config('dispatcher.request_id', %s, true)", (str(request_id),))


def desks_in_transaction(tx: Transaction) -> tuple[str, ...]:
    """Name the other desks that hold rows of calls or ambulances at this moment, longest first.

    Best effort: PostgreSQL keeps row locks on the rows themselves, so this names whoever is writing those tables.
    Who only waits for a first row has no transaction id yet, and is not to blame.
    """
    cursor = tx.database.execute_sql(
        """
        SELECT activity.application_name
        FROM pg_stat_activity AS activity JOIN pg_locks AS held USING (pid)
        WHERE held.granted AND held.mode IN ('RowShareLock', 'RowExclusiveLock') AND held.database IS NOT NULL
          AND held.relation IN ('emergency_call'::regclass, 'ambulance'::regclass)
          AND pid <> pg_backend_pid()
          AND EXISTS (SELECT FROM pg_locks AS own WHERE own.pid = held.pid AND own.granted
                      AND own.locktype = 'transactionid' AND own.mode = 'ExclusiveLock')
        GROUP BY activity.application_name, activity.xact_start ORDER BY activity.xact_start
        """
    )
    return tuple(name for (name,) in cursor.fetchall() if name)
