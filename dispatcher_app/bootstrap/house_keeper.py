"""What some desk has to do once a minute, for a few milliseconds: sealing the trail, and what was forgotten."""

import logging
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.operations.audit import ensure_audit_months, seal_audit
from dispatcher_app.operations.logging_in import end_forgotten_emergency_access

_EVERY_MS = 60_000

_log = logging.getLogger(__name__)


class HouseKeeper(QObject):
    """Whichever desk comes first does it; the others find nothing left to do."""

    def __init__(self, desk: Desk, jobs: JobRunner, parent: QObject) -> None:
        """Do nothing yet."""
        super().__init__(parent)
        self._desk = desk
        self._jobs = jobs
        self.timer = QTimer(self, interval=_EVERY_MS)
        self.timer.timeout.connect(self.keep)

    def start(self) -> None:
        """Do it every minute from now on."""
        self.timer.start()

    def stop(self) -> None:
        """Do it no more."""
        self.timer.stop()

    @Slot()
    def keep(self) -> None:
        """Do it now."""
        self._jobs.run(partial(_keep_house, self._desk), _ignore, _note)


def _keep_house(desk: Desk) -> None:
    ensure_audit_months(desk.store)
    seal_audit(desk.store)
    end_forgotten_emergency_access(desk.store)


def _ignore(_: None) -> None:
    """What went well is no news."""


def _note(error: Exception) -> None:
    # The next minute makes up for it; a desk without a connection has other worries on its screen.
    _log.warning("the audit trail was not sealed: %s", error)
