"""A drop-down of records, known by id."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QStyledItemDelegate, QWidget

from dispatcher_app.ui.details.call_details import NamedChoice
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.icons import themed_icon, themed_pixmap
from dispatcher_app.ui.widgets.painting import FOCUS_WIDTH, draw_focus_ring, elided, fill_round

_TYPING = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
CAUTION_ICON = "alert-triangle"
_ICON = 18
_BESIDE_TEXT = 40


class Chooser(QComboBox):
    """Shows entries and keeps the chosen one while they change around it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty chooser."""
        super().__init__(parent)
        self._choices: tuple[NamedChoice, ...] = ()
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setFont(text_font(15))
        self.setMaxVisibleItems(16)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(120)

    def show_choices(self, choices: Sequence[NamedChoice]) -> None:
        """Show these entries; the chosen record stays chosen if it is still among them."""
        if self._choices == tuple(choices):
            return
        chosen = self.chosen_key()
        self._choices = tuple(choices)
        was_blocked = self.blockSignals(True)  # noqa: FBT003  (Qt's own signature)
        self.clear()
        self.addItems([choice.text for choice in self._choices])
        self._draw_icons()
        self.view().setMinimumWidth(self.view().sizeHintForColumn(0) + _BESIDE_TEXT)
        keys = [choice.key for choice in self._choices]
        self.setCurrentIndex(keys.index(chosen) if chosen in keys else 0)
        self.blockSignals(was_blocked)

    def _draw_icons(self) -> None:
        tokens = tokens_of(self.palette())
        for row, choice in enumerate(self._choices):
            if choice.icon:
                colour = tokens.caution_text if choice.icon == CAUTION_ICON else tokens.text_secondary
                self.setItemIcon(row, themed_icon(choice.icon, colour, _ICON))

    def changeEvent(self, event: QEvent) -> None:
        """Draw the shapes anew in another theme."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._draw_icons()

    def chosen_key(self) -> int | None:
        """Give the id of the chosen record; None if nothing is chosen."""
        position = self.currentIndex()
        return self._choices[position].key if 0 <= position < len(self._choices) else None

    def choose_nothing(self) -> None:
        """Go back to the first entry."""
        self.setCurrentIndex(0)

    def sizeHint(self) -> QSize:
        """Be as tall as a field."""
        return QSize(220, 34)

    def event(self, event: QEvent) -> bool:
        """Keep letters and digits for finding an entry: the desk's single keys mean nothing here."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and _is_typed(event):
            event.accept()
            return True
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Never choose by scrolling past."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw a field with the chosen entry."""
        painter = QPainter(self)
        tokens = tokens_of(self.palette())
        fill_round(painter, QRectF(self.rect()), tokens.field, tokens.field_border)
        area = self.rect().adjusted(10, 0, -32, 0)
        icon = self.itemIcon(self.currentIndex())
        if not icon.isNull():
            icon.paint(painter, area.left(), (self.height() - _ICON) // 2, _ICON, _ICON)
            area.setLeft(area.left() + _ICON + 6)
        painter.setFont(self.font())
        painter.setPen(tokens.text if self.chosen_key() is not None else tokens.text_secondary)
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, align, elided(self.currentText(), self.font(), area.width()))
        ratio = 2 if self.devicePixelRatioF() > 1 else 1
        chevron = themed_pixmap("chevron-down", tokens.text_secondary, 18, ratio)
        painter.drawPixmap(self.width() - 26, (self.height() - 18) // 2, chevron)
        if self.hasFocus():
            draw_focus_ring(painter, self.rect(), tokens.focus, FOCUS_WIDTH * 2)
        painter.end()


def _is_typed(event: QKeyEvent) -> bool:
    return event.text().isalnum() and event.modifiers() in _TYPING
