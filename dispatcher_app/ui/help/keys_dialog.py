"""The list of keys."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QGridLayout, QPushButton, QVBoxLayout, QWidget

from dispatcher_app.ui.help.keys import KeyLine
from dispatcher_app.ui.widgets.plain_label import PlainLabel

_MOST_IN_ONE_COLUMN = 18


class KeysDialog(QDialog):
    """Shows the keys beside the living board; Esc or F1 closes it."""

    def __init__(self, parent: QWidget) -> None:
        """Make the list."""
        super().__init__(parent)
        self._lines: tuple[KeyLine, ...] = ()
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
        self.page = QWidget()
        self.page.setObjectName("page")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 18)
        layout.setSpacing(18)
        layout.addWidget(self.page)
        layout.addWidget(self.close_button, alignment=Qt.AlignmentFlag.AlignRight)

    def _connect(self) -> None:
        self.close_button.clicked.connect(self.accept)

    def toggle(self, lines: Sequence[KeyLine]) -> None:
        """Come with these lines, or go."""
        if not self.isVisible():
            self._show_lines(tuple(lines))
        self.setVisible(not self.isVisible())

    def lines(self) -> tuple[KeyLine, ...]:
        """Give what the list says."""
        return self._lines

    def _show_lines(self, lines: tuple[KeyLine, ...]) -> None:
        if lines == self._lines:
            return
        self._lines = lines
        page = QWidget()
        page.setObjectName("page")
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(9)
        rows = -(-len(lines) // _columns_for(len(lines)))
        for number, line in enumerate(lines):
            place, row = divmod(number, rows)
            for column, (words, weight) in enumerate(((line.keys, 600), (line.meaning, 400))):
                label = PlainLabel(15, weight)
                label.setText(words)
                grid.addWidget(label, row, 2 * place + column)
        layout = self.layout()
        if layout is not None:
            layout.replaceWidget(self.page, page)
        self.page.deleteLater()
        self.page = page
        self.adjustSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the key that opened the list close it."""
        if event.key() == Qt.Key.Key_F1:
            self.accept()
        else:
            super().keyPressEvent(event)


def _columns_for(count: int) -> int:
    """A long list stands side by side: in one column it would be higher than a small screen."""
    return 1 if count <= _MOST_IN_ONE_COLUMN else 2
