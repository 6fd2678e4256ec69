"""The thread that listens: it hears of changes the moment they are committed, and finds its way back after a loss."""

import logging
import threading
from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from dispatcher_app.background.back_off import BackOff
from dispatcher_app.domain.board_news import Heard
from dispatcher_app.domain.errors import DispatcherError

_LOOKED_UP_EVERY_S = 0.25
_FIRST_REST_S = 0.1
_MOST_REST_S = 5.0

_log = logging.getLogger(__name__)


class Line(Protocol):
    """A line that listens from the moment it is there; what is said on it is heard by one thread."""

    def hear(self, seconds: float) -> Heard:
        """Wait at most so long for something to come. Raises Unavailable once the line is lost."""

    def break_off(self) -> None:
        """Cut it, from any thread."""

    def close(self) -> None:
        """Hang up."""


class ChangeListener(QObject):
    """The GUI thread's end of it. `heard` carries what came, a `Heard`; `lost` the error for which nothing comes now.

    Whatever was committed before `listening` may have been missed: who hears it reads everything once more.
    """

    listening = Signal()
    heard = Signal(object)
    lost = Signal(object)

    def __init__(self, open_line: Callable[[], Line], parent: QObject | None = None) -> None:
        """Listen to nothing yet."""
        super().__init__(parent)
        self._open_line = open_line
        self._ear: _Ear | None = None

    def start(self) -> None:
        """Begin, unless it has begun."""
        if self._ear is None:
            self._ear = _Ear(self, self._open_line)
            self._ear.start()

    def stop(self) -> None:
        """Hear nothing any more. The thread may be on its way to a server that does not answer: nobody waits for it."""
        if self._ear is not None:
            self._ear.end()
            self._ear = None

    def begin_anew(self) -> None:
        """Give up the line for another one: what should have come over it did not."""
        if self._ear is not None:
            self._ear.break_off()


class _Ear(threading.Thread):
    """Outlives its listener if it must: from `end` on it touches no Qt object."""

    def __init__(self, listener: ChangeListener, open_line: Callable[[], Line]) -> None:
        super().__init__(name="listening", daemon=True)
        self._listener: ChangeListener | None = listener
        self._open_line = open_line
        self._line: Line | None = None
        self._lock = threading.Lock()
        self._has_ended = threading.Event()
        self._rest = BackOff(_FIRST_REST_S, _MOST_REST_S)

    def end(self) -> None:
        with self._lock:
            self._listener = None
            self._has_ended.set()
        self.break_off()

    def break_off(self) -> None:
        line = self._line
        if line is not None:
            line.break_off()

    def run(self) -> None:
        while not self._has_ended.is_set():
            try:
                self._listen()
            except Exception as error:  # noqa: BLE001  (told to the feed, which says it; nothing else ends the listening)
                self._take_loss(error)

    def _listen(self) -> None:
        self._line = line = self._open_line()
        try:
            self._tell(lambda listener: listener.listening.emit())
            self._rest.begin_anew()
            while not self._has_ended.is_set():
                self._pass_on(line.hear(_LOOKED_UP_EVERY_S))
        finally:
            self._line = None
            line.close()

    def _pass_on(self, heard: Heard) -> None:
        if heard != _NOTHING:
            self._tell(lambda listener: listener.heard.emit(heard))

    def _take_loss(self, error: Exception) -> None:
        if not isinstance(error, DispatcherError):
            _log.error("a fault in listening for changes", exc_info=error)
        self._tell(lambda listener: listener.lost.emit(error))
        self._has_ended.wait(self._rest.after(error))

    def _tell(self, tell: Callable[[ChangeListener], None]) -> None:
        with self._lock:
            if self._listener is not None:
                tell(self._listener)


_NOTHING = Heard()
