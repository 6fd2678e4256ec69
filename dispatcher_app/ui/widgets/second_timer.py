"""Ticks once a second, just after the server's second has changed."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from dispatcher_app.ui.desk_identity import ServerNow

_AFTER_THE_SECOND_MS = 10


class SecondTimer(QObject):
    """Aligned anew at every tick, so that all clocks of a room change together."""

    ticked = Signal()

    def __init__(self, now: ServerNow, parent: QObject) -> None:
        """Stand still."""
        super().__init__(parent)
        self._now = now
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        """Tick from the next full second on."""
        self._timer.start(1000 - self._now().microsecond // 1000 + _AFTER_THE_SECOND_MS)

    def stop(self) -> None:
        """Tick no more."""
        self._timer.stop()

    @Slot()
    def _on_timeout(self) -> None:
        self.start()
        self.ticked.emit()
