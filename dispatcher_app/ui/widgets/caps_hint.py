"""The line under a password that says that Caps Lock is on."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.icons import themed_pixmap
from dispatcher_app.ui.widgets.announcing import announce
from dispatcher_app.ui.widgets.plain_label import PlainLabel


class CapsHint(QWidget):
    """Says that Caps Lock is on. Its line is kept free while it is off, so that nothing jumps under the fingers."""

    _WORDS = "Caps Lock is on"

    def __init__(self, parent: QWidget) -> None:
        """Make an empty line."""
        super().__init__(parent)
        self.words = PlainLabel(15, 600, self)
        row = QHBoxLayout(self)
        row.setContentsMargins(26, 0, 0, 0)
        row.addWidget(self.words)
        self.setFixedHeight(24)

    @Slot(bool)
    def show_state(self, is_on: bool) -> None:
        """Say so, or say nothing."""
        self.words.setText(self._WORDS if is_on else "")
        self.setAccessibleName(self.words.text())
        self.update()
        if is_on:
            announce(self, self._WORDS)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the key's sign beside the words."""
        if not self.words.text():
            return
        painter = QPainter(self)
        ratio = 2 if self.devicePixelRatioF() > 1 else 1
        painter.drawPixmap(0, 2, themed_pixmap("arrow-big-up-line", tokens_of(self.palette()).caution_text, 20, ratio))
        painter.end()
