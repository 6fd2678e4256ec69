"""A strip across the window that says why the board is not to be relied on, or why nothing may be written now."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dispatcher_app.ui.header.standing import StripWords
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.icons import themed_pixmap
from dispatcher_app.ui.widgets.painting import elided, text_width
from dispatcher_app.ui.wording import plain_tooltip

_HEIGHT = 40
_BAND_PX = 3
_ICON_GROUND_PX = 46


class LockStrip(QWidget):
    """Amber, with an icon and a sentence: nobody can miss it, and nothing on it needs a press.

    All amber while it locks; a band of amber, with another icon, while it only warns.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a hidden strip."""
        super().__init__(parent)
        self._words: StripWords | None = None
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_words(self, words: StripWords | None) -> None:
        """Say why, or go away."""
        if words == self._words:
            return
        self._words = words
        self.setVisible(words is not None)
        self.setAccessibleName(self.sentence())
        self.setToolTip(plain_tooltip(self.sentence()))
        self.update()

    def sentence(self) -> str:
        """Give what the strip says; empty while it is hidden."""
        return "" if self._words is None else self._words.sentence

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the strip."""
        if self._words is None:
            return
        painter = QPainter(self)
        tokens = tokens_of(self.palette())
        painter.fillRect(self.rect(), QColor(tokens.warning))
        if not self._words.is_locking:
            painter.fillRect(self.rect().adjusted(_ICON_GROUND_PX, _BAND_PX, 0, -_BAND_PX), QColor(tokens.panel))
        icon = "database-off" if self._words.is_locking else "alert-triangle"
        ratio = 2 if self.devicePixelRatioF() > 1 else 1
        painter.drawPixmap(14, 9, themed_pixmap(icon, tokens.warning_text, 22, ratio))
        painter.setPen(QColor(tokens.warning_text if self._words.is_locking else tokens.caution_text))
        self._draw_words(painter, self._words, self.rect().adjusted(_ICON_GROUND_PX + 12, 0, -16, 0))
        painter.end()

    def _draw_words(self, painter: QPainter, words: StripWords, area: QRect) -> None:
        """Cut the cause where there is no room for both: what holds now must be read."""
        font = text_font(16, 600)
        painter.setFont(font)
        room = area.width() - text_width(f" {words.standing}", font)
        cause = elided(words.cause, font, room) if words.standing else words.cause
        text = elided(f"{cause} {words.standing}".strip(), font, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
