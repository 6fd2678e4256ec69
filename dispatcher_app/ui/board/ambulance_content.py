"""The texts of the table of ambulances. No Qt."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import IntEnum

from dispatcher_app.ui.board.rows import AmbulanceRow
from dispatcher_app.ui.board.table_content import ColumnSpec, TableContent
from dispatcher_app.ui.crew_words import mark_words
from dispatcher_app.ui.wording import NOTHING, about_minutes, age, drive_time, kilometres, status_word


class AmbulanceColumn(IntEnum):
    """The columns of the ambulances."""

    CALL_SIGN = 0
    STATUS = 1
    CREW = 2
    AWAY = 3
    BY_ROAD = 4
    POSITION = 5
    STATION = 6


_TEXTS: Mapping[AmbulanceColumn, Callable[[AmbulanceRow, datetime], str]] = {
    AmbulanceColumn.CALL_SIGN: lambda row, _: row.ambulance.call_sign,
    AmbulanceColumn.STATUS: lambda row, _: status_word(row.ambulance.status),
    AmbulanceColumn.CREW: lambda row, _: row.ambulance.crew_level.value,
    AmbulanceColumn.AWAY: lambda row, _: kilometres(row.distance_m),
    AmbulanceColumn.BY_ROAD: lambda row, _: NOTHING if row.drive is None else drive_time(row.drive),
    AmbulanceColumn.POSITION: lambda row, now: age(row.position_age(now)),
    AmbulanceColumn.STATION: lambda row, _: row.station_name or NOTHING,
}


class AmbulanceContent(TableContent[AmbulanceRow]):
    """The ambulances in words."""

    columns = (
        ColumnSpec("Call sign", 80, stretch=1),
        ColumnSpec("Status", 140, stretch=2, is_ticking=True),
        ColumnSpec("Crew", 54, stretch=1),
        ColumnSpec("Away", 82, stretch=1, is_right=True),
        ColumnSpec("By road", 72, stretch=1, is_right=True),
        ColumnSpec("Position", 90, stretch=1, is_right=True, is_ticking=True),
        ColumnSpec("Station", 130, stretch=2, from_width=680),
    )

    def text(self, row: AmbulanceRow, column: int, now: datetime) -> str:
        """Write what stands in a cell."""
        return _TEXTS[AmbulanceColumn(column)](row, now)

    def spoken(self, row: AmbulanceRow, column: int, now: datetime) -> str:
        """Say a cell."""
        match AmbulanceColumn(column):
            case AmbulanceColumn.STATUS:
                call = "" if row.on_call_number is None else f", call {row.on_call_number}"
                warning = row.crew_warning(now)
                told = "" if warning is None else f", {mark_words(warning, now)}"
                return f"{status_word(row.ambulance.status)}{call}{told}"
            case AmbulanceColumn.CREW if row.crew_note:
                return f"Crew: {row.ambulance.crew_level.value}, {row.crew_note}"
            case AmbulanceColumn.AWAY if row.distance_m is None:
                return "Distance unknown"
            case AmbulanceColumn.BY_ROAD if row.drive is not None:
                return f"By road {about_minutes(row.drive)}"
            case _:
                return super().spoken(row, column, now)

    def tooltip(self, row: AmbulanceRow, column: int) -> str:
        """Write out the station's name, and who is aboard."""
        if column in {AmbulanceColumn.CALL_SIGN, AmbulanceColumn.STATUS, AmbulanceColumn.CREW}:
            return row.crew_note
        return row.station_name if column == AmbulanceColumn.STATION else ""
