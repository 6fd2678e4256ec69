"""Orders of which it is not known whether they took effect: asked about until it is, whatever else goes on."""

import logging
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Assignment
from dispatcher_app.domain.errors import DispatcherError
from dispatcher_app.ui.dispatch.given_order import GivenOrder, checking_words

if TYPE_CHECKING:
    from dispatcher_app.domain.ids import RequestId

FIRST_REST_S = 1.0
LONGEST_REST_S = 4.0
"""Asking may wait for a lock, and other orders wait behind it: so it rests longer and longer between two questions."""

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
    due_at: float = 0.0
    rest_s: float = FIRST_REST_S
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

    def find_out(self, given: GivenOrder, fault: str = "") -> None:
        """Take in an order and ask about it at once."""
        self.add(given, fault)
        self.ask(given)

    def has_any(self) -> bool:
        """Tell whether there is an order whose end is not known."""
        return bool(self._orders)

    def has(self, given: GivenOrder) -> bool:
        """Tell whether the end of this order is not known."""
        return given.command.request_id in self._orders

    def orders(self) -> tuple[GivenOrder, ...]:
        """Give the orders whose end is not known, in the order in which they came."""
        return tuple(order.given for order in self._orders.values())

    @Slot()
    def ask_due(self) -> None:
        """Ask about every order that was not asked about just now: to be called whenever the database answers."""
        for order in tuple(self._orders.values()):
            if self._seconds() >= order.due_at:
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
        order.due_at = self._seconds() + order.rest_s
        order.rest_s = min(LONGEST_REST_S, 2 * order.rest_s)
        if isinstance(error, DispatcherError):
            order.fault_in_asking = ""
        else:
            order.fault_in_asking = order.fault_in_asking or uuid.uuid4().hex[:8]
            _log.error("fault %s in asking about an order", order.fault_in_asking, exc_info=error)
        self._tell()
        self.asked_in_vain.emit(order.given)

    def _tell(self) -> None:
        fault = next((order.fault_in_asking for order in self._orders.values() if order.fault_in_asking), "")
        self.words_changed.emit(checking_words(self.orders(), fault))
