"""What is seen before there is a board: that the control room is being opened, or why it cannot be."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.widgets.plain_label import PlainLabel


class StartingWindow(QWidget):
    """A small window with one sentence; with two ways on once something failed, or three if a board was kept."""

    retry_requested = Signal()
    last_board_requested = Signal()

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
        self.last_board_button = QPushButton(self)
        self.last_board_button.setObjectName("last_board_button")
        self._build_layout()
        self._connect()
        self.show_last_board("")
        self.show_opening()

    def show_opening(self) -> None:
        """Say what is going on."""
        self.headline.setText("Opening the control room")
        self.sentence.setText("Starting the database and reading the board.")
        self.retry_button.hide()
        self.quit_button.hide()
        self.last_board_button.hide()

    def show_failure(self, sentence: str) -> None:
        """Say why there is no board, and offer to try again."""
        self.headline.setText("The control room cannot be opened")
        self.sentence.setText(sentence)
        self.retry_button.show()
        self.quit_button.show()
        self.show_last_board(self.last_board_button.text())
        self.retry_button.setFocus()

    def show_last_board(self, words: str) -> None:
        """Offer the last board that was kept, beside a failure; empty for none."""
        self.last_board_button.setText(words)
        self.last_board_button.setAccessibleName(words)
        self.last_board_button.setVisible(bool(words) and not self.retry_button.isHidden())

    def _build_layout(self) -> None:
        row = QHBoxLayout()
        row.addWidget(self.last_board_button)
        row.addStretch(1)
        for button in (self.quit_button, self.retry_button):
            button.setAccessibleName(button.text())
            row.addWidget(button)
        for button in (self.last_board_button, self.quit_button, self.retry_button):
            button.setFont(text_font(16))
            button.setMinimumHeight(40)
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
        self.last_board_button.clicked.connect(self.last_board_requested)
        self.quit_button.setShortcut(QKeySequence("Escape"))

    def _on_retry_clicked(self) -> None:
        self.show_opening()
        self.retry_requested.emit()
