"""Rosters: with starts and ends, or with hours alone, and what of them is left out and why."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.operations.importing import Reason, Tally, import_shifts
from dispatcher_app.operations.importing.instants import zone_named
from dispatcher_app.operations.importing.reading import read_rows
from dispatcher_app.operations.importing.shifts import Clock, read_shifts
from dispatcher_app.storage.store import Store
from tests.control_room import ControlRoomBuilder
from tests.real_data import real_data

ROSTER = """Unit,Paramedic,Shift start,Shift end,Break due
M12,,2026-01-05 07:00,2026-01-05 19:00,
m12,Pat Lee,01/05/2026 07:00:00 AM,01/05/2026 05:00:00 PM,2026-01-05 12:00
,Pat Lee,2026-01-06 07:00,2026-01-06 19:00,
M12,,2026-01-05 07:00,2026-01-05 19:00,
M99,,2026-01-05 07:00,2026-01-05 19:00,
M12,Nobody Here,2026-01-05 07:00,2026-01-05 19:00,
M12,,2026-01-05 19:00,2026-01-05 07:00,
M12,,2026-01-05 19:00,,
M12,,soon,2026-01-05 19:00,
,,2026-01-05 07:00,2026-01-05 19:00,
M12,,2026-03-08 02:30,2026-03-08 12:00,
"""


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    file = tmp_path / "roster.csv"
    file.write_text(ROSTER)
    return file


def test_a_roster_is_written_once_and_what_is_left_out_says_why(
    room: ControlRoomBuilder, store: Store, roster: Path
) -> None:
    room.add_ambulance("M12")
    room.add_paramedic("Pat Lee")
    report = import_shifts(store, roster)
    assert report.shifts == Tally(3, 0)
    assert [(row.source.line, row.reason) for row in sorted(report.left_out, key=lambda row: row.source.line)] == [
        (5, Reason.REPEATED),
        (6, Reason.NOT_THERE),
        (7, Reason.NOT_THERE),
        (8, Reason.OUT_OF_ORDER),
        (9, Reason.MISSING),
        (10, Reason.UNREADABLE),
        (11, Reason.MISSING),
        (12, Reason.NO_SUCH_TIME),
    ]
    assert import_shifts(store, roster).shifts == Tally(0, 3)
    assert room.one("SELECT min(starts_at), count(break_due_at) FROM shift") == (
        datetime(2026, 1, 5, 15, tzinfo=UTC),
        1,
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("Where,Start,End\nHere,1,2\n", "names an ambulance or a paramedic"),
        ("Unit,Colour\nM1,red\n", "neither when shifts start and end nor"),
        ("Unit,Hours\nM1,12\n", "Say when they change"),
    ],
)
def test_a_file_that_is_no_roster_says_what_it_lacks(
    room: ControlRoomBuilder, store: Store, tmp_path: Path, text: str, words: str
) -> None:
    file = tmp_path / "no.csv"
    file.write_text(text)
    with pytest.raises(InvalidInput, match=words):
        import_shifts(store, file)


@pytest.mark.parametrize(
    ("hours", "hour_now", "starts", "ends"),
    [("24", 9, (5, 7), (6, 7)), ("24", 3, (4, 7), (5, 7)), ("12", 9, (5, 7), (5, 19)), ("12", 22, (6, 7), (6, 19))],
)
def test_of_hours_alone_the_shift_that_runs_or_comes_next_is_made(
    tmp_path: Path, hours: str, hour_now: int, starts: tuple[int, int], ends: tuple[int, int]
) -> None:
    file = tmp_path / "hours.csv"
    file.write_text(f"UNIT_NAME,UNIT_SHIFT\nMedic 01,{hours}\n")
    zone = zone_named("America/Chicago")
    now = datetime(2026, 1, 5, hour_now, tzinfo=zone)
    ((_, shift),) = read_shifts(file, Clock(zone, now, time(7))).shifts
    assert shift.starts_at == datetime(2026, 1, *starts, tzinfo=zone)
    assert shift.ends_at == datetime(2026, 1, *ends, tzinfo=zone)


def test_austin_s_units_come_with_their_hours(room: ControlRoomBuilder, store: Store) -> None:
    file = real_data("austin_places") / "austin-stations.csv"
    rows = [row.cells for row in read_rows(file)]
    names = {row[6].strip() for row in rows[1:] if row[6].strip() and len(row[6].strip()) <= 16}
    for name in sorted(names, key=str.upper):
        room.add_ambulance(name)
    report = import_shifts(store, file, time(7))
    reasons = {reason: sum(row.reason is reason for row in report.left_out) for reason in Reason}
    assert (report.shifts.new, reasons[Reason.MISSING]) == (44, 7)
    assert report.shifts.total + len(report.left_out) == len(rows) - 1
    assert room.one("SELECT array_agg(DISTINCT ends_at - starts_at) FROM shift") == (
        [timedelta(hours=12), timedelta(days=1)],
    )
