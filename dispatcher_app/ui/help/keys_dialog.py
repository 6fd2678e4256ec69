"""The list of keys."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QPushButton, QVBoxLayout, QWidget

from dispatcher_app.ui.help.keys import KEY_LINES
from dispatcher_app.ui.widgets.plain_label import PlainLabel


class KeysDialog(QDialog):
    """Shows the keys beside the living board; Esc or F1 closes it."""

    def __init__(self, parent: QWidget) -> None:
        """Make the list."""
        super().__init__(parent)
        self.close_button = QPushButton("Close")
        self.close_button.setObjectName("close_button")
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        self.setWindowTitle("Keys")
        self.setModal(False)
        self.setAccessibleName("Keys")
        self.close_button.setAccessibleName("Close")
        self.close_button.setDefault(True)
        lines = QGridLayout()
        lines.setHorizontalSpacing(28)
        lines.setVerticalSpacing(9)
        for position, line in enumerate(KEY_LINES):
            keys, meaning = PlainLabel(15, 600), PlainLabel(15)
            keys.setText(line.keys)
            meaning.setText(line.meaning)
            lines.addWidget(keys, position, 0)
            lines.addWidget(meaning, position, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(18)
        layout.addLayout(lines)
        layout.addWidget(self.close_button, alignment=Qt.AlignmentFlag.AlignRight)

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.accept)

    @Slot()
    def toggle(self) -> None:
        """Come, or go."""
        self.setVisible(not self.isVisible())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the key that opened the list close it."""
        if event.key() == Qt.Key.Key_F1:
            self.accept()
        else:
            super().keyPressEvent(event)
