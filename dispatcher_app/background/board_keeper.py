"""Keeping the last good board on this machine's disk: seldom, and on a thread of its own, as a disk may be slow."""

import logging
import queue
import threading
import time
from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from dispatcher_app.domain.entities import Board

KEPT_EVERY = timedelta(seconds=10)
_LOOKED_EVERY_MS = 100

_log = logging.getLogger(__name__)

_Keep = Callable[[Board], None]
_Answers = queue.SimpleQueue[Exception | None]
_Boards = queue.SimpleQueue[Board | None]


class BoardKeeper(QObject):
    """Writes the first board at once, then the newest every ten seconds, and the last one always.

    Lives in the GUI thread. `failed` carries the error with which a board was not written; the same cause only once.
    The program may end while a disk does not answer: its thread holds nobody up, and touches no Qt object.
    """

    failed = Signal(object)

    def __init__(self, keep: _Keep, parent: QObject | None = None, every: timedelta = KEPT_EVERY) -> None:
        """Take what writes a board, on whatever thread; it raises what went wrong."""
        super().__init__(parent)
        self._every_s = every.total_seconds()
        self._newest: Board | None = None
        self._is_writing = False
        self._is_over = False
        self._begun_at = float("-inf")
        self._told: set[tuple[type[Exception], object]] = set()
        self._boards: _Boards = queue.SimpleQueue()
        self._answers: _Answers = queue.SimpleQueue()
        arguments = (keep, self._boards, self._answers)
        self._thread = threading.Thread(target=_write_all, args=arguments, name="board keeper", daemon=True)
        self._timer = QTimer(self, interval=_LOOKED_EVERY_MS)
        self._timer.timeout.connect(self._on_timeout)

    @Slot(object)
    def take(self, board: Board) -> None:
        """Keep this board, or the one after it if it comes soon enough."""
        if not self._is_over:
            self._newest = board
            self._timer.start()
            self._go_on()

    def leave(self) -> None:
        """Take no more boards, and have the last one written; nobody waits for it."""
        if self._is_over:
            return
        self._is_over = True
        self._timer.stop()
        if self._newest is not None:
            self._write(self._newest)
        self._boards.put(None)

    def finish(self, patience_s: float) -> None:
        """Leave, and wait so many seconds at the most for the last board to be written."""
        self.leave()
        if self._thread.is_alive():
            self._thread.join(patience_s)

    def _go_on(self) -> None:
        if self._newest is not None and not self._is_writing and time.monotonic() - self._begun_at >= self._every_s:
            board, self._newest = self._newest, None
            self._is_writing = True
            self._begun_at = time.monotonic()
            self._write(board)

    def _write(self, board: Board) -> None:
        if not self._thread.is_alive():
            self._thread.start()
        self._boards.put(board)

    @Slot()
    def _on_timeout(self) -> None:
        while not self._answers.empty():
            self._is_writing = False
            self._hear(self._answers.get())
        self._go_on()
        if self._newest is None and not self._is_writing:
            self._timer.stop()

    def _hear(self, error: Exception | None) -> None:
        if error is None:
            return
        cause = (type(error), getattr(error, "errno", None))
        if cause in self._told:
            return
        self._told.add(cause)
        _log.error("the board could not be kept", exc_info=error)
        self.failed.emit(error)


def _write_all(keep: _Keep, boards: _Boards, answers: _Answers) -> None:
    while (board := boards.get()) is not None:
        try:
            keep(board)
        except Exception as error:  # noqa: BLE001  (told to the GUI thread, which logs it)
            answers.put(error)
        else:
            answers.put(None)
