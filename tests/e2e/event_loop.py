"""How long an event loop stood still, measured from within."""

import time

from PySide6.QtCore import QObject, Qt, QTimer, Slot

_BEAT_MS = 2


class LoopWatch(QObject):
    """Beats as fast as it may; what it missed, everybody missed: keys, clicks and painting."""

    def __init__(self) -> None:
        """Begin to watch."""
        super().__init__()
        self.longest_s = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self, interval=_BEAT_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)
        self._timer.start()

    def begin(self) -> None:
        """Forget what was."""
        self.longest_s, self._last = 0.0, time.perf_counter()

    def stop(self) -> None:
        """Watch no more."""
        self._timer.stop()

    @Slot()
    def _on_timeout(self) -> None:
        now = time.perf_counter()
        self.longest_s = max(self.longest_s, now - self._last)
        self._last = now
