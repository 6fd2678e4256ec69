"""The texts of the two tables of calls. No Qt."""

from datetime import datetime
from enum import IntEnum

from dispatcher_app.ui.board.rows import UnderWayRow, WaitingRow
from dispatcher_app.ui.board.table_content import ColumnSpec, TableContent
from dispatcher_app.ui.wording import NOTHING, minutes_seconds, spoken_duration, status_word, target_left

_TYPE = ColumnSpec("Type", 132, stretch=1)


class WaitingColumn(IntEnum):
    """The columns of the waiting calls."""

    PRIORITY = 0
    NUMBER = 1
    TYPE = 2
    LOCATION = 3
    WAITING = 4
    TARGET = 5


class UnderWayColumn(IntEnum):
    """The columns of the calls under way."""

    PRIORITY = 0
    NUMBER = 1
    TYPE = 2
    LOCATION = 3
    AMBULANCE = 4
    SINCE = 5


class WaitingContent(TableContent[WaitingRow]):
    """The waiting calls in words."""

    columns = (
        ColumnSpec("P", 52),
        ColumnSpec("No.", 68),
        _TYPE,
        ColumnSpec("Location", 160, stretch=4),
        ColumnSpec("Waiting", 96, is_right=True, is_ticking=True),
        ColumnSpec("Target", 104, is_right=True, is_ticking=True),
    )

    def text(self, row: WaitingRow, column: int, now: datetime) -> str:
        """Write what stands in a cell."""
        match WaitingColumn(column):
            case WaitingColumn.PRIORITY:
                return str(row.call.priority)
            case WaitingColumn.NUMBER:
                return str(row.call.number)
            case WaitingColumn.TYPE:
                return row.call.type_text
            case WaitingColumn.LOCATION:
                return row.call.location_text
            case WaitingColumn.WAITING:
                return minutes_seconds(row.waiting_for(now))
            case WaitingColumn.TARGET:
                left = row.left(now)
                return NOTHING if left is None else target_left(left)

    def spoken(self, row: WaitingRow, column: int, now: datetime) -> str:
        """Say a cell."""
        match WaitingColumn(column):
            case WaitingColumn.PRIORITY:
                return f"Priority {row.call.priority}"
            case WaitingColumn.LOCATION:
                return ", ".join(part for part in (row.call.location_text, row.call.area_text) if part)
            case WaitingColumn.WAITING:
                return f"Waiting for {spoken_duration(row.waiting_for(now))}"
            case WaitingColumn.TARGET:
                return _spoken_target(row, now)
            case _:
                return super().spoken(row, column, now)

    def tooltip(self, row: WaitingRow, column: int) -> str:
        """Write out type and location in full."""
        match WaitingColumn(column):
            case WaitingColumn.TYPE:
                return row.call.type_text
            case WaitingColumn.LOCATION:
                return ", ".join(part for part in (row.call.location_text, row.call.area_text) if part)
            case _:
                return ""


def _spoken_target(row: WaitingRow, now: datetime) -> str:
    left = row.left(now)
    if left is None:
        return "No target"
    if left.total_seconds() < 0:
        return f"Past the target by {spoken_duration(-left)}"
    return f"{spoken_duration(left)} left of the target"


class UnderWayContent(TableContent[UnderWayRow]):
    """The calls under way in words."""

    columns = (
        ColumnSpec("P", 52),
        ColumnSpec("No.", 68),
        _TYPE,
        ColumnSpec("Location", 104, stretch=4),
        ColumnSpec("Ambulance", 190),
        ColumnSpec("For", 66, is_right=True, is_ticking=True),
    )

    def text(self, row: UnderWayRow, column: int, now: datetime) -> str:
        """Write what stands in a cell."""
        match UnderWayColumn(column):
            case UnderWayColumn.PRIORITY:
                return str(row.call.priority)
            case UnderWayColumn.NUMBER:
                return str(row.call.number)
            case UnderWayColumn.TYPE:
                return row.call.type_text
            case UnderWayColumn.LOCATION:
                return row.call.location_text
            case UnderWayColumn.AMBULANCE:
                return lead_words(row)
            case UnderWayColumn.SINCE:
                return NOTHING if row.lead is None else minutes_seconds(now - row.lead.status_since)

    def spoken(self, row: UnderWayRow, column: int, now: datetime) -> str:
        """Say a cell."""
        match UnderWayColumn(column):
            case UnderWayColumn.PRIORITY:
                return f"Priority {row.call.priority}"
            case UnderWayColumn.SINCE if row.lead is not None:
                word = status_word(row.lead.status)
                return f"{row.lead.call_sign} {word} for {spoken_duration(now - row.lead.status_since)}"
            case _:
                return super().spoken(row, column, now)

    def tooltip(self, row: UnderWayRow, column: int) -> str:
        """Write out type and location in full."""
        match UnderWayColumn(column):
            case UnderWayColumn.TYPE:
                return row.call.type_text
            case UnderWayColumn.LOCATION:
                return ", ".join(part for part in (row.call.location_text, row.call.area_text) if part)
            case _:
                return ""


def lead_words(row: UnderWayRow) -> str:
    """Name the first ambulance, its status and how many more there are."""
    if row.lead is None:
        return NOTHING
    more = f" +{row.more}" if row.more else ""
    return f"{row.lead.call_sign} {status_word(row.lead.status)}{more}"
