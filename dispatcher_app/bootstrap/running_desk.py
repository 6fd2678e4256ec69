"""One desk, wired: the window, the feed that keeps it true, and the flow of its orders."""

import logging
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from dispatcher_app.background.board_feed import BoardFeed
from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.background.server_clock import ServerClock
from dispatcher_app.bootstrap.alarm_desk import AlarmDesk
from dispatcher_app.bootstrap.board_standing import BoardStanding
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.bootstrap.edit_verbs import edit_flow
from dispatcher_app.bootstrap.entry_desk import EntryDesk
from dispatcher_app.bootstrap.house_keeper import HouseKeeper
from dispatcher_app.bootstrap.identity import DeskRules, identity_of
from dispatcher_app.bootstrap.lock_keeper import LockKeeper, tries_in_words
from dispatcher_app.bootstrap.order_desk import OrderDesk
from dispatcher_app.bootstrap.plan_verbs import plan_means
from dispatcher_app.bootstrap.reading import reading_of
from dispatcher_app.bootstrap.sender_desk import SenderDesk
from dispatcher_app.bootstrap.story_desk import StoryDesk
from dispatcher_app.bootstrap.trail_desk import TrailDesk
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.errors import DispatcherError, LogInRefused, WrongPassword
from dispatcher_app.domain.roles import Person
from dispatcher_app.operations.logging_in import (
    sign_in,
)
from dispatcher_app.storage.order_journal import OrderJournal
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.message import MessageKind
from dispatcher_app.ui.plans.plan_flow import PlanFlow

_PERSON_READ_EVERY_MS = 5_000
"""What a server's administrator grants or takes by hand is told to nobody."""

_log = logging.getLogger(__name__)


class _Teller(QObject):
    """Carries the desk's name and its person from the SQL thread.

    An object of its own: a job that held the desk would keep it alive.
    """

    told = Signal(str, object)


