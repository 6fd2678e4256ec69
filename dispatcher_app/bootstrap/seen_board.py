"""What a live desk sees, kept on this machine for the hour without a database, and at hand to be printed."""

import errno
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from dispatcher_app.background.board_keeper import BoardKeeper
from dispatcher_app.bootstrap.running_desk import RunningDesk
from dispatcher_app.domain.entities import Board
from dispatcher_app.ui.dispatch.message import MessageKind
from dispatcher_app.ui.paper.board_printing import BoardPrinting

_PATIENCE_S = 2.0

_CAUSES = {
    errno.ENOSPC: "its disk is full",
    errno.EDQUOT: "its disk is full",
    errno.EACCES: "its data folder may not be written",
    errno.EPERM: "its data folder may not be written",
    errno.EROFS: "its disk may only be read",
}


class SeenBoard(QObject):
    """Follows one desk, whose own it is."""

    def __init__(self, running: RunningDesk, keep: Callable[[Board], None]) -> None:
        """Take what writes a board to the disk."""
        super().__init__(running)
        self._running = running
        self._board: Board | None = None
        self._keeper = BoardKeeper(keep, self)
        self._keeper.failed.connect(self._on_failed)
        self._printing = BoardPrinting(running.window, running.clock.now)
        running.feed.board_loaded.connect(self._on_board_loaded)
        running.feed.proved.connect(self._on_proved)

    def leave(self) -> None:
        """Have the last board written; nobody waits for it."""
        self._keeper.leave()

    def finish(self) -> None:
        """Have it written before the program ends, unless the disk takes too long."""
        self._keeper.finish(_PATIENCE_S)

    @Slot(object)
    def _on_board_loaded(self, board: Board) -> None:
        self._board = board
        self._on_proved()

    @Slot()
    def _on_proved(self) -> None:
        """Note until when the board was true: on a quiet night that is much later than it was last read."""
        age = self._running.feed.age()
        if self._board is not None and age is not None:
            until = max(self._board.taken_at, self._running.clock.now() - age)
            seen = replace(self._board, taken_at=until)
            self._printing.take(seen)
            self._keeper.take(seen)

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        cause = _CAUSES.get(getattr(error, "errno", None) or 0, "a fault, written to its log")
        self._running.window.show_message(
            f"This computer cannot keep the board for an hour without the database: {cause}.", MessageKind.NOTE
        )
