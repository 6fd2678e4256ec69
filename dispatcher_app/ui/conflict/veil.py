"""The veil over the board while a dialog stands before it: the board stays readable, and is plainly not in front."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

_DARKNESS = 110


class Veil(QWidget):
    """Covers its window for as long as it is shown, whatever the window's size becomes."""

    def __init__(self, window: QWidget) -> None:
        """Make a hidden veil."""
        super().__init__(window)
        self._window = window
        self.setObjectName("veil")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Grow and shrink with the window."""
        if event.type() is QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return super().eventFilter(watched, event)

    def cover(self) -> None:
        """Lie over everything."""
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Darken."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, _DARKNESS))
        painter.end()
