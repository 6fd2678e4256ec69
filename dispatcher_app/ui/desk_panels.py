"""The desk's parts in their places: header, calls, details, ambulances, dispatch bar. No decisions are made here."""

from collections.abc import Callable, Mapping
from itertools import pairwise

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from dispatcher_app.ui.board.ambulances_panel import AmbulancesPanel
from dispatcher_app.ui.board.arrangement import AmbulanceFilter, CallFilter
from dispatcher_app.ui.board.calls_panel import CallsPanel
from dispatcher_app.ui.desk_columns import DeskColumns
from dispatcher_app.ui.desk_identity import DeskIdentity, ServerNow
from dispatcher_app.ui.desk_keys import DeskKeys
from dispatcher_app.ui.details.details_panel import DetailsPanel
from dispatcher_app.ui.dispatch.dispatch_bar import DispatchBar
from dispatcher_app.ui.entry.entry_panel import EntryPanel
from dispatcher_app.ui.header.alarm_strip import AlarmStrip
from dispatcher_app.ui.header.header_bar import HeaderBar
from dispatcher_app.ui.header.lock_strip import LockStrip
from dispatcher_app.ui.help.keys import DeskKey
from dispatcher_app.ui.lock.lock_card import LockCard
from dispatcher_app.ui.story.story_panel import StoryPanel
from dispatcher_app.ui.story.story_place import StoryPlace
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.widgets.panel import settle

_ROOMY_FROM = 860


