"""From a key to what it means for what is selected: an order at once, a sheet to fill in, or why not. No Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from types import MappingProxyType

from dispatcher_app.domain.entities import EmergencyCall
from dispatcher_app.domain.errors import DispatcherError, StampWritten
from dispatcher_app.domain.plan_rules import Work, check_divert, check_not_begun, check_stamp, last_stamp
from dispatcher_app.domain.plans import ReturnToService, StampAssignment, TakeOutOfService, UndoStamp
from dispatcher_app.domain.stamps import Stamp
from dispatcher_app.domain.statuses import AmbulanceStatus, CallOutcome
from dispatcher_app.ui.board.arrangement import AmbulanceFilter, ambulance_rows
from dispatcher_app.ui.help.keys import DeskKey
from dispatcher_app.ui.plans import plan_sheet_words as sheets
from dispatcher_app.ui.plans.focus import Focus, works_of_call
from dispatcher_app.ui.plans.plan_sheet_words import PlanSheetWords
from dispatcher_app.ui.plans.plan_words import GivenPlan, names_of, stamp_words
from dispatcher_app.ui.plans.work_buttons import PlanLine
from dispatcher_app.ui.wording import clock_time

STAMP_KEYS: Mapping[DeskKey, Stamp] = MappingProxyType(
    {
        DeskKey.ACKNOWLEDGED: Stamp.ACKNOWLEDGED,
        DeskKey.MOBILE: Stamp.MOBILE,
        DeskKey.ON_SCENE: Stamp.ON_SCENE,
        DeskKey.AT_PATIENT: Stamp.AT_PATIENT,
        DeskKey.LEFT_SCENE: Stamp.LEFT_SCENE,
        DeskKey.AT_HOSPITAL: Stamp.AT_HOSPITAL,
        DeskKey.TRANSFERRED: Stamp.TRANSFERRED,
        DeskKey.CLEARED: Stamp.CLEARED,
    }
)

Meant = GivenPlan | PlanSheetWords | str
"""An order, a sheet that makes one, or the sentence that says why there is none."""

_NO_WORK = "Choose an ambulance that is out, or a call that has one"
_NO_CALL = "Choose a call"
_NO_AMBULANCE = "Choose an ambulance"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else a key's meaning depends on: the room's time zone, and whether its presser is a supervisor."""

    zone: tzinfo
    oversees: bool = False


def meant_by(key: DeskKey, focus: Focus, around: Circumstances) -> Meant:
    """Say what a key means now."""
    if key in STAMP_KEYS:
        return _NO_WORK if focus.work is None else _stamp(focus.work, STAMP_KEYS[key], around.zone)
    try:
        return _MEANT_BY_KEY[key](focus, around)
    except DispatcherError as error:
        return str(error).removesuffix(".")


def _stamp(work: Work, stamp: Stamp, zone: tzinfo) -> Meant:
    if stamp is Stamp.CLEARED:
        return _back_in_service(work)
    try:
        check_stamp(work, stamp)
    except StampWritten as written:
        return f"{names_of(work)}: {stamp_words(stamp)} since {clock_time(written.at, zone)} already"
    except DispatcherError as error:
        return str(error).removesuffix(".")
    undo = GivenPlan(
        UndoStamp(work.assignment.id, stamp),
        f"{names_of(work)}: {stamp_words(stamp)} taken back",
        f"{names_of(work)}: {stamp_words(stamp)} stays",
    )
    return GivenPlan(
        StampAssignment(work.assignment.id, stamp),
        f"{names_of(work)}: {stamp_words(stamp)}",
        f"{names_of(work)}: {stamp_words(stamp)} was not written",
        undo,
    )


def _back_in_service(work: Work) -> Meant:
    match work.ambulance.status:
        case AmbulanceStatus.AT_HOSPITAL:
            return sheets.cleared(work, CallOutcome.TRANSPORTED)
        case AmbulanceStatus.ON_SCENE:
            return sheets.back_in_service_sheet(work)
        case AmbulanceStatus.TRANSPORTING:
            return f"{work.ambulance.call_sign} has the patient aboard: it must arrive first"
    return f"{work.ambulance.call_sign} has not begun: stand it down instead (S)"


def _others(focus: Focus, work: Work) -> int:
    return len(works_of_call(focus.index, work.call)) - 1


def _stand_down(focus: Focus, around: Circumstances) -> Meant:
    if focus.work is None:
        return _NO_WORK
    check_not_begun(focus.work)
    return sheets.stand_down_sheet(focus.work, _others(focus, focus.work), around.zone)


def _divert(focus: Focus, around: Circumstances) -> Meant:
    if focus.work is None:
        return "Choose an ambulance that is out, and the call it is to go to"
    if focus.divert_target is None:
        return f"Choose the call that {focus.work.ambulance.call_sign} is to go to instead of #{focus.work.call.number}"
    check_divert(focus.work, "asked for by the sheet", oversees=around.oversees)
    return sheets.divert_sheet(focus.work, focus.divert_target, focus, around.zone)


