"""The session lock of one desk: it falls by a key or by itself, and only the server lifts it."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, Slot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.admission import check_password
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.lock.idle_watch import IdleWatch
from dispatcher_app.ui.lock.unlock_attempt import UnlockAttempt
from dispatcher_app.ui.log_in.failure_words import log_in_failure


class LockKeeper(QObject):
    """Lives as long as the desk's window. A desk without a password has no lock: nobody could lift it."""

    def __init__(self, desk: Desk, window: DeskWindow, jobs: JobRunner) -> None:
        """Keep a window; `watch` makes it lock by itself."""
        super().__init__(window)
        self._desk = desk
        self._window = window
        self._jobs = jobs
        self._is_checking = False
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
        self._is_checking = False

    @Slot()
    def lock(self) -> None:
        """Let the lock fall."""
        if self._desk.asked_password:
            self._window.show_locked(is_locked=True)

    @Slot(object)
    def _on_unlock_requested(self, attempt: UnlockAttempt) -> None:
        if self._is_checking:
            return
        self._is_checking = True
        self._window.show_unlock_busy()
        settings = replace(self._desk.store.settings, login=self._desk.login)
        self._jobs.run(partial(check_password, settings, attempt.password), self._on_right, self._on_wrong)

    def _on_right(self, _: None) -> None:
        if self._is_checking:
            self._is_checking = False
            self._window.show_locked(is_locked=False)

    def _on_wrong(self, error: Exception) -> None:
        if self._is_checking:
            self._is_checking = False
            self._window.show_unlock_failure(log_in_failure(error).sentence)
