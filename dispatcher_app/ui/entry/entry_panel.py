"""The panel in which a call is taken: beside the board, which goes on living and working."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.call_taking import CallType, Duplicate
from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.ui.desk_identity import ServerNow
from dispatcher_app.ui.entry.entry_sheet import EntrySheet
from dispatcher_app.ui.entry.entry_words import LOCKED
from dispatcher_app.ui.entry.place_found import PlaceFound
from dispatcher_app.ui.widgets.panel import Panel
from dispatcher_app.ui.widgets.plain_label import wrapped_line
from dispatcher_app.ui.widgets.second_timer import SecondTimer

_PAUSE_MS = 400
_LEAST_WIDTH = 440


class EntryPanel(Panel):
    """A pure view of one `CallEntry`. Whoever owns it keeps drafts, looks places and duplicates up, and saves.

    `location_typed` carries the location's text at every key; `entry_changed` a `CallEntry` whenever a field is left or
    typing pauses; `save_requested` one to be saved; `join_requested` a call's id and the entry of its repeat caller.
    `put_aside`: the panel goes, the draft stays. `discard_requested`: the draft is to go too.
    """

    location_typed = Signal(str)
    entry_changed = Signal(object)
    save_requested = Signal(object)
    join_requested = Signal(object, object)
    put_aside = Signal()
    discard_requested = Signal()

    def __init__(self, now: ServerNow, parent: QWidget | None = None) -> None:
        """Make an empty panel that counts by the server's clock."""
        super().__init__(parent)
        self._told = CallEntry()
        self._covered: CallEntry | None = None
        self._when_uncovered: dict[str, Callable[[], None]] = {}
        self.sheet = EntrySheet(now)
        self.sheet.setObjectName("entry_sheet")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._seconds = SecondTimer(now, self)
        self._pages = QStackedLayout(self)
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        self.setMinimumWidth(_LEAST_WIDTH)
        self.setAccessibleName("New call")
        cover = wrapped_line("entry_cover_label", LOCKED, 15)
        cover.setAlignment(Qt.AlignmentFlag.AlignCenter)
        cover.setMargin(24)
        self._pages.addWidget(self.sheet)
        self._pages.addWidget(cover.as_secondary())

    def _connect(self) -> None:
        self._seconds.ticked.connect(self.sheet.tick)
        self._pause.timeout.connect(self._tell_entry)
        self.sheet.form.location.location_typed.connect(self.location_typed)
        self.sheet.form.changed.connect(self._pause.start)
        self.sheet.form.left.connect(self._tell_entry)
        self.sheet.duplicates_strip.join_pressed.connect(self._on_join)
        self.sheet.save_pressed.connect(self._on_save)
        self.sheet.foot.put_aside_pressed.connect(self._on_put_aside)
        self.sheet.foot.discarded.connect(self.discard_requested)

    def stops(self) -> tuple[QWidget, ...]:
        """Give what the Tab key leads to, in the order of the conversation; the duplicates follow."""
        return self.sheet.stops()

    def begin(self, ring_at: datetime | None, entry: CallEntry) -> None:
        """Take a call that rang at an instant, or, with None, from now on; `entry` is empty or a draft taken up again.

        At a locked desk it waits until the desk is unlocked.
        """

        def begin() -> None:
            self._told = entry
            self.sheet.begin(ring_at, entry)
            self._pause.stop()

        if self._covered is not None:
            self._covered = entry
            self._when_uncovered.clear()
        self._show("call", begin)

    def entry(self) -> CallEntry:
        """Give what was typed, as it was typed."""
        return self.sheet.form.entry() if self._covered is None else self._covered

    def take_keyboard(self) -> None:
        """Put the keyboard back where it was in this panel, or on the location."""
        stops = self.stops()
        next((stop for stop in stops if stop is self.focusWidget()), stops[0]).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_zone(self, zone: tzinfo) -> None:
        """Write times in the room's zone."""
        self.sheet.head.show_zone(zone)

    def show_types(self, types: Sequence[CallType]) -> None:
        """Take the room's list of types, in its order."""
        self.sheet.form.type.show_types(types)

    def show_places(self, query: str, places: Sequence[PlaceFound]) -> None:
        """Offer the places found for a text that was typed; an answer that comes late does nothing."""
        if self._covered is None:
            self.sheet.form.location.show_places(query, places)

    def show_duplicates(self, duplicates: Sequence[Duplicate]) -> None:
        """Show the calls that look like this one, and no others; the keyboard stays where it is."""
        self._show("duplicates", lambda: self.sheet.show_duplicates(duplicates))

    def show_draft(self, saved_at: datetime | None, trouble: str = "") -> None:
        """Say when the draft was saved last; `trouble` ("no database") says what keeps the rest from being saved."""
        self.sheet.head.show_draft(saved_at, trouble)

    def show_busy(self) -> None:
        """Say that the call is being saved: until problems or an outcome are shown, it cannot be changed."""
        self.sheet.show_busy(is_busy=True)

    def show_problems(self, problems: Mapping[str, Sequence[str]]) -> None:
        """Say what is wrong, beneath each field by its name in `CallEntry`; nothing that was typed is lost."""
        self._show("answer", lambda: self.sheet.show_problems(problems))

    def show_outcome(self, sentence: str) -> None:
        """Say what became of the call, where it did not simply go through; empty ends the wait without a word."""
        self._show("answer", lambda: self.sheet.show_outcome(sentence))

    def show_locked(self, *, is_locked: bool) -> None:
        """Take everything that callers said off the panel, or give it back as it was."""
        if is_locked and self._covered is None:
            self._tell_entry()
            duplicates = self.sheet.duplicates_strip.duplicates()
            self._covered = self.sheet.form.entry()
            self.sheet.fill(CallEntry())
            if duplicates:
                self.show_duplicates(duplicates)
        elif not is_locked and self._covered is not None:
            entry, self._covered = self._covered, None
            self.sheet.fill(entry)
            for show in self._when_uncovered.values():
                show()
            self._when_uncovered.clear()
        self._pages.setCurrentIndex(1 if is_locked else 0)

    def _show(self, what: str, show: Callable[[], None]) -> None:
        """Show it now; at a locked desk the last of its kind once it is unlocked."""
        if self._covered is None:
            show()
        else:
            self._when_uncovered[what] = show

    @Slot()
    def _tell_entry(self) -> None:
        self._pause.stop()
        entry = self.entry()
        if entry != self._told:
            self._told = entry
            self.entry_changed.emit(entry)

    @Slot()
    def _on_save(self) -> None:
        self._tell_entry()
        self.save_requested.emit(self.entry())

    @Slot(object)
    def _on_join(self, call_id: EmergencyCallId) -> None:
        if not self.sheet.is_busy():
            self._tell_entry()
            self.join_requested.emit(call_id, self.entry())

    @Slot()
    def _on_put_aside(self) -> None:
        self._tell_entry()
        self.put_aside.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Count while it is seen."""
        super().showEvent(event)
        self.sheet.tick()
        self._seconds.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Count no more."""
        super().hideEvent(event)
        self._seconds.stop()
