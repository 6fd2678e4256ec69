"""A field with suggestions beneath it: the keyboard stays in the field, the arrow keys choose."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from dispatcher_app.ui.entry.line_field import ENTER_KEYS, LineField
from dispatcher_app.ui.entry.suggestion_list import Suggestion, SuggestionList
from dispatcher_app.ui.widgets.announcing import announce


class SuggestingField(LineField):
    """Up and Down choose, Enter takes, Tab takes and goes on, Esc closes the list only. `row_taken` carries the row.

    `asked` is emitted by Down while no list is shown; `left` when the keyboard has gone.
    """

    row_taken = Signal(int)
    asked = Signal()
    left = Signal()

    def __init__(self, name: str, longest: int, ground: QWidget) -> None:
        """Make an empty field whose list may lie over `ground`."""
        super().__init__(name, longest)
        self.suggestions = SuggestionList(f"{name}: suggestions", ground)
        self.suggestions.taken.connect(self._take)

    def show_rows(self, rows: Sequence[Suggestion], *, is_first_chosen: bool = False) -> None:
        """Show suggestions, if the keyboard is still here."""
        self.suggestions.show_rows(rows if self.hasFocus() else (), self, is_first_chosen=is_first_chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose, take or close; everything else is typing."""
        key = event.key()
        is_open = not self.suggestions.isHidden()
        if key in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            self._choose(1 if key == Qt.Key.Key_Down else -1, is_open=is_open)
        elif key == Qt.Key.Key_Escape and is_open:
            self.suggestions.forget()
        elif key not in ENTER_KEYS or not self.take_chosen():
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  (Qt's own name)
        """Take what is chosen before going on."""
        if next:
            self.take_chosen()
        return super().focusNextPrevChild(next)

    def take_chosen(self) -> bool:
        """Take what is chosen in the list; tell whether anything was."""
        row = self.suggestions.chosen_row()
        if row is not None:
            self._take(row)
        return row is not None

    def _choose(self, step: int, *, is_open: bool) -> None:
        if is_open:
            self.suggestions.move_choice(step)
            announce(self, self.suggestions.chosen_words())
        elif step > 0:
            self.asked.emit()

    def _take(self, row: int) -> None:
        self.suggestions.forget()
        self.row_taken.emit(row)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Close the list: it belongs to who is typing here."""
        super().focusOutEvent(event)
        self.suggestions.forget()
        self.left.emit()
