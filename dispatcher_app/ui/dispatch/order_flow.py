"""What happens to an order after the key: sent off, answered, and where somebody was first, asked about again.

Everything here runs in the GUI thread; the verbs run on the SQL thread. One order is on its way at a time. What is
said of an order is what is known of it: one whose end is unknown goes to the unsettled ones until it is known.
"""

import logging
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.domain.commands import DispatchAmbulance, new_request_id
from dispatcher_app.domain.entities import Assignment, Board
from dispatcher_app.domain.errors import (
    AmbulanceTaken,
    DispatcherError,
    NotAllowed,
    OutcomeUnknown,
    Unavailable,
)
from dispatcher_app.operations.dispatch import Dispatched
from dispatcher_app.ui.board.rows import NearestAmbulance
from dispatcher_app.ui.conflict.conflict_dialog import ConflictDialog
from dispatcher_app.ui.conflict.dialog_host import DialogHost
from dispatcher_app.ui.conflict.moot import moot_because
from dispatcher_app.ui.conflict.veil import Veil
from dispatcher_app.ui.conflict.wording import Circumstances, ConflictWords, Order, Way, conflict_words
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.given_order import (
    GivenOrder,
    give_order,
    left_order_words,
    not_sent_for,
    not_sent_words,
    order_name,
    sent_words,
)
from dispatcher_app.ui.dispatch.message import MessageKind
from dispatcher_app.ui.dispatch.unsettled import Settled, UnsettledOrders

