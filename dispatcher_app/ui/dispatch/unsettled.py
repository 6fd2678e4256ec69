"""Orders of which it is not known whether they took effect: asked about until it is, whatever else goes on."""

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Assignment
from dispatcher_app.domain.errors import DispatcherError
from dispatcher_app.ui.dispatch.given_order import GivenOrder, not_known_words

if TYPE_CHECKING:
    from dispatcher_app.domain.ids import RequestId

ASK_EVERY_S = 4.0
"""Asking may wait for a lock, and the board waits behind it: so it rests this long between two questions."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Settled:
    """An order of which it is now known: `assignment` is what it made, None if it never took effect.

    `fault` is the number of the fault for which nobody knew, empty where the line had broken.
    """

    given: GivenOrder
    assignment: Assignment | None
    fault: str = ""


@dataclass(slots=True)
class _Unsettled:
    given: GivenOrder
    fault: str
    fault_in_asking: str = ""
    answered: float | None = None
    is_asking: bool = False


class UnsettledOrders(QObject):
    """Lives in the GUI thread. An order leaves it by an answer and by nothing else.

    `settled` carries a `Settled`, `asked_in_vain` the `GivenOrder` that was asked about, `words_changed` the sentence
    that stands for as long as anything is unknown (then empty).
    """

    settled = Signal(object)
    asked_in_vain = Signal(object)
    words_changed = Signal(str)

    def __init__(
        self,
        jobs: JobRunner,
        find: Callable[[DispatchAmbulance], Assignment | None],
        seconds: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        """Take the question; it will run on the SQL thread."""
        super().__init__(parent)
        self._jobs = jobs
        self._find = find
        self._seconds = seconds
        self._orders: dict[RequestId, _Unsettled] = {}

    def add(self, given: GivenOrder, fault: str = "") -> None:
        """Take in an order; `fault` numbers the fault for which its end is not known."""
        self._orders[given.command.request_id] = _Unsettled(given, fault)
        self._tell()

    def has_any(self) -> bool:
        """Tell whether there is an order whose end is not known."""
        return bool(self._orders)

    def ask_due(self) -> None:
        """Ask about every order that was not asked about just now: to be called when the database answers."""
        for order in tuple(self._orders.values()):
            if order.answered is None or self._seconds() - order.answered >= ASK_EVERY_S:
                self.ask(order.given)

    def ask(self, given: GivenOrder) -> None:
        """Ask about an order at once, unless a question about it is already under way."""
        order = self._orders.get(given.command.request_id)
        if order is None or order.is_asking:
            return
        order.is_asking = True
        job = partial(self._find, given.command)
        self._jobs.run(job, partial(self._on_found, order), partial(self._on_not_told, order))

    def _on_found(self, order: _Unsettled, assignment: Assignment | None) -> None:
        del self._orders[order.given.command.request_id]
        self._tell()
        self.settled.emit(Settled(order.given, assignment, order.fault))

    def _on_not_told(self, order: _Unsettled, error: Exception) -> None:
        order.is_asking = False
        order.answered = self._seconds()
        if isinstance(error, DispatcherError):
            order.fault_in_asking = ""
        else:
            order.fault_in_asking = order.fault_in_asking or uuid.uuid4().hex[:8]
            _log.error("fault %s in asking about an order", order.fault_in_asking, exc_info=error)
        self._tell()
        self.asked_in_vain.emit(order.given)

    def _tell(self) -> None:
        orders = self._orders.values()
        fault = next((order.fault_in_asking for order in orders if order.fault_in_asking), "")
        self.words_changed.emit(not_known_words([order.given for order in orders], fault))
