"""Where the dialogs of one desk stand: one at a time, over a veil, and none over a locked desk."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Slot

from dispatcher_app.ui.conflict.conflict_dialog import ConflictDialog
from dispatcher_app.ui.conflict.veil import Veil
from dispatcher_app.ui.conflict.wording import ConflictWords, Way
from dispatcher_app.ui.desk_window import DeskWindow


@dataclass(frozen=True, slots=True)
class _Asked:
    """A dialog that waits for an answer: what to do with it, and what to do once it is gone, answered or not."""

    on_way: Callable[[Way], None]
    on_gone: Callable[[], None]


class DialogHost(QObject):
    """Questions come first, and a newer one takes the place of an older. News wait until nothing else stands there.

    News that were taken away unread (by a question, by the lock) come again.
    """

    def __init__(self, window: DeskWindow, veil: Veil) -> None:
        """Take the window to stand over, and the veil to cover it with."""
        super().__init__(window)
        self._window = window
        self._veil = veil
        self._news: deque[ConflictWords] = deque()
        self._asked: _Asked | None = None
        self._is_taken_away = False
        self.dialog: ConflictDialog | None = None
        window.lock_changed.connect(self._on_lock_changed)

    def ask(self, words: ConflictWords, on_way: Callable[[Way], None], on_gone: Callable[[], None]) -> None:
        """Ask a question in place of what stands there."""
        self._take_away()
        self._asked = _Asked(on_way, on_gone)
        self._open(words)

    def is_asking(self) -> bool:
        """Tell whether a question stands there."""
        return self._asked is not None

    def tell(self, words: ConflictWords) -> None:
        """Tell something that stays until it is read."""
        self._news.append(words)
        self._tell_next()

    def show_newer(self, words: ConflictWords) -> None:
        """Bring the question that stands there up to date."""
        if self.dialog is not None and self._asked is not None:
            self.dialog.show_newer(words)

    def close(self) -> None:
        """Take away what stands there, as by Escape."""
        self._take_away()
        self._tell_next()

    def _take_away(self) -> None:
        if self.dialog is not None:
            self._is_taken_away = True
            self.dialog.reject()
            self._is_taken_away = False

    def _open(self, words: ConflictWords) -> None:
        self.dialog = ConflictDialog(words, self._window)
        self.dialog.way_chosen.connect(self._on_way_chosen)
        self.dialog.finished.connect(self._on_finished)
        self._window.lend_lock_key(self.dialog)
        self._veil.cover()
        self.dialog.open()

    def _tell_next(self) -> None:
        if self._news and self.dialog is None and not self._window.is_locked():
            self._open(self._news[0])

    @Slot(object)
    def _on_way_chosen(self, way: Way) -> None:
        if self._asked is not None:
            self._asked.on_way(way)

    @Slot()
    def _on_finished(self) -> None:
        asked, self._asked, self.dialog = self._asked, None, None
        self._veil.hide()
        if asked is not None:
            asked.on_gone()
        elif not self._is_taken_away:
            self._news.popleft()
        if not self._is_taken_away:
            self._tell_next()

    @Slot(bool)
    def _on_lock_changed(self, is_locked: bool) -> None:
        if not is_locked:
            self._tell_next()
        elif self._asked is None:
            self._take_away()