class DeskPanels(QWidget):
    """The central widget of the desk."""

    def __init__(self, identity: DeskIdentity, now: ServerNow, parent: QWidget | None = None) -> None:
        """Lay out empty panels."""
        super().__init__(parent)
        self._identity = identity
        self.header_bar = HeaderBar(identity)
        self.header_bar.setObjectName("header_bar")
        self.alarm_strip = AlarmStrip()
        self.alarm_strip.setObjectName("alarm_strip")
        self.lock_strip = LockStrip()
        self.lock_strip.setObjectName("lock_strip")
        self.calls_panel = CallsPanel(now)
        self.calls_panel.setObjectName("calls_panel")
        self.details_panel = DetailsPanel(identity)
        self.details_panel.setObjectName("details_panel")
        self.lock_card = LockCard()
        self.lock_card.setObjectName("lock_card")
        self.details_stack = QStackedWidget()
        self.details_stack.setObjectName("details_stack")
        self.ambulances_panel = AmbulancesPanel(now)
        self.ambulances_panel.setObjectName("ambulances_panel")
        self.entry_panel = EntryPanel(now)
        self.entry_panel.setObjectName("entry_panel")
        beside = (self.details_stack, self.ambulances_panel)
        self.columns = DeskColumns(self.calls_panel, beside, self.entry_panel)
        self.columns.setObjectName("columns")
        self.dispatch_bar = DispatchBar(can_dispatch=identity.can_dispatch)
        self.dispatch_bar.setObjectName("dispatch_bar")
        self.story_panel = StoryPanel(writes_notes=identity.writes_notes)
        self.story_panel.setObjectName("story_panel")
        self._note_lines = 0
        self._keys = DeskKeys(self)
        self._build_layout()
        self._connect()
        for earlier, later in pairwise(_tab_order(self)):
            QWidget.setTabOrder(earlier, later)
        self.bind_keys(self._own_keys())

    def _build_layout(self) -> None:
        self.details_stack.addWidget(self.details_panel)
        self.details_stack.addWidget(self.lock_card)
        self.lock_card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        right = self.columns.right_layout
        self.story_place = StoryPlace(right, self.details_stack, self.ambulances_panel, self.story_panel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header_bar)
        layout.addWidget(self.alarm_strip)
        layout.addWidget(self.lock_strip)
        layout.addWidget(self.columns, 1)
        layout.addWidget(self.dispatch_bar)

    def _connect(self) -> None:
        self.calls_panel.tables.finished.connect(self.focus_ambulances)
        self.ambulances_panel.finished.connect(self.focus_dispatch)
        self.dispatch_bar.focus_left.connect(self.calls_panel.tables.focus_calls)
        self.alarm_strip.focus_left.connect(self._on_alarms_left)
        self.columns.focus_left.connect(self.calls_panel.tables.focus_calls)
        self.header_bar.new_call_pressed.connect(self.columns.turn_to_entry)
        self.story_place.closed.connect(self.calls_panel.tables.focus_calls)
        figures = self.header_bar.figure_strip
        figures.waiting_pressed.connect(self.show_waiting)
        figures.past_target_pressed.connect(self._on_past_target)
        figures.under_way_pressed.connect(self._on_under_way)
        figures.available_pressed.connect(self._on_available)

    def focus_ambulances(self) -> None:
        """Put the keyboard on the ambulances; a story in their place makes way."""
        self.story_place.make_way()
        self.ambulances_panel.ambulance_table.focus_row(0)

    def focus_ambulance_list(self) -> None:
        """Put the keyboard on the ambulances and choose none of them."""
        self.story_place.make_way()
        self.ambulances_panel.ambulance_table.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_dispatch(self) -> None:
        """Put the keyboard on the button that sends, if it can."""
        if self.dispatch_bar.dispatch_button.isEnabled():
            self.dispatch_bar.dispatch_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_search(self) -> None:
        """Put the keyboard on the search."""
        self.calls_panel.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.calls_panel.search_field.selectAll()

    def show_entry_panel(self, *, is_shown: bool) -> None:
        """Show the panel of a call being taken, or take it away; the board goes on beside it."""
        self.columns.show_entry(is_shown=is_shown)

    @Slot()
    def _on_alarms_left(self) -> None:
        if self.lock_card.isVisibleTo(self):
            self.lock_card.take_keyboard()
        else:
            self.calls_panel.tables.focus_calls()

    @Slot()
    def show_waiting(self) -> None:
        """Filter to the calls that wait."""
        self.calls_panel.choose_filter(CallFilter.WAITING)

    @Slot()
    def _on_past_target(self) -> None:
        self.calls_panel.choose_filter(CallFilter.PAST_TARGET)

    @Slot()
    def _on_under_way(self) -> None:
        self.calls_panel.choose_filter(CallFilter.UNDER_WAY)

    @Slot()
    def _on_all(self) -> None:
        self.calls_panel.choose_filter(CallFilter.ALL)

    @Slot()
    def _on_available(self) -> None:
        self.ambulances_panel.choose_filter(AmbulanceFilter.AVAILABLE)

    def bind_keys(self, actions: Mapping[DeskKey, Callable[[], None]]) -> None:
        """Let keys do these things, wherever the keyboard is."""
        self._keys.bind(actions)

    def _own_keys(self) -> Mapping[DeskKey, Callable[[], None]]:
        own: Mapping[DeskKey, Callable[[], None]] = {
            DeskKey.SEARCH: self.focus_search,
            DeskKey.CALLS_WAITING: self.show_waiting,
            DeskKey.CALLS_UNDER_WAY: self._on_under_way,
            DeskKey.CALLS_ALL: self._on_all,
            DeskKey.ACKNOWLEDGE: self.alarm_strip.acknowledge_first,
            DeskKey.STORY: self.story_place.toggle,
            DeskKey.NOTE: self.story_place.begin_note,
        }
        return {**own, **self._person_keys()}

    def _person_keys(self) -> Mapping[DeskKey, Callable[[], None]]:
        menu = self.header_bar.person_button.menu
        keys: dict[DeskKey, Callable[[], None]] = {}
        if self._identity.can_dispatch:
            keys[DeskKey.NEW_CALL] = self.columns.turn_to_entry
        if self._identity.can_lock:
            keys[DeskKey.LOCK] = menu.lock_requested.emit
        if self._identity.sees_trail:
            keys[DeskKey.TRAIL] = menu.trail_requested.emit
        return keys

    def show_locked(self, *, is_locked: bool) -> None:
        """Let nothing be pressed but the lock's card, which lies over callers' data; what is seen goes on living."""
        # Unseen, the card takes no part in how high the details are.
        upright = QSizePolicy.Policy.Preferred if is_locked else QSizePolicy.Policy.Ignored
        self.lock_card.setSizePolicy(QSizePolicy.Policy.Preferred, upright)
        self.details_stack.setCurrentWidget(self.lock_card if is_locked else self.details_panel)
        self.story_place.show_covered(is_covered=is_locked)
        self._keys.show_locked(is_locked=is_locked)
        panels = (self.calls_panel, self.details_panel, self.ambulances_panel, self.entry_panel)
        for part in (*self.header_bar.buttons(), *panels):
            part.setEnabled(not is_locked)
        self.entry_panel.show_locked(is_locked=is_locked)
        self.columns.need_right(is_needed=is_locked)
        self.alarm_strip.show_locked(is_locked=is_locked)
        self.dispatch_bar.show_locked(is_locked=is_locked)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give a low window's room to the tables."""
        super().resizeEvent(event)
        lines = 2 if self.height() < _ROOMY_FROM else 4
        self.story_place.show_room(is_roomy=lines == 4)
        if lines != self._note_lines:
            self._note_lines = lines
            self.details_panel.show_note_lines(lines)
            settle(self.details_stack)
            settle(self)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the ground between the panels."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens_of(self.palette()).window)
        painter.end()


def _tab_order(panels: DeskPanels) -> tuple[QWidget, ...]:
    header, calls, details = panels.header_bar, panels.calls_panel, panels.details_panel
    return (
        calls.tables.waiting_table,
        calls.tables.under_way_table,
        panels.ambulances_panel.ambulance_table,
        details.hospital_chooser,
        details.paramedic_chooser,
        *panels.story_panel.stops(),
        panels.dispatch_bar.dispatch_button,
        panels.dispatch_bar.work_buttons.next_button,
        panels.dispatch_bar.work_buttons.more_button,
        details.notes_view,
        *header.buttons(),
        calls.waiting_chip,
        calls.under_way_chip,
        calls.all_chip,
        calls.past_target_chip,
        calls.search_field,
        panels.ambulances_panel.available_chip,
        panels.ambulances_panel.all_chip,
        *panels.lock_card.stops(),
        *panels.entry_panel.stops(),
    )
