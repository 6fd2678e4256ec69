"""A field of one line, in a form that Enter walks through."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from dispatcher_app.ui.theme.fonts import text_font

FIELD_PX = 32
ENTER_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter})


class LineField(QLineEdit):
    """Enter goes on to the next field: `entered`."""

    entered = Signal()

    def __init__(self, name: str, longest: int, parent: QWidget | None = None) -> None:
        """Make an empty field for so many characters."""
        super().__init__(parent)
        self.setFont(text_font(15))
        self.setAccessibleName(name)
        self.setMaxLength(longest)
        self.setFixedHeight(FIELD_PX)
        self.setMinimumWidth(48)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by Enter."""
        if event.key() in ENTER_KEYS:
            self.entered.emit()
        else:
            super().keyPressEvent(event)
