"""The two tables of calls, one above the other: they share the height, and arrow keys lead from one to the other."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.ui.board.arrangement import CallQuery
from dispatcher_app.ui.board.board_words import no_under_way_words, no_waiting_words, share_heights
from dispatcher_app.ui.board.call_contents import UnderWayColumn, UnderWayContent, WaitingColumn, WaitingContent
from dispatcher_app.ui.board.cell_delegate import UNDER_WAY_PAINTERS, WAITING_PAINTERS, CellDelegate
from dispatcher_app.ui.board.cells import PADDING
from dispatcher_app.ui.board.desk_table import DeskTable
from dispatcher_app.ui.board.row_table_model import RowTableModel
from dispatcher_app.ui.board.rows import UnderWayRow, WaitingRow
from dispatcher_app.ui.board.table_stack import TableStack
from dispatcher_app.ui.desk_identity import ServerNow
from dispatcher_app.ui.header.freshness import Freshness
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.widgets.painting import text_width
from dispatcher_app.ui.widgets.panel import Hairline
from dispatcher_app.ui.widgets.plain_label import PlainLabel

WAITING_ROW_PX = 46
UNDER_WAY_ROW_PX = 38
_HEADING_PX = 40


@dataclass(frozen=True, slots=True)
class CallsView:
    """What is shown of the calls at one moment."""

    query: CallQuery
    waiting: tuple[WaitingRow, ...]
    under_way: tuple[UnderWayRow, ...]
    selected: EmergencyCallId | None
    freshness: Freshness
    has_board: bool


class CallTables(QWidget):
    """What waits, and below it what is under way."""

    call_chosen = Signal(object)
    finished = Signal()

    def __init__(self, now: ServerNow, parent: QWidget | None = None) -> None:
        """Make two empty tables."""
        super().__init__(parent)
        self.waiting_table = DeskTable(RowTableModel(WaitingContent(), now, self), WAITING_ROW_PX)
        self.waiting_table.setObjectName("waiting_table")
        self.waiting_table.setItemDelegate(CellDelegate(WAITING_PAINTERS, now, self.waiting_table))
        self.waiting_stack = TableStack(self.waiting_table, self)
        self.waiting_stack.setObjectName("waiting_stack")
        self.under_way_heading = QWidget(self)
        self.under_way_heading.setObjectName("under_way_heading")
        self.under_way_table = DeskTable(RowTableModel(UnderWayContent(), now, self), UNDER_WAY_ROW_PX)
        self.under_way_table.setObjectName("under_way_table")
        self.under_way_table.setItemDelegate(CellDelegate(UNDER_WAY_PAINTERS, now, self.under_way_table))
        self.under_way_stack = TableStack(self.under_way_table, self)
        self.under_way_stack.setObjectName("under_way_stack")
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        self.waiting_table.setAccessibleName("Waiting emergency calls")
        self.under_way_table.setAccessibleName("Emergency calls under way")
        self.under_way_table.horizontalHeader().hide()
        heading = QVBoxLayout(self.under_way_heading)
        heading.setContentsMargins(0, 0, 0, 0)
        heading.setSpacing(0)
        line = QHBoxLayout()
        line.setContentsMargins(16, 0, 14, 0)
        for text, size, weight in (("Under way", 15, 500), ("newest first", 13, 400)):
            label = PlainLabel(size, weight)
            label.setText(text)
            line.addWidget(label.as_secondary(), alignment=Qt.AlignmentFlag.AlignVCenter)
        line.insertStretch(1, 1)
        heading.addLayout(line, 1)
        heading.addWidget(Hairline())

    def _connect(self) -> None:
        for table in (self.waiting_table, self.under_way_table):
            table.row_chosen.connect(self._on_row_chosen)
            table.entered_row.connect(self.finished)
        self.waiting_table.left_downwards.connect(self._on_left_waiting)
        self.under_way_table.left_upwards.connect(self._on_left_under_way)

    def show_calls(self, view: CallsView) -> None:
        """Show these calls."""
        words = no_waiting_words(view.query, view.freshness, has_board=view.has_board)
        self.waiting_stack.show_rows(view.waiting, view.selected, words)
        self.under_way_stack.show_rows(view.under_way, view.selected, no_under_way_words(view.query))
        self._make_room_for_numbers(view)
        has_lower = view.query.has_under_way and view.has_board
        self.waiting_stack.setVisible(view.query.has_waiting or not view.has_board)
        self.under_way_heading.setVisible(has_lower)
        self.under_way_stack.setVisible(has_lower)
        self._place()

    def _make_room_for_numbers(self, view: CallsView) -> None:
        calls = [*(row.call for row in view.waiting), *(row.call for row in view.under_way)]
        numbers = (str(call.number) for call in calls)
        least = text_width(max(numbers, key=len, default=""), text_font(16, 500)) + 2 * PADDING
        self.waiting_table.grow_column(WaitingColumn.NUMBER, least)
        self.under_way_table.grow_column(UnderWayColumn.NUMBER, least)

    def select(self, call_id: EmergencyCallId | None) -> None:
        """Select a call in whichever table holds it."""
        self.waiting_table.select_key(call_id)
        self.under_way_table.select_key(call_id)

    def shown_calls(self) -> frozenset[int]:
        """Tell which calls are in either table."""
        return self.waiting_table.keys() | self.under_way_table.keys()

    def tick(self) -> None:
        """Let the times move on."""
        self.waiting_table.tick()
        self.under_way_table.tick()

    def focus_calls(self) -> None:
        """Put the keyboard on the selected call, else on the first."""
        is_under_way = self.under_way_table.selected_key() is not None or not self.waiting_table.row_count()
        (self.under_way_table if is_under_way else self.waiting_table).focus_row(0)

    def minimumSizeHint(self) -> QSize:
        """Be content with a few rows of each."""
        return QSize(560, 280)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the height anew."""
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        has_upper, has_lower = self.waiting_stack.isVisibleTo(self), self.under_way_stack.isVisibleTo(self)
        heading = _HEADING_PX if has_lower else 0
        available = max(0, self.height() - heading)
        upper, lower = available if has_upper else 0, available if has_lower else 0
        if has_upper and has_lower:
            wanted = self.waiting_stack.wanted_height(), self.under_way_stack.wanted_height()
            upper, _ = share_heights(available, *wanted)
            upper = self.waiting_stack.snapped(upper)
            lower = available - upper
        self.waiting_stack.setGeometry(0, 0, self.width(), upper)
        self.under_way_heading.setGeometry(0, upper, self.width(), heading)
        self.under_way_stack.setGeometry(0, upper + heading, self.width(), self.under_way_stack.snapped(lower))

    @Slot(object)
    def _on_row_chosen(self, key: int) -> None:
        other = self.under_way_table if self.sender() is self.waiting_table else self.waiting_table
        other.select_key(None)
        self.call_chosen.emit(EmergencyCallId(key))

    @Slot()
    def _on_left_waiting(self) -> None:
        if self.under_way_table.row_count() and self.under_way_stack.isVisible():
            self.under_way_table.focus_row(0)

    @Slot()
    def _on_left_under_way(self) -> None:
        if self.waiting_table.row_count() and self.waiting_stack.isVisible():
            self.waiting_table.focus_row(-1)
