"""Where a person's window stands and what is selected in it, handed from one window to the next."""

from PySide6.QtCore import QByteArray

from dispatcher_app.ui.desk_window import DeskWindow


class Seat:
    """Belongs to one person at a time."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._geometry = QByteArray()

    def hand_over(self, before: DeskWindow | None, after: DeskWindow) -> None:
        """Let a window take another's place, before its first board and before it is shown."""
        if before is not None:
            self.note(before)
            after.choosing.resume(before.choosing.selection())
        if not self._geometry.isEmpty():
            after.restoreGeometry(self._geometry)

    def note(self, window: DeskWindow) -> None:
        """Remember where a window stands that is about to go."""
        self._geometry = window.saveGeometry()

    def forget(self) -> None:
        """Expect somebody else."""
        self._geometry = QByteArray()
