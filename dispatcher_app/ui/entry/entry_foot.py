"""The foot of call-taking: what became of it, and what can be done with what was typed."""

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatcher_app.ui.entry.panel_button import PanelButton
from dispatcher_app.ui.entry.problem_label import ProblemLabel
from dispatcher_app.ui.widgets.announcing import announce

_SAVE, _SAVING = "Save call", "Saving…"
_DISCARD, _AGAIN = "Discard draft", "Press again"
_DISCARD_QUESTION = "Nothing is thrown away yet: press once more to throw away what was typed."


class EntryFoot(QWidget):
    """Three buttons and a line above them. Discarding takes two presses, with nothing else between."""

    save_pressed = Signal()
    put_aside_pressed = Signal()
    discarded = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the buttons."""
        super().__init__(parent)
        self._is_asking = False
        self.outcome_label = ProblemLabel()
        self.outcome_label.setObjectName("entry_outcome_label")
        self.save_button = PanelButton(_SAVE, "Ctrl+S", is_main=True)
        self.save_button.setObjectName("save_button")
        self.put_aside_button = PanelButton("Put aside", "Esc")
        self.put_aside_button.setObjectName("put_aside_button")
        self.discard_button = PanelButton(_DISCARD)
        self.discard_button.setObjectName("discard_button")
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.save_button)
        line.addWidget(self.put_aside_button)
        line.addStretch(1)
        line.addWidget(self.discard_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 6, 16, 10)
        column.setSpacing(6)
        column.addWidget(self.outcome_label)
        column.addLayout(line)

    def _connect(self) -> None:
        self.save_button.clicked.connect(self.save_pressed)
        self.put_aside_button.clicked.connect(self.put_aside_pressed)
        self.discard_button.clicked.connect(self._on_discard)
        self.discard_button.installEventFilter(self)

    def buttons(self) -> tuple[PanelButton, ...]:
        """Give the buttons, from left to right."""
        return (self.save_button, self.put_aside_button, self.discard_button)

    def show_busy(self, *, is_busy: bool) -> None:
        """Say that the call is being saved; meanwhile it cannot be thrown away."""
        self.save_button.show_caption(_SAVING if is_busy else _SAVE)
        self.discard_button.setEnabled(not is_busy)

    def show_outcome(self, sentence: str) -> None:
        """Say what became of it; empty says nothing."""
        self.ask_no_more()
        self.outcome_label.clear_all()
        if sentence:
            self.outcome_label.add(sentence)
            announce(self, sentence)

    def ask_no_more(self) -> None:
        """Take the first press on "Discard draft" back."""
        if self._is_asking:
            self._is_asking = False
            self.discard_button.show_caption(_DISCARD)
            self.outcome_label.clear_all()

    @Slot()
    def _on_discard(self) -> None:
        if self._is_asking:
            self.ask_no_more()
            self.discarded.emit()
            return
        self.show_outcome(_DISCARD_QUESTION)
        self.discard_button.show_caption(_AGAIN)
        self._is_asking = True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Forget the first press once the keyboard or the mouse has gone elsewhere."""
        if event.type() == QEvent.Type.FocusOut:
            self.ask_no_more()
        return super().eventFilter(watched, event)
