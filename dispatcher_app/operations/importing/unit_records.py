"""San Francisco's unit records: one row is one unit on one call.

The columns and their meaning: DataSF "Fire Department Calls for Service" (nuek-vuh3). Priorities there are response
codes: 3 with lights and siren, 2 without, E an echo call (cardiac arrest and its like). Here E, in Priority or in
Original Priority, becomes 1; Final Priority 3 becomes 2, and 2 becomes 3. Any other code becomes 2: what is not known
is not taken for harmless.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.statuses import CrewLevel
from dispatcher_app.operations.importing.fitting import fitting_instant, fitting_number, fitting_text
from dispatcher_app.operations.importing.geography import read_position
from dispatcher_app.operations.importing.headers import Column, match_columns, require_columns
from dispatcher_app.operations.importing.instants import NoSuchTime, parse_time, to_utc
from dispatcher_app.operations.importing.reading import RawRow
from dispatcher_app.operations.importing.report import Reason, RowSource, Unusable
from dispatcher_app.operations.importing.wording import plain, readable_address

STAMPS = (
    Column("received", "Received DtTm", ("received",)),
    Column("entry", "Entry DtTm", ("entry",)),
    Column("dispatch", "Dispatch DtTm", ("dispatch",)),
    Column("response", "Response DtTm", ("response",)),
    Column("on_scene", "On Scene DtTm", ("onscene",)),
    Column("transport", "Transport DtTm", ("transport",)),
    Column("hospital", "Hospital DtTm", ("hospital",)),
    Column("available", "Available DtTm", ("available",)),
)
"""The stamps, in the order in which they must follow each other. The first three and the last must be there."""

_LATITUDE = Column("latitude", "Latitude", ("latitude", "lat"), is_required=False)
_LONGITUDE = Column("longitude", "Longitude", ("longitude", "lon", "lng", "long"), is_required=False)
_LOCATION = Column("location", "Location", ("location", "caselocation", "calllocation", "point"))

COLUMNS = (
    Column("call_number", "Call Number", ("callnumber", "callno")),
    Column("unit_id", "Unit ID", ("unitid",)),
    Column("unit_type", "Unit Type", ("unittype",)),
    Column("call_type", "Call Type", ("calltype",)),
    *STAMPS,
    Column("address", "Address", ("address",)),
    Column("city", "City", ("city",), is_required=False),
    Column("original_priority", "Original Priority", ("originalpriority",)),
    Column("priority", "Priority", ("priority",)),
    Column("final_priority", "Final Priority", ("finalpriority",)),
    Column("als_unit", "ALS Unit", ("alsunit",)),
    Column(
        "area", "Neighborhood District", ("neighborhooddistrict", "neighborho*", "analysisneighb*"), is_required=False
    ),
    Column("row_id", "RowID", ("rowid",), is_required=False),
    Column("disposition", "Call Final Disposition", ("callfinaldisposition",), is_required=False),
    _LATITUDE,
    _LONGITUDE,
)

_PRIORITY_OF_CODE = {"3": 2, "2": 3}
_MUST_BE_THERE = {"received", "entry", "dispatch"}
_TITLES = {column.key: column.title for column in (*COLUMNS, _LOCATION)}


def source_ref(row: int | str) -> str:
    """Name the record, by call number or row id, that something in the database was made of."""
    return f"sf:{row}"


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What a row says about its call."""

    number: int
    type_text: str
    priority: int
    received_at: datetime
    entered_at: datetime
    location_text: str
    area_text: str
    position: Position | None


@dataclass(frozen=True, slots=True)
class UnitReading:
    """What a row says of one unit on one call, as it says it: the stamps may be in any order, and the end missing.

    The last three are the file's own words: which unit it is, how urgent its call became, and what came of it.
    """

    source: RowSource
    call: CallFacts
    unit_id: str
    crew_level: CrewLevel
    dispatched_at: datetime
    available_at: datetime | None
    responded_at: datetime | None = None
    on_scene_at: datetime | None = None
    left_scene_at: datetime | None = None
    at_hospital_at: datetime | None = None
    unit_type: str = ""
    final_priority: str = ""
    disposition: str = ""


@dataclass(frozen=True, slots=True)
class UnitRecord(UnitReading):
    """One ambulance on one call, from dispatch to being available again; the stamps are in order."""

    available_at: datetime


