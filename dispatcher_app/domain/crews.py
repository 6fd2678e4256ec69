"""Who is aboard: signing on and off, breaks, and what a dispatcher must know of a crew's hours."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from dispatcher_app.domain.commands import new_request_id
from dispatcher_app.domain.entities import Board, Crew, CrewMember
from dispatcher_app.domain.errors import AmbulanceFacts, ConflictError, Deed, RuleError
from dispatcher_app.domain.ids import AmbulanceId, ParamedicId, RequestId
from dispatcher_app.domain.statuses import AmbulanceStatus

BREAK_DUE_AFTER = timedelta(hours=6)
"""Aboard for so long without a break, where no plan says when it is due: Directive 2003/88/EC, article 4; in Britain
the Working Time Regulations 1998, regulation 12."""

SHORTEST_BREAK = timedelta(minutes=20)
"""What was shorter was no break (the same regulation)."""

WARNED_BEFORE = timedelta(minutes=30)
"""So long before a break is due or a shift ends it is told: about what one call takes from dispatch to hospital, so
that whoever is sent now may well not be back in time."""


@dataclass(frozen=True, slots=True)
class SignOn:
    """Put a paramedic aboard an ambulance."""

    ambulance_id: AmbulanceId
    paramedic_id: ParamedicId
    request_id: RequestId = field(default_factory=new_request_id)


@dataclass(frozen=True, slots=True)
class SignOff:
    """Take a paramedic from the ambulance they are aboard."""

    paramedic_id: ParamedicId
    request_id: RequestId = field(default_factory=new_request_id)


@dataclass(frozen=True, slots=True)
class StartBreak:
    """Let an ambulance's crew take a break."""

    ambulance_id: AmbulanceId
    request_id: RequestId = field(default_factory=new_request_id)


@dataclass(frozen=True, slots=True)
class EndBreak:
    """End the break of an ambulance's crew."""

    ambulance_id: AmbulanceId
    request_id: RequestId = field(default_factory=new_request_id)


@dataclass(eq=False)
class ParamedicAboard(ConflictError):
    """The paramedic is aboard an ambulance already; `signed` on by whom and when."""

    full_name: str
    ambulance: AmbulanceFacts
    signed: Deed

    def __str__(self) -> str:
        """Say where they are."""
        return f"{self.full_name} is aboard {self.ambulance.call_sign} already. Sign them off there first."


@dataclass(eq=False)
class CrewOut(RuleError):
    """The ambulance is out on a call: until it is clear its crew stays who they are, and takes no break."""

    call_sign: str
    call_number: int

    def __str__(self) -> str:
        """Name both, and say what to wait for."""
        return f"{self.call_sign} is out on #{self.call_number}. Its crew can be changed once it is clear."


@dataclass(eq=False)
class NotAboard(RuleError):
    """The paramedic is signed on nowhere."""

    full_name: str

    def __str__(self) -> str:
        """Name them."""
        return f"{self.full_name} is not signed on to any ambulance."


@dataclass(eq=False)
class BreakOutOfTurn(RuleError):
    """A break was to begin that has begun, or to end that has not, or nobody is aboard to take one."""

    sentence: str

    def __str__(self) -> str:
        """Say which."""
        return self.sentence


class CrewWarningKind(StrEnum):
    """What a dispatcher must know of a crew, in the order in which it matters."""

    SHIFT_OVER = "SHIFT_OVER"
    SHIFT_ENDS = "SHIFT_ENDS"
    BREAK_OVERDUE = "BREAK_OVERDUE"
    ON_BREAK = "ON_BREAK"
    BREAK_DUE = "BREAK_DUE"
    NO_CREW = "NO_CREW"
    SHIFT_UNKNOWN = "SHIFT_UNKNOWN"


_ORDER = {kind: place for place, kind in enumerate(CrewWarningKind)}


@dataclass(frozen=True, slots=True)
class CrewWarning:
    """One thing to know of an ambulance's crew; `at` is the end or the beginning it is about, None for none."""

    ambulance_id: AmbulanceId
    kind: CrewWarningKind
    at: datetime | None = None


def crew_warnings(board: Board, now: datetime) -> tuple[CrewWarning, ...]:
    """List what must be known of all crews at an instant, by ambulance, the gravest of each first.

    Where nobody in the room is signed on, crews are not kept here at all, and there is nothing to warn of.
    """
    if not board.crews:
        return ()
    crews = {crew.ambulance_id: crew for crew in board.crews}
    in_service = (item for item in board.ambulances if item.status is not AmbulanceStatus.OUT_OF_SERVICE)
    return tuple(
        warning for ambulance in in_service for warning in warnings_of(ambulance.id, crews.get(ambulance.id), now)
    )


def warnings_of(ambulance_id: AmbulanceId, crew: Crew | None, now: datetime) -> tuple[CrewWarning, ...]:
    """List what must be known of one ambulance's crew, the gravest first. An unknown end of a shift is a warning."""
    if crew is None or not crew.members:
        return (CrewWarning(ambulance_id, CrewWarningKind.NO_CREW),)
    found = (*_of_shift(crew, now), *_of_break(crew, now))
    return tuple(sorted((CrewWarning(ambulance_id, kind, at) for kind, at in found), key=lambda one: _ORDER[one.kind]))


def shift_end(crew: Crew) -> datetime | None:
    """Tell when the first of a crew's shifts ends: without that member they cannot go on; None if none is known."""
    return min((member.shift_ends_at for member in crew.members if member.shift_ends_at is not None), default=None)


def break_due(crew: Crew) -> datetime:
    """Tell when a crew's next break is due: that of the member whose is due first."""
    return min(_break_due_of(member, crew.break_ended_at) for member in crew.members)


def _of_shift(crew: Crew, now: datetime) -> Iterator[tuple[CrewWarningKind, datetime | None]]:
    ends_at = shift_end(crew)
    if ends_at is not None and ends_at <= now:
        yield CrewWarningKind.SHIFT_OVER, ends_at
    elif ends_at is not None and ends_at - now <= WARNED_BEFORE:
        yield CrewWarningKind.SHIFT_ENDS, ends_at
    if any(member.shift_ends_at is None for member in crew.members):
        yield CrewWarningKind.SHIFT_UNKNOWN, None


def _of_break(crew: Crew, now: datetime) -> Iterator[tuple[CrewWarningKind, datetime | None]]:
    if crew.break_since is not None:
        yield CrewWarningKind.ON_BREAK, crew.break_since
        return
    due_at = break_due(crew)
    if due_at <= now:
        yield CrewWarningKind.BREAK_OVERDUE, due_at
    elif due_at - now <= WARNED_BEFORE:
        yield CrewWarningKind.BREAK_DUE, due_at


def _break_due_of(member: CrewMember, last_ended_at: datetime | None) -> datetime:
    """Go by the plan until there has been a break; from then on, and without a plan, by the hours since."""
    taken_at = None if last_ended_at is None or last_ended_at <= member.on_at else last_ended_at
    if taken_at is None and member.break_due_at is not None:
        return member.break_due_at
    return (taken_at or member.on_at) + BREAK_DUE_AFTER
