"""The statements of the dispatch transaction: locks first, then what is judged, then what is written.

Lock order, everywhere: emergency calls by id, then ambulances by id. All instants are the database's own.
"""

from peewee import JOIN, ModelSelect, fn

from dispatcher_app.domain import entities
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import AmbulanceFacts, CallFacts, Deed, NotFound
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, RequestId
from dispatcher_app.domain.rules import DispatchSituation, RunningAssignment
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus
from dispatcher_app.storage.models import (
    Ambulance,
    Assignment,
    AuditEvent,
    Dispatcher,
    EmergencyCall,
    Hospital,
    Notification,
    Paramedic,
)
from dispatcher_app.storage.rows import ambulance_of, assignment_of, emergency_call_of
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


def read_situation(tx: Transaction, call: entities.EmergencyCall, ambulance: entities.Ambulance) -> DispatchSituation:
    """Read all else that a dispatch is judged on."""
    ended = ending_of_call(tx, call.id) if call.status.is_over else None
    return DispatchSituation(call, ambulance, running_assignments(tx, call.id, ambulance.id), ended)


def running_assignments(
    tx: Transaction, call_id: EmergencyCallId, ambulance_id: AmbulanceId
) -> tuple[RunningAssignment, ...]:
    """Give the open assignments of a call or of an ambulance, first sent first."""
    query = (
        Assignment.select(Assignment, EmergencyCall, Ambulance, Dispatcher)
        .join_from(Assignment, EmergencyCall)
        .join_from(Assignment, Ambulance)
        .join_from(Assignment, Dispatcher, JOIN.LEFT_OUTER)
        .where(
            Assignment.cleared_at.is_null()
            & ((Assignment.ambulance == ambulance_id) | (Assignment.emergency_call == call_id))
        )
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


def check_choices_exist(tx: Transaction, command: DispatchAmbulance) -> None:
    """Raise NotFound for a chosen hospital or paramedic that is not there."""
    if command.hospital_id is not None:
        hospitals = Hospital.select(Hospital.id).where(Hospital.id == command.hospital_id)
        if not list(hospitals.execute(tx.database)):
            raise NotFound("hospital", f"with id {command.hospital_id}")
    if command.paramedic_id is not None:
        paramedics = Paramedic.select(Paramedic.id).where((Paramedic.id == command.paramedic_id) & Paramedic.is_active)
        if not list(paramedics.execute(tx.database)):
            raise NotFound("paramedic", f"with id {command.paramedic_id}")


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
        dispatched_at=fn.clock_timestamp(),
    ).returning(Assignment)
    (row,) = query.execute(tx.database)
    return assignment_of(row, dispatcher.full_name)


def move_ambulance(tx: Transaction, ambulance_id: AmbulanceId, status: AmbulanceStatus) -> entities.Ambulance:
    """Give a locked ambulance a status, from now on."""
    query = (
        Ambulance.update(status=status, status_since=fn.clock_timestamp(), version=Ambulance.version + 1)
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


def queue_notification(tx: Transaction, assignment: entities.Assignment, audience: str, body: str) -> None:
    """Put a message into the outbox; it leaves after COMMIT, or never existed."""
    query = Notification.insert(assignment=assignment.id, audience=audience, body=body)
    query.execute(tx.database)


def record_dispatch(tx: Transaction, assignment: entities.Assignment) -> None:
    """Write the audit event of a dispatch, under the person's own name."""
    query = AuditEvent.insert(
        actor=assignment.dispatcher_name,
        desk=tx.desk,
        action="DISPATCH",
        table_name="assignment",
        row_id=assignment.id,
        after={"emergency_call_id": assignment.emergency_call_id, "ambulance_id": assignment.ambulance_id},
        request_id=assignment.request_id,
    )
    query.execute(tx.database)


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
