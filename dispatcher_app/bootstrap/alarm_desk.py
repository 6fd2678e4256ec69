"""The alarms of one desk: shown from each board, and acknowledged in the person's name."""

import logging
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.alarms import access_of, alarm_of, alarms_of
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.errors import DispatcherError
from dispatcher_app.operations.alarms import acknowledge_alarm
from dispatcher_app.operations.logging_in import acknowledge_emergency_access
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.message import MessageKind

_log = logging.getLogger(__name__)


class AlarmDesk(QObject):
    """Lives as long as its window. `acknowledged`: an alarm ended, and the board is another."""

    acknowledged = Signal()

    def __init__(self, desk: Desk, jobs: JobRunner, window: DeskWindow) -> None:
        """Take the window whose alarms these are."""
        super().__init__(window)
        self._desk = desk
        self._jobs = jobs
        self._window = window
        window.alarm_acknowledged.connect(self._on_alarm_acknowledged)

    def show(self, board: Board) -> None:
        """Show the alarms that stand."""
        self._window.show_alarms(alarms_of(board, self._desk.person))

    @Slot(str)
    def _on_alarm_acknowledged(self, key: str) -> None:
        access = access_of(key)
        if access is None:
            job = partial(acknowledge_alarm, self._desk.store, alarm_of(key))
        else:
            job = partial(acknowledge_emergency_access, self._desk.store, access)
        self._jobs.run(job, self._on_done, self._on_failed)

    def _on_done(self, _: None) -> None:
        self.acknowledged.emit()

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, DispatcherError):
            _log.error("an alarm could not be acknowledged", exc_info=error)
        self._window.show_message(f"The alarm stands: {error}", MessageKind.REFUSED)
