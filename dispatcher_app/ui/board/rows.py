"""The rows of the tables: frozen, compared by value, known by `key`. What changes with the clock is not in them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from dispatcher_app.domain.crews import CrewWarning
from dispatcher_app.domain.entities import Ambulance, Crew, EmergencyCall
from dispatcher_app.domain.statuses import AmbulanceStatus
from dispatcher_app.ui.crew_words import crew_mark


class BoardRow(Protocol):
    """What every row has: the id by which it is found again after a refresh."""

    @property
    def key(self) -> int:
        """The id of the record that the row shows."""
        ...


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A call that waits for its first ambulance, and its target (None where its priority has none)."""

    call: EmergencyCall
    target: timedelta | None

    @property
    def key(self) -> int:
        """The call's id."""
        return self.call.id

    def waiting_for(self, now: datetime) -> timedelta:
        """Tell how long the call has waited."""
        return now - self.call.received_at

    def left(self, now: datetime) -> timedelta | None:
        """Tell what is left of the target; negative once it has passed."""
        return None if self.target is None else self.target - self.waiting_for(now)


@dataclass(frozen=True, slots=True)
class LeadAmbulance:
    """The ambulance that was sent first."""

    call_sign: str
    status: AmbulanceStatus
    status_since: datetime


@dataclass(frozen=True, slots=True)
class UnderWayRow:
    """A call with ambulances: the one sent first, and how many more."""

    call: EmergencyCall
    lead: LeadAmbulance | None
    more: int

    @property
    def key(self) -> int:
        """The call's id."""
        return self.call.id


@dataclass(frozen=True, slots=True)
class AmbulanceRow:
    """An ambulance as seen from the selected call. Without a known position of both there is no distance.

    `crew_note` tells who is aboard and their hours, in words that hold until they change; `keeps_crews`: this room
    signs crews on and off, so that an ambulance without one has none.
    """

    ambulance: Ambulance
    distance_m: float | None
    drive: timedelta | None
    station_name: str
    on_call_number: int | None
    crew: Crew | None = None
    crew_note: str = ""
    keeps_crews: bool = False

    @property
    def key(self) -> int:
        """The ambulance's id."""
        return self.ambulance.id

    def position_age(self, now: datetime) -> timedelta | None:
        """Tell how old the position is; None where there is none, or nobody knows since when."""
        if self.ambulance.position is None or self.ambulance.position_at is None:
            return None
        return now - self.ambulance.position_at

    def crew_warning(self, now: datetime) -> CrewWarning | None:
        """Give the gravest that there is to know of its crew; None where all is well, or nobody is to know."""
        if not self.keeps_crews or self.ambulance.status is AmbulanceStatus.OUT_OF_SERVICE:
            return None
        return crew_mark(self.ambulance.id, self.crew, now)


@dataclass(frozen=True, slots=True)
class NearestAmbulance:
    """The best ambulance that could be sent instead, with all that a dispatcher must know before saying yes."""

    ambulance: Ambulance
    distance_m: float | None
    drive: timedelta | None
    position_age: timedelta | None


@dataclass(frozen=True, slots=True)
class RoomFigures:
    """The numbers of the room at one instant."""

    waiting: int = 0
    oldest_waiting: timedelta | None = None
    past_target: int = 0
    under_way: int = 0
    available: int = 0
    ambulances: int = 0
