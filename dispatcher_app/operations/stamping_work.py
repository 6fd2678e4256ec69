"""The life of an assignment, as dispatchers write it: its stamps, back in service, and a slip taken back."""

from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.domain.plan_errors import StampDoesNotFollow
from dispatcher_app.domain.plan_rules import check_stamp, check_undo
from dispatcher_app.domain.plans import ClearAmbulance, StampAssignment, UndoStamp
from dispatcher_app.domain.stamps import Stamp
from dispatcher_app.domain.statuses import AMBULANCE_MOVES, AmbulanceStatus, AssignmentOutcome, CallOutcome
from dispatcher_app.operations.planning import Locked, PlanDone, Wanted
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage import planning as db
from dispatcher_app.storage.store import Store

_ENDED_BY_CLEARING = {
    AmbulanceStatus.ON_SCENE: frozenset(CallOutcome) - {CallOutcome.TRANSPORTED},
    AmbulanceStatus.AT_HOSPITAL: frozenset({CallOutcome.TRANSPORTED}),
}
"""Where an ambulance can be taken back into service, and what may have come of its work."""


@restarting
def stamp_assignment(store: Store, command: StampAssignment, login: str) -> PlanDone:
    """Write a stamp, now, and move the ambulance with it.

    Raises AssignmentOver, StampWritten, StampDoesNotFollow, NotAllowed, NotFound, Busy, Unavailable, OutcomeUnknown.
    """
    with store.transaction() as tx:
        locked = Locked(tx, login, Wanted(works=(command.assignment_id,)))
        if not locked.begins(command, "stamp"):
            return locked.done(is_repeat=True)
        work = locked.running(command.assignment_id)
        becomes = check_stamp(work, command.stamp)
        db.write_stamp(tx, command.assignment_id, command.stamp)
        if becomes is not None:
            locked.move_ambulance(work.ambulance, becomes)
        return locked.done()


@restarting
def clear_ambulance(store: Store, command: ClearAmbulance, login: str) -> PlanDone:
    """Take an ambulance back into service. With its last ambulance the call is closed, with the outcome.

    Raises AssignmentOver, StampDoesNotFollow, NotAllowed, NotFound, Busy, Unavailable, OutcomeUnknown.
    """
    with store.transaction() as tx:
        locked = Locked(tx, login, Wanted(works=(command.assignment_id,)))
        if not locked.begins(command, "clear"):
            return locked.done(is_repeat=True)
        work = locked.running(command.assignment_id)
        status = work.ambulance.status
        is_legal = (status, AmbulanceStatus.AVAILABLE) in AMBULANCE_MOVES
        if not is_legal or command.outcome not in _ENDED_BY_CLEARING.get(status, frozenset()):
            raise StampDoesNotFollow(work.ambulance.call_sign, Stamp.CLEARED, status)
        locked.end_work(work, command.outcome.of_assignment)
        locked.move_ambulance(work.ambulance, AmbulanceStatus.AVAILABLE)
        if not db.running_on_call(tx, work.call.id):
            db.end_call(tx, work.call.id, _outcome_of_call(locked, command, work.call.id), locked.ending())
        return locked.done()


def _outcome_of_call(locked: Locked, command: ClearAmbulance, call_id: EmergencyCallId) -> CallOutcome:
    """Say what came of the call: that its patient was taken to a hospital outweighs what the last ambulance did."""
    is_transport = AssignmentOutcome.TRANSPORTED in db.outcomes_of_call(locked.tx, call_id)
    return CallOutcome.TRANSPORTED if is_transport else command.outcome


@restarting
def undo_stamp(store: Store, command: UndoStamp, login: str) -> PlanDone:
    """Take the last stamp of an assignment back, within a minute; ambulance and call stand as before it.

    Raises CannotBeUndone, IllegalMove, NotAllowed, NotFound, Busy, Unavailable, OutcomeUnknown.
    """
    with store.transaction() as tx:
        locked = Locked(tx, login, Wanted(works=(command.assignment_id,)))
        if not locked.begins(command, "undo"):
            return locked.done(is_repeat=True)
        check_undo(locked.work(command.assignment_id), command.stamp, db.room_now(tx))
        db.undo_stamp(tx, command.assignment_id, command.stamp)
        return locked.done()
