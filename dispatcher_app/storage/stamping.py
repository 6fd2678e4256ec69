"""The stamps of assignments: a crew's own, and a supervisor's corrections."""

from peewee import fn

from dispatcher_app.domain import entities
from dispatcher_app.domain.errors import NotFound
from dispatcher_app.domain.ids import AmbulanceId, AssignmentId, EmergencyCallId
from dispatcher_app.domain.stamps import Stamp, StampCorrection
from dispatcher_app.storage.crew_models import Aboard
from dispatcher_app.storage.models import Assignment, Paramedic
from dispatcher_app.storage.rows import assignment_of
from dispatcher_app.storage.store import Transaction


def running_assignment_of_crew(tx: Transaction, login: str) -> entities.Assignment:
    """Give what a paramedic is out on: whoever was aboard when it was sent. Raises NotFound."""
    query = (
        Assignment.select()
        .join(Aboard)
        .join(Paramedic)
        .where((Paramedic.login == login) & Paramedic.is_active & Assignment.cleared_at.is_null())
        .order_by(Assignment.dispatched_at.desc(), Assignment.id.desc())
    )
    for row in query.execute(tx.database):
        return assignment_of(row, "")
    raise NotFound("running assignment of", login)


def last_assignment(tx: Transaction, call_id: EmergencyCallId, ambulance_id: AmbulanceId) -> AssignmentId:
    """Give the newest assignment of an ambulance to a call, running or not. Raises NotFound."""
    query = (
        Assignment.select(Assignment.id)
        .where((Assignment.emergency_call == call_id) & (Assignment.ambulance == ambulance_id))
        .order_by(Assignment.dispatched_at.desc(), Assignment.id.desc())
        .limit(1)
    )
    for row in query.execute(tx.database):
        return AssignmentId(row.id)
    raise NotFound("assignment", "of this ambulance to this call")


def write_stamp(tx: Transaction, assignment_id: AssignmentId, stamp: Stamp) -> entities.Assignment:
    """Write the database's now. Raises IllegalMove for one that is written already."""
    now = {stamp.value: fn.room_now()}
    query = Assignment.update(**now).where(Assignment.id == assignment_id).returning(Assignment)
    (row,) = query.execute(tx.database)
    return assignment_of(row, "")


def correct_stamp(tx: Transaction, correction: StampCorrection) -> None:
    """Write a stamp anew; what stood there is kept with the reason."""
    tx.database.execute_sql(
        "SELECT correct_stamp(%s, %s, %s, %s)",
        (correction.assignment_id, correction.stamp, correction.at, correction.reason),
    )
