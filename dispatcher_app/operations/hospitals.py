"""How hospitals stand, written down by those who dispatch, and where the patient of a running assignment is taken."""

from dataclasses import dataclass, replace

from dispatcher_app.domain.entities import Assignment, Dispatcher, Hospital
from dispatcher_app.domain.errors import NotAllowed
from dispatcher_app.domain.hospitals import (
    MOST_BEDS,
    ChooseHospital,
    HospitalChanged,
    SetHospitalStatus,
    check_destination,
    check_hospital,
)
from dispatcher_app.domain.messages import Audience, MessageEvent, News
from dispatcher_app.domain.statuses import HospitalStatus
from dispatcher_app.domain.texts import LIMITS, Problems
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.operations.telling import tell
from dispatcher_app.storage import hospitals as db
from dispatcher_app.storage.board import find_dispatcher, find_hospital
from dispatcher_app.storage.dispatching import (
    lock_ambulance,
    lock_emergency_call,
)
from dispatcher_app.storage.requests import claim_request
from dispatcher_app.storage.store import Store, Transaction


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an assignment goes, as it stands after COMMIT."""

    assignment: Assignment
    hospital: Hospital


def list_hospitals(store: Store) -> tuple[Hospital, ...]:
    """List all hospitals by name, as they stand. Raises Unavailable."""
    with store.snapshot() as tx:
        return db.read_hospitals(tx)


def find_hospital_named(store: Store, name: str) -> Hospital:
    """Find a hospital by its name, in any case. Raises NotFound, InvalidInput for a name that two have."""
    with store.snapshot() as tx:
        return db.read_hospital(tx, find_hospital(tx, name))


@restarting
def set_hospital_status(store: Store, command: SetHospitalStatus, login: str) -> Hospital:
    """Write down what a hospital says, and tell every desk. Since when it does counts from a change of status alone.

    Raises HospitalChanged where somebody else was first, InvalidInput, NotFound, NotAllowed, Busy, Unavailable.
    """
    command = _checked(command)
    with store.transaction() as tx:
        hospital = db.lock_hospital(tx, command.hospital_id)
        dispatcher = _dispatcher(tx, login)
        if not claim_request(tx, command.request_id, "set_hospital_status"):
            return hospital
        if hospital.version != command.version:
            raise HospitalChanged(hospital)
        is_new = hospital.status is not command.status or hospital.status_since is None
        db.write_status(tx, command, is_new=is_new, by=dispatcher.id)
        return db.read_hospital(tx, hospital.id)


@restarting
def choose_hospital(store: Store, command: ChooseHospital, login: str) -> Destination:
    """Take the patient of a running assignment to a hospital, and tell it, and the one that was chosen before.

    The ambulance does not move by it: a new destination is an edit, also while transporting. Raises HospitalDiverts
    unless that is accepted (which is written down), DestinationReached, NotFound, NotAllowed, Busy, Unavailable.
    """
    with store.transaction() as tx:
        found = db.find_assignment(tx, command.assignment_id)
        call = lock_emergency_call(tx, found.emergency_call_id)
        ambulance = lock_ambulance(tx, found.ambulance_id)
        hospital = db.hold_hospital(tx, command.hospital_id)
        before = db.find_assignment(tx, command.assignment_id)
        _dispatcher(tx, login)
        if not claim_request(tx, command.request_id, "choose_hospital") or before.hospital_id == hospital.id:
            return _destination(tx, before, hospital)
        check_destination(before, ambulance.call_sign)
        check_hospital(hospital, diverts_accepted=command.diverts_accepted)
        if hospital.status is HospitalStatus.DIVERT:
            db.accept_divert(tx, before.id, hospital.id)
        db.write_destination(tx, before.id, hospital.id)
        after = replace(before, hospital_id=hospital.id)
        # The hospital that was chosen before, if any, waits for nobody any more.
        tell(tx, before, News(MessageEvent.DIVERTED, call, ambulance), Audience.HOSPITAL)
        chosen = News(MessageEvent.HOSPITAL_CHOSEN, call, ambulance, hospital.name)
        tell(tx, after, chosen, Audience.CREW, Audience.HOSPITAL)
        return Destination(after, hospital)


def _destination(tx: Transaction, assignment: Assignment, hospital: Hospital) -> Destination:
    """Answer by what was done then, whatever a repeated order now names."""
    chosen = hospital if assignment.hospital_id is None else db.read_hospital(tx, assignment.hospital_id)
    return Destination(assignment, chosen)


def _checked(command: SetHospitalStatus) -> SetHospitalStatus:
    with Problems() as problems:
        note = problems.text("note", command.note, LIMITS["hospital.note"])
        if command.beds_free is not None and not 0 <= command.beds_free <= MOST_BEDS:
            problems.add("beds_free", f"Free beds are counted from 0 to {MOST_BEDS}.")
    return replace(command, note=note)


def _dispatcher(tx: Transaction, login: str) -> Dispatcher:
    dispatcher = find_dispatcher(tx, login)
    if dispatcher is None or not dispatcher.is_active:
        raise NotAllowed("Only dispatchers write down how hospitals stand, and where patients are taken.")
    return dispatcher
