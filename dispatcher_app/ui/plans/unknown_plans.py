"""Orders about running work of which it is not known whether they took effect: asked about until it is."""

import logging
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.domain.errors import DispatcherError
from dispatcher_app.domain.plans import Plan
from dispatcher_app.ui.plans.plan_words import GivenPlan, checking_plan_words

_ASKED_EVERY_MS = 2_000

_log = logging.getLogger(__name__)


class UnknownPlans(QObject):
    """Lives in the GUI thread. `settled` carries the `GivenPlan` and whether it took effect.

    What is asked about takes an order back that has not arrived: it then never takes effect, however late it comes.
    """

    settled = Signal(object, bool)
    words_changed = Signal(str)

    def __init__(self, jobs: JobRunner, was_done: Callable[[Plan], bool], parent: QObject) -> None:
        """Take the question; it runs on the SQL thread."""
        super().__init__(parent)
        self._jobs = jobs
        self._was_done = was_done
        self._plans: list[GivenPlan] = []
        self._is_asking = False
        self.timer = QTimer(self, interval=_ASKED_EVERY_MS, singleShot=True)
        self.timer.timeout.connect(self.ask)

    def has_any(self) -> bool:
        """Tell whether there is an order whose end is not known."""
        return bool(self._plans)

    def find_out(self, given: GivenPlan) -> None:
        """Take in an order and ask at once."""
        self._plans.append(given)
        self._tell()
        self.ask()

    @Slot()
    def ask(self) -> None:
        """Ask about the oldest, unless a question is under way."""
        if self._plans and not self._is_asking:
            self._is_asking = True
            given = self._plans[0]
            self._jobs.run(partial(self._was_done, given.plan), partial(self._on_known, given), self._on_not_told)

    def _on_known(self, given: GivenPlan, is_done: bool) -> None:
        self._is_asking = False
        self._plans.remove(given)
        self._tell()
        self.settled.emit(given, is_done)
        self.ask()

    def _on_not_told(self, error: Exception) -> None:
        self._is_asking = False
        if not isinstance(error, DispatcherError):
            _log.error("fault in asking about an order", exc_info=error)
        self.timer.start()

    def _tell(self) -> None:
        self.words_changed.emit(checking_plan_words(self._plans))
