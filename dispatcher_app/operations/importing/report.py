"""What an import did, and what it left out and why."""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from dispatcher_app.domain.cells import harmless_cell
from dispatcher_app.domain.statuses import CallStatus
from dispatcher_app.domain.texts import laid_open

_LONGEST_CELL = 200
"""In characters: a report stays one that can be read, whatever was left out."""


class Reason(StrEnum):
    """Why a row was left out."""

    NO_END = "no end"
    OUT_OF_ORDER = "stamps out of order"
    DOUBLE_BOOKED = "ambulance already on another call"
    NO_SUCH_TIME = "time that never was"
    MISSING = "value missing"
    UNREADABLE = "value unreadable"
    UNFIT = "text that cannot be kept"
    NO_TIME_FOR_IT = "time too long ago or not come yet"
    CELLS = "wrong number of cells"
    REPEATED = "row given twice"
    CALL_KNOWN = "call already in the database"
    NOT_WANTED = "not a place of this kind"
    NOT_THERE = "ambulance or paramedic not in the database, or two of that name"


class Unusable(Exception):
    """The row cannot be imported: the reason and the values it was judged on."""

    def __init__(self, reason: Reason, detail: str) -> None:
        """Keep both."""
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class RowSource:
    """Where a row stands. `row_id` is empty where the row names none."""

    file: str
    line: int
    row_id: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that was not imported. `detail` names the values it was judged on."""

    source: RowSource
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many records were written, and how many were there already and left as they are."""

    new: int = 0
    unchanged: int = 0

    @property
    def total(self) -> int:
        """All that the import was about."""
        return self.new + self.unchanged


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of each row: rows_read = assignments + rows_to_come + rows_of_other_types + left out.

    `rows_to_come` had not been dispatched yet at the chosen moment. `calls_by_status` is the board as it was set.
    `first_received_at` and `last_received_at` tell what time the records are from (unshifted; None: no usable row).
    """

    rows_read: int
    rows_of_other_types: int
    rows_to_come: int
    calls: Tally
    ambulances: Tally
    assignments: Tally
    calls_by_status: Mapping[CallStatus, int]
    left_out: tuple[LeftOut, ...] = ()
    first_received_at: datetime | None = None
    last_received_at: datetime | None = None

    @property
    def left_out_by_reason(self) -> dict[Reason, int]:
        """Count the rows left out, most frequent reason first."""
        return dict(Counter(row.reason for row in self.left_out).most_common())


@dataclass(frozen=True, slots=True)
class PlacesReport:
    """What became of the places."""

    stations: Tally = Tally()
    hospitals: Tally = Tally()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class TypesReport:
    """How many types of calls were written, said something else before, and were left as they are."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class StreetsReport:
    """What became of the segments of a street map: of `streets` names, so many new, replaced, and as they were."""

    streets: int
    new: int
    replaced: int
    unchanged: int
    left_out: tuple[LeftOut, ...] = ()


def write_left_out(path: Path, rows: Iterable[LeftOut]) -> None:
    """List the rows left out in a CSV file that no spreadsheet takes for formulas."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("file", "line", "row_id", "reason", "detail"))
        for row in rows:
            source = row.source
            cells = (source.file, str(source.line), source.row_id, row.reason.value, row.detail)
            writer.writerow([harmless_cell(laid_open(cell, _LONGEST_CELL)) for cell in cells])
