"""The frame around each part of the desk."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.widgets.painting import fill_round


def settle(widget: QWidget | None) -> None:
    """Lay a widget's children out now."""
    layout = None if widget is None else widget.layout()
    if layout is not None:
        layout.invalidate()
        layout.activate()


class Panel(QWidget):
    """A rounded sheet on the window."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the sheet."""
        painter = QPainter(self)
        tokens = tokens_of(self.palette())
        fill_round(painter, QRectF(self.rect()), tokens.panel, tokens.hairline, 6)
        painter.end()


class Bar(QWidget):
    """A sheet over the whole width: the header at the top, the dispatch bar at the bottom."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the sheet."""
        painter = QPainter(self)
        tokens = tokens_of(self.palette())
        painter.fillRect(self.rect(), tokens.panel)
        painter.setPen(tokens.hairline)
        painter.drawLine(self.rect().bottomLeft(), self.rect().bottomRight())
        painter.drawLine(self.rect().topLeft(), self.rect().topRight())
        painter.end()


class Hairline(QWidget):
    """A line between two parts of a panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a line one pixel high."""
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the line."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens_of(self.palette()).hairline)
        painter.end()
