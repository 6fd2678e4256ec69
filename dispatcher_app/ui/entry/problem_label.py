"""What is wrong with a field, right beneath it."""

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.icons import themed_pixmap
from dispatcher_app.ui.widgets.plain_label import PlainLabel

_ICON_PX = 16


class ProblemLabel(PlainLabel):
    """A sentence with a triangle before it; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a hidden label."""
        super().__init__(14, 500, parent)
        self.setWordWrap(True)
        self.setContentsMargins(_ICON_PX + 6, 0, 0, 2)
        self.hide()

    def add(self, sentence: str) -> None:
        """Say this too."""
        self.setText(" ".join(part for part in (self.text(), sentence) if part))
        self.setAccessibleName(self.text())
        self.show()

    def clear_all(self) -> None:
        """Say nothing, and take no room."""
        self.setText("")
        self.setAccessibleName("")
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw triangle and sentence; the triangle tells it from what is merely said."""
        super().paintEvent(event)
        painter = QPainter(self)
        ratio = 2 if self.devicePixelRatioF() > 1 else 1
        icon = themed_pixmap("alert-triangle", tokens_of(self.palette()).caution_text, _ICON_PX, ratio)
        painter.drawPixmap(0, 1, icon)
        painter.end()
