"""The search over the calls."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from dispatcher_app.ui.theme.fonts import text_font


class SearchField(QLineEdit):
    """A field that Esc empties and Enter or Down leaves, towards the first hit."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty field."""
        super().__init__(parent)
        self.setFont(text_font(15))
        self.setPlaceholderText("Search   /")
        self.setAccessibleName("Search the calls by number, type, location, area or call sign")
        self.setMaxLength(80)
        self.setMinimumWidth(110)
        self.setMaximumWidth(260)
        self.setFixedHeight(32)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Esc, Enter or Down."""
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.left.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down}:
            self.left.emit()
        else:
            super().keyPressEvent(event)
