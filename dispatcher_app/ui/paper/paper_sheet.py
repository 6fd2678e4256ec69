"""What stands on the paper board, in words: a pure function of a board. No Qt.

Never who called: paper lies about, and is carried out of the room.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from dispatcher_app.domain.entities import Ambulance, Assignment, Board, EmergencyCall
from dispatcher_app.domain.stamps import Stamp
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus
from dispatcher_app.ui.board.arrangement import CallFilter, CallQuery, under_way_rows, waiting_rows
from dispatcher_app.ui.board.board_index import BoardIndex, index_board
from dispatcher_app.ui.paper.old_board_words import age_of, ago
from dispatcher_app.ui.wording import (
    NOTHING,
    clock_time,
    counted,
    minutes_seconds,
    room_zone,
    short_date,
    short_time,
    status_word,
    zone_mark,
)

_TOLD_FROM = timedelta(seconds=15)
"""From this age on a board is not live any more, on paper as on the screen."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column; `share` is its part of the width. One without words is there to be written in."""

    title: str
    share: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line: a cell for each column as far as there is something to say. A heading has one cell alone."""

    cells: tuple[str, ...]
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """A table, and how many empty lines it ends in."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty_lines: int


@dataclass(frozen=True, slots=True)
class PaperSheet:
    """All that is printed, before it is cut into pages. `warning` is empty for a board that was live."""

    room: str
    figures: str
    as_of: str
    printed: str
    warning: str
    sections: tuple[Section, ...]


_WAITING = (
    Column("No.", 18),
    Column("P", 9),
    Column("Type", 50),
    Column("Location", 84),
    Column("Received", 22),
    Column("Waiting", 20),
    Column("Ambulance", 28),
    Column("Sent", 18),
    Column("Notes", 24),
)
_STAMPS = {
    Stamp.DISPATCHED: "Sent",
    Stamp.ACKNOWLEDGED: "Ackn.",
    Stamp.MOBILE: "Mobile",
    Stamp.ON_SCENE: "On scene",
    Stamp.AT_PATIENT: "At patient",
    Stamp.LEFT_SCENE: "Left scene",
    Stamp.AT_HOSPITAL: "At hosp.",
    Stamp.TRANSFERRED: "Handed over",
    Stamp.CLEARED: "Clear",
}
_UNDER_WAY = (
    Column("No.", 16),
    Column("P", 8),
    Column("Type", 33),
    Column("Location", 46),
    Column("Ambulance", 22),
    Column("Hospital", 22),
    *(Column(title, 15 if " " in title else 13.5) for title in _STAMPS.values()),
)
_AMBULANCES = (
    Column("Call sign", 26),
    Column("Crew", 14),
    Column("Since", 22),
    Column("On call", 20),
    Column("Station", 56),
    Column("New status", 36),
    Column("At", 18),
    Column("Call", 20),
    Column("Notes", 61),
)
_STATUSES = (
    AmbulanceStatus.AVAILABLE,
    AmbulanceStatus.EN_ROUTE,
    AmbulanceStatus.ON_SCENE,
    AmbulanceStatus.TRANSPORTING,
    AmbulanceStatus.AT_HOSPITAL,
    AmbulanceStatus.OUT_OF_SERVICE,
)


def paper_sheet(board: Board, now: datetime) -> PaperSheet:
    """Put a board into words for paper, printed at `now`. Waiting times are those at the board's own instant."""
    index, zone = index_board(board), room_zone(board.room)
    demo = " (demo city, no real calls)" if board.room.is_demo else ""
    waiting, under_way = _waiting(index, zone), _under_way(index, zone)
    free = sum(item.status is AmbulanceStatus.AVAILABLE for item in board.ambulances)
    figures = f"{free} of {counted(len(board.ambulances), 'ambulance', 'ambulances')} available"
    date = f"{short_date(board.taken_at, zone)} {board.taken_at.astimezone(zone).year}"
    return PaperSheet(
        room=f"{board.room.name}{demo}",
        figures=f"{waiting.title}, {under_way.title[0].lower()}{under_way.title[1:]}, {figures}",
        as_of=f"As of {date}, {clock_time(board.taken_at, zone)} {zone_mark(board.taken_at, zone)}",
        printed=f"Printed {short_date(now, zone)}, {clock_time(now, zone)}",
        warning=_warning(board, now),
        sections=(waiting, under_way, _ambulances(index, zone)),
    )