class RunningDesk(QObject):
    """Lives in the GUI thread for as long as its window. The connection is not its own to close.

    `switch_requested` carries a log-in name; `refused` the error with which the server turned this person away,
    `person_changed` the person as the server knows them by now: another role, another name.
    """

    switch_requested = Signal(str)
    log_out_requested = Signal()
    refused = Signal(object)
    person_changed = Signal(object)

    def __init__(self, desk: Desk, jobs: JobRunner, journal: OrderJournal, rules: DeskRules) -> None:
        """Wire an open desk; `start()` makes it live."""
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self.clock = ServerClock()
        self._teller = _Teller(self)
        self.feed = BoardFeed(jobs, reading_of(desk, self._teller.told.emit), self.clock, self)
        self.window = DeskWindow(identity_of(desk, rules), self.clock.now)
        self.orders = OrderDesk(desk, jobs, journal, self.window, self.clock.now)
        self.flow = self.orders.flow
        self.plans = PlanFlow(self.window, jobs, plan_means(desk, self.clock.now), self.flow.dialogs)
        self.edits = edit_flow(desk, jobs, self.window, self.clock.now, self.flow.dialogs)
        self.alarms = AlarmDesk(desk, jobs, self.window)
        self.sending = SenderDesk(desk, jobs, self)
        self.entry = EntryDesk(desk, jobs, self.window, self.clock.now)
        self.lock_keeper = LockKeeper(desk, self.window, jobs)
        self.trail = TrailDesk(desk.store, jobs, self) if desk.person.oversees else None
        self._has_left = False
        self.standing = BoardStanding(desk.store, self.window, self.feed, self.clock)
        self._house = HouseKeeper(desk, jobs, self)
        self._person_timer = QTimer(self, interval=_PERSON_READ_EVERY_MS)
        self._timers = (self.standing, self._house, self._person_timer, self.sending)
        self._connect()
        self.story = StoryDesk(desk, jobs, self.window, self.feed)

    def start(self, lock_after: timedelta | None = None) -> None:
        """Show the board and keep it true; lock after nobody has touched the desk for so long (None: never)."""
        self.feed.start()
        for timer in self._timers:
            timer.start()
        self.lock_keeper.watch(lock_after)
        if self._desk.wrong_passwords:
            self.window.show_message(tries_in_words(self._desk.wrong_passwords), MessageKind.NOTE)

    def pause(self) -> None:
        """Ask the database nothing more and take no more orders: the connection goes to the next person."""
        self.feed.end()
        for timer in self._timers[1:]:
            timer.stop()
        self.lock_keeper.stop()
        if self.trail is not None:
            self.trail.hide()
        self.window.setEnabled(False)

    def leave(self, *, is_last: bool = False) -> None:
        """Stop, and take the window away; the connection is the next one's to close, or goes on being used.

        With the last desk of the program the window waits for it to be closed: no answer is waited for much longer.
        """
        self._has_left = True
        if is_last:
            self._desk.store.hurry()
        self.feed.end()
        self._jobs.drop_answers()
        for timer in self._timers:
            timer.stop()
        self.lock_keeper.stop()
        if self.trail is not None:
            self.trail.close()
        self.orders.let_go()
        self.entry.close()
        self.window.close()
        # Qt must let go of them before Python does: a widget without its attributes still gets events, and a tree that
        # the garbage collector takes apart is deleted in no order.
        self.window.deleteLater()
        self.deleteLater()

    def _connect(self) -> None:
        self._teller.told.connect(self._on_told)
        self.feed.board_loaded.connect(self._on_board_loaded)
        self.feed.load_failed.connect(self._on_load_failed)
        self.feed.proved.connect(self.flow.unsettled.ask_due)
        self.flow.answered.connect(self.feed.refresh_unheard)
        self.window.refresh_requested.connect(self.feed.refresh)
        self._person_timer.timeout.connect(self._read_person)
        self.window.switch_requested.connect(self._on_switch_requested)
        self.window.log_out_requested.connect(self._on_log_out_requested)
        self.alarms.acknowledged.connect(self.feed.refresh)
        self.entry.answered.connect(self.feed.refresh_unheard)
        self.edits.opened.connect(self.entry.lend_help)
        for flow in (self.plans, self.edits):
            flow.answered.connect(self.feed.refresh_unheard)
            self.feed.proved.connect(flow.unknown.ask)
        self.window.lock_changed.connect(self._on_lock_changed)
        if self.trail is not None:
            # The desk's window is the one that ends the program.
            self.trail.window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
            self.window.lend_lock_key(self.trail.window)
            self.window.trail_requested.connect(self.trail.show)

    @Slot(object)
    def _on_board_loaded(self, board: Board) -> None:
        self.standing.hide()
        try:
            self._show(board)
        except Exception:  # noqa: BLE001  (logged whole, and said across the window)
            # Our own bug, at the one place where all drawing comes from: what is on screen stays the older picture.
            _log.exception("the board could not be shown")
            self.standing.tell_fault("The board could not be shown: a fault in this desk, written to its log.")

    def _show(self, board: Board) -> None:
        self.window.show_board(board)
        self.alarms.show(board)
        self.plans.show_next()
        self.entry.show_board(board)
        self.edits.show_board()
        self.standing.show()
        self.flow.show_board(board)
        self.orders.begin()

    @Slot(object)
    def _on_load_failed(self, error: Exception) -> None:
        if not isinstance(error, DispatcherError):
            _log.error("the board could not be loaded", exc_info=error)
            self.standing.tell_fault("The board could not be read: a fault in this desk, written to its log.")
            return
        self.standing.tell(error)
        self.flow.show_outage()
        if isinstance(error, LogInRefused):
            self._turn_away(error)

    def _turn_away(self, error: LogInRefused) -> None:
        """Leave, or stay as long as an order is open."""
        if not self._is_order_open():
            self.refused.emit(_changed_password(error))

    def _is_order_open(self) -> bool:
        return (
            self.window.is_order_pending()
            or self.flow.unsettled.has_any()
            or self.plans.is_open()
            or self.edits.is_open()
        )

    def _may_leave(self) -> bool:
        """Nobody leaves an order behind whose end is not known."""
        if self._is_order_open():
            sentence = "An order of this desk is still open. Wait until it is known what became of it."
            self.window.show_message(sentence, MessageKind.REFUSED)
            if self.window.is_locked():
                self.window.show_unlock_failure(sentence)
        return not self._is_order_open()

    @Slot(str)
    def _on_switch_requested(self, login: str) -> None:
        if self._may_leave():
            self.switch_requested.emit(login)

    @Slot()
    def _on_log_out_requested(self) -> None:
        if self._may_leave():
            self.log_out_requested.emit()

    @Slot(bool)
    def _on_lock_changed(self, is_locked: bool) -> None:
        if not is_locked:
            self.feed.refresh()
        elif self.trail is not None:
            self.trail.hide()

    @Slot(str, object)
    def _on_told(self, name: str, person: Person) -> None:
        # What was told just before leaving arrives after it.
        if self._has_left:
            return
        self.window.show_desk(name)
        # A locked desk stays as it is: only its person's password may bring up another window. So does one that asks.
        is_free = not (
            self.window.is_locked()
            or self._is_order_open()
            or self.flow.dialog is not None
            or self.plans.sheet is not None
            or self.edits.sheet is not None
            or self.entry.drafts.taking is not None
        )
        if is_free and person != self._desk.person:
            self.person_changed.emit(person)

    @Slot()
    def _read_person(self) -> None:
        """Look who this person is by now. What fails here fails in reading the board, and is said there."""
        known = partial(self._on_told, self._desk.store.desk)
        self._jobs.run(partial(sign_in, self._desk.store, self._desk.login), known, self._on_unknown)

    def _on_unknown(self, _error: Exception) -> None:
        self.feed.refresh()


def _changed_password(error: LogInRefused) -> LogInRefused:
    if isinstance(error, WrongPassword):
        return WrongPassword("Your password was changed while you were at work. Log in with the new one.")
    return error