_DOUBT_LASTS_MS = 1500
"""An answer that is lost for less than this is looked up without a dialog that would only flash."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OrderVerbs:
    """What the flow asks of the database, bound to this desk; both run on the SQL thread."""

    dispatch: Callable[[DispatchAmbulance, Order], Dispatched]
    find: Callable[[DispatchAmbulance], Assignment | None]


@dataclass(frozen=True, slots=True)
class _Question:
    """What an open dialog asks about, and the ambulance it proposes: what the button says is what is sent.

    `saw_outage`: the board was cut off when the order was refused, or has been since.
    """

    given: GivenOrder
    error: DispatcherError
    offer: NearestAmbulance | None = None
    saw_outage: bool = False
    asked_at: datetime | None = None

    def words(self, zone: tzinfo) -> ConflictWords:
        return conflict_words(self.error, self.given.order, Circumstances(zone, self.offer, self.asked_at))


class OrderFlow(QObject):
    """Carries orders from the window to the verbs and their answers back."""

    answered = Signal()

    def __init__(self, window: DeskWindow, jobs: JobRunner, verbs: OrderVerbs, now: Callable[[], datetime]) -> None:
        """Take the window whose orders these are."""
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._verbs = verbs
        self._now = now
        self._board: Board | None = None
        self._is_cut_off = False
        self._pending: GivenOrder | None = None
        self._question: _Question | None = None
        self._doubt: _Question | None = None
        self.doubt_timer = QTimer(self, interval=_DOUBT_LASTS_MS, singleShot=True)
        self.unsettled = UnsettledOrders(jobs, verbs.find, parent=self)
        self._veil = Veil(window)
        self.dialogs = DialogHost(window, self._veil)
        self._connect()

    def _connect(self) -> None:
        self._window.dispatch_requested.connect(self.send)
        self._window.lock_changed.connect(self._on_lock_changed)
        self.doubt_timer.timeout.connect(self._on_doubt_lasting)
        self.unsettled.settled.connect(self._on_settled)
        self.unsettled.asked_in_vain.connect(self._on_asked_in_vain)
        self.unsettled.words_changed.connect(self._window.panels.dispatch_bar.show_unsettled)

    @property
    def dialog(self) -> ConflictDialog | None:
        """The dialog that stands over the window, if one does."""
        return self.dialogs.dialog

    def open_orders(self) -> tuple[GivenOrder, ...]:
        """Give the orders whose end is not known at this moment, one that is on its way included."""
        pending = () if self._pending is None else (self._pending,)
        return (*self.unsettled.orders(), *pending)

    def take_up(self, orders: Sequence[GivenOrder]) -> None:
        """Find out what became of orders that an earlier desk left open, and tell it until it is read."""
        for given in orders:
            self.unsettled.find_out(given)

    @Slot(object)
    def send(self, command: DispatchAmbulance) -> None:
        """Send an order off, unless another is still on its way."""
        given = None if self._board is None else give_order(command, self._board, self._now())
        if given is None or self._pending is not None:
            return
        if locked := self._window.lock_words():
            # Asked by a dialog from before: the window's own key says so itself.
            self._window.show_message(f"{not_sent_for(given)}. {locked}.", MessageKind.REFUSED)
            return
        self._pending = given
        self._window.show_pending(order_name(given))
        job = partial(self._verbs.dispatch, command, given.order)
        self._jobs.run(job, partial(self._on_dispatched, given), partial(self._on_refused, given))

    def show_board(self, board: Board) -> None:
        """Take a newer board: close a question that has settled itself, keep an open one's proposal true."""
        self._board = board
        self._is_cut_off = False
        self.unsettled.ask_due()
        question = self._question
        if question is None or isinstance(question.error, OutcomeUnknown):
            return
        if sentence := _settled_by(board, question):
            self.dialogs.close()
            self._window.show_message(sentence, MessageKind.REFUSED)
        elif not isinstance(question.error, Unavailable):
            self._show_question(replace(question, offer=self._offer(question.given, question.error)))

    def show_outage(self) -> None:
        """Note that the window is cut off from the database until the next board."""
        self._is_cut_off = True
        if self._question is not None:
            self._question = replace(self._question, saw_outage=True)

    def _on_dispatched(self, given: GivenOrder, done: Dispatched) -> None:
        self._end_pending()
        self._say_sent(given, done.assignment.dispatched_at)
        self.answered.emit()

    def _end_pending(self) -> None:
        self._pending = None
        self._window.show_pending("")

    def _say_sent(self, given: GivenOrder, at: datetime) -> None:
        self._window.show_message(sent_words(given, at, self._window.zone()), MessageKind.DONE)
        self._window.forget_choices(given.command)

    def _on_refused(self, given: GivenOrder, error: Exception) -> None:
        self._end_pending()
        match error:
            case NotAllowed():
                self._window.show_message(str(error), MessageKind.REFUSED)
            case OutcomeUnknown():
                self.unsettled.find_out(given)
                self._doubt = _Question(given, error)
                self.doubt_timer.start()
            case DispatcherError():
                self._ask(_Question(given, error, self._offer(given, error), self._is_cut_off))
            case _:
                self._take_fault(given, error)
        self.answered.emit()

    def _take_fault(self, given: GivenOrder, error: Exception) -> None:
        """A fault does not tell how far the order came: the database does."""
        number = uuid.uuid4().hex[:8]
        _log.error("fault %s in a dispatch", number, exc_info=error)
        self.unsettled.find_out(given, number)

    @Slot(object)
    def _on_settled(self, settled: Settled) -> None:
        given, assignment = settled.given, settled.assignment
        if self._question is not None and self._question.given is given:
            self.dialogs.close()
        if assignment is not None:
            self._say_sent(given, assignment.dispatched_at)
        else:
            self._window.show_message(not_sent_words(given, settled.fault), MessageKind.REFUSED)
        if given.left:
            sent_at = None if assignment is None else assignment.dispatched_at
            self.dialogs.tell(left_order_words(given, sent_at, self._window.zone()))
        self.answered.emit()

    @Slot(object)
    def _on_asked_in_vain(self, given: GivenOrder) -> None:
        if self._doubt is not None and self._doubt.given is given:
            self._doubt = replace(self._doubt, asked_at=self._now())
        if self._question is not None and self._question.given is given:
            self._show_question(replace(self._question, asked_at=self._now()))

    @Slot()
    def _on_doubt_lasting(self) -> None:
        doubt, self._doubt = self._doubt, None
        # Over another question this one would take its place; its line stands below in any case.
        if doubt is not None and self.unsettled.has(doubt.given) and not self.dialogs.is_asking():
            self._ask(doubt)

    def _ask(self, question: _Question) -> None:
        if self._window.is_locked():
            self._put_by(question)
            return
        self.dialogs.ask(question.words(self._window.zone()), self._on_way_chosen, self._on_dialog_gone)
        self._question = question

    @Slot(bool)
    def _on_lock_changed(self, is_locked: bool) -> None:
        if is_locked and self._question is not None:
            self._put_by(self._question)

    def _put_by(self, question: _Question) -> None:
        """Ask nothing at a locked desk: nothing is sent, and the fact waits there as a message."""
        words = question.words(self._window.zone())
        self.dialogs.close()
        # An order whose end is unknown has a line of its own, which stands at a locked desk too.
        if not isinstance(question.error, OutcomeUnknown):
            self._window.show_message(f"{words.title}. {words.lead}", MessageKind.REFUSED)

    def _show_question(self, question: _Question) -> None:
        self._question = question
        self.dialogs.show_newer(question.words(self._window.zone()))

    def _on_way_chosen(self, way: Way) -> None:
        question = self._question
        if question is None:
            return
        command = question.given.command
        match way:
            case Way.SEND_NEXT:
                self._send_next(question)
            case Way.SEND_ADDITIONAL | Way.ACCEPT_DIVERT:
                self.send(_insisting(command, way))
            case Way.TRY_AGAIN:
                # The same request id: should the first attempt have arrived after all, this one finds it.
                self.send(command)
            case Way.ASK:
                self.unsettled.ask(question.given)
            case Way.SEE_OTHER if isinstance(question.error, AmbulanceTaken):
                self._window.select_call(question.error.to.id)
            case Way.CHOOSE:
                self._window.panels.focus_ambulance_list()

    def _send_next(self, question: _Question) -> None:
        if question.offer is not None:
            ambulance_id = question.offer.ambulance.id
            self._window.select_ambulance(ambulance_id)
            self.send(replace(question.given.command, ambulance_id=ambulance_id, request_id=new_request_id()))

    def _on_dialog_gone(self) -> None:
        self._question = None

    def _offer(self, given: GivenOrder, error: DispatcherError) -> NearestAmbulance | None:
        if not isinstance(error, AmbulanceTaken) or error.to.id == error.call.id:
            return None
        return self._window.nearest_available(given.command.emergency_call_id, given.command.ambulance_id)


def _insisting(command: DispatchAmbulance, way: Way) -> DispatchAmbulance:
    """Make the order anew, knowing what stood in its way; what was known before stays known."""
    return replace(
        command,
        is_additional=command.is_additional or way is Way.SEND_ADDITIONAL,
        diverts_accepted=command.diverts_accepted or way is Way.ACCEPT_DIVERT,
        request_id=new_request_id(),
    )


def _settled_by(board: Board, question: _Question) -> str:
    """Say how a newer board has settled a question; empty while it has not."""
    sign, number = question.given.order.call_sign, question.given.order.call.number
    if isinstance(question.error, Unavailable):
        # The board may be read while nothing can be written: only a board that was gone is back.
        return f"The database is back. {sign} was not sent to #{number}." if question.saw_outage else ""
    reason = moot_because(question.error, question.given.command, board)
    return f"{sign} was not sent. {reason}" if reason else ""
