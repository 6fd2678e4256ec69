"""The texts of the table of events, and of one event's fields. No Qt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import IntEnum

from dispatcher_app.operations.trail import TrailEntry
from dispatcher_app.operations.trail_fields import Value
from dispatcher_app.ui.board.table_content import ColumnSpec, TableContent
from dispatcher_app.ui.wording import NOTHING, clock_time, counted, zone_mark

_NO_NEWS = frozenset({"version", "status since", "record", "request"})
"""Fields that are told with the event, and are too little to be told in its row."""

_MOST_SHOWN = 4000
_LONGEST_TOOLTIP = 400


@dataclass(frozen=True, slots=True)
class TrailRow:
    """An entry at its place in the list, in the room's zone. Two events may bear one number: those were forged."""

    key: int
    entry: TrailEntry
    zone: tzinfo


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field of an event, with what stood in it before and after."""

    field: str
    before: str
    after: str


class TrailColumn(IntEnum):
    """The columns of the trail."""

    TIME = 0
    SENTENCE = 1
    BEFORE = 2
    AFTER = 3


_TEXTS: Mapping[TrailColumn, Callable[[TrailRow], str]] = {
    TrailColumn.TIME: lambda row: day_and_time(row.entry.at, row.zone),
    TrailColumn.SENTENCE: lambda row: row.entry.sentence,
    TrailColumn.BEFORE: lambda row: _side(row, lambda line: line.before),
    TrailColumn.AFTER: lambda row: _side(row, lambda line: line.after),
}


class TrailContent(TableContent[TrailRow]):
    """The events in words."""

    columns = (
        ColumnSpec("Time", 178),
        ColumnSpec("What happened", 480, stretch=2),
        ColumnSpec("Before", 190, stretch=3, from_width=1060),
        ColumnSpec("After", 210, stretch=4, from_width=1060),
    )

    def text(self, row: TrailRow, column: int, now: datetime) -> str:  # noqa: ARG002  (what is past stands still)
        """Write what stands in a cell."""
        return _TEXTS[TrailColumn(column)](row)

    def tooltip(self, row: TrailRow, column: int) -> str:
        """Write out what a cell may cut off."""
        text = "" if column == TrailColumn.TIME else _TEXTS[TrailColumn(column)](row)
        return text if len(text) <= _LONGEST_TOOLTIP else f"{text[:_LONGEST_TOOLTIP]}…"


def day_and_time(at: datetime, zone: tzinfo) -> str:
    """Write an instant as it may be typed into a filter: 2026-11-23 14:03:10."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


def field_lines(entry: TrailEntry, zone: tzinfo) -> tuple[FieldLine, ...]:
    """Write out what an event changed, field by field."""
    return tuple(
        FieldLine(change.field, _value(change.before, entry, zone), _value(change.after, entry, zone))
        for change in entry.changes
    )


def _value(value: Value, entry: TrailEntry, zone: tzinfo) -> str:
    if isinstance(value, datetime):
        is_of_the_day = value.astimezone(zone).date() == entry.at.astimezone(zone).date()
        return clock_time(value, zone) if is_of_the_day else day_and_time(value, zone)
    return _cut(value) if value else NOTHING


def _cut(text: str) -> str:
    if len(text) <= _MOST_SHOWN:
        return text
    return f"{text[:_MOST_SHOWN]}… ({len(text) - _MOST_SHOWN} more characters: export the trail to read them)"


def _side(row: TrailRow, side: Callable[[FieldLine], str]) -> str:
    lines = [line for line in field_lines(row.entry, row.zone) if line.field not in _NO_NEWS]
    told = (f"{line.field} {' '.join(side(line).split())}" for line in lines if side(line) != NOTHING)
    return "; ".join(told) or NOTHING


def facts_words(entry: TrailEntry, zone: tzinfo) -> str:
    """Say when, as whom and from where it was done, and under which number it is kept."""
    facts = (
        f"{day_and_time(entry.at, zone)} {zone_mark(entry.at, zone)}",
        f"log-in {entry.login}",
        entry.desk,
        f"from {entry.client}" if entry.client else "",
        f"event {entry.number}",
    )
    return "   ·   ".join(" ".join(fact.split()) for fact in facts if fact)


def count_words(count: int, *, has_more: bool) -> str:
    """Say how many events are shown."""
    if has_more:
        return f"The newest {counted(count, 'event', 'events')}. There are older ones."
    return f"{counted(count, 'event', 'events')}, newest first." if count else ""
