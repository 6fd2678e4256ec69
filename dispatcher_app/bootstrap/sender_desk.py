"""Sending what is queued, where nobody else does: a desk that sees messages wait begins to send, and goes on."""

import logging
import random
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.domain.errors import DispatcherError
from dispatcher_app.operations.notifying import is_something_due
from dispatcher_app.operations.outbox_sender import OutboxSender

_LOOKED_EVERY_MS = 4_000
_DIFFERS_BY_MS = 1_000
"""So that not all desks of a room look, and begin, in the same moment."""

_log = logging.getLogger(__name__)


class SenderDesk(QObject):
    """Looks now and then whether something is due. What is due twice running, nobody sends.

    A sender costs two connections, so it is begun only then: with a `dispatcher notify` running no desk ever has one.
    """

    def __init__(self, desk: Desk, jobs: JobRunner, parent: QObject) -> None:
        """Look at nothing yet; `start()` does. Only at the desk of a person who may send."""
        super().__init__(parent)
        self._desk = desk
        self._jobs = jobs
        self._was_due = False
        self.running: OutboxSender | None = None
        interval = _LOOKED_EVERY_MS + random.randrange(_DIFFERS_BY_MS)  # noqa: S311  (no secret)
        self.timer = QTimer(self, interval=interval)
        self.timer.timeout.connect(self.look)

    def start(self) -> None:
        """Look from now on."""
        if self._desk.person.can_dispatch:
            self.timer.start()

    def stop(self) -> None:
        """Send nothing more; what is under way is settled, or sent again by others."""
        self.timer.stop()
        if self.running is not None:
            self.running.close(longest_s=1.0)
            self.running = None

    @Slot()
    def look(self) -> None:
        """Look whether something waits to be sent."""
        if self.running is None:
            self._jobs.run(partial(is_something_due, self._desk.store), self._on_looked, self._on_not_looked)

    def _on_looked(self, is_due: bool) -> None:
        if is_due and self._was_due and self.running is None and self.timer.isActive():
            self.running = OutboxSender(self._desk.store.settings)
        self._was_due = is_due

    def _on_not_looked(self, error: Exception) -> None:
        # Without a database nothing can be sent; the board says so.
        if not isinstance(error, DispatcherError):
            _log.error("the outbox could not be looked at", exc_info=error)
