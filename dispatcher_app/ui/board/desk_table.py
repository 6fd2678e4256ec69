"""The table view of the desk: selection follows ids, and a refresh moves neither it nor what is on screen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from dispatcher_app.ui.board.board_header import BoardHeader
from dispatcher_app.ui.board.row_table_model import RowTableModel
from dispatcher_app.ui.board.rows import BoardRow
from dispatcher_app.ui.board.table_content import share_widths
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.widgets.painting import draw_focus_ring

_SELECT_ROW = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
SCROLL_BAR_PX = 10
_ENTER_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


@dataclass(frozen=True, slots=True)
class _Anchor:
    key: int
    offset: int


class DeskTable(QTableView):
    """A table of rows known by key. `row_chosen` tells what a person selected, never what a refresh did.

    `gutter_px` is the room kept free at the right for a scroll bar, so that columns stand still when it comes.
    """

    row_chosen = Signal(object)
    entered_row = Signal()
    left_upwards = Signal()
    left_downwards = Signal()

    def __init__(self, model: RowTableModel, row_height: int, parent: QWidget | None = None) -> None:
        """Show a model."""
        super().__init__(parent)
        self._rows = model
        self._is_updating = False
        self._least_widths: dict[int, int] = {}
        self.gutter_px = 0
        self.setModel(model)
        self.setHorizontalHeader(BoardHeader(Qt.Orientation.Horizontal, self))
        self._set_behaviour()
        self._set_look(row_height)
        self.selectionModel().selectionChanged.connect(self._on_selection_changed)

    def _set_behaviour(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _set_look(self, row_height: int) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(24)
        self.set_row_height(row_height)

    def set_row_height(self, row_height: int) -> None:
        """Make all rows this high."""
        self.verticalHeader().setDefaultSectionSize(row_height)
        self.verticalScrollBar().setSingleStep(row_height)

    def show_rows(self, rows: Sequence[BoardRow], selected_key: int | None) -> None:
        """Show these rows with this one selected, if it is among them; what is on screen stays where it is."""
        anchor = self._anchor()
        self._is_updating = True
        self._rows.show_rows(rows)
        self._select(selected_key)
        self._is_updating = False
        self._scroll_back(anchor)

    def select_key(self, key: int | None) -> None:
        """Select a row, or none, and bring it into view."""
        self._is_updating = True
        self._select(key)
        self._is_updating = False
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def _select(self, key: int | None) -> None:
        position = self._rows.position_of(key)
        self.setAutoScroll(False)
        if position is None:
            self.clearSelection()
            self.selectionModel().clearCurrentIndex()
        elif position != self.currentIndex().row() or not self.selectionModel().isRowSelected(position):
            self.selectionModel().setCurrentIndex(self._rows.index(position, 0), _SELECT_ROW)
        self.setAutoScroll(True)

    def selected_key(self) -> int | None:
        """Give the key of the selected row."""
        selected = self.selectionModel().selectedRows()
        return self._rows.row_at(selected[0].row()).key if selected else None

    def row_count(self) -> int:
        """Count the rows shown."""
        return self._rows.rowCount()

    def keys(self) -> frozenset[int]:
        """Give the keys of the rows shown."""
        return frozenset(self._rows.row_at(position).key for position in range(self.row_count()))

    def wanted_height(self) -> int:
        """Tell how high the table would have to be to show every row."""
        header = 0 if self.horizontalHeader().isHidden() else self.horizontalHeader().height()
        return header + self.row_count() * self.verticalHeader().defaultSectionSize()

    def tick(self) -> None:
        """Say that time has passed."""
        self._rows.tick()

    def focus_row(self, position: int) -> None:
        """Take the keyboard; where nothing is selected, choose the row at a position (-1 the last)."""
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        if self.row_count() and self.selected_key() is None:
            self._choose(position % self.row_count())

    def _choose(self, position: int) -> None:
        self.selectionModel().setCurrentIndex(self._rows.index(position, 0), _SELECT_ROW)

    def _anchor(self) -> _Anchor | None:
        top = self.rowAt(0)
        if top < 0 or self.verticalScrollBar().value() == 0:
            return None
        return _Anchor(self._rows.row_at(top).key, self.rowViewportPosition(top))

    def _scroll_back(self, anchor: _Anchor | None) -> None:
        position = None if anchor is None else self._rows.position_of(anchor.key)
        if anchor is None or position is None:
            return
        self.executeDelayedItemsLayout()
        self.updateGeometries()
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.rowViewportPosition(position) - anchor.offset)

    def _on_selection_changed(self, selected: QItemSelection, deselected: QItemSelection) -> None:  # noqa: ARG002
        if not self._is_updating and self.selected_key() is not None:
            self.row_chosen.emit(self.selected_key())

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Select whole rows, one at a time; no key and no click on empty ground takes the selection away."""
        if not index.isValid():
            return QItemSelectionModel.SelectionFlag.NoUpdate
        command = super().selectionCommand(index, event)
        return _SELECT_ROW if command != QItemSelectionModel.SelectionFlag.NoUpdate else command

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Enter, or by an arrow at either end."""
        if event.key() in _ENTER_KEYS:
            self.entered_row.emit()
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._move(1 if event.key() == Qt.Key.Key_Down else -1)
        else:
            super().keyPressEvent(event)

    def _move(self, step: int) -> None:
        count = self.row_count()
        current = self._rows.position_of(self.selected_key())
        goal = (0 if step > 0 else count - 1) if current is None else current + step
        if count and 0 <= goal < count:
            self._choose(goal)
        elif step > 0:
            self.left_downwards.emit()
        else:
            self.left_upwards.emit()

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: a letter typed by mistake must not select another call."""

    def grow_column(self, column: int, least: int) -> None:
        """Give a column this width at least, from now on; it never shrinks again, so that nothing jumps."""
        if least > self._least_widths.get(column, self._rows.content.columns[column].width):
            self._least_widths[column] = least
            self._share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the columns."""
        super().resizeEvent(event)
        self._share_width()

    def _share_width(self) -> None:
        columns = [
            replace(spec, width=self._least_widths.get(column, spec.width))
            for column, spec in enumerate(self._rows.content.columns)
        ]
        widths = share_widths(self.width() - SCROLL_BAR_PX, columns)
        self.gutter_px = max(0, self.viewport().width() - sum(widths))
        last = max((column for column, width in enumerate(widths) if width), default=0)
        widths[last] += self.gutter_px
        for column, width in enumerate(widths):
            self.setColumnHidden(column, width == 0)
            if width:
                self.setColumnWidth(column, width)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, then the ring where the keyboard is."""
        super().paintEvent(event)
        if not self.hasFocus():
            return
        row, ground = self.visualRect(self.currentIndex()), self.viewport().rect()
        area = QRect(0, row.top(), ground.width(), row.height()) if row.isValid() else ground
        painter = QPainter(self.viewport())
        draw_focus_ring(painter, area, tokens_of(self.palette()).focus)
        painter.end()
