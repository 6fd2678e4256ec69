"""What the rules refused of a record, in their own words, and how the board was kept in step with the record."""

import csv
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dispatcher_app.domain.cells import harmless_cell
from dispatcher_app.domain.errors import DispatcherError
from dispatcher_app.domain.texts import laid_open
from dispatcher_app.operations.importing.report import LeftOut, RowSource
from dispatcher_app.operations.importing.unit_records import UnitReading
from dispatcher_app.operations.replay.planning import Event, Step

_HEADER = ("file", "line", "row_id", "call", "unit", "step", "at", "reason", "sentence", "settled")

_LONGEST_CELL = 300


class NotSentYet(DispatcherError):
    """The record tells something of a unit before it was dispatched: there is no work to write it to."""

    def __init__(self, call_sign: str, step: Step) -> None:
        """Name the unit."""
        super().__init__(f"{call_sign} was not sent yet: {step.words} cannot be written.")


class EnteredOtherwise(DispatcherError):
    """The record's ring and entry of the call cannot both be so."""

    def __init__(self) -> None:
        """Say what counts."""
        super().__init__("The call was entered at another time than the record says, or rang at another.")


@dataclass(frozen=True, slots=True)
class Refusal:
    """One step of a record that was refused: why, and what was done instead so that its unit is free afterwards."""

    source: RowSource
    call: int
    unit: str
    step: Step
    at: datetime
    reason: str
    sentence: str
    settled: str


def refusal_of(event: Event, error: DispatcherError, settled: str, record: UnitReading | None = None) -> Refusal:
    """Write a refusal down, of the event's record or of another that it is about."""
    of = record or event.record
    # AmbulanceTaken: ambulance taken.
    reason = re.sub(r"(?<!^)(?=[A-Z])", " ", type(error).__name__).lower()
    return Refusal(of.source, of.call.number, of.unit_id, event.step, event.at, reason, str(error), settled)


def count_reasons(refusals: Iterable[Refusal]) -> dict[tuple[str, str, str], int]:
    """Count them by step, reason and settlement, most frequent first."""
    return dict(Counter((row.step.words, row.reason, row.settled) for row in refusals).most_common())


def write_refusals(path: Path, refusals: Iterable[Refusal], left_out: Iterable[LeftOut]) -> None:
    """List refused steps, and rows that could not be read, in a CSV file that no spreadsheet takes for formulas."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        for cells in (*map(_refused_cells, refusals), *map(_unread_cells, left_out)):
            writer.writerow([harmless_cell(laid_open(cell, _LONGEST_CELL)) for cell in cells])


def _refused_cells(row: Refusal) -> tuple[str, ...]:
    said = (row.step.words, row.at.isoformat(), row.reason, row.sentence, row.settled)
    return (row.source.file, str(row.source.line), row.source.row_id, str(row.call), row.unit, *said)


def _unread_cells(row: LeftOut) -> tuple[str, ...]:
    source = row.source
    return (source.file, str(source.line), source.row_id, "", "", "", "", row.reason.value, row.detail, "not replayed")
