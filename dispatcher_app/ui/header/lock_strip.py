"""A strip across the window that says why nothing may be written now."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.icons import themed_pixmap
from dispatcher_app.ui.widgets.painting import elided

_HEIGHT = 40


class LockStrip(QWidget):
    """Amber, with an icon and a sentence: nobody can miss it, and nothing on it needs a press."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a hidden strip."""
        super().__init__(parent)
        self._sentence = ""
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_sentence(self, sentence: str | None) -> None:
        """Say why, or go away."""
        if sentence is not None and sentence != self._sentence:
            self._sentence = sentence
            self.setAccessibleName(sentence)
            self.update()
        self.setVisible(sentence is not None)

    def sentence(self) -> str:
        """Give what the strip says; empty while it is hidden."""
        return "" if self.isHidden() else self._sentence

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the strip."""
        painter = QPainter(self)
        tokens = tokens_of(self.palette())
        painter.fillRect(self.rect(), QColor(tokens.warning))
        ratio = 2 if self.devicePixelRatioF() > 1 else 1
        painter.drawPixmap(18, 9, themed_pixmap("database-off", tokens.warning_text, 22, ratio))
        area = self.rect().adjusted(52, 0, -16, 0)
        font = text_font(16, 600)
        painter.setFont(font)
        painter.setPen(QColor(tokens.warning_text))
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, align, elided(self._sentence, font, area.width()))
        painter.end()
