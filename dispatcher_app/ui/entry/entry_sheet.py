"""What stands in the panel of call-taking, from the ring to the buttons, and the keys that work in all of it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QKeyCombination, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.call_taking import Duplicate
from dispatcher_app.ui.desk_identity import ServerNow
from dispatcher_app.ui.entry.duplicates_strip import ROW_PX, DuplicatesStrip
from dispatcher_app.ui.entry.entry_foot import EntryFoot
from dispatcher_app.ui.entry.entry_form import EntryForm
from dispatcher_app.ui.entry.entry_head import EntryHead
from dispatcher_app.ui.entry.panel_keys import PanelKeys
from dispatcher_app.ui.entry.scroll_sheet import ScrollSheet
from dispatcher_app.ui.widgets.panel import Hairline

_LOW_PX = 578
"""So high is the panel of the lowest screen: from there on, half of each further pixel goes to the duplicates."""

_FEWEST_ROWS = 2


class EntrySheet(QWidget):
    """Head, form, duplicates and buttons. While it is busy the call is being saved, and cannot be changed."""

    save_pressed = Signal()

    def __init__(self, now: ServerNow) -> None:
        """Make it empty."""
        super().__init__()
        self._now = now
        self._is_busy = False
        self.head = EntryHead(now)
        self.head.setObjectName("entry_head")
        self.form = EntryForm(self)
        self.form.setObjectName("entry_form")
        self.form_scroll = ScrollSheet(self.form)
        self.form_scroll.setObjectName("form_scroll")
        self.duplicates_strip = DuplicatesStrip()
        self.duplicates_strip.setObjectName("duplicates_strip")
        self.foot = EntryFoot()
        self.foot.setObjectName("entry_foot")
        self._keys = self._make_keys()
        self._build_layout()
        self._connect()

    def _make_keys(self) -> PanelKeys:
        control, alt = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
        # Beside the board Ctrl+Enter dispatches: whoever presses it here means the call, and sends nobody by mistake.
        keys: dict[QKeyCombination, Callable[[], None]] = {
            QKeyCombination(control, key): self._on_save for key in (Qt.Key.Key_S, Qt.Key.Key_Return, Qt.Key.Key_Enter)
        }
        for mark, key in zip("1234", (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4), strict=True):
            keys[QKeyCombination(alt, key)] = partial(self._on_priority_key, mark)
        keys[QKeyCombination(alt, Qt.Key.Key_J)] = self._on_first_duplicate
        return PanelKeys(keys, self)

    def _build_layout(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        for part in (self.head, Hairline(), self.form_scroll, Hairline(), self.duplicates_strip, self.foot):
            column.addWidget(part, 1 if part is self.form_scroll else 0)
        self._keys.watch(*self.stops())
        for earlier, later in pairwise(self.stops()):
            QWidget.setTabOrder(earlier, later)

    def _connect(self) -> None:
        self.form.changed.connect(self.foot.ask_no_more)
        self.form.finished.connect(self._focus_save)
        self.foot.save_pressed.connect(self._on_save)
        self.duplicates_strip.row_added.connect(self._on_row_added)
        self.duplicates_strip.focus_left.connect(self.form.notes_field.setFocus)

    def stops(self) -> tuple[QWidget, ...]:
        """Give what the Tab key leads to, in the order of the conversation; the duplicates follow."""
        return (*self.form.stops(), *self.foot.buttons())

    def is_busy(self) -> bool:
        """The call is being saved."""
        return self._is_busy

    def fill(self, entry: CallEntry) -> None:
        """Show an entry and nothing that was said of another."""
        self.form.fill(entry)
        self.foot.show_outcome("")
        self.duplicates_strip.forget()

    def begin(self, ring_at: datetime | None, entry: CallEntry) -> None:
        """Take another call."""
        self.show_busy(is_busy=False)
        self.head.begin(ring_at)
        self.fill(entry)
        self.form_scroll.verticalScrollBar().setValue(0)
        self.form.location.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_duplicates(self, duplicates: Sequence[Duplicate]) -> None:
        """Show the calls that look like this one, and no others."""
        self.duplicates_strip.show_duplicates(duplicates, self._now())
        # After the buttons: who tabs to "Save call" and presses Enter must not join a call that has just appeared.
        joins = (row.join_button for row in self.duplicates_strip.rows())
        for earlier, later in pairwise((self.foot.discard_button, *joins)):
            QWidget.setTabOrder(earlier, later)

    def show_busy(self, *, is_busy: bool) -> None:
        """Say that the call is being saved, or take it back."""
        self._is_busy = is_busy
        if is_busy:
            self.foot.show_outcome("")
            if self._has_keyboard():
                # What is about to be disabled would hand the keyboard to the next button.
                self._focus_save()
        self.form.setEnabled(not is_busy)
        self.foot.show_busy(is_busy=is_busy)

    def show_outcome(self, sentence: str) -> None:
        """Say what became of the call."""
        self.show_busy(is_busy=False)
        self.foot.show_outcome(sentence)

    def show_problems(self, problems: Mapping[str, Sequence[str]]) -> None:
        """Say what is wrong; the keyboard goes to the first of it, unless it is elsewhere on the desk by now."""
        self.show_busy(is_busy=False)
        self.foot.show_outcome(" ".join(self.form.show_problems(problems)))
        wrong = self.form.first_wrong()
        if wrong is not None and self._has_keyboard():
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            self.form_scroll.show_whole(wrong)

    def tick(self) -> None:
        """Let time pass."""
        self.head.tick()
        self.duplicates_strip.tick(self._now())

    def _has_keyboard(self) -> bool:
        holder = QApplication.focusWidget()
        return holder is not None and self.isAncestorOf(holder)

    @Slot()
    def _focus_save(self) -> None:
        self.foot.save_button.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _on_save(self) -> None:
        if not self._is_busy:
            for field in (self.form.location.field, self.form.type.field):
                field.take_chosen()
            self.save_pressed.emit()

    def _on_priority_key(self, mark: str) -> None:
        if not self._is_busy:
            self.form.type.priority_segments.take(mark)

    def _on_first_duplicate(self) -> None:
        rows = self.duplicates_strip.rows()
        if rows:
            rows[0].join_button.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(QWidget)
    def _on_row_added(self, button: QWidget) -> None:
        self._keys.watch(button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Put the call aside by Esc, once no list took it."""
        if event.key() == Qt.Key.Key_Escape:
            self.foot.put_aside_pressed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep room for more duplicates where there is room; lists stay beneath their fields."""
        super().resizeEvent(event)
        more = max(0, self.height() - _LOW_PX) // (2 * ROW_PX)
        self.duplicates_strip.show_room(_FEWEST_ROWS + more)
        for field in (self.form.location.field, self.form.type.field):
            field.suggestions.follow(field)
