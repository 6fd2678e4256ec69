"""The entries of a story, oldest first: it follows what comes while its end is seen, and stands still while read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from dispatcher_app.ui.board.row_table_model import RowRole, RowTableModel
from dispatcher_app.ui.story.story_content import StoryContent, StoryRow
from dispatcher_app.ui.story.story_delegate import StoryDelegate
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.widgets.painting import draw_focus_ring

_FOLLOW_KEYS = frozenset({Qt.Key.Key_F, Qt.Key.Key_Return, Qt.Key.Key_Enter})
_SINGLE_STEP_PX = 24


@dataclass(frozen=True, slots=True)
class _Anchor:
    key: int
    offset: int


class StoryList(QListView):
    """Arrow keys go from entry to entry. `follow_requested` carries the row to follow up; `left`: Esc was pressed."""

    follow_requested = Signal(object)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty list."""
        super().__init__(parent)
        self._rows = RowTableModel(StoryContent(), _no_clock, self)
        self._is_at_end = True
        self._is_updating = False
        self.setModel(self._rows)
        self.setItemDelegate(StoryDelegate(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The rows' heights follow from the width, which must not change with the number of rows.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setTabKeyNavigation(False)
        self.setAccessibleName("Story of the call, oldest first")
        self.verticalScrollBar().setSingleStep(_SINGLE_STEP_PX)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.doubleClicked.connect(self._follow)

    def show_rows(self, rows: Sequence[StoryRow]) -> None:
        """Show these rows. Who looks at the end goes on looking at it; for anybody else nothing moves."""
        anchor = None if self._is_at_end else self._anchor()
        self._is_updating = True
        self._rows.show_rows(rows)
        self._lay_out(anchor)
        self._is_updating = False

    def show_end(self) -> None:
        """Go to what happened last."""
        self._is_at_end = True
        self.clearSelection()
        self.selectionModel().clearCurrentIndex()
        self.scrollToBottom()

    def row_count(self) -> int:
        """Count the entries shown."""
        return self._rows.rowCount()

    def texts(self) -> list[str]:
        """Give the entries as they are spoken."""
        return [str(self._rows.index(place, 0).data()) for place in range(self.row_count())]

    def _lay_out(self, anchor: _Anchor | None) -> None:
        self.doItemsLayout()
        position = None if anchor is None else self._rows.position_of(anchor.key)
        if anchor is None or position is None:
            self.scrollToBottom()
            return
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.visualRect(self._rows.index(position, 0)).top() - anchor.offset)

    def _anchor(self) -> _Anchor | None:
        top = self.indexAt(QPoint(1, 1))
        row = top.data(RowRole.ROW) if top.isValid() else None
        return None if row is None else _Anchor(row.key, self.visualRect(top).top())

    @Slot()
    def _on_scrolled(self) -> None:
        if not self._is_updating:
            bar = self.verticalScrollBar()
            self._is_at_end = bar.value() >= bar.maximum()

    @Slot()
    def _follow(self) -> None:
        row = self.currentIndex().data(RowRole.ROW)
        if row is not None:
            self.follow_requested.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Follow a note up by F or Enter, leave by Esc."""
        if event.key() in _FOLLOW_KEYS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._follow()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Do nothing: a letter typed by mistake must not move the story."""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin with the newest entry, where none was chosen before."""
        if not self.currentIndex().isValid() and self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(self._rows.rowCount() - 1, 0))
        super().focusInEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep to the end, or to what is read, in another width."""
        anchor = None if self._is_at_end else self._anchor()
        self._is_updating = True
        super().resizeEvent(event)
        self._lay_out(anchor)
        self._is_updating = False

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the entries, then the ring where the keyboard is."""
        super().paintEvent(event)
        if not self.hasFocus():
            return
        row, ground = self.visualRect(self.currentIndex()), self.viewport().rect()
        area = QRect(0, row.top(), ground.width(), row.height()) if row.isValid() else ground
        painter = QPainter(self.viewport())
        draw_focus_ring(painter, area, tokens_of(self.palette()).focus)
        painter.end()


def _no_clock() -> datetime:
    """Stand in for the time: nothing here changes with it."""
    return datetime.min.replace(tzinfo=UTC)
