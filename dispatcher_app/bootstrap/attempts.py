"""What is being opened on the SQL thread: of several attempts only the newest is heard of."""

import logging
from collections.abc import Callable
from functools import partial

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.bootstrap.held_desk import HeldDesk

_log = logging.getLogger(__name__)


class Attempts:
    """Lives in the GUI thread. `held` is for the jobs alone."""

    def __init__(self, jobs: JobRunner, on_open: Callable[[Desk], None]) -> None:
        """Tell of each desk that is open."""
        self.held = HeldDesk()
        self._jobs = jobs
        self._on_open = on_open
        self._newest = 0

    def open(self, open_it: Callable[[], Desk], on_failed: Callable[[Exception], None]) -> None:
        """Open a desk in place of what is open."""
        self.run(partial(self.held.open, open_it), on_failed)

    def run(self, job: Callable[[], Desk], on_failed: Callable[[Exception], None]) -> None:
        """Have a desk opened or handed over; exactly one answer comes, unless another attempt does."""
        self._newest += 1
        attempt = self._newest
        self._jobs.run(
            job,
            lambda desk: self._on_open(desk) if attempt == self._newest else None,
            lambda error: on_failed(error) if attempt == self._newest else None,
        )

    def give_up(self) -> None:
        """Close what is open or comes of it: it is nobody's now."""
        self._newest += 1
        self._jobs.run(self.held.close, _ignore, _note_unclosed)


def _ignore(_: None) -> None:
    """A connection that is closed is no news."""


def _note_unclosed(error: Exception) -> None:
    _log.error("a desk could not be closed", exc_info=error)
