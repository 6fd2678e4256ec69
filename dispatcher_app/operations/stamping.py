"""Stamps written by those aboard, and corrected by those who answer for the record."""

from dataclasses import dataclass, replace

from dispatcher_app.domain.entities import Ambulance, Assignment
from dispatcher_app.domain.errors import StampWritten
from dispatcher_app.domain.ids import AssignmentId
from dispatcher_app.domain.stamps import REPORTED, Stamp, StampCorrection
from dispatcher_app.domain.texts import LIMITS, checked_text
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage import stamping as db
from dispatcher_app.storage.board import find_ambulance, find_emergency_call
from dispatcher_app.storage.dispatching import lock_ambulance, move_ambulance
from dispatcher_app.storage.people import session_login
from dispatcher_app.storage.store import Store


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report made, as it stands after COMMIT."""

    ambulance: Ambulance
    assignment: Assignment


@restarting
def report_stamp(store: Store, stamp: Stamp) -> Reported:
    """Write a stamp of one's own ambulance, now, and move the ambulance with it.

    Raises NotFound for somebody who is not out, StampWritten, IllegalMove for what does not follow, NotAllowed,
    Busy.
    """
    status = REPORTED[stamp]
    with store.transaction() as tx:
        assignment = db.running_assignment_of_crew(tx, session_login(tx))
        ambulance = lock_ambulance(tx, assignment.ambulance_id)
        if (written := getattr(assignment, stamp)) is not None:
            raise StampWritten(ambulance.call_sign, stamp, written)
        assignment = db.write_stamp(tx, assignment.id, stamp)
        if status is not None:
            ambulance = move_ambulance(tx, ambulance.id, status)
        return Reported(ambulance, assignment)


def find_assignment(store: Store, call_number: int, call_sign: str) -> AssignmentId:
    """Find the newest assignment of an ambulance to a call by the names people use. Raises NotFound."""
    with store.snapshot() as tx:
        return db.last_assignment(tx, find_emergency_call(tx, call_number), find_ambulance(tx, call_sign))


@restarting
def correct_stamp(store: Store, correction: StampCorrection) -> None:
    """Write a stamp as it should have been. What stood there, who changed it and why stays in the record.

    Raises InvalidInput for a reason that says nothing or a time that does not fit, IllegalMove, NotAllowed,
    NotFound, Busy.
    """
    kept = replace(correction, reason=checked_text("reason", correction.reason, LIMITS["correction.reason"]))
    with store.transaction() as tx:
        db.correct_stamp(tx, kept)
