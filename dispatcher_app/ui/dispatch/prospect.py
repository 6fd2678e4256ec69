"""What the dispatch key would do right now, spelled out, or why it can do nothing. No Qt."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from dispatcher_app.domain.entities import Ambulance, EmergencyCall, Hospital, Paramedic
from dispatcher_app.domain.geo import estimated_drive
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus
from dispatcher_app.ui.header.standing import Standing
from dispatcher_app.ui.wording import (
    about_minutes,
    age,
    errand_words,
    is_old_position,
    kilometres,
    status_word,
    whole_seconds,
)

_ANSWER_IS_LATE = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class DeskState:
    """All that decides what the dispatch key does.

    `pending` names the order that is on its way (M14 to #1043), `pending_for` says since when. `diverts` says that the
    chosen hospital asks to be passed by, `is_divert_asked` that a first press has asked whether that is meant.
    """

    has_board: bool = False
    can_dispatch: bool = True
    is_desk_locked: bool = False
    standing: Standing = field(default_factory=Standing)
    pending: str = ""
    pending_for: timedelta = timedelta()
    call: EmergencyCall | None = None
    gone_call_number: int | None = None
    call_has: tuple[str, ...] = ()
    ambulance: Ambulance | None = None
    ambulance_on_call: int | None = None
    away_m: float | None = None
    position_age: timedelta | None = None
    has_available: bool = True
    hospital: Hospital | None = None
    paramedic: Paramedic | None = None
    diverts: str = ""
    is_divert_asked: bool = False

    @property
    def is_pending(self) -> bool:
        """An order is on its way: no second one is sent meanwhile."""
        return bool(self.pending)


@dataclass(frozen=True, slots=True)
class Prospect:
    """What the key does (`can_send`) or why it does nothing."""

    sentence: str
    can_send: bool


def prospect_of(state: DeskState) -> Prospect:
    """Judge the state: the first obstacle a dispatcher must know, else the order spelled out."""
    sentence = next((words for obstacle in _OBSTACLES if (words := obstacle(state)) is not None), None)
    if sentence is None and state.call is not None and state.ambulance is not None:
        return Prospect(_order(state, state.call, state.ambulance), can_send=True)
    return Prospect(sentence or "", can_send=False)


def _covered(state: DeskState) -> str | None:
    return "This desk is locked" if state.is_desk_locked else None


def _not_allowed(state: DeskState) -> str | None:
    return None if state.can_dispatch else "You may look; dispatching needs a dispatcher"


def lock_words(state: DeskState) -> str | None:
    """Say why nothing can be written from this desk, whatever is selected; None where something can."""
    standing = state.standing
    if standing.is_at_fault:
        return "Dispatching is locked: a fault in this desk"
    if standing.unavailable is not None:
        return "Dispatching is locked: this desk cannot use the database"
    if not state.has_board:
        return "Waiting for the first picture of the board"
    if standing.read_only is not None:
        return "Dispatching is locked: only a read-only copy of the database can be reached"
    if standing.freshness.is_locked:
        return "Dispatching is locked until the board is live again"
    return None


def _pending(state: DeskState) -> str | None:
    if not state.is_pending:
        return None
    if state.pending_for < _ANSWER_IS_LATE:
        return f"Sending {state.pending}…"
    return f"Sending {state.pending}: no answer for {whole_seconds(state.pending_for)} s"


def _no_call(state: DeskState) -> str | None:
    if state.call is not None:
        return None
    if state.gone_call_number is not None:
        return f"#{state.gone_call_number} is no longer on the board: choose a call"
    return "Choose a call"


def _no_ambulance(state: DeskState) -> str | None:
    if state.ambulance is not None or state.call is None:
        return None
    if not state.has_available:
        return f"No ambulance is available for {_call_words(state.call)}"
    return f"Choose an ambulance for {_call_words(state.call)}"


def _busy_ambulance(state: DeskState) -> str | None:
    ambulance = state.ambulance
    if ambulance is None or ambulance.status is AmbulanceStatus.AVAILABLE:
        return None
    doing = status_word(ambulance.status).lower()
    number = state.ambulance_on_call
    if number is None:
        where = ""
    else:
        where = f" to #{number}" if ambulance.status is AmbulanceStatus.EN_ROUTE else f" with #{number}"
    return f"{ambulance.call_sign} is {doing}{where}: {_way_on(state, ambulance)}"


def _way_on(state: DeskState, busy: Ambulance) -> str:
    number = state.ambulance_on_call
    is_elsewhere = number is not None and state.call is not None and state.call.number != number
    if busy.status is AmbulanceStatus.EN_ROUTE and is_elsewhere and state.call is not None:
        return f"V diverts it to #{state.call.number}"
    return "choose an available ambulance"


_OBSTACLES: tuple[Callable[[DeskState], str | None], ...] = (
    _covered,
    _not_allowed,
    lock_words,
    _pending,
    _no_call,
    _no_ambulance,
    _busy_ambulance,
)


def _order(state: DeskState, call: EmergencyCall, ambulance: Ambulance) -> str:
    if state.is_divert_asked:
        return f"{state.diverts}. Press F8 again to send {ambulance.call_sign} there all the same."
    errand = errand_words(state.hospital, state.paramedic)
    if call.status is CallStatus.DISPATCHED and state.call_has:
        has = " and ".join(state.call_has[:2]) if len(state.call_has) < 3 else f"{len(state.call_has)} ambulances"
        sending = f"{ambulance.call_sign} ({', '.join(errand)})" if errand else ambulance.call_sign
        return f"#{call.number} already has {has}; sending {sending} will be asked again"
    return ", ".join((f"Send {ambulance.call_sign} to {_call_words(call)}: {_drive_words(state)}", *errand))


def _call_words(call: EmergencyCall) -> str:
    return ", ".join(part for part in (f"#{call.number} {call.type_text}".strip(), call.location_text) if part)


def _drive_words(state: DeskState) -> str:
    if state.away_m is None:
        return "distance unknown"
    drive = f"{kilometres(state.away_m)}, {about_minutes(estimated_drive(state.away_m))}"
    return f"{drive}, position {age(state.position_age)}" if is_old_position(state.position_age) else drive


def button_words(state: DeskState, prospect: Prospect) -> str:
    """Write on the button what it does."""
    if state.is_pending and not state.is_desk_locked:
        return "Sending…"
    if prospect.can_send and state.ambulance is not None:
        return "Send all the same" if state.is_divert_asked else f"Dispatch {state.ambulance.call_sign}"
    return "Dispatch"
