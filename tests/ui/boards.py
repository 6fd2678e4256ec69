"""Boards for the tests: small ones, made of a few words."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from dispatcher_app.domain.entities import (
    Ambulance,
    Assignment,
    Board,
    ControlRoom,
    EmergencyCall,
    Hospital,
    Paramedic,
    Station,
)
from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.ids import (
    AmbulanceId,
    AssignmentId,
    EmergencyCallId,
    HospitalId,
    ParamedicId,
    RequestId,
    StationId,
)
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus, CrewLevel

NOW = datetime(2017, 1, 7, 1, 40, 16, tzinfo=UTC)
ROOM = ControlRoom("San Francisco", "America/Los_Angeles", is_demo=False)


@dataclass
class StandingClock:
    """The server's clock, moved by hand."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.at

    def monotonic(self) -> float:
        """Count the seconds that have passed."""
        return (self.at - NOW).total_seconds()

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)


def somewhere(north_km: float) -> Position:
    """A point so many kilometres north of where the calls are."""
    return Position(37.77 + north_km / 111.195, -122.43)


def make_call(number: int, *, priority: int = 2, waited_s: float = 60, **changes: object) -> EmergencyCall:
    """A waiting call; its id is its number."""
    call = EmergencyCall(
        id=EmergencyCallId(number),
        number=number,
        status=CallStatus.OPEN,
        priority=priority,
        type_text="Chest pain",
        received_at=NOW - timedelta(seconds=waited_s),
        location_text=f"{number} block Grove St",
        area_text="Hayes Valley",
        position=somewhere(0),
    )
    return replace(call, **changes)  # type: ignore[arg-type]


def make_ambulance(number: int, *, north_km: float | None = None, **changes: object) -> Ambulance:
    """An available ambulance, called M12 for 12; without a distance its position is unknown."""
    ambulance = Ambulance(
        id=AmbulanceId(number),
        call_sign=f"M{number}",
        status=AmbulanceStatus.AVAILABLE,
        status_since=NOW - timedelta(minutes=10),
        crew_level=CrewLevel.ALS,
        station_id=StationId(1),
        position=None if north_km is None else somewhere(north_km),
        position_at=None if north_km is None else NOW - timedelta(seconds=8),
    )
    return replace(ambulance, **changes)  # type: ignore[arg-type]


def make_assignment(call: EmergencyCall, ambulance: Ambulance, *, sent_s: float = 60) -> Assignment:
    """An ambulance's running work on a call."""
    return Assignment(
        id=AssignmentId(call.id * 1000 + ambulance.id),
        emergency_call_id=call.id,
        ambulance_id=ambulance.id,
        request_id=RequestId(uuid.UUID(int=call.id * 1000 + ambulance.id)),
        dispatched_at=NOW - timedelta(seconds=sent_s),
        desk="desk 2",
    )


@dataclass
class BoardBuilder:
    """Collects what stands on a board."""

    calls: list[EmergencyCall] = field(default_factory=list)
    ambulances: list[Ambulance] = field(default_factory=list)
    assignments: list[Assignment] = field(default_factory=list)

    def waiting(self, *calls: EmergencyCall) -> "BoardBuilder":
        """Add waiting calls."""
        self.calls += calls
        return self

    def free(self, *ambulances: Ambulance) -> "BoardBuilder":
        """Add ambulances as they are."""
        self.ambulances += ambulances
        return self

    def sent(self, call: EmergencyCall, *ambulances: Ambulance, sent_s: float = 60) -> "BoardBuilder":
        """Add a call with ambulances under way to it."""
        self.calls.append(replace(call, status=CallStatus.DISPATCHED))
        for ambulance in ambulances:
            is_free = ambulance.status is AmbulanceStatus.AVAILABLE
            status = AmbulanceStatus.EN_ROUTE if is_free else ambulance.status
            self.ambulances.append(replace(ambulance, status=status))
            self.assignments.append(make_assignment(call, ambulance, sent_s=sent_s))
        return self

    def build(self, *, is_demo: bool = False, taken_at: datetime = NOW) -> Board:
        """Make the board."""
        return Board(
            taken_at=taken_at,
            room=replace(ROOM, is_demo=is_demo),
            calls=tuple(self.calls),
            ambulances=tuple(self.ambulances),
            assignments=tuple(self.assignments),
            stations=(Station(StationId(1), "Station 6"),),
            hospitals=(
                Hospital(HospitalId(1), "General", somewhere(4.6)),
                Hospital(HospitalId(2), "Parnassus", somewhere(2.4)),
                Hospital(HospitalId(3), "Anywhere"),
            ),
            paramedics=(Paramedic(ParamedicId(7), "Tom Becker", CrewLevel.ALS),),
        )


def make_board(*, is_demo: bool = False) -> Board:
    """A small ordinary board: three calls wait, one is under way; M5 is nearest to all, M9 has no known position."""
    return (
        BoardBuilder()
        .waiting(
            make_call(101, priority=2, waited_s=120),
            make_call(102, priority=1, waited_s=455, type_text="Cardiac arrest", caller_name="A neighbour"),
            make_call(103, priority=2, waited_s=1000, type_text="Traffic collision"),
        )
        .free(
            make_ambulance(9),
            make_ambulance(3, north_km=2.5),
            make_ambulance(5, north_km=1.8),
            make_ambulance(8, north_km=0.2, status=AmbulanceStatus.OUT_OF_SERVICE),
        )
        .sent(make_call(90, waited_s=900), make_ambulance(6, north_km=0.5))
        .build(is_demo=is_demo)
    )
