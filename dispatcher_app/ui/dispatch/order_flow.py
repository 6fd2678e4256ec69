"""What happens to an order after the key: sent off, answered, and where somebody was first, asked about again.

Everything here runs in the GUI thread; the verbs run on the SQL thread. One order is on its way at a time.
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

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
from dispatcher_app.domain.rules import call_facts
from dispatcher_app.operations.dispatch import Dispatched
from dispatcher_app.ui.board.rows import NearestAmbulance
from dispatcher_app.ui.conflict.conflict_dialog import ConflictDialog
from dispatcher_app.ui.conflict.moot import moot_because
from dispatcher_app.ui.conflict.veil import Veil
from dispatcher_app.ui.conflict.wording import Circumstances, ConflictWords, Order, Way, conflict_words
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.message import MessageKind
from dispatcher_app.ui.wording import clock_time

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OrderVerbs:
    """What the flow asks of the database, bound to this desk; both run on the SQL thread."""

    dispatch: Callable[[DispatchAmbulance], Dispatched]
    find: Callable[[DispatchAmbulance], Assignment | None]


@dataclass(frozen=True, slots=True)
class _Pending:
    """An order that was given, or refused and is asked about."""

    command: DispatchAmbulance
    order: Order


@dataclass(frozen=True, slots=True)
class _Question:
    """What an open dialog asks about, and the ambulance it proposes: what the button says is what is sent."""

    pending: _Pending
    error: DispatcherError
    offer: NearestAmbulance | None


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
        self._question: _Question | None = None
        self.dialog: ConflictDialog | None = None
        self._veil = Veil(window)
        window.dispatch_requested.connect(self.send)

    @Slot(object)
    def send(self, command: DispatchAmbulance) -> None:
        """Send an order off."""
        order = self._order(command)
        if order is None:
            return
        pending = _Pending(command, order)
        self._window.set_dispatch_pending(True)
        job = partial(self._verbs.dispatch, command)
        self._jobs.run(job, partial(self._on_dispatched, pending), partial(self._on_refused, pending))

    def show_board(self, board: Board) -> None:
        """Take a newer board: close a question that has settled itself, keep an open one's proposal true."""
        self._board = board
        if self._question is None:
            return
        pending, error = self._question.pending, self._question.error
        if isinstance(error, OutcomeUnknown):
            self._close_dialog()
            self._ask(pending)
        elif isinstance(error, Unavailable):
            sign, number = pending.order.call_sign, pending.order.call.number
            self._settle(f"The database is back. {sign} was not sent to #{number}.")
        elif reason := moot_because(error, pending.command, board):
            self._settle(f"{pending.order.call_sign} was not sent. {reason}")
        elif self.dialog is not None:
            self._question = self._question_of(pending, error)
            self.dialog.update_offer(self._words(self._question))

    def _order(self, command: DispatchAmbulance) -> Order | None:
        board = self._board
        calls = [] if board is None else [item for item in board.calls if item.id == command.emergency_call_id]
        signs = [] if board is None else [item for item in board.ambulances if item.id == command.ambulance_id]
        if not calls or not signs:
            return None
        return Order(call_facts(calls[0]), signs[0].call_sign, self._now())

    def _on_dispatched(self, pending: _Pending, done: Dispatched) -> None:
        self._say_sent(pending, done.assignment.dispatched_at)

    def _say_sent(self, pending: _Pending, at: datetime) -> None:
        self._window.set_dispatch_pending(False)
        sign, number = pending.order.call_sign, pending.order.call.number
        self._window.show_message(f"{sign} sent to #{number}, {clock_time(at, self._window.zone())}", MessageKind.DONE)
        self.answered.emit()

    def _on_refused(self, pending: _Pending, error: Exception) -> None:
        self._window.set_dispatch_pending(False)
        match error:
            case NotAllowed():
                self._window.show_message(str(error), MessageKind.REFUSED)
            case DispatcherError():
                self._open_dialog(pending, error)
            case _:
                self._report_fault(pending, error)
        self.answered.emit()

    def _report_fault(self, pending: _Pending, error: Exception) -> None:
        number = uuid.uuid4().hex[:8]
        _log.error("fault %s in a dispatch", number, exc_info=error)
        sentence = f"{pending.order.call_sign} was not sent: a fault in this desk, number {number} in its log."
        self._window.show_message(sentence, MessageKind.REFUSED)

    def _open_dialog(self, pending: _Pending, error: DispatcherError) -> None:
        self._question = self._question_of(pending, error)
        self.dialog = ConflictDialog(self._words(self._question), self._window)
        self.dialog.way_chosen.connect(self._on_way_chosen)
        self.dialog.finished.connect(self._on_dialog_finished)
        self._veil.cover()
        self.dialog.open()

    @Slot(object)
    def _on_way_chosen(self, way: Way) -> None:
        question = self._question
        if question is None:
            return
        pending, command = question.pending, question.pending.command
        match way:
            case Way.SEND_NEXT:
                self._send_next(question)
            case Way.SEND_ADDITIONAL:
                self.send(replace(command, is_additional=True, request_id=new_request_id()))
            case Way.TRY_AGAIN:
                # The same request id: should the first attempt have arrived after all, this one finds it.
                self.send(command)
            case Way.ASK:
                self._ask(pending)
            case Way.SEE_OTHER if isinstance(question.error, AmbulanceTaken):
                self._window.select_call(question.error.to.id)
            case Way.CHOOSE | Way.BACK | Way.SEE_OTHER:
                pass

    def _send_next(self, question: _Question) -> None:
        if question.offer is None:
            return
        ambulance_id = question.offer.ambulance.id
        self._window.select_ambulance(ambulance_id)
        self.send(replace(question.pending.command, ambulance_id=ambulance_id, request_id=new_request_id()))

    def _ask(self, pending: _Pending) -> None:
        self._window.set_dispatch_pending(True)
        job = partial(self._verbs.find, pending.command)
        self._jobs.run(job, partial(self._on_found, pending), partial(self._on_still_unknown, pending))

    def _on_found(self, pending: _Pending, assignment: Assignment | None) -> None:
        if assignment is not None:
            self._say_sent(pending, assignment.dispatched_at)
            return
        self._window.set_dispatch_pending(False)
        sentence = f"{pending.order.call_sign} was not sent to #{pending.order.call.number}: the order never arrived."
        self._window.show_message(sentence, MessageKind.REFUSED)
        self.answered.emit()

    def _on_still_unknown(self, pending: _Pending, error: Exception) -> None:
        self._on_refused(pending, OutcomeUnknown(str(error)) if isinstance(error, Unavailable) else error)

    @Slot()
    def _on_dialog_finished(self) -> None:
        self.dialog = None
        self._question = None
        self._veil.hide()

    def _settle(self, sentence: str) -> None:
        self._close_dialog()
        self._window.show_message(sentence, MessageKind.REFUSED)

    def _close_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    def _question_of(self, pending: _Pending, error: DispatcherError) -> _Question:
        command = pending.command
        is_offered = isinstance(error, AmbulanceTaken) and error.to.id != error.call.id
        offer = self._window.nearest_available(command.emergency_call_id, command.ambulance_id) if is_offered else None
        return _Question(pending, error, offer)

    def _words(self, question: _Question) -> ConflictWords:
        around = Circumstances(self._window.zone(), question.offer)
        return conflict_words(question.error, question.pending.order, around)
