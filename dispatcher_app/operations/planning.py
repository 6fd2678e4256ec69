"""What every change of plan does first and last: lock in order, look again, sign, and tell."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dispatcher_app.domain.entities import Ambulance, Dispatcher, EmergencyCall
from dispatcher_app.domain.errors import NotAllowed
from dispatcher_app.domain.ids import AmbulanceId, AssignmentId, EmergencyCallId, RequestId
from dispatcher_app.domain.messages import Audience, MessageEvent, News
from dispatcher_app.domain.plan_errors import AssignmentOver
from dispatcher_app.domain.plan_rules import Work
from dispatcher_app.domain.plans import Plan
from dispatcher_app.domain.statuses import AmbulanceStatus, AssignmentOutcome, CallStatus
from dispatcher_app.domain.texts import LIMITS, checked_text
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.operations.telling import tell
from dispatcher_app.storage import dispatching
from dispatcher_app.storage import planning as db
from dispatcher_app.storage.board import find_dispatcher
from dispatcher_app.storage.requests import claim_request, was_carried_out
from dispatcher_app.storage.store import Store, Transaction

_NOT_COMING = {
    AssignmentOutcome.DIVERTED: MessageEvent.DIVERTED,
    AssignmentOutcome.BROKE_DOWN: MessageEvent.BREAKDOWN,
}


@dataclass(frozen=True, slots=True)
class PlanDone:
    """A change of plan took effect, at this instant (UTC). `is_repeat`: it had before."""

    at: datetime
    is_repeat: bool = False


class Requested(Protocol):
    """Any order that is carried out once, under its request id."""

    @property
    def request_id(self) -> RequestId:
        """Give the id."""


@restarting
def was_done(store: Store, order: Requested) -> bool:
    """Tell whether an order whose answer was lost took effect; if not, it never will. Raises Busy, Unavailable."""
    with store.transaction() as tx:
        return was_carried_out(tx, order.request_id)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The records that a change of plan touches."""

    works: tuple[AssignmentId, ...] = ()
    calls: tuple[EmergencyCallId, ...] = ()
    ambulances: tuple[AmbulanceId, ...] = ()


class Locked:
    """Records that nobody else can move until COMMIT, and who is at work on them."""

    def __init__(self, tx: Transaction, login: str, wanted: Wanted) -> None:
        """Lock them all: calls by id, then ambulances by id. Raises NotAllowed, NotFound, LockNotGranted."""
        self.tx = tx
        self.by = _dispatcher(tx, login)
        seen = [db.read_assignment(tx, work) for work in wanted.works]
        self.calls = db.lock_calls(tx, (*wanted.calls, *(item.emergency_call_id for item in seen)))
        self.ambulances: dict[AmbulanceId, Ambulance] = {}
        self.also_lock((*wanted.ambulances, *(item.ambulance_id for item in seen)))

    def also_lock(self, ambulance_ids: Iterable[AmbulanceId]) -> None:
        """Lock ambulances that only a locked call could name: its own. Raises NotFound, LockNotGranted."""
        self.ambulances |= db.lock_ambulances(self.tx, set(ambulance_ids) - set(self.ambulances))

    def begins(self, plan: Plan, verb: str) -> bool:
        """Write that this order is being carried out; False if it was before. Raises OrderWithdrawn."""
        return claim_request(self.tx, plan.request_id, verb)

    def running(self, assignment_id: AssignmentId) -> Work:
        """Give work that must still be running. Raises AssignmentOver."""
        work = self.work(assignment_id)
        outcome = work.assignment.outcome
        if outcome is not None:
            raise AssignmentOver(
                work.ambulance_facts, work.call_facts, outcome, db.ending_of_work(self.tx, assignment_id)
            )
        return work

    def work(self, assignment_id: AssignmentId) -> Work:
        """Give work as it stands, running or not."""
        found = db.read_assignment(self.tx, assignment_id)
        return Work(found, self.calls[found.emergency_call_id], self.ambulances[found.ambulance_id])

    def ending(self, reason: str = "") -> db.Ending:
        """Sign an end. Raises InvalidInput for a reason that cannot be kept."""
        return db.Ending(self.by, checked_text("reason", reason, LIMITS["assignment.ended_reason"]))

    def end_work(self, work: Work, outcome: AssignmentOutcome, reason: str = "") -> None:
        """Clear an assignment; the hospital that waits for its patient in vain is told."""
        db.end_work(self.tx, work.assignment.id, outcome, self.ending(reason))
        if outcome is not AssignmentOutcome.TRANSPORTED:
            event = _NOT_COMING.get(outcome, MessageEvent.STOOD_DOWN)
            self.tell(work, News(event, work.call, work.ambulance), Audience.HOSPITAL)

    def place(self, placing: db.Placing) -> Work:
        """Send an ambulance to a call, which is then DISPATCHED; it is EN_ROUTE."""
        assignment = db.place_ambulance(self.tx, placing)
        self.move_ambulance(self.ambulances[placing.ambulance_id], AmbulanceStatus.EN_ROUTE)
        self.move_call(self.calls[placing.call_id], CallStatus.DISPATCHED)
        return Work(assignment, self.calls[placing.call_id], self.ambulances[placing.ambulance_id])

    def move_ambulance(self, ambulance: Ambulance, status: AmbulanceStatus) -> None:
        """Give it a status, if it has another."""
        if ambulance.status is not status:
            self.ambulances[ambulance.id] = dispatching.move_ambulance(self.tx, ambulance.id, status)

    def move_call(self, call: EmergencyCall, status: CallStatus) -> None:
        """Give it a status, if it has another; its clock stays."""
        if self.calls[call.id].status is not status:
            self.calls[call.id] = db.move_call(self.tx, call.id, status)

    def let_wait_unless_served(self, call: EmergencyCall) -> None:
        """Give a call its place among the waiting back, since it was received, if no ambulance is left on it."""
        if not db.running_on_call(self.tx, call.id):
            self.move_call(call, CallStatus.OPEN)

    def tell(self, work: Work, news: News, *audiences: Audience) -> None:
        """Put messages into the outbox; they leave after COMMIT, or never existed."""
        tell(self.tx, work.assignment, news, *audiences)

    def done(self, *, is_repeat: bool = False) -> PlanDone:
        """Say when."""
        return PlanDone(db.room_now(self.tx), is_repeat)


def _dispatcher(tx: Transaction, login: str) -> Dispatcher:
    dispatcher = find_dispatcher(tx, login)
    if dispatcher is None or not dispatcher.is_active:
        raise NotAllowed("Only dispatchers may do this.")
    return dispatcher
