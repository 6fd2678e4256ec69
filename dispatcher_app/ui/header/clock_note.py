"""A quiet note beside the clock: this computer's own clock is off."""

from datetime import timedelta

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from dispatcher_app.ui.header.header_words import CLOCK_OFF_MEANS, clock_off_words
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.widgets.painting import text_width

_ICON_PX = 18
_GAP = 8
_LINE_PX = 18
_SHORT = "Computer's clock"
_ALIGN = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class ClockNote(QWidget):
    """Stands for as long as the clock is off. It is no alarm: every time on the board is the database's."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a hidden note."""
        super().__init__(parent)
        self._off = ""
        self._is_stacked = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_difference(self, difference: timedelta | None) -> None:
        """Say how far the clock is ahead (negative: behind), or go away."""
        off = "" if difference is None else clock_off_words(difference)
        if off == self._off:
            return
        self._off = off
        self.setVisible(bool(off))
        self.setAccessibleName(self.text())
        self.setAccessibleDescription(CLOCK_OFF_MEANS)
        self.setToolTip(f"{self.text()}. {CLOCK_OFF_MEANS}")
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Give what the note says; empty while it is hidden."""
        return f"This computer's clock is {self._off}" if self._off else ""

    def stack(self, is_stacked: bool) -> None:
        """Write it in two short lines, or in one."""
        self._is_stacked = is_stacked
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Leave room for the words."""
        width = max(text_width(line, self._font()) for line in self._lines())
        return QSize(_ICON_PX + _GAP + width + 2, 42 if self._is_stacked else 30)

    def _lines(self) -> tuple[str, ...]:
        return (_SHORT, self._off) if self._is_stacked else (self.text(),)

    def _font(self) -> QFont:
        return text_font(13 if self._is_stacked else 14, 500)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw a small clock and the words."""
        painter = QPainter(self)
        colour = QColor(tokens_of(self.palette()).caution_text)
        self._draw_clock(painter, colour)
        painter.setPen(colour)
        painter.setFont(self._font())
        lines = self._lines()
        top = (self.height() - _LINE_PX * len(lines)) // 2
        for place, line in enumerate(lines):
            area = QRect(_ICON_PX + _GAP, top + place * _LINE_PX, self.width(), _LINE_PX)
            painter.drawText(area, _ALIGN, line)
        painter.end()

    def _draw_clock(self, painter: QPainter, colour: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(colour, 1.6))
        middle = QPointF(_ICON_PX / 2, self.height() / 2)
        painter.drawEllipse(middle, 7.5, 7.5)
        painter.drawLine(middle, middle - QPointF(0, 4.5))
        painter.drawLine(middle, middle + QPointF(3.5, 1.5))
