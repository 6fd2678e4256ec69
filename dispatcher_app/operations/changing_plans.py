"""Changes of plan: stand down, divert, swap, breakdown, out of service and back; each one transaction."""

import uuid

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Ambulance
from dispatcher_app.domain.errors import AmbulanceFacts, Deed
from dispatcher_app.domain.ids import AssignmentId, EmergencyCallId, RequestId
from dispatcher_app.domain.messages import Audience, MessageEvent, News
from dispatcher_app.domain.plan_errors import AmbulanceElsewhere, SameAmbulance
from dispatcher_app.domain.plan_rules import Work, check_divert, check_not_begun
from dispatcher_app.domain.plans import (
    DivertAmbulance,
    ReportBreakdown,
    ReturnToService,
    StandDown,
    SwapAmbulances,
    TakeOutOfService,
)
from dispatcher_app.domain.rules import call_facts, check_call, check_dispatch
from dispatcher_app.domain.statuses import AlarmKind, AmbulanceStatus, AssignmentOutcome
from dispatcher_app.operations.logging_in import read_person
from dispatcher_app.operations.planning import Locked, PlanDone, Wanted
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage import dispatching
from dispatcher_app.storage import planning as db
from dispatcher_app.storage.alarms import raise_alarm
from dispatcher_app.storage.store import Store


@restarting
def stand_down(store: Store, command: StandDown, login: str) -> PlanDone:
    """Send an ambulance home that has not begun; its call waits again if it was the only one.

    Raises AssignmentOver, AtPatient, NotOnItsWay, NotAllowed, NotFound, Busy, Unavailable, OutcomeUnknown.
    """
    with store.transaction() as tx:
        locked = Locked(tx, login, Wanted(works=(command.assignment_id,)))
        if not locked.begins(command, "stand_down"):
            return locked.done(is_repeat=True)
        work = locked.running(command.assignment_id)
        check_not_begun(work)
        _send_home(locked, work, command.reason)
        locked.let_wait_unless_served(work.call)
        return locked.done()


def _send_home(locked: Locked, work: Work, reason: str) -> None:
    locked.end_work(work, AssignmentOutcome.STOOD_DOWN, reason)
    locked.move_ambulance(work.ambulance, AmbulanceStatus.AVAILABLE)
    locked.tell(work, News(MessageEvent.STOOD_DOWN, work.call, work.ambulance), Audience.CREW)


@restarting
def divert_ambulance(store: Store, command: DivertAmbulance, login: str) -> PlanDone:
    """Send an ambulance that is out to another call; the first gets its place back, with its original clock.

    Raises AssignmentOver, CallTaken, CallClosed, AtPatient, NotOnItsWay, SameAmbulance, NotAllowed, NotFound, Busy,
    Unavailable, OutcomeUnknown.
    """
    with store.transaction() as tx:
        locked = Locked(tx, login, Wanted(works=(command.assignment_id,), calls=(command.to_call_id,)))
        if not locked.begins(command, "divert"):
            return locked.done(is_repeat=True)
        work = locked.running(command.assignment_id)
        if work.call.id == command.to_call_id:
            raise SameAmbulance(work.ambulance.call_sign)
        check_divert(work, command.reason, oversees=read_person(tx, login).oversees)
        to_call = locked.calls[command.to_call_id]
        order = DispatchAmbulance(to_call.id, work.ambulance.id, is_additional=command.is_additional)
        check_call(order, dispatching.read_situation(tx, to_call, work.ambulance, None))
        locked.end_work(work, AssignmentOutcome.DIVERTED, command.reason)
        _place(locked, work, command.to_call_id, command.request_id)
        locked.let_wait_unless_served(work.call)
        return locked.done()


def _place(locked: Locked, work: Work, call_id: EmergencyCallId, request_id: RequestId) -> None:
    """Send an ambulance from the work it has just left to another call, with whoever is aboard."""
    placing = db.Placing(call_id, work.ambulance.id, request_id, locked.by, work.assignment.paramedic_id)
    new = locked.place(placing)
    locked.tell(new, News(MessageEvent.DIVERTED, new.call, new.ambulance, before=work.call), Audience.CREW)


@restarting
def swap_ambulances(store: Store, command: SwapAmbulances, login: str) -> PlanDone:
    """Let another ambulance do this one's work: an available one, or one on its way to a call that this one then gets.

    Raises AssignmentOver, AmbulanceElsewhere, AmbulanceTaken, AmbulanceNotAvailable, AtPatient, NotOnItsWay,
    SameAmbulance, NotAllowed, NotFound, Busy, Unavailable, OutcomeUnknown.
    """
    with store.transaction() as tx:
        other = command.with_assignment_id
        works = (command.assignment_id,) if other is None else (command.assignment_id, other)
        locked = Locked(tx, login, Wanted(works=works, ambulances=(command.with_ambulance_id,)))
        if not locked.begins(command, "swap"):
            return locked.done(is_repeat=True)
        work = locked.running(command.assignment_id)
        check_not_begun(work)
        if work.ambulance.id == command.with_ambulance_id:
            raise SameAmbulance(work.ambulance.call_sign)
        if other is None:
            _let_replace(locked, work, command)
        else:
            _exchange(locked, work, _seen_work(locked, command, other), command)
        return locked.done()


