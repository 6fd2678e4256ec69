"""A line that has gone dead without a word is cut here, so that whoever waits at it may find another."""

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from dispatcher_app.storage.parameters import LONGEST_SILENCE_S

_LOOKED_EVERY_MS = 500

_log = logging.getLogger(__name__)


class SilenceWatch(QObject):
    """Lives in the GUI thread; both functions may be called from there while the SQL thread waits."""

    def __init__(
        self, silent_for: Callable[[], float], break_off: Callable[[], None], parent: QObject | None = None
    ) -> None:
        """Watch once told to."""
        super().__init__(parent)
        self._silent_for = silent_for
        self._break_off = break_off
        self._timer = QTimer(self, interval=_LOOKED_EVERY_MS)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        """Begin."""
        self._timer.start()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    @Slot()
    def _on_timeout(self) -> None:
        seconds = self._silent_for()
        if seconds > LONGEST_SILENCE_S:
            _log.warning("the database has not answered for %.1f s: the line is cut", seconds)
            self._break_off()
