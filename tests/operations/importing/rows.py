"""Hand-written unit records: a row is named by what is unusual about it."""

import csv
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatcher_app.operations.importing.reading import RawRow
from dispatcher_app.operations.importing.unit_records import UnitRecord, UnitRecordReader

ZONE = ZoneInfo("America/Los_Angeles")

PRESENT = datetime(2020, 1, 1, tzinfo=ZONE)

ORDINARY: Mapping[str, str] = {
    "Call Number": "170062700",
    "Unit ID": "77",
    "Call Type": "Medical Incident",
    "Received DtTm": "01/06/2017 05:00:00 PM",
    "Entry DtTm": "01/06/2017 05:01:00 PM",
    "Dispatch DtTm": "01/06/2017 05:02:00 PM",
    "Response DtTm": "01/06/2017 05:03:00 PM",
    "On Scene DtTm": "01/06/2017 05:10:00 PM",
    "Transport DtTm": "01/06/2017 05:30:00 PM",
    "Hospital DtTm": "01/06/2017 05:40:00 PM",
    "Available DtTm": "01/06/2017 06:00:00 PM",
    "Call Final Disposition": "Code 2 Transport",
    "Address": "0 Block of BALCETA AVE",
    "City": "San Francisco",
    "Original Priority": "3",
    "Priority": "3",
    "Final Priority": "3",
    "ALS Unit": "true",
    "Unit Type": "MEDIC",
    "Neighborhood  District": "West of Twin Peaks",
    "Location": "(37.745858648581, -122.456664252061)",
    "RowID": "170062700-77",
}

STAMPS = ("Received", "Entry", "Dispatch", "Response", "On Scene", "Transport", "Hospital", "Available")


def a_row(call: int = 170062700, unit: str = "77", **stamps: str) -> dict[str, str]:
    """Make an ordinary row of this call and unit; stamps: `on_scene="17:10:00"` (of 6 January), "" for none."""
    row = dict(ORDINARY) | {"Call Number": str(call), "Unit ID": unit, "RowID": f"{call}-{unit}"}
    for name in STAMPS:
        clock = stamps.get(name.lower().replace(" ", "_"))
        if clock is not None:
            row[f"{name} DtTm"] = f"2017-01-06T{clock}" if clock else ""
    return row


def read(row: Mapping[str, str], zone: ZoneInfo = ZONE) -> UnitRecord:
    """Read one row as from a file that has just these columns."""
    header = RawRow("hand.csv", 1, list(row))
    return UnitRecordReader(header, zone, PRESENT).record(RawRow("hand.csv", 2, list(row.values())))


def local(text: str) -> datetime:
    """Read what a clock on the wall shows: a time without a zone."""
    return datetime.fromisoformat(text)


def at(clock: str) -> datetime:
    """Give an instant of 6 January 2017 in San Francisco."""
    return datetime.fromisoformat(f"2017-01-06T{clock}").replace(tzinfo=ZONE)


def write(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    """Write rows to a CSV file whose columns are those of an ordinary row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(ORDINARY))
        writer.writeheader()
        writer.writerows(rows)
    return path
