"""Work that may never end, aside from everything: a keyring that waits for its owner, say."""

import queue
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Slot

T = TypeVar("T")

_LOOKED_EVERY_MS = 50


class Aside(QObject):
    """Runs each piece of work on a thread of its own; its answer comes to the GUI thread, or never.

    Nobody waits for it: a program that ends takes such threads along. They touch no Qt object, which might be gone by
    the time that they are done: answers are looked for.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        """Run nothing yet."""
        super().__init__(parent)
        self._answers: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._awaited = 0
        self._timer = QTimer(self, interval=_LOOKED_EVERY_MS)
        self._timer.timeout.connect(self._on_timeout)

    def run(self, work: Callable[[], T], on_done: Callable[[T], None]) -> None:
        """Begin. `work` must not raise: what cannot be done is part of its answer."""
        answers = self._answers
        thread = threading.Thread(target=lambda: answers.put(partial(on_done, work())), name="aside", daemon=True)
        self._awaited += 1
        self._timer.start()
        thread.start()

    def stop(self) -> None:
        """Give no answers any more."""
        self._timer.stop()

    @Slot()
    def _on_timeout(self) -> None:
        while not self._answers.empty():
            self._awaited -= 1
            self._answers.get()()
        if not self._awaited:
            self._timer.stop()