class UnitRecordReader:
    """Reads and judges the rows of one file, whose header it knows, against a time zone and the present (UTC)."""

    def __init__(self, header: RawRow, zone: ZoneInfo, now: datetime) -> None:
        """Find the columns. Raises InvalidInput that names what is missing."""
        self._zone = zone
        self._now = now
        self._width = len(header.cells)
        self._places = match_columns(header.cells, (*COLUMNS, _LOCATION))
        has_both = "latitude" in self._places and "longitude" in self._places
        require_columns(self._places, COLUMNS if has_both else (*COLUMNS, _LOCATION), header.file)

    def unit_type(self, row: RawRow) -> str:
        """Tell the row's unit type, in capitals. Raises Unusable for a row that has not the header's cells."""
        if len(row.cells) != self._width:
            raise Unusable(Reason.CELLS, f"{len(row.cells)} cells, the header has {self._width}")
        return self._cell(row, "unit_type").upper()

    def source(self, row: RawRow) -> RowSource:
        """Name the row; its id is made of call and unit where the file has none."""
        if len(row.cells) != self._width:
            return RowSource(row.file, row.line)
        made = f"{self._cell(row, 'call_number')}-{self._cell(row, 'unit_id')}"
        return RowSource(row.file, row.line, self._cell(row, "row_id") or made)

    def record(self, row: RawRow) -> UnitRecord:
        """Read a row of an ambulance whose stamps are complete and in order. Raises Unusable."""
        stamps = self._stamps(row)
        self._check_order(row, stamps)
        if "available" not in stamps:
            raise Unusable(Reason.NO_END, "Available DtTm is empty")
        return UnitRecord(**self._read(row, stamps))

    def reading(self, row: RawRow) -> UnitReading:
        """Read a row of a unit, and judge nothing of the order of its stamps. Raises Unusable."""
        return UnitReading(**self._read(row, self._stamps(row)))

    def _read(self, row: RawRow, stamps: dict[str, datetime]) -> dict[str, Any]:
        source = self.source(row)
        fitting_text("assignment.source_ref", source_ref(source.row_id))
        is_als = self._cell(row, "als_unit").lower() in {"true", "1", "y", "yes"}
        return {
            "source": source,
            "call": self._call(row, stamps),
            # A call sign is never two vehicles, however it is written.
            "unit_id": fitting_text("ambulance.call_sign", self._needed(row, "unit_id").upper()),
            "crew_level": CrewLevel.ALS if is_als else CrewLevel.BLS,
            "dispatched_at": stamps["dispatch"],
            "available_at": stamps.get("available"),
            "responded_at": stamps.get("response"),
            "on_scene_at": stamps.get("on_scene"),
            "left_scene_at": stamps.get("transport"),
            "at_hospital_at": stamps.get("hospital"),
            "unit_type": self._cell(row, "unit_type").upper(),
            "final_priority": self._cell(row, "final_priority"),
            "disposition": self._cell(row, "disposition"),
        }

    def _call(self, row: RawRow, stamps: dict[str, datetime]) -> CallFacts:
        return CallFacts(
            number=fitting_number("Call Number", self._needed(row, "call_number")),
            type_text=fitting_text("emergency_call.type_text", self._needed(row, "call_type")),
            priority=_priority([self._cell(row, key) for key in ("original_priority", "priority", "final_priority")]),
            received_at=stamps["received"],
            entered_at=stamps["entry"],
            location_text=self._location_text(row),
            area_text=fitting_text("emergency_call.area_text", self._cell(row, "area") or self._cell(row, "city")),
            position=read_position(
                self._cell(row, "latitude"), self._cell(row, "longitude"), self._cell(row, "location")
            ),
        )

    def _location_text(self, row: RawRow) -> str:
        written = fitting_text("emergency_call.location_text", self._cell(row, "address"))
        return fitting_text("emergency_call.location_text", readable_address(written))

    def _stamps(self, row: RawRow) -> dict[str, datetime]:
        """Read the stamps that are there. Raises Unusable for one that cannot be read, or one that must be there."""
        stamps: dict[str, datetime] = {}
        before: datetime | None = None
        for column in STAMPS:
            if text := self._cell(row, column.key):
                before = stamps[column.key] = self._stamp(column, text, before)
        if missing := [column.title for column in STAMPS if column.key in _MUST_BE_THERE - stamps.keys()]:
            raise Unusable(Reason.MISSING, ", ".join(missing))
        return stamps

    def _check_order(self, row: RawRow, stamps: dict[str, datetime]) -> None:
        written = [column for column in STAMPS if column.key in stamps]
        for before, column in pairwise(written):
            if stamps[column.key] < stamps[before.key]:
                text, its = self._cell(row, column.key), self._cell(row, before.key)
                raise Unusable(Reason.OUT_OF_ORDER, f"{column.title} {text} is before {before.title} {its}")

    def _stamp(self, column: Column, text: str, before: datetime | None) -> datetime:
        try:
            return fitting_instant(column.title, to_utc(parse_time(text), self._zone, before), self._now)
        except NoSuchTime as error:
            raise Unusable(Reason.NO_SUCH_TIME, f"{column.title}: {error}") from None
        except (ValueError, OverflowError):
            raise Unusable(Reason.UNREADABLE, f"{column.title} {plain(text)}") from None

    def _needed(self, row: RawRow, key: str) -> str:
        if text := self._cell(row, key):
            return text
        raise Unusable(Reason.MISSING, _TITLES[key])

    def _cell(self, row: RawRow, key: str) -> str:
        place = self._places.get(key)
        return "" if place is None else plain(row.cells[place])


def _priority(codes: Sequence[str]) -> int:
    original, changed, final = (code.upper() for code in codes)
    if "E" in {original, changed}:
        return 1
    return _PRIORITY_OF_CODE.get(final, 2)
