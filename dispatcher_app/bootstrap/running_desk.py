"""One desk, wired: the window, the feed that keeps it true, and the flow of its orders."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from dispatcher_app.background.board_feed import BoardFeed
from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.background.server_clock import ServerClock
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.errors import DispatcherError, Unavailable
from dispatcher_app.operations.audit import ensure_audit_months, seal_audit
from dispatcher_app.operations.dispatch import Dispatched, dispatch_ambulance, find_dispatch
from dispatcher_app.operations.dispatch_log import OrderNamed
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.ui.desk_identity import DeskIdentity
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.order_flow import OrderFlow, OrderVerbs

_AGE_SHOWN_EVERY_MS = 250
_SEALED_EVERY_MS = 60_000

_log = logging.getLogger(__name__)


class _NameTeller(QObject):
    """Carries the desk's name from the SQL thread. Its own object: a job that held the desk would keep it alive."""

    told = Signal(str)


class RunningDesk(QObject):
    """Lives in the GUI thread for as long as its window; `close()` leaves the database."""

    def __init__(self, desk: Desk, jobs: JobRunner, targets: Mapping[int, timedelta]) -> None:
        """Wire an open desk; `start()` makes it live."""
        super().__init__()
        self._desk = desk
        self._jobs = jobs
        self.clock = ServerClock()
        self._name_teller = _NameTeller(self)
        self.feed = BoardFeed(jobs, partial(_load, desk, self._name_teller.told.emit), self.clock, self)
        self.window = DeskWindow(_identity(desk, targets), self.clock.now)
        verbs = OrderVerbs(partial(_dispatch, desk), partial(find_dispatch, desk.store))
        self.flow = OrderFlow(self.window, jobs, verbs, self.clock.now)
        self._shown_at: float | None = None
        self._age_timer = QTimer(self, interval=_AGE_SHOWN_EVERY_MS)
        self._seal_timer = QTimer(self, interval=_SEALED_EVERY_MS)
        self._connect()

    def start(self) -> None:
        """Load the first board and keep loading."""
        self.feed.start()
        self._age_timer.start()
        self._seal_timer.start()

    def close(self) -> None:
        """Stop, and close the connection on the thread that owns it."""
        self.feed.stop()
        self._age_timer.stop()
        self._seal_timer.stop()
        self._jobs.close(self._desk.close)
        self.window.close()
        # Qt must let go of the widgets before Python does: a widget without its attributes still gets events.
        self.window.deleteLater()

    def _connect(self) -> None:
        self._name_teller.told.connect(self._on_name_told)
        self.feed.board_loaded.connect(self._on_board_loaded)
        self.feed.load_failed.connect(self._on_load_failed)
        self.flow.answered.connect(self.feed.refresh)
        self.window.refresh_requested.connect(self.feed.refresh)
        self._age_timer.timeout.connect(self._on_age_timeout)
        self._seal_timer.timeout.connect(self._seal)

    @Slot(object)
    def _on_board_loaded(self, board: Board) -> None:
        try:
            self._show(board)
        except Exception:  # noqa: BLE001  (logged whole, and said across the window)
            # Our own bug, at the one place where all drawing comes from: what is on screen stays the older picture.
            _log.exception("the board could not be shown")
            sentence = "The board could not be shown: a fault in this desk, written to its log."
            self.window.show_unavailable(sentence, is_fault=True)

    def _show(self, board: Board) -> None:
        age = self.feed.age()
        self.window.show_board(board)
        self.window.show_unavailable(None)
        self._shown_at = None if age is None else time.monotonic() - age.total_seconds()
        self.window.show_data_age(age)
        self.flow.show_board(board)

    def _shown_age(self) -> timedelta | None:
        """Tell how old what is on screen is at the most: a board that came and could not be shown is not on screen."""
        return None if self._shown_at is None else timedelta(seconds=time.monotonic() - self._shown_at)

    @Slot(object)
    def _on_load_failed(self, error: Exception) -> None:
        if isinstance(error, DispatcherError):
            self.window.show_unavailable(str(error))
            self.flow.show_outage()
            return
        _log.error("the board could not be loaded", exc_info=error)
        sentence = "The board could not be read: a fault in this desk, written to its log."
        self.window.show_unavailable(sentence, is_fault=True)

    @Slot(str)
    def _on_name_told(self, name: str) -> None:
        self.window.show_desk(name)

    @Slot()
    def _seal(self) -> None:
        """Seal the audit trail: whichever desk comes first does it, for a few milliseconds each minute."""
        self._jobs.run(partial(_keep_trail, self._desk), _ignore, _note_unsealed)

    @Slot()
    def _on_age_timeout(self) -> None:
        self.window.show_data_age(self._shown_age())


def _ignore(_: None) -> None:
    """Sealing that went well is no news."""


def _note_unsealed(error: Exception) -> None:
    # The next minute's sealing makes up for it; a desk without a connection has other worries on its screen.
    _log.warning("the audit trail was not sealed: %s", error)


def _keep_trail(desk: Desk) -> None:
    ensure_audit_months(desk.store)
    seal_audit(desk.store)


def _load(desk: Desk, tell_name: Callable[[str], None]) -> Board:
    """Load on the SQL thread, and tell under which name: a connection made anew may have got another number."""
    try:
        board = load_board(desk.store)
    except Unavailable:
        desk.revive()
        raise
    tell_name(desk.store.desk)
    return board


def _dispatch(desk: Desk, command: DispatchAmbulance, named: OrderNamed) -> Dispatched:
    return dispatch_ambulance(desk.store, command, desk.login, named)


def _identity(desk: Desk, targets: Mapping[int, timedelta]) -> DeskIdentity:
    if desk.person is None:
        return DeskIdentity(desk.login, "viewer", desk.store.desk, can_dispatch=False, targets=targets)
    return DeskIdentity(desk.person.full_name, "dispatcher", desk.store.desk, can_dispatch=True, targets=targets)
