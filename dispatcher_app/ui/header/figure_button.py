"""A number of the room: a button that filters to what it counts."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from dispatcher_app.ui.header.header_words import FigureWords
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.flat_button import FlatButton
from dispatcher_app.ui.widgets.painting import text_width

_HEIGHT = 48
_GAP = 8


class FigureButton(FlatButton):
    """Shows a figure and its word, side by side or, where there is little room, one above the other."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a button without a figure."""
        super().__init__(parent)
        self._words = FigureWords("–", "", "")
        self._is_stacked = False

    def show_figure(self, words: FigureWords) -> None:
        """Show a figure."""
        if words == self._words:
            return
        self._words = words
        self.setAccessibleName(words.spoken)
        self.updateGeometry()
        self.update()

    def stack(self, is_stacked: bool) -> None:
        """Put the word below the figure, or beside it."""
        self._is_stacked = is_stacked
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Leave room for both."""
        figure = text_width(self._words.figure, text_font(self._figure_px(), 600))
        word = text_width(self._words.word, text_font(14))
        width = max(figure, word) if self._is_stacked else figure + _GAP + word
        return QSize(width + (14 if self._is_stacked else 24), _HEIGHT)

    def _figure_px(self) -> int:
        return 20 if self._is_stacked else 22

    def paint_face(self, painter: QPainter, tokens: Tokens) -> None:
        """Write figure and word; what wants attention is underlined."""
        side = 7 if self._is_stacked else 12
        area = self.rect().adjusted(side, 0, -side, 0)
        figure_font = text_font(self._figure_px(), 600)
        painter.setPen(QColor(tokens.text))
        painter.setFont(figure_font)
        painter.drawText(self._figure_area(area), Qt.AlignmentFlag.AlignVCenter, self._words.figure)
        painter.setFont(text_font(14))
        painter.setPen(QColor(tokens.text if self.underMouse() else tokens.text_secondary))
        offset = text_width(self._words.figure, figure_font) + _GAP
        painter.drawText(self._word_area(area, offset), Qt.AlignmentFlag.AlignVCenter, self._words.word)
        if self._words.is_marked:
            painter.fillRect(area.left(), self.height() - 3, area.width(), 3, QColor(tokens.bar_past))

    def _figure_area(self, area: QRect) -> QRect:
        return QRect(area.left(), 3, area.width(), 24) if self._is_stacked else area

    def _word_area(self, area: QRect, offset: int) -> QRect:
        return QRect(area.left(), 25, area.width(), 18) if self._is_stacked else area.adjusted(offset, 3, 0, 0)
