"""Draws rows: background, selection, hairline, and each cell by its own painter."""

from collections.abc import Mapping

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from dispatcher_app.ui.board.ambulance_content import AmbulanceColumn
from dispatcher_app.ui.board.call_contents import UnderWayColumn, WaitingColumn
from dispatcher_app.ui.board.cells import (
    PADDING,
    Cell,
    CellPainter,
    paint_crew,
    paint_lead,
    paint_position_age,
    paint_priority,
    paint_quiet_priority,
    paint_status,
    paint_target,
    paint_waiting_location,
    paint_waiting_type,
    text_cell,
)
from dispatcher_app.ui.board.desk_table import DeskTable
from dispatcher_app.ui.board.row_table_model import RowRole
from dispatcher_app.ui.desk_identity import ServerNow
from dispatcher_app.ui.theme.application_theme import tokens_of

SELECTION_BAR_PX = 3

WAITING_PAINTERS: Mapping[int, CellPainter] = {
    WaitingColumn.PRIORITY: paint_priority,
    WaitingColumn.NUMBER: text_cell(16, 500),
    WaitingColumn.TYPE: paint_waiting_type,
    WaitingColumn.LOCATION: paint_waiting_location,
    WaitingColumn.WAITING: text_cell(17, 600, is_right=True),
    WaitingColumn.TARGET: paint_target,
}

UNDER_WAY_PAINTERS: Mapping[int, CellPainter] = {
    UnderWayColumn.PRIORITY: paint_quiet_priority,
    UnderWayColumn.NUMBER: text_cell(15),
    UnderWayColumn.TYPE: text_cell(15),
    UnderWayColumn.LOCATION: text_cell(14, is_secondary=True),
    UnderWayColumn.AMBULANCE: paint_lead,
    UnderWayColumn.SINCE: text_cell(15, is_right=True),
}

AMBULANCE_PAINTERS: Mapping[int, CellPainter] = {
    AmbulanceColumn.CALL_SIGN: text_cell(16, 600),
    AmbulanceColumn.STATUS: paint_status,
    AmbulanceColumn.CREW: paint_crew,
    AmbulanceColumn.AWAY: text_cell(15, 600, is_right=True),
    AmbulanceColumn.BY_ROAD: text_cell(15, is_right=True),
    AmbulanceColumn.POSITION: paint_position_age,
    AmbulanceColumn.STATION: text_cell(14, is_secondary=True),
}


class CellDelegate(QStyledItemDelegate):
    """Draws the cells of one table."""

    def __init__(self, painters: Mapping[int, CellPainter], now: ServerNow, table: DeskTable) -> None:
        """Draw each column of a table by its painter."""
        super().__init__(table)
        self._table = table
        self._painters = painters
        self._now = now

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one cell."""
        row = index.data(RowRole.ROW)
        if row is None:
            return
        area: QRect = option.rect
        tokens = tokens_of(option.palette)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_selected:
            painter.fillRect(area, QColor(tokens.selection))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, QColor(tokens.hairline))
        if is_selected and index.column() == 0:
            painter.fillRect(area.left(), area.top(), SELECTION_BAR_PX, area.height(), QColor(tokens.selection_bar))
        is_last = area.right() >= self._table.viewport().width() - 1
        gutter = self._table.gutter_px if is_last else 0
        inner = area.adjusted(PADDING, 0, -PADDING - gutter, -1)
        self._painters[index.column()](painter, Cell(row, index.data(), inner, tokens, is_selected, self._now()))
