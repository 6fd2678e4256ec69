"""Jobs on the SQL thread, answers in the GUI thread.

One thread per desk runs all SQL, so there is one connection and orders are served first in, first out. A job returns
or raises; it never asks the user and never touches a widget.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Answer(Generic[T]):
    future: Future[T]
    on_done: Callable[[T], None]
    on_failed: Callable[[Exception], None]


class JobRunner(QObject):
    """The GUI thread's end of the SQL thread. Callbacks are called in the GUI thread, in the order of the jobs."""

    _answered = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        """Start without a thread; the first job makes it."""
        super().__init__(parent)
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="sql")
        self._waiting: set[Future[Any]] = set()
        self._unheard: set[Future[Any]] = set()
        self._is_open = True
        # Queued even where a job is done before `run` returns: nobody hears of a job within asking for it.
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(self, job: Callable[[], T], on_done: Callable[[T], None], on_failed: Callable[[Exception], None]) -> None:
        """Queue a job; exactly one of the two callbacks will get its answer, unless the desk closes first."""
        future = self._executor.submit(job)
        answer = _Answer(future, on_done, on_failed)
        self._waiting.add(future)
        future.add_done_callback(lambda _: self._answered.emit(answer))

    def drop_answers(self) -> None:
        """Deliver nothing of what was queued so far, though it is done: whoever asked is gone."""
        self._unheard |= self._waiting
        self._waiting.clear()

    def close(self, last: Callable[[], None]) -> None:
        """Drop what has not begun, finish what has, run `last` on the same thread, and wait for it."""
        self._is_open = False
        for future in self._waiting | self._unheard:
            future.cancel()
        self._executor.submit(last)
        self._executor.shutdown(wait=True)

    @Slot(object)
    def _deliver(self, answer: _Answer[Any]) -> None:
        is_heard = answer.future in self._waiting
        self._waiting.discard(answer.future)
        self._unheard.discard(answer.future)
        if not (self._is_open and is_heard):
            return
        error = answer.future.exception()
        if error is None:
            answer.on_done(answer.future.result())
        elif isinstance(error, Exception):
            answer.on_failed(error)
        else:
            raise error