def _warning(board: Board, now: datetime) -> str:
    age = age_of(board, now)
    if age is None:
        return "NOT LIVE. The clock of the computer that printed this is behind: how old this board is, nobody knows."
    return f"NOT LIVE: this was the board {ago(age)}." if age >= _TOLD_FROM else ""


def _waiting(index: BoardIndex, zone: tzinfo) -> Section:
    at = index.board.taken_at
    rows = tuple(
        Row((*_call_cells(row.call), _time(row.call.received_at, at, zone), minutes_seconds(row.waiting_for(at))))
        for row in waiting_rows(index, CallQuery(CallFilter.WAITING), {}, at)
    )
    return Section(f"{counted(len(rows), 'call', 'calls')} waiting", _WAITING, rows, empty_lines=6)


def _call_cells(call: EmergencyCall) -> tuple[str, str, str, str]:
    place = ", ".join(filter(None, (call.location_text, call.area_text))) or NOTHING
    return f"#{call.number}", str(call.priority), call.type_text, place


def _under_way(index: BoardIndex, zone: tzinfo) -> Section:
    # The oldest first, as on all lists that are worked down by hand.
    calls = [row.call for row in reversed(under_way_rows(index, CallQuery(CallFilter.UNDER_WAY)))]
    rows = tuple(row for call in calls for row in _rows_of_call(index, call, zone))
    running = sum(call.status is CallStatus.DISPATCHED for call in index.board.calls)
    return Section(f"{counted(running, 'call', 'calls')} under way", _UNDER_WAY, rows, empty_lines=4)


def _rows_of_call(index: BoardIndex, call: EmergencyCall, zone: tzinfo) -> list[Row]:
    own = _call_cells(call)
    assignments = index.assignments_of_call.get(call.id, ())
    if not assignments:
        return [Row((*own, NOTHING))]
    others = (own[0], "", "", "")
    return [
        Row((*(own if place == 0 else others), *_work(index, item, zone))) for place, item in enumerate(assignments)
    ]


def _work(index: BoardIndex, assignment: Assignment, zone: tzinfo) -> tuple[str, ...]:
    ambulance = index.ambulances.get(assignment.ambulance_id)
    hospital = None if assignment.hospital_id is None else index.hospitals.get(assignment.hospital_id)
    stamps = (getattr(assignment, stamp.value) for stamp in _STAMPS)
    at = index.board.taken_at
    return (
        NOTHING if ambulance is None else ambulance.call_sign,
        "" if hospital is None else hospital.name,
        *("" if stamp is None else _time(stamp, at, zone) for stamp in stamps),
    )


def _ambulances(index: BoardIndex, zone: tzinfo) -> Section:
    rows: list[Row] = []
    for status in _STATUSES:
        standing = [item for item in index.board.ambulances if item.status is status]
        if standing:
            rows.append(Row((f"{status_word(status)}: {len(standing)}",), is_heading=True))
        ordered = sorted(standing, key=lambda item: (item.call_sign, item.id))
        rows += [_ambulance_row(index, item, zone) for item in ordered]
    title = counted(len(index.board.ambulances), "ambulance", "ambulances")
    return Section(title, _AMBULANCES, tuple(rows), empty_lines=3)


def _ambulance_row(index: BoardIndex, ambulance: Ambulance, zone: tzinfo) -> Row:
    assignment = index.assignment_of_ambulance.get(ambulance.id)
    call = None if assignment is None else index.calls.get(assignment.emergency_call_id)
    station = None if ambulance.station_id is None else index.stations.get(ambulance.station_id)
    return Row(
        (
            ambulance.call_sign,
            ambulance.crew_level.value,
            _time(ambulance.status_since, index.board.taken_at, zone),
            "" if call is None else f"#{call.number}",
            "" if station is None else station.name,
        )
    )


def _time(instant: datetime, of_board: datetime, zone: tzinfo) -> str:
    """Write a time to the minute; one of another day bears its date."""
    time = short_time(instant, zone)
    is_same_day = instant.astimezone(zone).date() == of_board.astimezone(zone).date()
    return time if is_same_day else f"{short_date(instant, zone).partition(' ')[2]} {time}"
