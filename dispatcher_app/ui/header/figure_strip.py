"""The numbers of the room, side by side."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from dispatcher_app.ui.header.figure_button import FigureButton
from dispatcher_app.ui.header.header_words import RoomWords


class FigureStrip(QWidget):
    """Five figures; each tells when it is pressed."""

    waiting_pressed = Signal()
    oldest_pressed = Signal()
    past_target_pressed = Signal()
    under_way_pressed = Signal()
    available_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make figures without numbers."""
        super().__init__(parent)
        self.waiting_button = FigureButton()
        self.waiting_button.setObjectName("waiting_button")
        self.oldest_button = FigureButton()
        self.oldest_button.setObjectName("oldest_button")
        self.past_target_button = FigureButton()
        self.past_target_button.setObjectName("past_target_button")
        self.under_way_button = FigureButton()
        self.under_way_button.setObjectName("under_way_button")
        self.available_button = FigureButton()
        self.available_button.setObjectName("available_button")
        self._build_layout()
        self._connect()

    def buttons(self) -> tuple[FigureButton, ...]:
        """Give the figures from left to right."""
        return (
            self.waiting_button,
            self.oldest_button,
            self.past_target_button,
            self.under_way_button,
            self.available_button,
        )

    def _build_layout(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for button in self.buttons():
            layout.addWidget(button)

    def _connect(self) -> None:
        self.waiting_button.clicked.connect(self.waiting_pressed)
        self.oldest_button.clicked.connect(self.oldest_pressed)
        self.past_target_button.clicked.connect(self.past_target_pressed)
        self.under_way_button.clicked.connect(self.under_way_pressed)
        self.available_button.clicked.connect(self.available_pressed)

    def show_figures(self, words: RoomWords) -> None:
        """Show the numbers of the room."""
        self.waiting_button.show_figure(words.waiting)
        self.oldest_button.show_figure(words.oldest)
        self.past_target_button.show_figure(words.past_target)
        self.under_way_button.show_figure(words.under_way)
        self.available_button.show_figure(words.available)

    def stack(self, is_stacked: bool) -> None:
        """Put the words below the figures, or beside them."""
        for button in self.buttons():
            button.stack(is_stacked)
