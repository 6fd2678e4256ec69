"""What the tables show and in which order: pure functions over a board."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from dispatcher_app.domain.entities import Ambulance, EmergencyCall, Hospital
from dispatcher_app.domain.geo import Position, distance_m, estimated_drive
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus
from dispatcher_app.ui.board.board_index import BoardIndex
from dispatcher_app.ui.board.rows import (
    AmbulanceRow,
    LeadAmbulance,
    NearestAmbulance,
    RoomFigures,
    UnderWayRow,
    WaitingRow,
)
from dispatcher_app.ui.crew_words import crew_words
from dispatcher_app.ui.wording import room_zone


class CallFilter(Enum):
    """Which calls are shown. ALL shows both tables, what waits first."""

    WAITING = "waiting"
    UNDER_WAY = "under way"
    ALL = "all"
    PAST_TARGET = "past target"


class AmbulanceFilter(Enum):
    """Which ambulances are shown."""

    AVAILABLE = "available"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class CallQuery:
    """What the dispatcher asked to see of the calls."""

    filter: CallFilter = CallFilter.ALL
    search: str = ""

    @property
    def has_waiting(self) -> bool:
        """The table of waiting calls is asked for."""
        return self.filter is not CallFilter.UNDER_WAY

    @property
    def has_under_way(self) -> bool:
        """The table of calls under way is asked for."""
        return self.filter in {CallFilter.ALL, CallFilter.UNDER_WAY}


def waiting_rows(
    index: BoardIndex, query: CallQuery, targets: Mapping[int, timedelta], now: datetime
) -> tuple[WaitingRow, ...]:
    """List the calls that wait, most urgent first, then the one that has waited longest."""
    if not query.has_waiting:
        return ()
    words = _search_words(query)
    rows = (
        WaitingRow(call, targets.get(call.priority))
        for call in index.board.calls
        if call.status is CallStatus.OPEN and _is_found(index, call, words)
    )
    shown = (row for row in rows if query.filter is not CallFilter.PAST_TARGET or is_past_target(row, now))
    return tuple(sorted(shown, key=lambda row: (row.call.priority, row.call.received_at, row.call.id)))


def is_past_target(row: WaitingRow, now: datetime) -> bool:
    """Tell whether a call has waited longer than its target."""
    left = row.left(now)
    return left is not None and left < timedelta()


def under_way_rows(index: BoardIndex, query: CallQuery) -> tuple[UnderWayRow, ...]:
    """List the calls that have an ambulance, last sent first."""
    if not query.has_under_way:
        return ()
    words = _search_words(query)
    calls = (
        call for call in index.board.calls if call.status is CallStatus.DISPATCHED and _is_found(index, call, words)
    )
    ordered = sorted(calls, key=lambda call: (_first_sent_at(index, call), call.id), reverse=True)
    return tuple(_under_way_row(index, call) for call in ordered)


def _first_sent_at(index: BoardIndex, call: EmergencyCall) -> datetime:
    assignments = index.assignments_of_call.get(call.id)
    return assignments[0].dispatched_at if assignments else call.received_at


def _under_way_row(index: BoardIndex, call: EmergencyCall) -> UnderWayRow:
    ambulances = index.assigned_ambulances(call.id)
    if not ambulances:
        return UnderWayRow(call, None, 0)
    first = ambulances[0]
    return UnderWayRow(call, LeadAmbulance(first.call_sign, first.status, first.status_since), len(ambulances) - 1)


def _search_words(query: CallQuery) -> Sequence[str]:
    return query.search.casefold().replace("#", " ").split()


def _is_found(index: BoardIndex, call: EmergencyCall, words: Sequence[str]) -> bool:
    if not words:
        return True
    call_signs = (ambulance.call_sign for ambulance in index.assigned_ambulances(call.id))
    hay = " ".join((str(call.number), call.type_text, call.location_text, call.area_text, *call_signs)).casefold()
    return all(word in hay for word in words)


def ambulance_rows(
    index: BoardIndex, shown: AmbulanceFilter, call_id: EmergencyCallId | None
) -> tuple[AmbulanceRow, ...]:
    """List the ambulances, available ones first, then by distance to the call; an unknown distance is never near."""
    ambulances = (
        ambulance
        for ambulance in index.board.ambulances
        if shown is AmbulanceFilter.ALL or ambulance.status is AmbulanceStatus.AVAILABLE
    )
    return _by_distance(index, ambulances, call_id)


def _by_distance(
    index: BoardIndex, ambulances: Iterable[Ambulance], call_id: EmergencyCallId | None
) -> tuple[AmbulanceRow, ...]:
    call = None if call_id is None else index.calls.get(call_id)
    origin = None if call is None else call.position
    return tuple(sorted((_ambulance_row(index, item, origin) for item in ambulances), key=_ambulance_order))


def _ambulance_row(index: BoardIndex, ambulance: Ambulance, origin: Position | None) -> AmbulanceRow:
    station = None if ambulance.station_id is None else index.stations.get(ambulance.station_id)
    assignment = index.assignment_of_ambulance.get(ambulance.id)
    call = None if assignment is None else index.calls.get(assignment.emergency_call_id)
    away = _distance(origin, ambulance.known_position(index.board.taken_at))
    return AmbulanceRow(
        ambulance=ambulance,
        distance_m=away,
        drive=None if away is None else estimated_drive(away),
        station_name="" if station is None else station.name,
        on_call_number=None if call is None else call.number,
        crew=index.crews.get(ambulance.id),
        crew_note=crew_words(index.crews.get(ambulance.id), room_zone(index.board.room)) if index.crews else "",
        keeps_crews=bool(index.crews),
    )


def distance_to_call(index: BoardIndex, ambulance: Ambulance, call: EmergencyCall) -> float | None:
    """Measure how far an ambulance is from a call, straight, in metres; None where nobody knows."""
    return _distance(call.position, ambulance.known_position(index.board.taken_at))


def _distance(origin: Position | None, goal: Position | None) -> float | None:
    return None if origin is None or goal is None else distance_m(origin, goal)


def _ambulance_order(row: AmbulanceRow) -> tuple[bool, bool, float, str, int]:
    is_busy = row.ambulance.status is not AmbulanceStatus.AVAILABLE
    away = row.distance_m
    return is_busy, away is None, away or 0.0, row.ambulance.call_sign, row.ambulance.id


def nearest_available(
    index: BoardIndex, call_id: EmergencyCallId, excluding: AmbulanceId | None, now: datetime
) -> NearestAmbulance | None:
    """Find the available ambulance nearest to a call. Without any known distance there is no nearest."""
    for row in ambulance_rows(index, AmbulanceFilter.AVAILABLE, call_id):
        if row.distance_m is not None and row.ambulance.id != excluding:
            return NearestAmbulance(row.ambulance, row.distance_m, row.drive, row.position_age(now))
    return None


def soon_free(index: BoardIndex, call_id: EmergencyCallId | None) -> tuple[AmbulanceRow, ...]:
    """List the ambulances at a hospital with a known distance to the call, nearest first: they may be free soon."""
    at_hospital = (item for item in index.board.ambulances if item.status is AmbulanceStatus.AT_HOSPITAL)
    return tuple(row for row in _by_distance(index, at_hospital, call_id) if row.distance_m is not None)


def room_figures(index: BoardIndex, targets: Mapping[int, timedelta], now: datetime) -> RoomFigures:
    """Count what the header shows."""
    waiting = [
        WaitingRow(call, targets.get(call.priority)) for call in index.board.calls if call.status is CallStatus.OPEN
    ]
    statuses = [ambulance.status for ambulance in index.board.ambulances]
    return RoomFigures(
        waiting=len(waiting),
        oldest_waiting=max((row.waiting_for(now) for row in waiting), default=None),
        past_target=sum(is_past_target(row, now) for row in waiting),
        under_way=sum(call.status is CallStatus.DISPATCHED for call in index.board.calls),
        available=statuses.count(AmbulanceStatus.AVAILABLE),
        ambulances=len(statuses),
    )


def oldest_waiting_call(index: BoardIndex) -> EmergencyCall | None:
    """Find the call that has waited longest."""
    waiting = (call for call in index.board.calls if call.status is CallStatus.OPEN)
    return min(waiting, key=lambda call: (call.received_at, call.id), default=None)


def hospitals_by_distance(
    hospitals: Iterable[Hospital], origin: Position | None
) -> tuple[tuple[Hospital, float | None], ...]:
    """Sort hospitals by distance; those without a known distance last, by name."""
    measured = [(hospital, _distance(origin, hospital.position)) for hospital in hospitals]
    return tuple(sorted(measured, key=lambda pair: (pair[1] is None, pair[1] or 0.0, pair[0].name)))
