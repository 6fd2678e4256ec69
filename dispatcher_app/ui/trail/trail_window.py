"""The audit view: who did what, newest first, filtered by call, ambulance, person and time."""

from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo

from PySide6.QtCore import QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from dispatcher_app.operations.trail import TrailPage
from dispatcher_app.ui.board.cell_delegate import CellDelegate
from dispatcher_app.ui.board.cells import Cell, CellPainter, Ink, draw_line, text_cell
from dispatcher_app.ui.board.desk_table import DeskTable
from dispatcher_app.ui.board.row_table_model import RowTableModel
from dispatcher_app.ui.board.table_stack import TableStack
from dispatcher_app.ui.theme.application_theme import ensure_theme
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.trail.trail_button import TrailButton
from dispatcher_app.ui.trail.trail_content import TrailColumn, TrailContent, TrailRow, count_words
from dispatcher_app.ui.trail.trail_details import TrailDetails
from dispatcher_app.ui.trail.trail_filters import TrailFilters
from dispatcher_app.ui.widgets.painting import text_width
from dispatcher_app.ui.widgets.panel import Panel
from dispatcher_app.ui.widgets.plain_label import PlainLabel

_ROW_PX = 34
_SEARCHING = "Searching…"
_NOTHING_FOUND = "Nothing in the trail fits. Clear a filter, or ask for a longer time."


def paint_sentence(painter: QPainter, cell: Cell) -> None:
    """Write a sentence; the person it begins with stands out."""
    row: TrailRow = cell.row
    who, rest = text_font(15, 600), text_font(15)
    draw_line(painter, cell.area, row.entry.who, Ink(who, cell.tokens.text))
    begins = text_width(row.entry.who, who)
    area = QRect(cell.area)
    area.setLeft(area.left() + begins)
    if begins < cell.area.width():
        draw_line(painter, area, row.entry.sentence.removeprefix(row.entry.who), Ink(rest, cell.tokens.text))


TRAIL_PAINTERS: Mapping[int, CellPainter] = {
    TrailColumn.TIME: text_cell(15, is_secondary=True),
    TrailColumn.SENTENCE: paint_sentence,
    TrailColumn.BEFORE: text_cell(14, is_secondary=True),
    TrailColumn.AFTER: text_cell(14),
}


