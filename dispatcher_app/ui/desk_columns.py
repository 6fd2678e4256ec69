"""The desk's columns: calls at the left, the selected call and the ambulances beside them, and a call being taken.

Where there is room a call is taken in a column of its own; elsewhere in the place of the right one. The calls stay.
"""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from dispatcher_app.ui.entry.entry_panel import EntryPanel
from dispatcher_app.ui.widgets.panel import settle

GAP = 10
_THREE_FROM = 1600


class DeskColumns(QWidget):
    """Puts panels side by side, and gives the keyboard back once the call's panel goes.

    `new_call_requested`: a call is to be taken, and none is yet. `focus_left`: the keyboard was on the call's panel,
    and where it was before it cannot stand any more.
    """

    new_call_requested = Signal()
    focus_left = Signal()

    def __init__(self, calls: QWidget, beside: tuple[QWidget, QWidget], entry: EntryPanel) -> None:
        """Place the calls, the two panels beside them, and the panel of a call being taken, which is not shown yet."""
        super().__init__()
        self._entry = entry
        self._is_entry_shown = False
        self._is_right_needed = False
        self._focus_before: QWidget | None = None
        self.right_column = QWidget()
        self.right_column.setObjectName("right_column")
        right = self.right_layout = QVBoxLayout(self.right_column)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(GAP)
        right.addWidget(beside[0])
        right.addWidget(beside[1], 1)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(GAP, GAP, GAP, GAP)
        columns.setSpacing(GAP)
        for part, share in ((calls, 4), (self.right_column, 3), (entry, 3)):
            columns.addWidget(part, share)
        entry.hide()
        entry.put_aside.connect(self._on_put_aside)

    def show_entry(self, *, is_shown: bool) -> None:
        """Bring the panel of a call being taken, and the keyboard; or take it away, and give the keyboard back."""
        if is_shown is self._is_entry_shown:
            return
        holder = QApplication.focusWidget()
        self._is_entry_shown = is_shown
        if is_shown:
            self._focus_before = holder
            self._arrange()
            self._entry.take_keyboard()
            return
        had_keyboard = holder is not None and self._entry.isAncestorOf(holder)
        self._arrange()
        if had_keyboard:
            self._give_back_focus()
        self._focus_before = None

    @Slot()
    def turn_to_entry(self) -> None:
        """Put the keyboard on the call being taken; where there is none, ask for one."""
        if self._is_entry_shown:
            self._entry.take_keyboard()
        else:
            self.new_call_requested.emit()

    @Slot()
    def _on_put_aside(self) -> None:
        self.show_entry(is_shown=False)

    def need_right(self, *, is_needed: bool) -> None:
        """Say that the right column must be seen, whatever is being taken: a locked desk is unlocked there."""
        self._is_right_needed = is_needed
        self._arrange()

    def _arrange(self) -> None:
        has_room = self.width() >= _THREE_FROM
        self._entry.setVisible(self._is_entry_shown and (has_room or not self._is_right_needed))
        self.right_column.setVisible(has_room or self._is_right_needed or not self._is_entry_shown)
        settle(self)

    def _give_back_focus(self) -> None:
        before = self._focus_before
        if before is not None and isValid(before) and before.isEnabled() and before.isVisibleTo(self.window()):
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_left.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Change between two columns and three."""
        super().resizeEvent(event)
        self._arrange()
