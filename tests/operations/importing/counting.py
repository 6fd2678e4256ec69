"""An independent count of the real week: csv and datetime alone, nothing of the product.

The importer's rules, written a second time: rows without an end or with stamps out of order are left out, and of
two rows of one ambulance that run at the moment, the one dispatched first counts.
"""

import csv
import gzip
from collections import Counter
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

AMBULANCES = {"MEDIC", "PRIVATE"}
STAMPS = ("Received", "Entry", "Dispatch", "Response", "On Scene", "Transport", "Hospital", "Available")
Row = dict[str, str]


class Count(NamedTuple):
    """How the board must stand at a moment."""

    open_calls: int
    dispatched_calls: int
    closed_calls: int
    ambulances: dict[str, int]
    running: set[str]


@cache
def read_week(path: Path) -> list[Row]:
    """Read every row."""
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def when(row: Row, stamp: str) -> datetime | None:
    """Read a stamp, on the clock of San Francisco; the week has no change of clocks in it."""
    return parsed(row[f"{stamp} DtTm"])


@cache
def parsed(text: str) -> datetime | None:
    """Read a time; None for none."""
    return datetime.strptime(text, "%m/%d/%Y %I:%M:%S %p") if text else None  # noqa: DTZ007


def surely(row: Row, stamp: str) -> datetime:
    """Read a stamp that is there."""
    instant = when(row, stamp)
    assert instant is not None
    return instant


def is_sound(row: Row) -> bool:
    """Tell whether the row has an end and its stamps are in order."""
    instants = [instant for stamp in STAMPS if (instant := when(row, stamp))]
    return bool(row["Available DtTm"]) and instants == sorted(instants)


def runs(row: Row, at: datetime) -> bool:
    """Tell whether the ambulance is out on the call."""
    available = when(row, "Available")
    return surely(row, "Dispatch") <= at and available is not None and at < available


def status_of(rows: list[Row], at: datetime) -> str:
    """Tell what one ambulance does."""
    for row in rows:
        if runs(row, at):
            reached = [stamp for stamp in STAMPS if (instant := when(row, stamp)) and instant <= at][-1]
            return {"On Scene": "ON_SCENE", "Transport": "TRANSPORTING", "Hospital": "AT_HOSPITAL"}.get(
                reached, "EN_ROUTE"
            )
    return "AVAILABLE"


def without_doubles(rows: list[Row], at: datetime) -> list[Row]:
    """Leave out what would run while its ambulance already runs."""
    taken: set[str] = set()
    kept = []
    for row in sorted(rows, key=lambda row: (surely(row, "Dispatch"), row["RowID"])):
        if runs(row, at) and row["Unit ID"] in taken:
            continue
        if runs(row, at):
            taken.add(row["Unit ID"])
        kept.append(row)
    return kept


def call_status(rows: list[Row], at: datetime) -> str:
    """Tell where one call stands, by its ambulances' rows."""
    if any(runs(row, at) for row in rows):
        return "DISPATCHED"
    return "OPEN" if any(surely(row, "Dispatch") > at for row in rows) else "CLOSED"


def grouped(rows: list[Row], column: str) -> dict[str, list[Row]]:
    """Group rows by a column."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row[column], []).append(row)
    return groups


def count_board(rows: list[Row], at: datetime, *, keep_all: bool = False) -> Count:
    """Count the board; with `keep_all`, before any row is left out."""
    ambulance_rows = [row for row in rows if row["Unit Type"] in AMBULANCES]
    kept = ambulance_rows if keep_all else without_doubles([row for row in ambulance_rows if is_sound(row)], at)
    received = [row for row in kept if surely(row, "Received") <= at]
    calls = Counter(call_status(of_call, at) for of_call in grouped(received, "Call Number").values())
    return Count(
        open_calls=calls["OPEN"],
        dispatched_calls=calls["DISPATCHED"],
        closed_calls=calls["CLOSED"],
        ambulances=dict(Counter(status_of(of_unit, at) for of_unit in grouped(kept, "Unit ID").values())),
        running={row["RowID"] for row in kept if runs(row, at)},
    )
