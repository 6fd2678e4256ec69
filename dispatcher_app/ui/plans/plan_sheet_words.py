"""What a change of plan asks before it is ordered: spelled out, with what it needs to know. No Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo

from dispatcher_app.domain.entities import Ambulance, Dispatcher, EmergencyCall
from dispatcher_app.domain.plan_rules import Work
from dispatcher_app.domain.plans import (
    CancelCall,
    ClearAmbulance,
    CloseCall,
    DivertAmbulance,
    HandOverCall,
    ReopenCall,
    ReportBreakdown,
    StandDown,
    SwapAmbulances,
    UndoStamp,
)
from dispatcher_app.domain.stamps import Stamp
from dispatcher_app.domain.statuses import AmbulanceStatus, CallOutcome
from dispatcher_app.ui.plans.focus import Focus, work_of, works_of_call
from dispatcher_app.ui.plans.plan_words import GivenPlan, names_of
from dispatcher_app.ui.wording import short_time, status_word

_MOST_CHOICES = 9


@dataclass(frozen=True, slots=True)
class SheetAnswer:
    """What was chosen and why, as it was typed."""

    choice: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PlanSheetWords:
    """One sheet: the fact in the title, what follows from it, up to nine things to choose from, a reason.

    `order` makes the order of an answer. `must_choose`: nothing is chosen beforehand, since a wrong
    record looks like a right one.
    """

    title: str
    lead: str
    confirm: str
    order: Callable[[SheetAnswer], GivenPlan] = field(compare=False)
    choices: tuple[str, ...] = ()
    reason_caption: str = ""
    needs_reason: bool = False
    must_choose: bool = False


def back_in_service_sheet(work: Work) -> PlanSheetWords:
    """Ask what came of it, from a scene: the patient is not aboard."""
    outcomes = tuple(outcome for outcome in CallOutcome if outcome is not CallOutcome.TRANSPORTED)
    return PlanSheetWords(
        title=f"{names_of(work)}: back in service",
        lead="What came of it?",
        confirm="Back in service",
        choices=tuple(_capital(outcome.words) for outcome in outcomes),
        must_choose=True,
        order=lambda answer: cleared(work, outcomes[answer.choice]),
    )


def cleared(work: Work, outcome: CallOutcome) -> GivenPlan:
    """Word taking an ambulance back into service."""
    sign = work.ambulance.call_sign
    undo = GivenPlan(
        UndoStamp(work.assignment.id, Stamp.CLEARED), f"{sign} is back on #{work.call.number}", f"{sign} stays free"
    )
    done = f"{sign} back in service, #{work.call.number} {outcome.words}"
    return GivenPlan(ClearAmbulance(work.assignment.id, outcome), done, f"{names_of(work)} goes on", undo)


def stand_down_sheet(work: Work, others: int, zone: tzinfo) -> PlanSheetWords:
    """Ask before an ambulance is sent home; `others` are on the call besides."""
    sign = work.ambulance.call_sign
    undo = GivenPlan(UndoStamp(work.assignment.id, Stamp.CLEARED), f"{names_of(work)} again", f"{sign} stays free")
    return PlanSheetWords(
        title=f"Stand {sign} down from #{work.call.number}?",
        lead=f"{sign} is free again. {_place_back(work.call, others, zone)}",
        confirm="Stand down",
        reason_caption="Reason",
        order=lambda answer: GivenPlan(
            StandDown(work.assignment.id, answer.reason),
            f"{sign} stood down from #{work.call.number}",
            f"{sign} was not stood down",
            undo,
        ),
    )


def divert_sheet(work: Work, to_call: EmergencyCall, focus: Focus, zone: tzinfo) -> PlanSheetWords:
    """Ask before an ambulance is sent elsewhere instead; from a scene with a reason."""
    sign, is_on_scene = work.ambulance.call_sign, work.ambulance.status is AmbulanceStatus.ON_SCENE
    others = len(works_of_call(focus.index, work.call)) - 1
    has = [other.ambulance.call_sign for other in works_of_call(focus.index, to_call)]
    also = f" #{to_call.number} already has {', '.join(has)}: {sign} comes besides." if has else ""
    what = ", ".join(part for part in (to_call.type_text, to_call.location_text) if part)
    return PlanSheetWords(
        title=f"Divert {sign} from #{work.call.number} to #{to_call.number}?",
        lead=f"{sign} goes to {what}. {_place_back(work.call, others, zone)}{also}",
        confirm=f"Divert {sign}",
        reason_caption="Reason",
        needs_reason=is_on_scene,
        order=lambda answer: GivenPlan(
            DivertAmbulance(work.assignment.id, to_call.id, answer.reason, is_additional=bool(has)),
            f"{sign} diverted from #{work.call.number} to #{to_call.number}",
            f"{sign} was not diverted",
        ),
    )


def swap_sheet(work: Work, others: tuple[Ambulance, ...], focus: Focus) -> PlanSheetWords:
    """Ask which ambulance takes its place: available ones, and those on their way elsewhere."""
    sign = work.ambulance.call_sign
    offered = others[:_MOST_CHOICES]
    running = {item.id: focus.index.assignment_of_ambulance.get(item.id) for item in offered}

    def words(other: Ambulance) -> str:
        its = running[other.id]
        elsewhere = None if its is None else work_of(focus.index, its)
        if elsewhere is None:
            return f"{other.call_sign}, {status_word(other.status).lower()}: takes its place, {sign} is free"
        return f"{other.call_sign}, on its way to #{elsewhere.call.number}: the two change calls"

    def order(answer: SheetAnswer) -> GivenPlan:
        other = offered[answer.choice]
        its = running[other.id]
        return GivenPlan(
            SwapAmbulances(work.assignment.id, other.id, None if its is None else its.id, answer.reason),
            f"{other.call_sign} goes to #{work.call.number} instead of {sign}",
            f"{sign} stays on #{work.call.number}",
        )

    return PlanSheetWords(
        title=f"Which ambulance instead of {sign} for #{work.call.number}?",
        lead="Only the crews' orders change; both calls keep their clocks.",
        confirm="Swap",
        choices=tuple(words(other) for other in offered),
        order=order,
    )


def breakdown_sheet(ambulance: Ambulance, work: Work | None, others: int, zone: tzinfo) -> PlanSheetWords:
    """Ask before an ambulance is out of service on the spot."""
    sign = ambulance.call_sign
    back = "" if work is None else f" {_place_back(work.call, others, zone)}"
    return PlanSheetWords(
        title=f"{sign} has broken down?",
        lead=f"{sign} is out of service, and every desk is alarmed.{back}",
        confirm="Report breakdown",
        reason_caption="What is wrong",
        order=lambda answer: GivenPlan(
            ReportBreakdown(ambulance.id, answer.reason, None if work is None else work.assignment.id),
            f"{sign} broken down, out of service",
            f"{sign} was not taken out of service",
        ),
    )


def close_sheet(call: EmergencyCall, works: tuple[Work, ...]) -> PlanSheetWords:
    """Ask what came of a call; the ambulances that are free with it are named."""
    is_delivered = any(work.ambulance.status is AmbulanceStatus.AT_HOSPITAL for work in works)
    outcomes = tuple(item for item in CallOutcome if is_delivered or item is not CallOutcome.TRANSPORTED)
    clearing = frozenset(work.assignment.id for work in works)
    return PlanSheetWords(
        title=f"Close #{call.number}?",
        lead=_freed(works) or "No ambulance is out for it.",
        confirm=_with_freed(f"Close #{call.number}", works),
        choices=tuple(_capital(outcome.words) for outcome in outcomes),
        must_choose=True,
        order=lambda answer: _ended(
            call, CloseCall(call.id, outcomes[answer.choice], answer.reason, clearing), "closed"
        ),
    )


def cancel_sheet(call: EmergencyCall, works: tuple[Work, ...]) -> PlanSheetWords:
    """Ask why a call is none any more."""
    clearing = frozenset(work.assignment.id for work in works)
    return PlanSheetWords(
        title=f"Cancel #{call.number}?",
        lead=_freed(works) or "No ambulance is out for it.",
        confirm=_with_freed(f"Cancel #{call.number}", works),
        choices=tuple(CANCEL_REASONS),
        reason_caption="More",
        order=lambda answer: _ended(
            call, CancelCall(call.id, _reason(CANCEL_REASONS[answer.choice], answer.reason), clearing), "cancelled"
        ),
    )


def hand_over_sheet(call: EmergencyCall, others: tuple[Dispatcher, ...]) -> PlanSheetWords:
    """Ask whose hands a call goes into."""
    offered = others[:_MOST_CHOICES]
    return PlanSheetWords(
        title=f"Who handles #{call.number} from now on?",
        lead="Everybody goes on seeing it; this says who answers for it.",
        confirm="Hand over",
        choices=tuple(who.full_name for who in offered),
        must_choose=True,
        order=lambda answer: GivenPlan(
            HandOverCall(call.id, offered[answer.choice].id, call.handled_by_id),
            f"#{call.number} handed to {offered[answer.choice].full_name}",
            f"#{call.number} was not handed over",
        ),
    )


CANCEL_REASONS = ("Called off by the caller", "Same as another call", "Handled by another service", "False alarm")


def _ended(call: EmergencyCall, plan: CloseCall | CancelCall, how: str) -> GivenPlan:
    undo = GivenPlan(ReopenCall(call.id), f"#{call.number} is open again", f"#{call.number} stays {how}")
    return GivenPlan(plan, f"#{call.number} {how}", f"#{call.number} was not {how}", undo)


def _freed(works: tuple[Work, ...]) -> str:
    if not works:
        return ""
    parts = [f"{work.ambulance.call_sign} ({status_word(work.ambulance.status).lower()})" for work in works]
    who = "They are free with it, and those on their way are told." if works[1:] else "It is free with it, and is told."
    return f"Still out for it: {', '.join(parts)}. {who}"


def _with_freed(order: str, works: tuple[Work, ...]) -> str:
    return f"{order}, free {', '.join(work.ambulance.call_sign for work in works)}" if works else order


def _place_back(call: EmergencyCall, others: int, zone: tzinfo) -> str:
    if others > 0:
        return f"#{call.number} keeps {'another ambulance' if others == 1 else f'{others} others'}."
    return f"#{call.number} waits again, since {short_time(call.received_at, zone)}."


def _reason(chosen: str, more: str) -> str:
    return f"{chosen}: {more.strip()}" if more.strip() else chosen


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


KEYS_OF_CHOICES: Mapping[str, int] = {str(number): number - 1 for number in range(1, _MOST_CHOICES + 1)}
"""The key that takes each choice."""