def _swap(focus: Focus, _around: Circumstances) -> Meant:
    if focus.work is None:
        return _NO_WORK
    work = focus.work
    check_not_begun(work)
    can_go = {AmbulanceStatus.AVAILABLE, AmbulanceStatus.EN_ROUTE}
    on_call = {other.ambulance.id for other in works_of_call(focus.index, work.call)}
    rows = ambulance_rows(focus.index, AmbulanceFilter.ALL, work.call.id)
    others = tuple(row.ambulance for row in rows if row.ambulance.status in can_go and row.ambulance.id not in on_call)
    if not others:
        return f"No other ambulance can go to #{work.call.number}"
    return sheets.swap_sheet(work, others, focus)


def _breakdown(focus: Focus, around: Circumstances) -> Meant:
    if focus.work is not None:
        return sheets.breakdown_sheet(focus.work.ambulance, focus.work, _others(focus, focus.work), around.zone)
    if focus.ambulance is None:
        return _NO_AMBULANCE
    if focus.ambulance.status is AmbulanceStatus.OUT_OF_SERVICE:
        return f"{focus.ambulance.call_sign} is out of service already"
    return sheets.breakdown_sheet(focus.ambulance, None, 0, around.zone)


def _service(focus: Focus, _around: Circumstances) -> Meant:
    ambulance = focus.ambulance
    if ambulance is None:
        return _NO_AMBULANCE
    sign = ambulance.call_sign
    out = GivenPlan(TakeOutOfService(ambulance.id), f"{sign} out of service", f"{sign} stays in service")
    back = GivenPlan(ReturnToService(ambulance.id), f"{sign} available again", f"{sign} stays out of service")
    match ambulance.status:
        case AmbulanceStatus.AVAILABLE:
            return GivenPlan(out.plan, out.done, out.not_done, back)
        case AmbulanceStatus.OUT_OF_SERVICE:
            return GivenPlan(back.plan, back.done, back.not_done, out)
    return f"{sign} is out: stand it down, or report a breakdown (B)"


def _close(focus: Focus, _around: Circumstances) -> Meant:
    return _end(focus, sheets.close_sheet)


def _cancel(focus: Focus, _around: Circumstances) -> Meant:
    return _end(focus, sheets.cancel_sheet)


def _end(focus: Focus, make: Callable[[EmergencyCall, tuple[Work, ...]], PlanSheetWords]) -> Meant:
    if focus.call is None:
        return _NO_CALL
    works = works_of_call(focus.index, focus.call)
    aboard = [work.ambulance.call_sign for work in works if work.ambulance.status is AmbulanceStatus.TRANSPORTING]
    if aboard:
        return f"{', '.join(aboard)} has the patient of #{focus.call.number} aboard: it must arrive first"
    return make(focus.call, works)


def _hand_over(focus: Focus, _around: Circumstances) -> Meant:
    if focus.call is None:
        return _NO_CALL
    others = tuple(who for who in focus.index.board.dispatchers if who.id != focus.call.handled_by_id)
    return sheets.hand_over_sheet(focus.call, others) if others else "There is no other dispatcher"


_MEANT_BY_KEY: Mapping[DeskKey, Callable[[Focus, Circumstances], Meant]] = MappingProxyType(
    {
        DeskKey.STAND_DOWN: _stand_down,
        DeskKey.DIVERT: _divert,
        DeskKey.SWAP: _swap,
        DeskKey.BREAKDOWN: _breakdown,
        DeskKey.SERVICE: _service,
        DeskKey.CLOSE_CALL: _close,
        DeskKey.CANCEL_CALL: _cancel,
        DeskKey.HAND_OVER: _hand_over,
    }
)


def next_stamp(work: Work) -> DeskKey:
    """Give the key of the stamp that most likely comes next."""
    order = list(Stamp)
    last = order.index(last_stamp(work.assignment))
    for key, stamp in STAMP_KEYS.items():
        if stamp is not Stamp.CLEARED and order.index(stamp) > last and _follows(work, stamp):
            return key
    return DeskKey.CLEARED


def _follows(work: Work, stamp: Stamp) -> bool:
    try:
        check_stamp(work, stamp)
    except DispatcherError:
        return False
    return True


MENU_KEYS = (*STAMP_KEYS, *_MEANT_BY_KEY)


def menu_lines(focus: Focus, around: Circumstances) -> tuple[PlanLine, ...]:
    """List what each key would do now; of the stamps only those that can be written."""
    lines = []
    for key in MENU_KEYS:
        meant = meant_by(key, focus, around)
        if not isinstance(meant, str):
            lines.append(PlanLine(key, _line_words(meant)))
        elif key not in STAMP_KEYS:
            lines.append(PlanLine(key, meant, is_possible=False))
    edit = _NO_CALL if focus.call is None else f"Edit #{focus.call.number}…"
    return (*lines, PlanLine(DeskKey.EDIT, edit, is_possible=focus.call is not None))


def _line_words(meant: GivenPlan | PlanSheetWords) -> str:
    return meant.done if isinstance(meant, GivenPlan) else f"{meant.title.removesuffix('?')}…"
