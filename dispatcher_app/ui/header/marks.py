"""Two standing marks of the header: how old the picture is, and that the city is a demonstration."""

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from dispatcher_app.ui.header.standing import ChipWords, Standing, chip_words
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.painting import fill_round, text_width

DEMO_CITY = "DEMO CITY"
NO_REAL_CALLS = "no real calls"
_USUAL = "Live 00.0 s"
_CENTRE = Qt.AlignmentFlag.AlignCenter


class DataAgeChip(QWidget):
    """Says how old the picture is; from some seconds on it turns amber, with another shape and another word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Start without a board."""
        super().__init__(parent)
        self._shown = chip_words(Standing())
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"Data age: {self._shown.words}")

    def show_words(self, words: ChipWords) -> None:
        """Show a data age. It changes several times a second, and hardly ever its size: that would move the header."""
        if words == self._shown:
            return
        before = self.sizeHint()
        self._shown = words
        self.setAccessibleName(f"Data age: {words.words}")
        if self.sizeHint() != before:
            self.updateGeometry()
        self.update()

    def words(self) -> str:
        """Give what the chip says."""
        return self._shown.words

    def sizeHint(self) -> QSize:
        """Hold still while the figures change."""
        widest = max(text_width(words, text_font(15, 500)) for words in (self._shown.words, _USUAL))
        return QSize(widest + 42, 30)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw shape and words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = tokens_of(self.palette())
        is_live = self._shown.is_live
        fill_round(painter, QRectF(self.rect()), tokens.raised if is_live else tokens.warning, tokens.hairline)
        painter.setPen(Qt.PenStyle.NoPen)
        if is_live:
            painter.setBrush(QColor(tokens.live))
            painter.drawEllipse(QPointF(17, self.height() / 2), 5, 5)
        else:
            painter.setBrush(QColor(tokens.warning_text))
            middle = self.height() / 2
            painter.drawPolygon(QPolygonF([QPointF(17, middle - 6), QPointF(24, middle + 6), QPointF(10, middle + 6)]))
        painter.setPen(QColor(tokens.text if is_live else tokens.warning_text))
        painter.setFont(text_font(15, 500))
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(self.rect().adjusted(30, 0, -6, 0), align, self._shown.words)
        painter.end()


class DemoMark(QWidget):
    """Says, always and calmly, that no call on this board is real."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the mark."""
        super().__init__(parent)
        self._is_stacked = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.text())

    def text(self) -> str:
        """Give what the mark says."""
        return f"{DEMO_CITY} · {NO_REAL_CALLS}"

    def stack(self, is_stacked: bool) -> None:
        """Write it in two lines, or in one."""
        self._is_stacked = is_stacked
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Leave room for the words."""
        words = (DEMO_CITY, NO_REAL_CALLS) if self._is_stacked else (self.text(),)
        return QSize(max(text_width(part, text_font(15, 700)) for part in words) + 24, 42 if self._is_stacked else 32)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the words in an amber frame."""
        painter = QPainter(self)
        tokens = tokens_of(self.palette())
        fill_round(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), tokens.panel, tokens.caution_border)
        painter.setPen(QColor(tokens.caution_text))
        if self._is_stacked:
            self._draw_stacked(painter, tokens)
        else:
            painter.setFont(text_font(15, 700))
            painter.drawText(self.rect(), _CENTRE, self.text())
        painter.end()

    def _draw_stacked(self, painter: QPainter, tokens: Tokens) -> None:
        painter.setPen(QColor(tokens.caution_text))
        painter.setFont(text_font(15, 700))
        painter.drawText(QRect(0, 4, self.width(), 19), _CENTRE, DEMO_CITY)
        painter.setFont(text_font(13, 500))
        painter.drawText(QRect(0, 21, self.width(), 17), _CENTRE, NO_REAL_CALLS)
