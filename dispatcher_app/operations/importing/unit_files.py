"""Reading whole files of unit records: what is an ambulance's, what is not, and what cannot be used."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.operations.importing.reading import RawRow, read_rows, shown_name
from dispatcher_app.operations.importing.report import LeftOut, Reason, RowSource, Unusable
from dispatcher_app.operations.importing.unit_records import UnitReading, UnitRecord, UnitRecordReader

R = TypeVar("R", bound=UnitReading)


@dataclass(slots=True)
class UnitRecords(Generic[R]):
    """What the files hold. Every row read is in `records`, in `left_out`, or counted among the other types."""

    records: list[R] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    rows_read: int = 0
    rows_of_other_types: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are ambulances', where their clocks hung, and the present (UTC), after which nothing has happened.

    `unit_types` None: those of all types.
    """

    unit_types: frozenset[str] | None
    zone: ZoneInfo
    now: datetime


def read_unit_files(
    files: Sequence[Path], wanted: Wanted, on_share: Callable[[float], None]
) -> UnitRecords[UnitRecord]:
    """Read all files. `on_share` hears how much is done, 0 to 1. Raises InvalidInput."""
    return _read(files, on_share, _Reading(wanted, UnitRecordReader.record))


def read_units_unjudged(
    files: Sequence[Path], wanted: Wanted, on_share: Callable[[float], None]
) -> UnitRecords[UnitReading]:
    """Read all files, and leave it to others to judge the order of the stamps. Otherwise as `read_unit_files`."""
    return _read(files, on_share, _Reading(wanted, UnitRecordReader.reading))


def _read(files: Sequence[Path], on_share: Callable[[float], None], reading: "_Reading[R]") -> UnitRecords[R]:
    if not files:
        raise InvalidInput({"files": ["Name at least one file of unit records."]})
    for number, path in enumerate(files):
        size = max(path.stat().st_size, 1) if path.exists() else 1
        done = number / len(files)
        reading.read(path, lambda at, done=done, size=size: on_share(done + at / size / len(files)))  # type: ignore[misc]
    return reading.found


class _Reading(Generic[R]):
    """Goes through the files, remembering the row ids it has met."""

    def __init__(self, wanted: Wanted, take: Callable[[UnitRecordReader, RawRow], R]) -> None:
        self.found: UnitRecords[R] = UnitRecords()
        self._wanted = wanted
        self._record = take
        types = wanted.unit_types
        self._unit_types = None if types is None else {name.strip().upper() for name in types}
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
            kind = reader.unit_type(row)
            if self._unit_types is not None and kind not in self._unit_types:
                self.found.rows_of_other_types += 1
                return
            self._check_is_first(reader.source(row))
            self.found.records.append(self._record(reader, row))
        except Unusable as error:
            self.found.left_out.append(LeftOut(reader.source(row), error.reason, error.detail))

    def _check_is_first(self, source: RowSource) -> None:
        first = self._met.setdefault(source.row_id, source)
        if first is not source:
            raise Unusable(Reason.REPEATED, f"first in {first.file}, line {first.line}")
