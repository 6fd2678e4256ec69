"""Keeping a picture of the board fresh: asked for again and again, never twice at once."""

import time
from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.background.server_clock import ServerClock
from dispatcher_app.domain.entities import Board

REFRESH_EVERY_MS = 2_000


class BoardFeed(QObject):
    """Loads the board every two seconds and whenever told to. Lives in the GUI thread."""

    board_loaded = Signal(object)
    load_failed = Signal(object)

    def __init__(
        self, jobs: JobRunner, load: Callable[[], Board], clock: ServerClock, parent: QObject | None = None
    ) -> None:
        """Take the function that loads a board; it will run on the SQL thread."""
        super().__init__(parent)
        self._jobs = jobs
        self._load = load
        self._clock = clock
        self._asked = 0.0
        self._good_at: float | None = None
        self._is_loading = False
        self._is_wanted_again = False
        self._is_over = False
        self._timer = QTimer(self, interval=REFRESH_EVERY_MS)
        self._timer.timeout.connect(self.refresh)

    def start(self) -> None:
        """Begin."""
        self._timer.start()
        self.refresh()

    def stop(self) -> None:
        """Ask no more."""
        self._timer.stop()

    def ask_every(self, milliseconds: int) -> None:
        """Load less often, or as often as ever."""
        self._timer.setInterval(milliseconds)

    def end(self) -> None:
        """Load nothing any more, whoever asks: the connection is about to be somebody else's."""
        self.stop()
        self._is_over = True

    def age(self) -> timedelta | None:
        """Tell how old the picture is at the most; None when there is none yet."""
        return None if self._good_at is None else timedelta(seconds=time.monotonic() - self._good_at)

    @Slot()
    def refresh(self) -> None:
        """Load now; while a load is under way, once more after it, however often this was asked."""
        if self._is_over:
            return
        if self._is_loading:
            self._is_wanted_again = True
            return
        self._is_loading = True
        self._asked = time.monotonic()
        self._jobs.run(self._load, self._on_loaded, self._on_failed)

    def _on_loaded(self, board: Board) -> None:
        self._good_at = self._asked
        self._clock.synchronise(board.taken_at, self._asked)
        self._settle()
        self.board_loaded.emit(board)

    def _on_failed(self, error: Exception) -> None:
        self._settle()
        self.load_failed.emit(error)

    def _settle(self) -> None:
        self._is_loading = False
        if self._is_wanted_again:
            self._is_wanted_again = False
            self.refresh()
