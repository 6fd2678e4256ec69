"""The one place of a form that says why it was not accepted."""

import re

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.icons import themed_pixmap
from dispatcher_app.ui.widgets.announcing import announce
from dispatcher_app.ui.widgets.painting import fill_round
from dispatcher_app.ui.widgets.plain_label import PlainLabel

_ICON_AT = 14
_ICON_SIZE = 22


class FailureBox(QWidget):
    """An icon, a sentence, and below it what helps. Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget) -> None:
        """Make a hidden box."""
        super().__init__(parent)
        self.setObjectName("failure_box")
        self._icon_name = "alert-triangle"
        self.sentence = PlainLabel(16, 600, self)
        self.sentence.setObjectName("sentence")
        self.advice = PlainLabel(15, parent=self)
        self.advice.setObjectName("advice")
        column = QVBoxLayout(self)
        column.setContentsMargins(_ICON_AT + _ICON_SIZE + 12, 12, 14, 12)
        column.setSpacing(4)
        for label in (self.sentence, self.advice):
            label.setWordWrap(True)
            column.addWidget(label)
        self.hide()

    def show_words(self, sentence: str, advice: str = "", icon_name: str = "alert-triangle") -> None:
        """Say something, aloud too where somebody listens."""
        self._icon_name = icon_name
        self.sentence.setText(_breakable(sentence))
        self.advice.setText(_breakable(advice))
        self.advice.setVisible(bool(advice))
        spoken = f"{sentence} {advice}".strip()
        self.setAccessibleName(spoken)
        self.show()
        self.update()
        announce(self, spoken)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the sheet, its amber border and the icon: nothing is broken by it, so it is not red."""
        painter = QPainter(self)
        tokens = tokens_of(self.palette())
        fill_round(painter, QRectF(self.rect()), tokens.panel, tokens.caution_border, 5)
        ratio = 2 if self.devicePixelRatioF() > 1 else 1
        pixmap = themed_pixmap(self._icon_name, tokens.caution_text, _ICON_SIZE, ratio)
        painter.drawPixmap(_ICON_AT, 12, pixmap)
        painter.end()


def _breakable(sentence: str) -> str:
    """Let a very long word (a server's address) go on in the next line: it would stick out of the box."""
    return re.sub(r"\S{32}(?=\S)", "\\g<0>\u200b", sentence)
