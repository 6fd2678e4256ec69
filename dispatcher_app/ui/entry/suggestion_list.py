"""A list beneath a field, over what lies below it: it never takes the keyboard and keeps nothing from going on."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.widgets.painting import elided, fill_round, text_width

ROW_PX = 32
_MOST_ROWS = 10
_ASIDE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A row: what would be taken, and aside what tells it from others."""

    text: str
    aside: str = ""


class _RowDelegate(QStyledItemDelegate):
    """Draws plain text: what was typed outside is never read as markup."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, ROW_PX)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        widget: QWidget = option.widget
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        tokens = tokens_of(widget.palette())
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        if is_chosen:
            painter.fillRect(rect, tokens.selection)
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), tokens.selection_bar)
        area = rect.adjusted(10, 0, -10, 0)
        aside = str(index.data(_ASIDE))
        aside_font, font = text_font(13), text_font(15, 600 if is_chosen else 400)
        aside_width = min(text_width(aside, aside_font) + 2, area.width() // 2)
        align = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(tokens.selection_secondary if is_chosen else tokens.text_secondary)
        painter.setFont(aside_font)
        painter.drawText(area, align | Qt.AlignmentFlag.AlignRight, elided(aside, aside_font, aside_width))
        area.adjust(0, 0, -aside_width - 10, 0)
        painter.setPen(tokens.text)
        painter.setFont(font)
        painter.drawText(area, align, elided(str(index.data()), font, area.width()))


class SuggestionList(QWidget):
    """Shows what may be meant. `taken` carries the row that was clicked."""

    taken = Signal(int)

    def __init__(self, name: str, ground: QWidget) -> None:
        """Lie hidden on `ground`, which is large enough for it."""
        super().__init__(ground)
        self._ground = ground
        self.rows = QListWidget()
        self.rows.setObjectName("rows")
        self.rows.setAccessibleName(name)
        self.rows.setItemDelegate(_RowDelegate(self.rows))
        self.rows.setFrameShape(QFrame.Shape.NoFrame)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.setUniformItemSizes(True)
        self.rows.setMouseTracking(True)
        self.rows.itemClicked.connect(self._on_clicked)
        for widget in (self, self.rows, self.rows.viewport()):
            widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 2, 2)
        layout.addWidget(self.rows)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the sheet, with a border that parts it from the fields it lies over."""
        painter = QPainter(self)
        tokens = tokens_of(self.palette())
        fill_round(painter, QRectF(self.rect()), tokens.panel, tokens.field_border)
        painter.end()

    def show_rows(self, rows: Sequence[Suggestion], field: QWidget, *, is_first_chosen: bool) -> None:
        """Show these beneath a field; none hides the list."""
        self.rows.clear()
        if not rows:
            self.hide()
            return
        self.rows.addItems([row.text for row in rows])
        for place, row in enumerate(rows):
            item = self.rows.item(place)
            item.setData(_ASIDE, row.aside)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(part for part in (row.text, row.aside) if part))
        self.rows.setCurrentRow(0 if is_first_chosen else -1)
        self.rows.scrollToTop()
        self.lie_beneath(field)
        self.show()
        self.raise_()

    def follow(self, field: QWidget) -> None:
        """Go where the field has gone, if there is anything to be seen."""
        if not self.isHidden():
            self.lie_beneath(field)

    def lie_beneath(self, field: QWidget) -> None:
        """Take the place beneath a field, as far down as there is ground."""
        ground = self._ground
        top = field.mapTo(ground, QPoint(0, field.height() + 2))
        room = (ground.height() - top.y() - 4) // ROW_PX
        lines = max(1, min(self.rows.count(), _MOST_ROWS, room))
        self.setGeometry(top.x(), top.y(), field.width(), lines * ROW_PX + 4)

    def move_choice(self, step: int) -> None:
        """Choose the next row (+1) or the one before (-1), round the ends."""
        before = self.rows.currentRow()
        start = before if before >= 0 else (-1 if step > 0 else 0)
        self.rows.setCurrentRow((start + step) % self.rows.count())

    def chosen_row(self) -> int | None:
        """Give the chosen row; None while the list is hidden or nothing is chosen in it."""
        row = self.rows.currentRow()
        return row if row >= 0 and not self.isHidden() else None

    def chosen_words(self) -> str:
        """Say the chosen row; there is one."""
        return str(self.rows.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole))

    def forget(self) -> None:
        """Hide, and keep nothing of what was shown."""
        self.hide()
        self.rows.clear()

    @Slot()
    def _on_clicked(self) -> None:
        self.taken.emit(self.rows.currentRow())
