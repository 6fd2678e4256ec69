"""Planned shifts, as rosters list them, in one of two shapes.

Either each row says when a shift starts and ends (in the room's own time, unless a time names its offset), or only how
many hours an ambulance's shift has, as some cities publish it: then the hour at which shifts change has to be given,
and what is made of a row is the shift that runs at that moment, or else the next. Whether a crew of 12 hours works by
day or by night such a list does not tell, so no second one is made up.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.operations.importing.fitting import fitting_text
from dispatcher_app.operations.importing.headers import Column, match_columns
from dispatcher_app.operations.importing.instants import NoSuchTime, parse_time, to_utc
from dispatcher_app.operations.importing.reading import RawRow, read_rows, shown_name
from dispatcher_app.operations.importing.report import LeftOut, Reason, RowSource, Unusable
from dispatcher_app.operations.importing.wording import plain
from dispatcher_app.storage.importing_crews import NewShift

COLUMNS = (
    Column("ambulance", "ambulance", ("callsign", "ambulance", "unitname", "unit", "vehicle"), is_required=False),
    Column("paramedic", "paramedic", ("paramedic", "employee", "crewmember", "fullname"), is_required=False),
    Column("starts", "start", ("shiftstart*", "start*", "from"), is_required=False),
    Column("ends", "end", ("shiftend*", "end*", "until", "to"), is_required=False),
    Column("break", "break due", ("breakdue*", "break*", "mealbreak*"), is_required=False),
    Column("hours", "hours", ("unitshift", "shifthours", "shiftlength", "hours"), is_required=False),
)

LONGEST = timedelta(hours=48)
"""The database takes no longer shift."""

_HOURS = frozenset({"8", "10", "12", "24"})


@dataclass(frozen=True, slots=True)
class Clock:
    """The room's zone, the moment of the import, and the hour at which shifts change, where it was given."""

    zone: ZoneInfo
    now: datetime
    changes_at: time | None = None


@dataclass(frozen=True, slots=True)
class ShiftList:
    """The shifts of a file, each once and with its line, and the rows that are none."""

    shifts: tuple[tuple[RowSource, NewShift], ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def read_shifts(path: Path, clock: Clock) -> ShiftList:
    """Read planned shifts. Raises InvalidInput for a file that is no roster."""
    rows = read_rows(path)
    header = next(rows, None)
    if header is None:
        raise InvalidInput({"files": [f"{shown_name(path)} is empty."]})
    columns = match_columns(header.cells, COLUMNS)
    _require(columns, clock, shown_name(path))
    shifts: dict[str, tuple[RowSource, NewShift]] = {}
    left_out = tuple(_gathered(rows, columns, clock, shifts))
    return ShiftList(tuple(shifts.values()), left_out)


def _require(columns: dict[str, int], clock: Clock, file: str) -> None:
    if not {"ambulance", "paramedic"} & columns.keys():
        raise InvalidInput({"files": [f"{file} has no column that names an ambulance or a paramedic."]})
    if {"starts", "ends"} <= columns.keys():
        return
    if "hours" not in columns:
        raise InvalidInput({"files": [f"{file} says neither when shifts start and end nor how many hours they have."]})
    if clock.changes_at is None:
        sentence = f"{file} only says how many hours shifts have. Say when they change, with --change-at 07:00."
        raise InvalidInput({"change_at": [sentence]})


def _gathered(
    rows: Iterable[RawRow], columns: dict[str, int], clock: Clock, into: dict[str, tuple[RowSource, NewShift]]
) -> Iterator[LeftOut]:
    for row in rows:
        source = RowSource(row.file, row.line)
        try:
            shift = _shift(row, columns, clock)
        except Unusable as error:
            yield LeftOut(source, error.reason, error.detail)
            continue
        if into.setdefault(shift.source_ref, (source, shift))[1] is not shift:
            yield LeftOut(source, Reason.REPEATED, shift.call_sign or shift.paramedic or "")


def _shift(row: RawRow, columns: dict[str, int], clock: Clock) -> NewShift:
    def cell(key: str) -> str:
        place = columns.get(key)
        return plain(row.cells[place]) if place is not None and place < len(row.cells) else ""

    sign, name = cell("ambulance"), cell("paramedic")
    if not (sign or name):
        raise Unusable(Reason.MISSING, "ambulance or paramedic")
    if cell("starts") or cell("ends"):
        starts_at, ends_at = _instant("start", cell("starts"), clock), _instant("end", cell("ends"), clock)
    else:
        starts_at, ends_at = _by_hours(cell("hours"), clock)
    break_at = _instant("break", cell("break"), clock) if cell("break") else None
    if not starts_at < ends_at <= starts_at + LONGEST or not starts_at <= (break_at or starts_at) <= ends_at:
        raise Unusable(Reason.OUT_OF_ORDER, f"{cell('starts')} to {cell('ends')}")
    return NewShift(
        starts_at=starts_at,
        ends_at=ends_at,
        break_due_at=break_at,
        source_ref=fitting_text("shift.source_ref", f"{sign}/{name}/{starts_at:%Y-%m-%dT%H:%MZ}"),
        call_sign=fitting_text("ambulance.call_sign", sign) if sign else None,
        paramedic=fitting_text("paramedic.full_name", name) if name else None,
    )


def _instant(title: str, text: str, clock: Clock) -> datetime:
    if not text:
        raise Unusable(Reason.MISSING, title)
    try:
        return to_utc(parse_time(text), clock.zone)
    except NoSuchTime as error:
        raise Unusable(Reason.NO_SUCH_TIME, str(error)) from None
    except (ValueError, OverflowError):
        raise Unusable(Reason.UNREADABLE, f"{title} {text}") from None


def _by_hours(text: str, clock: Clock) -> tuple[datetime, datetime]:
    """Give the shift of so many hours that runs now, or else the next: hours by the clock, whatever it is put to."""
    if clock.changes_at is None or not text:
        raise Unusable(Reason.MISSING, "start and end" if clock.changes_at is None else "hours")
    if text not in _HOURS:
        raise Unusable(Reason.UNREADABLE, f"hours {text}")
    today = clock.now.astimezone(clock.zone).date()
    for day in (today - timedelta(days=1), today, today + timedelta(days=1)):
        local = datetime.combine(day, clock.changes_at)
        starts_at, ends_at = to_utc(local, clock.zone), to_utc(local + timedelta(hours=int(text)), clock.zone)
        if ends_at > clock.now:
            break
    return starts_at, ends_at
