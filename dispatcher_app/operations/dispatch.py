"""Dispatching an ambulance: the locked, atomic act that everything else stands on."""

from dataclasses import dataclass

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Ambulance, Assignment, Dispatcher, EmergencyCall
from dispatcher_app.domain.errors import Busy, ConflictError, NotAllowed, ReadOnlyServer, RecordBusy, Unavailable
from dispatcher_app.domain.hospitals import check_hospital
from dispatcher_app.domain.messages import Audience, MessageEvent, News
from dispatcher_app.domain.rules import DispatchSituation, check_dispatch
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus, HospitalStatus
from dispatcher_app.operations.dispatch_log import logged_dispatch
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.operations.telling import tell
from dispatcher_app.storage import dispatching as db
from dispatcher_app.storage.board import find_dispatcher
from dispatcher_app.storage.hospitals import accept_divert, hold_hospital
from dispatcher_app.storage.store import Store, Transaction
from dispatcher_app.storage.translation import LockNotGranted, OpenAssignmentExists

_NOT_YET = "The database cannot tell yet what became of this order."


@dataclass(frozen=True, slots=True)
class Dispatched:
    """What a dispatch made, as it stands after COMMIT."""

    call: EmergencyCall
    ambulance: Ambulance
    assignment: Assignment


@logged_dispatch
@restarting
def dispatch_ambulance(store: Store, command: DispatchAmbulance, login: str) -> Dispatched:
    """Send an ambulance to a call, or say who was first.

    The locks decide who waits, the rules decide who is told no, and the unique index would refuse a double booking
    even without either. An order whose request id has already been carried out is answered with what it did.

    Raises AmbulanceTaken, CallTaken, ParamedicTaken, CallClosed, RecordBusy, AmbulanceNotAvailable, HospitalDiverts,
    NotFound, NotAllowed, Unavailable, OutcomeUnknown.
    """
    try:
        with store.transaction() as tx:
            call = db.lock_emergency_call(tx, command.emergency_call_id)
            ambulance = db.lock_ambulance(tx, command.ambulance_id)
            paramedic = None if command.paramedic_id is None else db.read_paramedic(tx, command.paramedic_id)
            dispatcher = _dispatcher(tx, login)
            if done := db.assignment_of_request(tx, command.request_id):
                return _as_done(tx, done)
            check_dispatch(command, db.read_situation(tx, call, ambulance, paramedic))
            hospital = None if command.hospital_id is None else hold_hospital(tx, command.hospital_id)
            if hospital is not None:
                check_hospital(hospital, diverts_accepted=command.diverts_accepted)
            db.sign_with_request(tx, command.request_id)
            assignment = db.insert_assignment(tx, command, dispatcher)
            if hospital is not None and hospital.status is HospitalStatus.DIVERT:
                accept_divert(tx, assignment.id, hospital.id)
            ambulance = db.move_ambulance(tx, ambulance.id, AmbulanceStatus.EN_ROUTE)
            call = db.move_emergency_call(tx, call.id, CallStatus.DISPATCHED)
            news = News(MessageEvent.DISPATCHED, call, ambulance)
            tell(tx, assignment, news, Audience.CREW, Audience.HOSPITAL)
        return Dispatched(call, ambulance, assignment)
    except LockNotGranted:
        raise _record_busy(store, command) from None
    except OpenAssignmentExists:
        raise _conflict_found_by_index(store, command) from None


def find_dispatch(store: Store, command: DispatchAmbulance) -> Assignment | None:
    """Tell what became of an order whose answer was lost; None if it never took effect.

    The call is locked first: where the server is still at that order's COMMIT, this waits for its end. Having taken a
    lock, this COMMIT too waits for a synchronous standby: what is told is there as well. Where nothing can be locked
    (a database that only allows reading, a person who may not), what is there is found without.
    Raises Unavailable where it cannot be told yet.
    """
    try:
        return _found_with_lock(store, command)
    except (NotAllowed, ReadOnlyServer):
        return _found_without_lock(store, command)
    except Busy:
        # Its COMMIT may still wait for the standby: what can be seen of it is on this server alone, and may be lost.
        raise Unavailable(_NOT_YET) from None


@restarting
def _found_with_lock(store: Store, command: DispatchAmbulance) -> Assignment | None:
    with store.transaction() as tx:
        db.lock_emergency_call(tx, command.emergency_call_id)
        return db.assignment_of_request(tx, command.request_id)


def _found_without_lock(store: Store, command: DispatchAmbulance) -> Assignment:
    """Find what an order made. To see nothing proves nothing: its COMMIT may still be under way."""
    with store.snapshot() as tx:
        done = db.assignment_of_request(tx, command.request_id)
    if done is None:
        raise Unavailable(_NOT_YET)
    return done


def _dispatcher(tx: Transaction, login: str) -> Dispatcher:
    dispatcher = find_dispatcher(tx, login)
    if dispatcher is None or not dispatcher.is_active:
        raise NotAllowed("Only dispatchers may dispatch.")
    return dispatcher


def _as_done(tx: Transaction, done: Assignment) -> Dispatched:
    """Answer by what was done then, whatever a repeated order now names."""
    call = db.read_emergency_call(tx, done.emergency_call_id)
    return Dispatched(call, db.read_ambulance(tx, done.ambulance_id), done)


def _record_busy(store: Store, command: DispatchAmbulance) -> RecordBusy:
    with store.snapshot() as tx:
        situation = _as_it_stands(tx, command)
        return RecordBusy(situation.call_facts, situation.ambulance_facts, db.desks_in_transaction(tx))


def _conflict_found_by_index(store: Store, command: DispatchAmbulance) -> ConflictError:
    """Look up, after the refusal, who holds ambulance or paramedic; if nobody does by now, they were busy just then."""
    with store.snapshot() as tx:
        situation = _as_it_stands(tx, command)
    try:
        check_dispatch(command, situation)
    except ConflictError as conflict:
        return conflict
    return RecordBusy(situation.call_facts, situation.ambulance_facts)


def _as_it_stands(tx: Transaction, command: DispatchAmbulance) -> DispatchSituation:
    call = db.read_emergency_call(tx, command.emergency_call_id)
    paramedic = None if command.paramedic_id is None else db.read_paramedic(tx, command.paramedic_id)
    return db.read_situation(tx, call, db.read_ambulance(tx, command.ambulance_id), paramedic)
