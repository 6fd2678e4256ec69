"""Hospitals: how they stand, and which of them an assignment goes to.

Lock order: after the call and the ambulance, the hospital. Who chooses one holds it as it stands until COMMIT.
"""

from typing import Any

from peewee import JOIN, ModelSelect, fn

from dispatcher_app.domain import entities
from dispatcher_app.domain.errors import NotFound
from dispatcher_app.domain.hospitals import SetHospitalStatus
from dispatcher_app.domain.ids import AssignmentId, DispatcherId, HospitalId
from dispatcher_app.storage.crew_models import DivertAcceptance
from dispatcher_app.storage.models import Assignment, Dispatcher, Hospital
from dispatcher_app.storage.rows import assignment_of, hospital_of
from dispatcher_app.storage.store import Transaction


def read_hospitals(tx: Transaction) -> tuple[entities.Hospital, ...]:
    """List all hospitals by name."""
    return tuple(hospital_of(row) for row in _hospitals().order_by(Hospital.name).execute(tx.database))


def read_hospital(tx: Transaction, hospital_id: HospitalId) -> entities.Hospital:
    """Give a hospital as it stands, without waiting for anybody. Raises NotFound."""
    for row in _hospitals().where(Hospital.id == hospital_id).execute(tx.database):
        return hospital_of(row)
    raise NotFound("hospital", f"with id {hospital_id}")


def hold_hospital(tx: Transaction, hospital_id: HospitalId) -> entities.Hospital:
    """Give a hospital as it stands, and let it stand so until COMMIT. Raises NotFound, LockNotGranted."""
    tx.database.execute_sql("SELECT FROM hospital WHERE id = %s FOR SHARE", (hospital_id,))
    return read_hospital(tx, hospital_id)


def lock_hospital(tx: Transaction, hospital_id: HospitalId) -> entities.Hospital:
    """Lock a hospital until COMMIT and give it as it now stands. Raises NotFound, LockNotGranted."""
    # Read afterwards, not with the lock: whoever waited would get the new row, joined to who had signed the old one.
    tx.database.execute_sql("SELECT FROM hospital WHERE id = %s FOR NO KEY UPDATE", (hospital_id,))
    return read_hospital(tx, hospital_id)


def _hospitals() -> "ModelSelect[Hospital]":
    return Hospital.select(Hospital, Dispatcher).join(Dispatcher, JOIN.LEFT_OUTER)


def write_status(tx: Transaction, told: SetHospitalStatus, *, is_new: bool, by: DispatcherId) -> None:
    """Write what a locked hospital says; `is_new`: its status is another one, from now on."""
    values: dict[str, Any] = {
        "status": told.status,
        "beds_free": told.beds_free,
        "note": told.note,
        "version": Hospital.version + 1,
    }
    if is_new:
        values |= {"status_since": fn.room_now(), "status_by": by}
    Hospital.update(values).where(Hospital.id == told.hospital_id).execute(tx.database)


def find_assignment(tx: Transaction, assignment_id: AssignmentId) -> entities.Assignment:
    """Give an assignment as it stands; it moves with its call and its ambulance alone. Raises NotFound."""
    query = Assignment.select(Assignment, Dispatcher).join(Dispatcher, JOIN.LEFT_OUTER)
    for row in query.where(Assignment.id == assignment_id).execute(tx.database):
        return assignment_of(row, row.dispatcher.full_name if row.dispatcher else "")
    raise NotFound("assignment", f"with id {assignment_id}")


def accept_divert(tx: Transaction, assignment_id: AssignmentId, hospital_id: HospitalId) -> None:
    """Write down that whoever orders this knows that the hospital diverts."""
    DivertAcceptance.insert(assignment=assignment_id, hospital=hospital_id).execute(tx.database)


def write_destination(tx: Transaction, assignment_id: AssignmentId, hospital_id: HospitalId) -> None:
    """Take an assignment to another hospital."""
    Assignment.update(hospital=hospital_id).where(Assignment.id == assignment_id).execute(tx.database)
