"""Random orders: proper ones, which depend on how the board stands, and any mixture of changes at all."""

from dataclasses import dataclass

from hypothesis import strategies as st

from dispatcher_app.domain.roles import Role
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus
from tests.security.model import (
    CREWED,
    FREE,
    STAMPS,
    Change,
    Clear,
    Model,
    MoveAmbulance,
    MoveCall,
    Outrage,
    Report,
    Send,
    SetActive,
    SetRole,
    TakeBack,
)

CALLS, AMBULANCES = 3, 4

AT_DESKS = ("anna", "ben", "anna", "eve", "pam", "sue", "ada")
"""Who works where: dispatchers, an emergency log-in, a paramedic, a supervisor and an administrator."""

DESKS, EVE, PAM, SUE, ADA = 4, 3, 4, 5, 6

ON = {
    AmbulanceStatus.AVAILABLE: AmbulanceStatus.OUT_OF_SERVICE,
    AmbulanceStatus.OUT_OF_SERVICE: AmbulanceStatus.AVAILABLE,
    AmbulanceStatus.EN_ROUTE: AmbulanceStatus.ON_SCENE,
    AmbulanceStatus.ON_SCENE: AmbulanceStatus.TRANSPORTING,
    AmbulanceStatus.TRANSPORTING: AmbulanceStatus.AT_HOSPITAL,
    AmbulanceStatus.AT_HOSPITAL: AmbulanceStatus.AT_HOSPITAL,
}

OUTRAGES = (
    Outrage("DELETE FROM audit_event", "NotAllowed"),
    Outrage("TRUNCATE assignment CASCADE", "NotAllowed"),
    Outrage("UPDATE ambulance SET status_since = now() - interval '1 hour'", "StorageFault"),
    Outrage("UPDATE emergency_call SET number = number + 1000000", "NotAllowed"),
    Outrage("SET LOCAL session_replication_role = replica", "NotAllowed"),
    Outrage("INSERT INTO legal_move VALUES ('ambulance', 'EN_ROUTE', 'AT_HOSPITAL')", "NotAllowed"),
)


@dataclass(frozen=True, slots=True)
class Dispatch:
    """The verb itself; `is_repeated` sends the same order once more."""

    desk: int
    call: int
    ambulance: int
    is_additional: bool
    is_repeated: bool


@dataclass(frozen=True, slots=True)
class StandDown:
    """Take an ambulance off its call, which waits again if it was the last."""

    desk: int
    ambulance: int


@dataclass(frozen=True, slots=True)
class GoOn:
    """Report the ambulance's next status."""

    desk: int
    ambulance: int


@dataclass(frozen=True, slots=True)
class End:
    """Close or cancel a call and free all its ambulances, or open one that is over."""

    desk: int
    call: int
    status: CallStatus


@dataclass(frozen=True, slots=True)
class Anything:
    """A transaction of any changes."""

    desk: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Glass:
    """The emergency log-in opens its access, or ends it."""

    is_broken: bool
    desk: int = EVE


ByHand = StandDown | GoOn | End | Anything

desks = st.integers(0, DESKS - 1)
calls = st.integers(0, CALLS - 1)
ambulances = st.integers(0, AMBULANCES - 1)
changes = st.one_of(
    st.builds(Send, calls, ambulances),
    st.builds(Clear, ambulances),
    st.builds(MoveAmbulance, ambulances, st.sampled_from(AmbulanceStatus)),
    st.builds(MoveCall, calls, st.sampled_from(CallStatus), st.booleans()),
    st.sampled_from(OUTRAGES),
)
crewed = st.sampled_from((CREWED, CREWED, CREWED, 1))
managed = st.one_of(st.builds(SetRole, st.sampled_from(tuple(Role))), st.builds(SetActive, st.booleans()))
dispatches = st.builds(Dispatch, desks, calls, ambulances, st.booleans(), st.booleans())
orders = st.one_of(
    *(dispatches,) * 4,
    st.builds(StandDown, desks, ambulances),
    st.builds(GoOn, desks, ambulances),
    st.builds(End, desks, calls, st.sampled_from((CallStatus.CLOSED, CallStatus.CANCELLED))),
    st.builds(Anything, desks, st.lists(changes, min_size=1, max_size=4).map(tuple)),
    st.builds(Anything, st.just(PAM), st.tuples(st.builds(Report, crewed, st.sampled_from(STAMPS)))),
    st.builds(Anything, st.just(SUE), st.tuples(st.builds(TakeBack, crewed, st.sampled_from(STAMPS)))),
    st.builds(Anything, st.just(ADA), st.tuples(managed)),
    st.builds(Glass, st.booleans()),
)


def changes_of(order: ByHand, model: Model) -> list[Change]:
    """Tell what an order changes, as the board stands."""
    match order:
        case StandDown(_, ambulance):
            return _stand_down(ambulance, model)
        case GoOn(_, ambulance):
            return [MoveAmbulance(ambulance, ON[model.ambulances[ambulance]])]
        case End(_, call, status):
            return _end(call, status, model)
        case Anything(_, any_changes):
            return list(any_changes)


def _stand_down(ambulance: int, model: Model) -> list[Change]:
    stood_down: list[Change] = [Clear(ambulance), MoveAmbulance(ambulance, AmbulanceStatus.AVAILABLE)]
    call = model.sent.get(ambulance)
    if call is not None and model.sent_to(call) == [ambulance]:
        stood_down.append(MoveCall(call, CallStatus.OPEN))
    return stood_down


def _end(call: int, status: CallStatus, model: Model) -> list[Change]:
    if model.calls[call].is_over:
        return [MoveCall(call, CallStatus.OPEN)]
    ended: list[Change] = [MoveCall(call, status)]
    for ambulance in model.sent_to(call):
        assert model.ambulances[ambulance] not in FREE
        ended += [Clear(ambulance), MoveAmbulance(ambulance, AmbulanceStatus.AVAILABLE)]
    return ended
