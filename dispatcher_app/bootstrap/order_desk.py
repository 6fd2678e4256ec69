"""The orders of one desk, and the journal they are noted in: what an earlier desk left open, this one finds out."""

import errno
import logging
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Slot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.bootstrap.noted_orders import NotedOrders, OrderSlip
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import CallFacts
from dispatcher_app.operations.dispatch import Dispatched
from dispatcher_app.storage.order_journal import NotedOrder, OrderJournal
from dispatcher_app.ui.conflict.wording import Order
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.closing import ClosingGuard
from dispatcher_app.ui.dispatch.given_order import GivenOrder, ordered_words
from dispatcher_app.ui.dispatch.order_flow import OrderFlow, OrderVerbs

_TROUBLE_SAID_FOR_MS = 60_000
_FULL = (errno.ENOSPC, errno.EDQUOT)
_CLOSED = (errno.EACCES, errno.EPERM, errno.EROFS)

_log = logging.getLogger(__name__)


class OrderDesk(QObject):
    """Lives as long as its window. Whoever may not dispatch has no journal, and leaves what is open to others."""

    def __init__(
        self,
        desk: Desk,
        jobs: JobRunner,
        journal: OrderJournal,
        window: DeskWindow,
        now: Callable[[], datetime],
    ) -> None:
        """Take the window; `begin` looks into the journal."""
        super().__init__(window)
        self.journal = journal
        self._jobs = jobs
        self._window = window
        self._now = now
        self._is_due = desk.person.can_dispatch
        self._orders = NotedOrders(desk, journal)
        self.flow = OrderFlow(window, jobs, OrderVerbs(self._dispatch, self._orders.find), now)
        self._guard = ClosingGuard(window, self.flow, self._is_noted)
        self._trouble = ""
        self.trouble_timer = QTimer(self, interval=_TROUBLE_SAID_FOR_MS, singleShot=True)
        self._connect()

    def _connect(self) -> None:
        self._guard.closed_anyway.connect(self.let_go)
        self.flow.answered.connect(self._say_trouble)
        self.flow.unsettled.words_changed.connect(self._show_trouble)
        self.trouble_timer.timeout.connect(self._on_trouble_said)

    def begin(self) -> None:
        """Find out what became of orders that earlier desks left open: once, when the first board is on screen."""
        if self._is_due:
            self._is_due = False
            self._jobs.run(self._orders.begin, self._on_begun, self._on_not_begun)

    @Slot()
    def let_go(self) -> None:
        """Hear no answers any more: what is open now is the next start's to tell, and the window may close."""
        self._orders.is_left = True
        self._guard.let_go()

    def _dispatch(self, command: DispatchAmbulance, order: Order) -> Dispatched:
        """Run on the SQL thread."""
        slip = OrderSlip(order.call.number, order.call_sign, order.given_at.astimezone(UTC), order.errand)
        return self._orders.dispatch(command, slip)

    def _on_begun(self, left: Sequence[NotedOrder]) -> None:
        self._say_trouble()
        self.flow.take_up([self._given(order) for order in left])

    def _on_not_begun(self, error: Exception) -> None:
        _log.error("what earlier desks left open could not be looked up", exc_info=error)

    def _given(self, noted: NotedOrder) -> GivenOrder:
        call = CallFacts(noted.command.emergency_call_id, noted.call_number, "", "")
        order = Order(call, noted.call_sign, noted.ordered_at, noted.errand)
        left = ordered_words(noted.ordered_at, noted.desk, self._now(), self._window.zone())
        return GivenOrder(noted.command, order, left)

    def _is_noted(self) -> bool:
        return self._orders.trouble is None

    @Slot()
    def _say_trouble(self) -> None:
        """Say once that no journal can be kept, for long enough to be read: it keeps nobody from working."""
        if self._orders.trouble is not None and not self._trouble:
            self._trouble = _in_words(self._orders.trouble)
            self.trouble_timer.start()
            self._show_trouble()

    @Slot()
    def _show_trouble(self) -> None:
        # What became of an order is the more important line.
        if self.trouble_timer.isActive() and not self.flow.unsettled.has_any():
            self._window.panels.dispatch_bar.show_unsettled(self._trouble)

    @Slot()
    def _on_trouble_said(self) -> None:
        if not self.flow.unsettled.has_any():
            self._window.panels.dispatch_bar.show_unsettled("")


def _in_words(trouble: OSError) -> str:
    if trouble.errno in _FULL:
        reason, advice = "its disk is full", "Make room on it."
    elif trouble.errno in _CLOSED:
        reason, advice = "its data folder cannot be written to", "Have that folder opened to this person."
    else:
        reason, advice = "its data folder gives an error, written to its log", "Have the disk looked at."
    return f"Orders are sent, but this computer keeps no journal of them: {reason}. {advice}"
