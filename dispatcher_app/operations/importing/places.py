"""Lists of stations and hospitals, as cities and projects publish them.

Wanted are a name and a position; where the file tells what kind each place is, only the right kind is taken. A place is
known again by its source: a numbered station by its number, so that two lists of one city agree, others by their name.
Some lists begin with a line that names the table; the header is the first line that has a name and a position.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.operations.importing.capabilities import read_capabilities, read_free_beds
from dispatcher_app.operations.importing.fitting import fitting_text
from dispatcher_app.operations.importing.geography import read_position
from dispatcher_app.operations.importing.headers import Column, match_columns, require_columns
from dispatcher_app.operations.importing.reading import RawRow, read_rows, shown_name
from dispatcher_app.operations.importing.report import LeftOut, Reason, RowSource, Unusable
from dispatcher_app.operations.importing.wording import plain, readable_name
from dispatcher_app.storage.importing import NewPlace

COLUMNS = (
    Column(
        "name",
        "name",
        ("facilityname", "commonname", "hospitalname", "hospitalnames", "stationname", "name", "station"),
    ),
    Column("latitude", "latitude", ("latitude", "lat", "y")),
    Column("longitude", "longitude", ("longitude", "lon", "lng", "x")),
    Column("kind", "kind", ("facilitytype", "tags"), is_required=False),
    Column("jurisdiction", "jurisdiction", ("jurisdiction",), is_required=False),
    Column("capabilities", "capabilities", ("capabilit*", "specialt*", "services", "designation*"), is_required=False),
    # How many beds a house has says nothing of how many are free.
    Column("beds_free", "free beds", ("bedsfree", "freebeds", "bedsavailable", "availablebeds"), is_required=False),
)

_NUMBERED = re.compile(r"(?:(?:fire\s+)?station\s*#?\s*(?=\d)|#?(?=\d+$))0*(\d+)\b", re.IGNORECASE)
_LINES_TO_THE_HEADER = 5


@dataclass(frozen=True, slots=True)
class PlaceList:
    """The places of a file, each once, and the rows that are none."""

    places: tuple[NewPlace, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """What a row says: the name as written, what kind of place, and whose list it is in."""

    name: str
    kind: str
    jurisdiction: str


_Judge = Callable[[Listed], tuple[str, str] | None]
"""Gives a place's name for people and its source, or None for what is not of the kind wanted."""


def read_stations(path: Path) -> PlaceList:
    """Read stations. Raises InvalidInput for a file that is no list of places."""
    return _read(path, "station", _station)


def read_hospitals(path: Path) -> PlaceList:
    """Read hospitals: those for acute care, where the file tells. Raises InvalidInput."""
    return _read(path, "hospital", _hospital)


def _station(listed: Listed) -> tuple[str, str] | None:
    """Give a station's name and source; None for what is none (headquarters, training grounds, old houses).

    A list of all that a department owns (it names a jurisdiction) has its stations numbered.
    """
    if match := _NUMBERED.match(listed.name):
        number = match[1]
        note = listed.name[match.end() :]
        return f"Station {number}{note if note.startswith(',') else ''}", f"station:{number}"
    if listed.jurisdiction or (listed.kind and "station" not in listed.kind.lower()):
        return None
    name = readable_name(listed.name)
    return name, f"station:{name.lower()}"


def _hospital(listed: Listed) -> tuple[str, str] | None:
    if listed.kind and "acute care hospital" not in listed.kind.lower():
        return None
    name = readable_name(listed.name)
    return name, f"hospital:{name.lower()}"


def _read(path: Path, table: str, judge: _Judge) -> PlaceList:
    places: dict[str, NewPlace] = {}
    left_out: list[LeftOut] = []
    header, rows = _split(path)
    columns = match_columns(header.cells, COLUMNS)
    for row in rows:
        source = RowSource(row.file, row.line)
        try:
            place = _place(row, columns, table, judge)
        except Unusable as error:
            left_out.append(LeftOut(source, error.reason, error.detail))
            continue
        if places.setdefault(place.source_ref, place) is not place:
            left_out.append(LeftOut(source, Reason.REPEATED, place.name))
    return PlaceList(tuple(places.values()), tuple(left_out))


def _split(path: Path) -> tuple[RawRow, list[RawRow]]:
    """Part the header from the rows under it. Raises InvalidInput that names what the best header lacks."""
    rows = list(read_rows(path))
    if not rows:
        raise InvalidInput({"files": [f"{shown_name(path)} is empty."]})
    found = [match_columns(row.cells, COLUMNS) for row in rows[:_LINES_TO_THE_HEADER]]
    best = max(range(len(found)), key=lambda place: len(found[place]))
    require_columns(found[best], COLUMNS, shown_name(path))
    return rows[best], rows[best + 1 :]


def _place(row: RawRow, columns: dict[str, int], table: str, judge: _Judge) -> NewPlace:
    def cell(key: str) -> str:
        place = columns.get(key)
        return plain(row.cells[place]) if place is not None and place < len(row.cells) else ""

    name = cell("name")
    if not name:
        raise Unusable(Reason.MISSING, "name")
    named = judge(Listed(fitting_text(f"{table}.name", name), cell("kind"), cell("jurisdiction")))
    if named is None:
        raise Unusable(Reason.NOT_WANTED, name)
    position = read_position(cell("latitude"), cell("longitude"))
    if position is None:
        raise Unusable(Reason.UNREADABLE, f"position of {name}")
    return NewPlace(
        name=fitting_text(f"{table}.name", named[0]),
        position=position,
        source_ref=fitting_text(f"{table}.source_ref", named[1]),
        capabilities=read_capabilities(cell("capabilities")),
        beds_free=read_free_beds(cell("beds_free")),
    )
