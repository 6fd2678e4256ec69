"""Dispatching with a note taken first: an order is on this machine's disk before it goes to the database."""

import logging
from dataclasses import dataclass
from datetime import datetime

from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Assignment
from dispatcher_app.domain.errors import DispatcherError, NotFound, OutcomeUnknown
from dispatcher_app.operations.dispatch import Dispatched, dispatch_ambulance, find_dispatch
from dispatcher_app.operations.dispatch_log import OrderNamed
from dispatcher_app.storage.address import place_of
from dispatcher_app.storage.order_journal import NotedOrder, OrderJournal

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OrderSlip:
    """What is noted of an order besides its command: nothing about who called. `ordered_at` is UTC."""

    call_number: int
    call_sign: str
    ordered_at: datetime
    errand: tuple[str, ...] = ()


class NotedOrders:
    """The verbs of one open desk; they belong to the SQL thread. A journal that fails stops no order.

    `trouble` is what keeps the journal from being kept, None while nothing does. Once `is_left` no answer is heard any
    more: what is under way then stays open in the journal, for the next start to tell.
    """

    def __init__(self, desk: Desk, journal: OrderJournal) -> None:
        """Take the desk's orders into a journal, which is its owner's to close."""
        self._desk = desk
        self._journal = journal
        self._place = place_of(desk.store.settings.conninfo)
        self.trouble: OSError | None = None
        self.is_left = False

    def begin(self) -> tuple[NotedOrder, ...]:
        """Find out whether a journal can be kept, and give the orders that dead desks left open in theirs."""
        try:
            self._journal.begin()
            self.trouble = None
        except OSError as error:
            self._note_trouble(error)
        return self._journal.left_open(self._place)

    def dispatch(self, command: DispatchAmbulance, slip: OrderSlip) -> Dispatched:
        """Note an order, and send it. Raises what `dispatch_ambulance` does."""
        self._note(command, slip)
        named = OrderNamed(slip.call_number, slip.call_sign)
        try:
            done = dispatch_ambulance(self._desk.store, command, self._desk.login, named)
        except OutcomeUnknown:
            raise
        except DispatcherError:
            # Whatever else the answer is, it is one. A fault is none.
            self._settle(command)
            raise
        self._settle(command)
        return done

    def find(self, command: DispatchAmbulance) -> Assignment | None:
        """Tell what became of an order; None if it never took effect. Raises Unavailable where that cannot be told."""
        try:
            found = find_dispatch(self._desk.store, command)
        except NotFound:
            # Nothing was sent to a call that this database does not have.
            found = None
        self._settle(command)
        return found

    def _note(self, command: DispatchAmbulance, slip: OrderSlip) -> None:
        login, desk = self._desk.login, self._desk.store.desk
        order = NotedOrder(
            command, slip.call_number, slip.call_sign, login, desk, self._place, slip.ordered_at, slip.errand
        )
        try:
            self._journal.note(order)
            self.trouble = None
        except OSError as error:
            self._note_trouble(error)

    def _settle(self, command: DispatchAmbulance) -> None:
        if self.is_left:
            return
        try:
            self._journal.settle(command.request_id)
        except OSError:
            # The next start asks for it once more, which does no harm.
            _log.exception("the end of an order could not be noted")

    def _note_trouble(self, error: OSError) -> None:
        if self.trouble is None:
            _log.error("no journal of orders can be kept", exc_info=error)
        self.trouble = error
