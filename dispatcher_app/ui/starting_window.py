"""What is seen before there is a board: that the control room is being opened, or why it cannot be."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.widgets.plain_label import PlainLabel


class StartingWindow(QWidget):
    """A small window with one sentence; with two ways on once something failed."""

    retry_requested = Signal()

    def __init__(self) -> None:
        """Say that the control room is being opened."""
        super().__init__()
        self.setWindowTitle("Dispatcher")
        self.headline = PlainLabel(22, 600, self)
        self.headline.setObjectName("headline")
        self.sentence = PlainLabel(16, parent=self)
        self.sentence.setObjectName("sentence")
        self.sentence.setWordWrap(True)
        self.retry_button = QPushButton("Try again", self)
        self.retry_button.setObjectName("retry_button")
        self.quit_button = QPushButton("Quit", self)
        self.quit_button.setObjectName("quit_button")
        self._build_layout()
        self._connect()
        self.show_opening()

    def show_opening(self) -> None:
        """Say what is going on."""
        self.headline.setText("Opening the control room")
        self.sentence.setText("Starting the database and reading the board.")
        self.retry_button.hide()
        self.quit_button.hide()

    def show_failure(self, sentence: str) -> None:
        """Say why there is no board, and offer to try again."""
        self.headline.setText("The control room cannot be opened")
        self.sentence.setText(sentence)
        self.retry_button.show()
        self.quit_button.show()
        self.retry_button.setFocus()

    def _build_layout(self) -> None:
        row = QHBoxLayout()
        row.addStretch(1)
        for button in (self.quit_button, self.retry_button):
            button.setFont(text_font(16))
            button.setMinimumHeight(40)
            button.setAccessibleName(button.text())
            row.addWidget(button)
        self.retry_button.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(12)
        column.addWidget(self.headline)
        column.addWidget(self.sentence)
        column.addStretch(1)
        column.addLayout(row)
        self.resize(560, 220)

    def _connect(self) -> None:
        self.retry_button.clicked.connect(self._on_retry_clicked)
        self.quit_button.clicked.connect(self.close)
        self.quit_button.setShortcut(QKeySequence("Escape"))

    def _on_retry_clicked(self) -> None:
        self.show_opening()
        self.retry_requested.emit()
