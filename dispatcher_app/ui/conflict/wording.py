"""What the conflict dialogs say, and which ways out they offer. No Qt.

Order of every text: the fact (title), what did not happen (lead), who, where to and when (detail).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import Enum

from dispatcher_app.domain.errors import (
    AmbulanceTaken,
    Busy,
    CallClosed,
    CallFacts,
    CallTaken,
    Deed,
    DispatcherError,
    OutcomeUnknown,
    ParamedicTaken,
    RecordBusy,
    Unavailable,
)
from dispatcher_app.domain.hospitals import HospitalDiverts
from dispatcher_app.ui.board.rows import NearestAmbulance
from dispatcher_app.ui.wording import about_minutes, age, clock_time, kilometres


class Way(Enum):
    """A way out of a conflict."""

    SEND_NEXT = "send the next nearest ambulance"
    SEND_ADDITIONAL = "send it as an additional ambulance"
    ACCEPT_DIVERT = "send it to the hospital although that diverts"
    TRY_AGAIN = "send the same order again"
    ASK = "ask what became of the order"
    SEE_OTHER = "show the other call"
    CHOOSE = "go back to the ambulances"
    BACK = "go back to the board"
    WAIT = "keep the desk open until it is known"
    CLOSE = "close the desk all the same"


@dataclass(frozen=True, slots=True)
class Choice:
    """A button. One that is not offered stands there in grey until a newer board offers it."""

    way: Way
    label: str
    is_offered: bool = True


@dataclass(frozen=True, slots=True)
class ConflictWords:
    """One dialog: `choices` from left to right, `default` the one that Enter takes."""

    title: str
    lead: str
    detail: str
    choices: tuple[Choice, ...]
    default: Way
    suggestion: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """An order as the dispatcher knows it: when (database's time) it was given, where to and with whom."""

    call: CallFacts
    call_sign: str
    given_at: datetime
    errand: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else the words need: the room's zone, the best other ambulance, when it was last asked in vain."""

    zone: tzinfo
    next_best: NearestAmbulance | None = None
    asked_at: datetime | None = None


def conflict_words(error: DispatcherError, order: Order, around: Circumstances) -> ConflictWords:
    """Word the dialog for an obstacle."""
    match error:
        case AmbulanceTaken():
            return _ambulance_taken(error, order, around)
        case CallTaken():
            return _call_taken(error, order, around)
        case ParamedicTaken():
            return _paramedic_taken(error, order, around)
        case CallClosed():
            return _call_closed(error, order, around)
        case HospitalDiverts():
            return _hospital_diverts(error, order, around)
        case Busy():
            return _busy(error, order)
        case Unavailable():
            return _unavailable(error, order, around)
        case _:
            return _refused(error, order)


def _ambulance_taken(error: AmbulanceTaken, order: Order, around: Circumstances) -> ConflictWords:
    sign, is_same_call = error.ambulance.call_sign, error.to.id == error.call.id
    title = (
        f"{sign} is already on its way to #{error.to.number}" if is_same_call else f"{sign} was sent elsewhere first"
    )
    place = "here" if is_same_call else f"to {call_words(error.to, with_place=True)}"
    choices = [Choice(Way.CHOOSE, "Choose another")]
    if is_same_call:
        choices = [Choice(Way.BACK, "Back to the board")]
    else:
        choices.insert(0, Choice(Way.SEE_OTHER, f"See #{error.to.number}"))
        choices.append(_send_next(around.next_best))
    offer = None if is_same_call else around.next_best
    return ConflictWords(
        title=title,
        lead=f"Your order for {call_words(error.call)} was not sent.",
        detail=f"{_who(error.sent)} sent {sign} {place}{_when(error.sent, order, around)}.",
        choices=tuple(choices),
        default=next(choice.way for choice in reversed(choices) if choice.is_offered),
        suggestion=None if is_same_call else _suggestion(offer, order),
    )


def _send_next(offer: NearestAmbulance | None) -> Choice:
    if offer is None:
        return Choice(Way.SEND_NEXT, "Send another", is_offered=False)
    return Choice(Way.SEND_NEXT, f"Send {offer.ambulance.call_sign}")


def _suggestion(offer: NearestAmbulance | None, order: Order) -> tuple[str, str]:
    if offer is None:
        return ("", "No other available ambulance has a known position")
    parts = [f"next nearest: {offer.ambulance.crew_level.value}", kilometres(offer.distance_m)]
    if offer.drive is not None:
        parts.append(about_minutes(offer.drive))
    parts += ["available", f"position {age(offer.position_age)}", *order.errand]
    return (offer.ambulance.call_sign, ", ".join(parts))


def _call_taken(error: CallTaken, order: Order, around: Circumstances) -> ConflictWords:
    has = " and ".join(error.by) if len(error.by) < 3 else f"{len(error.by)} ambulances"
    errand = f" {order.call_sign} would go on as ordered: {', '.join(order.errand)}." if order.errand else ""
    return ConflictWords(
        title=f"#{error.call.number} already has {has}",
        lead=f"{order.call_sign} was not sent to {call_words(error.call)}.",
        detail=f"{_who(error.sent)} sent {error.by[-1]}{_when(error.sent, order, around)}.{errand}",
        choices=(
            Choice(Way.SEND_ADDITIONAL, f"Send {order.call_sign} as additional"),
            Choice(Way.BACK, "Back to the board"),
        ),
        default=Way.BACK,
    )


def _paramedic_taken(error: ParamedicTaken, order: Order, around: Circumstances) -> ConflictWords:
    to = call_words(error.to, with_place=True)
    return ConflictWords(
        title=f"{error.full_name} is already out with {error.aboard.call_sign}",
        lead=f"{order.call_sign} was not sent to {call_words(error.call)}.",
        detail=f"{_who(error.sent)} sent {error.aboard.call_sign} to {to}{_when(error.sent, order, around)}.",
        choices=(Choice(Way.BACK, "Back to the board"),),
        default=Way.BACK,
    )


def _call_closed(error: CallClosed, order: Order, around: Circumstances) -> ConflictWords:
    word = error.status.lower()
    detail = f"It was {word}."
    if error.ended is not None:
        detail = f"{_who(error.ended)} {word} it{_when(error.ended, order, around)}."
    return ConflictWords(
        title=f"#{error.call.number} was {word}",
        lead=f"{order.call_sign} was not sent to {call_words(error.call)}.",
        detail=detail,
        choices=(Choice(Way.BACK, "Back to the board"),),
        default=Way.BACK,
    )


def _hospital_diverts(error: HospitalDiverts, order: Order, around: Circumstances) -> ConflictWords:
    since = "" if error.since is None else f" since {clock_time(error.since, around.zone)}"
    by = f", as {error.by} wrote down" if error.by else ""
    return ConflictWords(
        title=f"{error.name} diverts",
        lead=f"{order.call_sign} was not sent to {call_words(order.call)}.",
        detail=f"{error.name} asks to be passed by{since}{by}{f': {error.note}' if error.note else '.'}",
        choices=(
            Choice(Way.ACCEPT_DIVERT, f"Send {order.call_sign} all the same"),
            Choice(Way.BACK, "Back to the board"),
        ),
        default=Way.BACK,
    )


def _busy(error: Busy, order: Order) -> ConflictWords:
    detail = str(error)
    if isinstance(error, RecordBusy):
        holders = " and ".join(error.holders[:2]) or "Another desk"
        detail = f"{_sentence_case(holders)} is changing the same record and has not finished."
    return ConflictWords(
        title=f"#{order.call.number} or {order.call_sign} is being changed",
        lead=f"{order.call_sign} was not sent to {call_words(order.call)}.",
        detail=detail,
        choices=(Choice(Way.BACK, "Back to the board"), Choice(Way.TRY_AGAIN, "Try again")),
        default=Way.TRY_AGAIN,
    )


def _unavailable(error: Unavailable, order: Order, around: Circumstances) -> ConflictWords:
    if isinstance(error, OutcomeUnknown):
        return _outcome_unknown(error, order, around)
    return ConflictWords(
        title="The database cannot be used",
        lead=f"{order.call_sign} was not sent to {call_words(order.call)}.",
        detail=str(error),
        choices=(Choice(Way.BACK, "Back to the board"), Choice(Way.TRY_AGAIN, "Try again")),
        default=Way.BACK,
    )


def _outcome_unknown(error: OutcomeUnknown, order: Order, around: Circumstances) -> ConflictWords:
    asking = "This desk asks by itself, and says which it was. Nothing is sent again by itself: wait for the answer."
    if around.asked_at is not None:
        asking = f"Asked at {clock_time(around.asked_at, around.zone)}: still not known. {asking}"
    return ConflictWords(
        title=f"Checking whether {order.call_sign} was sent to #{order.call.number}…",
        lead=f"It is not known yet whether {order.call_sign} was sent to {call_words(order.call)}.",
        detail=asking if around.asked_at is not None else f"{error} {asking}",
        choices=(Choice(Way.BACK, "Back to the board"), Choice(Way.ASK, "Ask now")),
        default=Way.ASK,
    )


def _refused(error: DispatcherError, order: Order) -> ConflictWords:
    return ConflictWords(
        title=f"{order.call_sign} cannot be sent",
        lead=f"{order.call_sign} was not sent to {call_words(order.call)}.",
        detail=str(error),
        choices=(Choice(Way.CHOOSE, "Choose another"),),
        default=Way.CHOOSE,
    )


def call_words(call: CallFacts, *, with_place: bool = False) -> str:
    """Name a call: #2765 Traffic collision, 2100 block Market St."""
    name = f"#{call.number} {call.type_text}".strip()
    return f"{name}, {call.location_text}" if with_place and call.location_text else name


def _who(deed: Deed) -> str:
    return ", ".join(part for part in (deed.by or "Another dispatcher", deed.desk) if part) + ("," if deed.desk else "")


def _when(deed: Deed, order: Order, around: Circumstances) -> str:
    before = order.given_at - deed.at
    margin = f" ({_margin(before.total_seconds())} before you)" if timedelta(0) <= before < timedelta(hours=1) else ""
    return f" at {clock_time(deed.at, around.zone)}{margin}"


def _margin(seconds: float) -> str:
    if seconds < 0.1:
        return "just"
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
