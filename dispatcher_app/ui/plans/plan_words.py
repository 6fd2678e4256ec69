"""How orders about running work are named: before, when done, and when not. No Qt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo

from dispatcher_app.domain.errors import CallClosed, CallTaken, ConflictError, Deed, DispatcherError
from dispatcher_app.domain.plan_errors import AmbulanceElsewhere, AssignmentOver
from dispatcher_app.domain.plan_rules import Work
from dispatcher_app.domain.plans import Plan
from dispatcher_app.domain.stamps import Stamp
from dispatcher_app.ui.conflict.wording import Choice, ConflictWords, Way
from dispatcher_app.ui.wording import clock_time


@dataclass(frozen=True, slots=True)
class GivenPlan:
    """An order and what is said of it: "M12 diverted to #1043", "M12 was not diverted".

    `undo` takes it back, for as long as a slip can be.
    """

    plan: Plan
    done: str
    not_done: str
    undo: "GivenPlan | None" = None


def done_words(given: GivenPlan, at: datetime, zone: tzinfo) -> str:
    """Say that an order took effect."""
    ending = ". Ctrl+Z takes it back" if given.undo is not None else ""
    return f"{given.done}, {clock_time(at, zone)}{ending}"


def checking_plan_words(plans: Iterable[GivenPlan]) -> str:
    """Say of which orders it is being found out what became of them; empty for none."""
    names = [given.done for given in plans]
    return f"Checking whether this took effect: {'; '.join(names)}…" if names else ""


def plan_conflict_words(error: DispatcherError, given: GivenPlan, zone: tzinfo) -> ConflictWords:
    """Say who was first; there is nothing to decide but to look at the board."""
    deed = deed_of(error)
    return ConflictWords(
        title=str(error).removesuffix("."),
        lead=f"{given.not_done}. Nothing was written.",
        detail="" if deed is None else deed_words(deed, zone),
        choices=(Choice(Way.BACK, "Back to the board"),),
        default=Way.BACK,
    )


def deed_of(error: DispatcherError) -> Deed | None:
    """Give whose deed stands in the way."""
    match error:
        case AssignmentOver() | CallClosed():
            return error.ended
        case AmbulanceElsewhere() | CallTaken():
            return error.sent
    return None


def deed_words(deed: Deed, zone: tzinfo) -> str:
    """Say who did it, where and when."""
    who = ", ".join(part for part in (deed.by, deed.desk) if part) or "Somebody whose name is not recorded"
    return f"{who}, at {clock_time(deed.at, zone)}."


def is_conflict(error: DispatcherError) -> bool:
    """Tell whether somebody else was first, which is said in a dialog; all else is said in the bar."""
    return isinstance(error, ConflictError)


def names_of(work: Work) -> str:
    """Name the two that an assignment joins: M12 on #1042."""
    return f"{work.ambulance.call_sign} on #{work.call.number}"


def stamp_words(stamp: Stamp) -> str:
    """Say a stamp as the desk does."""
    return {
        Stamp.LEFT_SCENE: "transporting",
        Stamp.TRANSFERRED: "patient handed over",
        Stamp.CLEARED: "back in service",
    }.get(stamp, stamp.words)
