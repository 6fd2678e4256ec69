"""Waking a sender the moment something is queued, from a thread that does nothing but listen."""

import logging
import random
import threading
from collections.abc import Callable

from dispatcher_app.domain.errors import Unavailable
from dispatcher_app.storage.changes import ChangeLine, new_beat_channel
from dispatcher_app.storage.store import ConnectionSettings

_LONGEST_SILENCE_S = 30.0

_LONGEST_LOSS_REST_S = 15.0

_log = logging.getLogger(__name__)


class OutboxEar:
    """Listens on a connection of its own, and finds its way back after a loss. Meanwhile the sender looks by itself."""

    def __init__(self, settings: ConnectionSettings, wake: Callable[[], None]) -> None:
        """Begin to listen; `wake` is called on another thread than this one."""
        self._settings = settings
        self._wake = wake
        self._line: ChangeLine | None = None
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="outbox ear", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Listen no more."""
        self._is_over.set()
        line = self._line
        if line is not None:
            line.break_off()
        self._thread.join(self._settings.connect_timeout_s)

    def _run(self) -> None:
        losses = 0
        while not self._is_over.is_set():
            try:
                self._line = ChangeLine(self._settings, new_beat_channel())
                losses = 0
                try:
                    self._listen(self._line)
                finally:
                    line, self._line = self._line, None
                    line.close()
            except Unavailable as error:
                if not self._is_over.is_set():
                    _log.warning("it is not heard of what is queued: %s", error)
                losses += 1
                rest_s = losses * (0.5 + random.random())  # noqa: S311  (a rest, no secret)
                self._is_over.wait(min(_LONGEST_LOSS_REST_S, rest_s))

    def _listen(self, line: ChangeLine) -> None:
        # Whatever was queued before this line was open.
        self._wake()
        while not self._is_over.is_set():
            if any(change.is_of_story for change in line.hear(_LONGEST_SILENCE_S).changes):
                self._wake()
