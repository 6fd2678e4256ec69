"""A desk's signs of life: sent over one line, heard on the other, they prove how new the board is."""

import uuid
from collections.abc import Callable
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.background.seconds import Timed, seconds_passed, timed
from dispatcher_app.background.server_clock import ServerClock

BEAT_EVERY_MS = 1_000
ASTRAY_AFTER_S = 5.0


class Heartbeat(QObject):
    """Lives in the GUI thread. One sign is on its way at a time.

    `came_back` carries the second at which the sign was sent: whatever was committed before it has been
    heard of. `failed` carries the error for which none could be sent; `went_astray` that one was sent and not heard.
    """

    came_back = Signal(float)
    failed = Signal(object)
    went_astray = Signal()

    def __init__(
        self, jobs: JobRunner, beat: Callable[[str], datetime], clock: ServerClock, parent: QObject | None = None
    ) -> None:
        """Take what sends a sign; it will run on the SQL thread, and tells the database's time."""
        super().__init__(parent)
        self._jobs = jobs
        self._beat = beat
        self._clock = clock
        self._token = ""
        self._asked = 0.0
        self._sent: float | None = None
        self._timer = QTimer(self, interval=BEAT_EVERY_MS)
        self._timer.timeout.connect(self._on_timeout)

    def start(self) -> None:
        """Begin with one at once, unless it has begun."""
        if not self._timer.isActive():
            self._timer.start()
            self._send()

    def stop(self) -> None:
        """Send none any more, and expect none."""
        self._timer.stop()
        self._token = ""

    def hear(self, tokens: frozenset[str]) -> None:
        """Take what came back."""
        if self._token and self._token in tokens:
            self._token = ""
            self.came_back.emit(self._asked)

    @Slot()
    def _on_timeout(self) -> None:
        if not self._token:
            self._send()
        elif self._sent is not None and seconds_passed() - self._sent > ASTRAY_AFTER_S:
            self._token = ""
            self.went_astray.emit()

    def _send(self) -> None:
        self._token = token = uuid.uuid4().hex
        self._asked = seconds_passed()
        self._sent = None
        job = partial(timed, partial(self._beat, token))
        self._jobs.run(job, partial(self._on_sent, token), partial(self._on_failed, token))

    def _on_sent(self, token: str, answer: Timed[datetime]) -> None:
        self._clock.synchronise(answer.value, answer.asked, answer.answered)
        if token == self._token:
            self._sent = seconds_passed()

    def _on_failed(self, token: str, error: Exception) -> None:
        if token == self._token:
            self._token = ""
            self.failed.emit(error)