class TrailWindow(QWidget):
    """A window of its own beside the board. It searches nothing: it asks, and is shown pages."""

    search_requested = Signal(object)
    more_requested = Signal()

    def __init__(self) -> None:
        """Make an empty window."""
        ensure_theme()
        super().__init__()
        self._rows: tuple[TrailRow, ...] = ()
        self._zone: tzinfo = UTC
        self._has_more = False
        self._empty_words = ""
        self.filters = TrailFilters()
        self.filters.setObjectName("filters")
        self.trail_table = DeskTable(RowTableModel(TrailContent(), _no_clock, self), _ROW_PX)
        self.trail_table.setObjectName("trail_table")
        self.trail_table.setItemDelegate(CellDelegate(TRAIL_PAINTERS, _no_clock, self.trail_table))
        self.trail_stack = TableStack(self.trail_table)
        self.trail_stack.setObjectName("trail_stack")
        self.details = TrailDetails()
        self.details.setObjectName("details")
        self.status_label = PlainLabel(15).as_secondary()
        self.status_label.setObjectName("status_label")
        self.more_button = TrailButton("Older events")
        self.more_button.setObjectName("more_button")
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        self.setWindowTitle("Trail of changes")
        self.setAccessibleName("Trail of changes")
        # Whoever closes the desk leaves, whether or not this window is still open.
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.trail_table.setAccessibleName("Events, newest first")
        self.more_button.hide()
        _keep_room(self.more_button)
        sheet = Panel()
        inner = QVBoxLayout(sheet)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.trail_stack)
        foot = QHBoxLayout()
        foot.setContentsMargins(4, 0, 0, 0)
        foot.addWidget(self.status_label, 1)
        foot.addWidget(self.more_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addWidget(self.filters)
        layout.addWidget(sheet, 3)
        layout.addLayout(foot)
        layout.addWidget(self.details, 2)
        for part in (sheet, self.details):
            # The heights are the window's to share, so that nothing jumps from event to event.
            part.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self.setMinimumSize(1000, 560)
        self.resize(1280, 720)

    def _connect(self) -> None:
        self.filters.search_requested.connect(self.search)
        self.filters.left.connect(self._on_filters_left)
        self.trail_table.row_chosen.connect(self._on_row_chosen)
        self.trail_table.entered_row.connect(self.details.fields_view.setFocus)
        self.trail_table.left_upwards.connect(self.filters.call_field.setFocus)
        self.trail_table.left_downwards.connect(self._on_left_downwards)
        self.more_button.clicked.connect(self.more_requested)

    @Slot()
    def search(self) -> None:
        """Ask for what the filters say."""
        self.filters.forget_problem()
        self.search_requested.emit(self.filters.search())

    def forget(self) -> None:
        """Show nothing and ask for nothing, as if just made."""
        self.filters.clear()
        self.show_failure("")

    def show_searching(self) -> None:
        """Say that an answer is on its way. What is shown stays until it comes."""
        self.status_label.setText(_SEARCHING)
        if not self._rows:
            self.trail_stack.show_rows((), None, _SEARCHING)

    def show_page(self, page: TrailPage) -> None:
        """Show what a search has found, from its newest event on."""
        self._clear()
        self._append(page)
        self.trail_table.select_key(0 if self._rows else None)
        self.trail_table.scrollToTop()
        self._show_chosen(self._rows[0] if self._rows else None)

    def show_more(self, page: TrailPage) -> None:
        """Show older events below those shown."""
        if self.more_button.hasFocus() and page.more is None:
            self.trail_table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._append(page)

    def show_bad_input(self, field: str, sentence: str) -> None:
        """Say which filter cannot be used, and why. What is shown stays."""
        self.filters.show_problem(field, sentence)
        self._show_rows()

    def show_failure(self, sentence: str) -> None:
        """Say why there is no answer, and show nothing that could be taken for one."""
        self._clear()
        self._show_chosen(None)
        self._empty_words = sentence
        self._show_rows()

    def show_more_failure(self, sentence: str) -> None:
        """Say why no older events came. Those shown stay."""
        self.status_label.setText(sentence)

    def _clear(self) -> None:
        self._rows, self._has_more = (), False
        self.trail_table.show_rows((), None)

    def _append(self, page: TrailPage) -> None:
        self._zone, self._has_more = page.zone, page.more is not None
        first = len(self._rows)
        self._rows += tuple(TrailRow(first + place, entry, page.zone) for place, entry in enumerate(page.entries))
        self._empty_words = _NOTHING_FOUND
        self._show_rows()

    def _show_rows(self) -> None:
        self.trail_stack.show_rows(self._rows, self.trail_table.selected_key(), self._empty_words)
        self.status_label.setText(count_words(len(self._rows), has_more=self._has_more))
        self.more_button.setVisible(self._has_more)

    def _show_chosen(self, row: TrailRow | None) -> None:
        self.details.show_entry(None if row is None else row.entry, self._zone)

    @Slot(object)
    def _on_row_chosen(self, key: int) -> None:
        self._show_chosen(self._rows[key])

    @Slot()
    def _on_filters_left(self) -> None:
        if self._rows:
            self.trail_table.focus_row(0)

    @Slot()
    def _on_left_downwards(self) -> None:
        """Go on to older events as if they were there already."""
        if self._has_more:
            self.more_requested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


def _keep_room(widget: QWidget) -> None:
    """Let a widget's place stay free while it is hidden."""
    policy = widget.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    widget.setSizePolicy(policy)


def _no_clock() -> datetime:
    """Stand in for the time: nothing here changes with it."""
    return datetime.min.replace(tzinfo=UTC)
