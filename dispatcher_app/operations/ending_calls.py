"""How a call ends, and how it is opened again. Nobody who is still out for it is forgotten."""

from dispatcher_app.domain.errors import CallClosed
from dispatcher_app.domain.ids import AssignmentId
from dispatcher_app.domain.messages import Audience, MessageEvent, News
from dispatcher_app.domain.plan_errors import AmbulancesStillOut, CallIsRunning, PatientAboard, StillOut
from dispatcher_app.domain.plan_rules import Work, outcome_of_end
from dispatcher_app.domain.plans import CancelCall, CloseCall, ReopenCall
from dispatcher_app.domain.rules import call_facts
from dispatcher_app.domain.statuses import AmbulanceStatus, CallOutcome, CallStatus
from dispatcher_app.operations.planning import Locked, PlanDone, Wanted
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage import dispatching
from dispatcher_app.storage import planning as db
from dispatcher_app.storage.store import Store


@restarting
def close_call(store: Store, command: CloseCall, login: str) -> PlanDone:
    """End a call with its outcome; the ambulances named in `clearing` are free with it.

    Raises CallClosed, AmbulancesStillOut, PatientAboard, InvalidInput, NotAllowed, NotFound, Busy, Unavailable,
    OutcomeUnknown.
    """
    return _ended(store, command, login, command.outcome)


@restarting
def cancel_call(store: Store, command: CancelCall, login: str) -> PlanDone:
    """End a call that is none any more; otherwise as `close_call`."""
    return _ended(store, command, login, None)


def _ended(store: Store, command: CloseCall | CancelCall, login: str, outcome: CallOutcome | None) -> PlanDone:
    with store.transaction() as tx:
        locked = Locked(tx, login, Wanted(calls=(command.emergency_call_id,)))
        if not locked.begins(command, "cancel" if outcome is None else "close"):
            return locked.done(is_repeat=True)
        call = locked.calls[command.emergency_call_id]
        if call.status.is_over:
            raise CallClosed(call_facts(call), None, call.status, dispatching.ending_of_call(tx, call.id))
        works = _works_of(locked, db.running_on_call(tx, call.id))
        _check_nobody_is_forgotten(works, command)
        for work in works:
            _free(locked, work, command.reason)
        db.end_call(tx, call.id, outcome, locked.ending(command.reason))
        return locked.done()


def _works_of(locked: Locked, running: tuple[AssignmentId, ...]) -> list[Work]:
    """Lock the ambulances of a locked call, which gets no other meanwhile, and give their work."""
    locked.also_lock(db.read_assignment(locked.tx, work).ambulance_id for work in running)
    return [work for work in map(locked.work, running) if work.assignment.outcome is None]


def _check_nobody_is_forgotten(works: list[Work], command: CloseCall | CancelCall) -> None:
    for work in works:
        if work.ambulance.status is AmbulanceStatus.TRANSPORTING:
            raise PatientAboard(work.ambulance_facts, work.call_facts)
    if any(work.assignment.id not in command.clearing for work in works):
        running = tuple(StillOut(work.assignment.id, work.ambulance_facts, work.ambulance.status) for work in works)
        raise AmbulancesStillOut(works[0].call_facts, running)


def _free(locked: Locked, work: Work, reason: str) -> None:
    locked.end_work(work, outcome_of_end(work), reason)
    locked.move_ambulance(work.ambulance, AmbulanceStatus.AVAILABLE)
    if work.ambulance.status is AmbulanceStatus.EN_ROUTE:
        locked.tell(work, News(MessageEvent.STOOD_DOWN, work.call, work.ambulance), Audience.CREW)


@restarting
def reopen_call(store: Store, command: ReopenCall, login: str) -> PlanDone:
    """Let a call that is over wait again, since it was received.

    Raises CallIsRunning, NotAllowed, NotFound, Busy, Unavailable, OutcomeUnknown.
    """
    with store.transaction() as tx:
        locked = Locked(tx, login, Wanted(calls=(command.emergency_call_id,)))
        if not locked.begins(command, "reopen"):
            return locked.done(is_repeat=True)
        call = locked.calls[command.emergency_call_id]
        if not call.status.is_over:
            raise CallIsRunning(call_facts(call))
        locked.move_call(call, CallStatus.OPEN)
        return locked.done()