def _let_replace(locked: Locked, work: Work, command: SwapAmbulances) -> None:
    substitute = locked.ambulances[command.with_ambulance_id]
    order = DispatchAmbulance(work.call.id, substitute.id, is_additional=True)
    check_dispatch(order, dispatching.read_situation(locked.tx, work.call, substitute, None))
    _send_home(locked, work, command.reason)
    new = locked.place(db.Placing(work.call.id, substitute.id, command.request_id, locked.by))
    locked.tell(new, News(MessageEvent.DISPATCHED, new.call, new.ambulance), Audience.CREW)


def _seen_work(locked: Locked, command: SwapAmbulances, other_id: AssignmentId) -> Work:
    """Give the other's work, if it is what was seen."""
    other = locked.running(other_id)
    if other.ambulance.id != command.with_ambulance_id:
        raise AmbulanceElsewhere(other.ambulance_facts, other.call_facts)
    check_not_begun(other)
    return other


def _exchange(locked: Locked, work: Work, other: Work, command: SwapAmbulances) -> None:
    if work.call.id == other.call.id:
        raise SameAmbulance(other.ambulance.call_sign)
    locked.end_work(work, AssignmentOutcome.DIVERTED, command.reason)
    locked.end_work(other, AssignmentOutcome.DIVERTED, command.reason)
    _place(locked, work, other.call.id, command.request_id)
    _place(locked, other, work.call.id, RequestId(uuid.uuid5(command.request_id, "the other ambulance")))


@restarting
def report_breakdown(store: Store, command: ReportBreakdown, login: str) -> PlanDone:
    """Take an ambulance out of service wherever it is. Its call waits again, and every desk is alarmed.

    Raises AmbulanceElsewhere, IllegalMove, InvalidInput, NotAllowed, NotFound, Busy, Unavailable, OutcomeUnknown.
    """
    with store.transaction() as tx:
        works = () if command.assignment_id is None else (command.assignment_id,)
        locked = Locked(tx, login, Wanted(works=works, ambulances=(command.ambulance_id,)))
        if not locked.begins(command, "breakdown"):
            return locked.done(is_repeat=True)
        ambulance = locked.ambulances[command.ambulance_id]
        _check_is_on(locked, ambulance, command.assignment_id)
        if command.assignment_id is None:
            raise_alarm(tx, AlarmKind.BREAKDOWN, f"{ambulance.call_sign} broke down.", None, ambulance.id)
        else:
            work = locked.running(command.assignment_id)
            locked.end_work(work, AssignmentOutcome.BROKE_DOWN, command.reason)
            locked.let_wait_unless_served(work.call)
            raise_alarm(tx, AlarmKind.BREAKDOWN, _broke_down_words(work), work.call.id, ambulance.id)
            news = News(MessageEvent.BREAKDOWN, work.call, work.ambulance)
            locked.tell(work, news, Audience.CREW, Audience.SUPERVISOR)
        locked.move_ambulance(ambulance, AmbulanceStatus.OUT_OF_SERVICE)
        return locked.done()


def _check_is_on(locked: Locked, ambulance: Ambulance, seen: AssignmentId | None) -> None:
    """What an ambulance is on must be what the order's giver saw. Raises AmbulanceElsewhere."""
    running = db.running_of_ambulance(locked.tx, ambulance.id)
    if running == seen:
        return
    facts = AmbulanceFacts(ambulance.id, ambulance.call_sign)
    if running is None:
        raise AmbulanceElsewhere(facts, None)
    found = db.read_assignment(locked.tx, running)
    call = dispatching.read_emergency_call(locked.tx, found.emergency_call_id)
    raise AmbulanceElsewhere(facts, call_facts(call), Deed(found.dispatcher_name, found.desk, found.dispatched_at))


def _broke_down_words(work: Work) -> str:
    sign, number = work.ambulance.call_sign, work.call.number
    has_patient = work.assignment.left_scene_at is not None and work.assignment.transferred_at is None
    how = f"with the patient of #{number} aboard" if has_patient else f"on #{number}"
    return f"{sign} broke down {how}. #{number} needs another ambulance."


@restarting
def take_out_of_service(store: Store, command: TakeOutOfService, login: str) -> PlanDone:
    """Let an available ambulance be sent nowhere. Raises AmbulanceElsewhere, NotAllowed, NotFound, Busy."""
    return _moved(store, command, login, AmbulanceStatus.OUT_OF_SERVICE)


@restarting
def return_to_service(store: Store, command: ReturnToService, login: str) -> PlanDone:
    """Let an ambulance be sent again. Raises AmbulanceElsewhere, NotAllowed, NotFound, Busy."""
    return _moved(store, command, login, AmbulanceStatus.AVAILABLE)


def _moved(store: Store, command: TakeOutOfService | ReturnToService, login: str, status: AmbulanceStatus) -> PlanDone:
    with store.transaction() as tx:
        locked = Locked(tx, login, Wanted(ambulances=(command.ambulance_id,)))
        if not locked.begins(command, "service"):
            return locked.done(is_repeat=True)
        ambulance = locked.ambulances[command.ambulance_id]
        _check_is_on(locked, ambulance, None)
        locked.move_ambulance(ambulance, status)
        return locked.done()
