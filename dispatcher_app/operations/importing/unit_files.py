"""Reading whole files of unit records: what is an ambulance's, what is not, and what cannot be used."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.operations.importing.reading import RawRow, read_rows, shown_name
from dispatcher_app.operations.importing.report import LeftOut, Reason, RowSource, Unusable
from dispatcher_app.operations.importing.unit_records import UnitRecord, UnitRecordReader


@dataclass(slots=True)
class UnitRecords:
    """What the files hold. Every row read is in `records`, in `left_out`, or counted among the other types."""

    records: list[UnitRecord] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    rows_read: int = 0
    rows_of_other_types: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are ambulances', where their clocks hung, and the present (UTC), after which nothing has happened."""

    unit_types: frozenset[str]
    zone: ZoneInfo
    now: datetime


def read_unit_files(files: Sequence[Path], wanted: Wanted, on_share: Callable[[float], None]) -> UnitRecords:
    """Read all files. `on_share` hears how much is done, 0 to 1. Raises InvalidInput."""
    if not files:
        raise InvalidInput({"files": ["Name at least one file of unit records."]})
    reading = _Reading(wanted)
    for number, path in enumerate(files):
        size = max(path.stat().st_size, 1) if path.exists() else 1
        done = number / len(files)
        reading.read(path, lambda at, done=done, size=size: on_share(done + at / size / len(files)))  # type: ignore[misc]
    return reading.found


class _Reading:
    """Goes through the files, remembering the row ids it has met."""

    def __init__(self, wanted: Wanted) -> None:
        self.found = UnitRecords()
        self._wanted = wanted
        self._unit_types = {name.strip().upper() for name in wanted.unit_types}
        self._met: dict[str, RowSource] = {}

    def read(self, path: Path, on_bytes: Callable[[int], None]) -> None:
        rows = read_rows(path, on_bytes)
        header = next(rows, None)
        if header is None:
            raise InvalidInput({"files": [f"{shown_name(path)} is empty."]})
        reader = UnitRecordReader(header, self._wanted.zone, self._wanted.now)
        for row in rows:
            self.found.rows_read += 1
            self._take(reader, row)

    def _take(self, reader: UnitRecordReader, row: RawRow) -> None:
        try:
            if reader.unit_type(row) not in self._unit_types:
                self.found.rows_of_other_types += 1
                return
            self._check_is_first(reader.source(row))
            self.found.records.append(reader.record(row))
        except Unusable as error:
            self.found.left_out.append(LeftOut(reader.source(row), error.reason, error.detail))

    def _check_is_first(self, source: RowSource) -> None:
        first = self._met.setdefault(source.row_id, source)
        if first is not source:
            raise Unusable(Reason.REPEATED, f"first in {first.file}, line {first.line}")
