"""The session lock of one desk: it falls by a key or by itself, and only the server lifts it."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.admission import check_password
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.domain.errors import NotVouchedFor, WrongPassword
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.message import MessageKind
from dispatcher_app.ui.lock.idle_watch import IdleWatch
from dispatcher_app.ui.lock.unlock_attempt import UnlockAttempt
from dispatcher_app.ui.log_in.failure_words import log_in_failure

_MOST_IN_A_ROW = 5
_REST_MS = 30_000


class LockKeeper(QObject):
    """Lives as long as the desk's window. A desk without a password has no lock: nobody could lift it.

    Whoever guesses at the card keeps nobody else out: five wrong in a row, and this desk alone takes none for a while.
    """

    def __init__(self, desk: Desk, window: DeskWindow, jobs: JobRunner) -> None:
        """Keep a window; `watch` makes it lock by itself."""
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._jobs = jobs
        self.is_checking = False
        self._wrong_in_a_row = 0
        self.rest_timer = QTimer(self, interval=_REST_MS, singleShot=True)
        self.rest_timer.timeout.connect(self._on_rested)
        self.idle_watch = IdleWatch(self, window.is_order_pending)
        window.lock_requested.connect(self.lock)
        window.unlock_requested.connect(self._on_unlock_requested)
        self.idle_watch.idle_reached.connect(self.lock)
        self.idle_watch.warned.connect(window.show_lock_warning)

    def watch(self, limit: timedelta | None) -> None:
        """Lock after nobody has touched the desk for so long; None: never by itself."""
        self.idle_watch.idle_for(limit if self._desk.asked_password else None)

    def stop(self) -> None:
        """Watch no more; an answer that is under way changes nothing."""
        self.idle_watch.idle_for(None)
        self.is_checking = False

    @Slot()
    def lock(self) -> None:
        """Let the lock fall."""
        if self._desk.asked_password:
            self._window.show_locked(is_locked=True)

    @Slot(object)
    def _on_unlock_requested(self, attempt: UnlockAttempt) -> None:
        if self.is_checking:
            return
        if self.rest_timer.isActive():
            self._window.show_unlock_failure("Too many wrong passwords. Try again in half a minute.")
            return
        self.is_checking = True
        self._window.show_unlock_busy()
        self._jobs.run(partial(_checked, self._desk, attempt), self._on_right, self._on_wrong)

    def _on_right(self, tried_by_strangers: int) -> None:
        if self.is_checking:
            self.is_checking = False
            self._wrong_in_a_row = 0
            self._window.show_locked(is_locked=False)
            if tried_by_strangers:
                self._window.show_message(tries_in_words(tried_by_strangers), MessageKind.NOTE)

    def _on_wrong(self, error: Exception) -> None:
        if not self.is_checking:
            return
        self.is_checking = False
        if isinstance(error, WrongPassword) and not isinstance(error, NotVouchedFor):
            self._wrong_in_a_row += 1
        if self._wrong_in_a_row >= _MOST_IN_A_ROW:
            self.rest_timer.start()
        self._window.show_unlock_failure(log_in_failure(error).sentence)

    @Slot()
    def _on_rested(self) -> None:
        self._wrong_in_a_row = 0


def tries_in_words(count: int) -> str:
    """Tell of wrong passwords that somebody else has tried."""
    passwords = "A wrong password was" if count == 1 else f"{count} wrong passwords were"
    return f"{passwords} tried on your log-in since you last used it. If that was not you, tell your supervisor."


def _checked(desk: Desk, attempt: UnlockAttempt) -> int:
    """Ask the server; a password that is right, and new, is the one to connect with from now on."""
    tried_by_strangers = check_password(replace(desk.store.settings, login=desk.login), attempt.password)
    desk.store.renew_password(attempt.password)
    return tried_by_strangers
