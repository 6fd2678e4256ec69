"""One field that two people changed: both values side by side, one of them to be taken by a key."""

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from dispatcher_app.ui.edit.edit_words import CollisionWords, SideWords, side_name
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.painting import draw_focus_ring, elided, fill_round, text_width

_GAP = 12
_PAD = 12
_DOT = 16
_CAPTION_PX = 28
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class SideChoice(QWidget):
    """Left takes mine, Right theirs; nothing is taken beforehand. `entered`: Enter, to go on."""

    chosen = Signal()
    entered = Signal()

    def __init__(self, words: CollisionWords, width: int, parent: QWidget) -> None:
        """Show a field, so wide."""
        super().__init__(parent)
        self.words = words
        self._width = width
        self._keeps_mine: bool | None = None
        self.setObjectName(f"side_choice_{words.part.name}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._name()

    def keeps_mine(self) -> bool | None:
        """Tell which was taken; None while nothing is."""
        return self._keeps_mine

    def take(self, *, is_mine: bool) -> None:
        """Choose."""
        self._keeps_mine = is_mine
        self._name()
        self.update()
        self.chosen.emit()

    def _name(self) -> None:
        mine, theirs = side_name(self.words.mine), side_name(self.words.theirs)
        taken = {None: "Nothing chosen", True: "Mine is chosen", False: "Theirs is chosen"}[self._keeps_mine]
        self.setAccessibleName(f"{self.words.called}, {self.words.was}")
        self.setAccessibleDescription(f"{taken}. Left, mine: {mine}. Right, theirs: {theirs}.")

    def sizeHint(self) -> QSize:
        """Be as high as the longer of the two needs."""
        high = max(_text_height(side, self._side(0).width()) for side in (self.words.mine, self.words.theirs))
        return QSize(self._width, _CAPTION_PX + high + 2 * _PAD)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take a side by its arrow; Enter goes on."""
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            self.take(is_mine=event.key() == Qt.Key.Key_Left)
        elif event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        elif event.key() in _ENTER:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take what is under the mouse."""
        for place in (0, 1):
            if self._side(place).contains(event.position().toPoint()):
                self.take(is_mine=place == 0)

    def _side(self, place: int) -> QRect:
        width = (self._width - _GAP) // 2
        return QRect(place * (width + _GAP), _CAPTION_PX, width, self.height() - _CAPTION_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the field's name, both sides, and the ring while the keyboard is here."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = tokens_of(self.palette())
        line = QRect(0, 0, self._width, _CAPTION_PX - 6)
        painter.setPen(tokens.text)
        painter.setFont(_value_font())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, self.words.called)
        was_at = text_width(self.words.called, _value_font()) + 10
        painter.setPen(tokens.text_secondary)
        painter.setFont(text_font(15))
        was = elided(self.words.was, text_font(15), self._width - was_at)
        painter.drawText(line.adjusted(was_at, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, was)
        self._draw(painter, tokens, 0, self.words.mine)
        self._draw(painter, tokens, 1, self.words.theirs)
        if self.hasFocus():
            both = self.rect().adjusted(0, _CAPTION_PX, 0, 0)
            draw_focus_ring(painter, both, tokens.focus)
        painter.end()

    def _draw(self, painter: QPainter, tokens: Tokens, place: int, side: SideWords) -> None:
        is_taken = self._keeps_mine is (place == 0)
        area = self._side(place)
        inner = QRectF(area).adjusted(4, 4, -4, -4)
        if is_taken:
            fill_round(painter, inner, tokens.selection, tokens.chip_border)
        else:
            fill_round(painter, inner, tokens.field, tokens.field_border)
        self._draw_dot(painter, tokens, area, is_taken=is_taken)
        text = area.adjusted(_PAD + _DOT + 10, _PAD, -_PAD, -_PAD)
        painter.setPen(tokens.text)
        painter.setFont(_value_font())
        wrap = _wrap(side.value, _value_font(), text.width())
        taken = painter.boundingRect(text, wrap, side.value)
        painter.drawText(text, wrap, side.value)
        painter.setPen(tokens.selection_secondary if is_taken else tokens.text_secondary)
        painter.setFont(text_font(14))
        below = text.adjusted(0, taken.height() + 2, 0, 0)
        painter.drawText(below, _wrap(side.by, text_font(14), text.width()), side.by)

    def _draw_dot(self, painter: QPainter, tokens: Tokens, area: QRect, *, is_taken: bool) -> None:
        dot = QRectF(area.left() + _PAD, area.top() + _PAD + 3, _DOT, _DOT)
        painter.setPen(QPen(QColor(tokens.text if is_taken else tokens.text_secondary), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(dot)
        if is_taken:
            painter.setBrush(QColor(tokens.text))
            painter.drawEllipse(dot.adjusted(4, 4, -4, -4))


def _value_font() -> QFont:
    return text_font(17, 600)


def _text_height(side: SideWords, width: int) -> int:
    room = QRect(0, 0, width - 2 * _PAD - _DOT - 10, 10_000)
    return 2 + sum(
        QFontMetrics(font).boundingRect(room, _wrap(text, font, room.width()), text).height()
        for text, font in ((side.value, _value_font()), (side.by, text_font(14)))
    )


def _wrap(text: str, font: QFont, width: int) -> Qt.TextFlag:
    """Break lines between words, but within them where one is longer than a line."""
    is_long = any(text_width(word, font) > width for word in text.split())
    return Qt.TextFlag.TextWrapAnywhere if is_long else Qt.TextFlag.TextWordWrap
