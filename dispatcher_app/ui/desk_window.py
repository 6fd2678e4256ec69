"""The dispatcher's window: a pure view of a board, and the place where an order is made."""

from datetime import timedelta, tzinfo

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from dispatcher_app.background.seconds import seconds_passed
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.ui.board.rows import NearestAmbulance
from dispatcher_app.ui.board_display import BoardDisplay
from dispatcher_app.ui.desk_frame import DeskFrame
from dispatcher_app.ui.desk_identity import DeskIdentity, ServerNow
from dispatcher_app.ui.dispatch.choosing import Choosing
from dispatcher_app.ui.dispatch.line_trouble import LineTrouble
from dispatcher_app.ui.dispatch.prospect import lock_words
from dispatcher_app.ui.dispatch.situation import Monotonic, Situation
from dispatcher_app.ui.header.header_words import window_title
from dispatcher_app.ui.help.keys import SHORTCUTS, DeskKey, key_lines
from dispatcher_app.ui.help.keys_dialog import KeysDialog
from dispatcher_app.ui.lock.desk_lock import DeskLock
from dispatcher_app.ui.wording import short_time


class DeskWindow(DeskFrame):
    """Shows boards and asks for dispatches. It reads no database and decides nothing that a rule decides.

    `dispatch_requested` carries a `DispatchAmbulance`, `unlock_requested` an `UnlockAttempt`, `switch_requested` a
    log-in name, `alarm_acknowledged` an alarm's key, `lock_changed` whether the desk is locked now.
    """

    dispatch_requested = Signal(object)
    refresh_requested = Signal()
    lock_requested = Signal()
    lock_changed = Signal(bool)
    unlock_requested = Signal(object)
    trail_requested = Signal()
    switch_requested = Signal(str)
    log_out_requested = Signal()
    alarm_acknowledged = Signal(str)

    def __init__(
        self,
        identity: DeskIdentity,
        now: ServerNow,
        parent: QWidget | None = None,
        *,
        monotonic: Monotonic = seconds_passed,
    ) -> None:
        """Make a window that waits for its first board; `monotonic` is what its boards age by."""
        super().__init__(identity, now, parent)
        self._identity = identity
        self._desk = identity.desk
        self._now = now
        self._situation = Situation(now, monotonic, can_dispatch=identity.can_dispatch, limits=identity.limits)
        self.line_trouble = LineTrouble(self._situation, self)
        self._display = BoardDisplay(self.panels, identity, now)
        self.choosing = Choosing(self.panels, self._situation, self._display, self)
        self._lock = DeskLock(self.panels, self._situation, self)
        self.keys_dialog = KeysDialog(self)
        self.keys_dialog.setObjectName("keys_dialog")
        self.setObjectName("desk_window")
        self._connect()
        self._connect_person()
        self._show_title()
        self._display.show_nothing()
        self._show_condition()
        self.panels.calls_panel.tables.waiting_stack.setFocus()

    def _connect(self) -> None:
        self.tick_timer.ticked.connect(self._on_tick)
        self.line_trouble.changed.connect(self._show_condition)
        self.choosing.changed.connect(self._show_condition)
        self._lock.changed.connect(self._show_all)
        self.panels.calls_panel.query_changed.connect(self._show_all)
        self.panels.ambulances_panel.filter_changed.connect(self._show_all)
        self.panels.details_panel.choice_changed.connect(self._show_condition)
        self.panels.dispatch_bar.dispatch_pressed.connect(self._on_dispatch)
        self.panels.header_bar.refresh_pressed.connect(self.refresh_requested)
        self.panels.header_bar.theme_pressed.connect(self.toggle_theme)
        self.panels.header_bar.help_pressed.connect(self._on_help)
        self.panels.bind_keys(
            {
                DeskKey.DISPATCH: self._on_dispatch,
                DeskKey.REFRESH: self.refresh_requested.emit,
                DeskKey.HELP: self._on_help,
                DeskKey.THEME: self.toggle_theme,
            }
        )

    def _connect_person(self) -> None:
        menu, card = self.panels.header_bar.person_button.menu, self.panels.lock_card
        menu.lock_requested.connect(self.lock_requested)
        menu.trail_requested.connect(self.trail_requested)
        menu.switch_requested.connect(self.switch_requested)
        menu.log_out_requested.connect(self.log_out_requested)
        card.unlock_requested.connect(self.unlock_requested)
        card.somebody_else_requested.connect(self.log_out_requested)
        self.panels.alarm_strip.acknowledged.connect(self.alarm_acknowledged)
        self.lend_lock_key(self.keys_dialog)

    # What others call

    def show_board(self, board: Board) -> None:
        """Show a board. What the dispatcher selected stays selected."""
        index = self._situation.take_board(board)
        self._display.show_room(index)
        self._show_title()
        self._show_all()

    def show_desk(self, name: str) -> None:
        """Say which desk this is: after a loss of the connection it may have become another."""
        self._desk = name
        self.panels.header_bar.show_desk(name)
        self._show_title()

    def show_data_age(self, age: timedelta | None) -> None:
        """Say how old the data is; it goes on ageing by itself. None means that nobody knows."""
        self._situation.take_age(age)
        self._show_condition()

    def show_unavailable(self, sentence: str | None, *, is_fault: bool = False) -> None:
        """Say across the window why this desk is definitely not served, and lock it at once; None takes it back."""
        self._situation.take_unavailable(sentence, is_fault=is_fault)
        self._show_condition()

    def show_line_trouble(self, sentence: str | None) -> None:
        """Say what ails the line, unless it is over within a second; it locks only by the board's age."""
        self.line_trouble.show(sentence)

    def show_read_only(self, sentence: str | None) -> None:
        """Say that the board lives on a copy that can only be read, and lock what writes; None takes it back."""
        self._situation.take_read_only(sentence)
        self._show_condition()

    def show_pending(self, order_name: str) -> None:
        """Say which order is on its way (M14 to #1043), empty for none; meanwhile a second press does nothing."""
        self._situation.set_pending(order_name)
        self._show_condition()

    def lock_words(self) -> str | None:
        """Say why no order can be sent from this desk, whatever it is; None where one can."""
        return lock_words(self._situation.state(self._display.choices()))

    def is_order_pending(self) -> bool:
        """An order is on its way."""
        return self._situation.is_pending()

    def show_locked(self, is_locked: bool) -> None:
        """Lock the desk in its person's name, or give it back as it was left; one without a password stays open."""
        if is_locked is self.is_locked() or not self._identity.can_lock:
            return
        if is_locked:
            self.keys_dialog.hide()
            self._lock.fall(self._identity.person, short_time(self._now(), self.zone()))
        else:
            self._lock.lift()
        self.lock_changed.emit(is_locked)

    def is_locked(self) -> bool:
        """The desk is locked: nothing can be done here but unlocking it."""
        return self._situation.is_desk_locked()

    def lend_lock_key(self, window: QWidget) -> None:
        """Let the key that locks this desk work in a window beside it too."""
        if self._identity.can_lock:
            for sequence in SHORTCUTS[DeskKey.LOCK]:
                QShortcut(QKeySequence(sequence), window).activated.connect(self.lock_requested)

    def forget_choices(self, sent: DispatchAmbulance) -> None:
        """Forget hospital and paramedic once an order took them along; what was chosen since is kept."""
        if self._situation.is_spent(sent, self._display.choices()):
            self.panels.details_panel.choose_nothing()

    def zone(self) -> tzinfo:
        """Give the room's time zone."""
        return self._display.zone

    def select_call(self, call_id: EmergencyCallId) -> None:
        """Select a call as if the dispatcher had; filters that hide it are dropped."""
        self.choosing.select_call(call_id)

    def select_ambulance(self, ambulance_id: AmbulanceId) -> None:
        """Select an ambulance as if the dispatcher had."""
        self.choosing.select_ambulance(ambulance_id)

    def nearest_available(self, call_id: EmergencyCallId, excluding: AmbulanceId | None) -> NearestAmbulance | None:
        """Find the available ambulance nearest to a call."""
        return self._situation.nearest_available(call_id, excluding)

    # What is shown, and what the dispatcher does

    def _show_title(self) -> None:
        self.setWindowTitle(window_title(self._situation.room(), self._desk))

    @Slot()
    def _show_condition(self) -> None:
        state = self._situation.state(self._display.choices())
        self._display.show_condition(state)
        if not state.standing.is_at_fault:
            self._display.follow_freshness(self._situation)

    @Slot()
    def _show_all(self) -> None:
        self._display.show_board(self._situation)
        self._show_condition()

    @Slot()
    def _on_dispatch(self) -> None:
        order = self._situation.press(self._display.choices())
        if order is None:
            self._show_condition()
        else:
            self.dispatch_requested.emit(order)

    @Slot()
    def _on_help(self) -> None:
        has_alarm = self.panels.alarm_strip.can_acknowledge()
        self.keys_dialog.toggle(key_lines(self._identity, has_alarm=has_alarm))

    @Slot()
    def _on_tick(self) -> None:
        self._show_condition()
        self._display.tick(self._situation)
