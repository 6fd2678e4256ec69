"""What this desk knows and has selected, from one board to the next. No Qt."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import timedelta

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Ambulance, Board, ControlRoom, EmergencyCall
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.ui.board.arrangement import nearest_available, oldest_waiting_call
from dispatcher_app.ui.board.board_index import BoardIndex, index_board
from dispatcher_app.ui.board.rows import NearestAmbulance
from dispatcher_app.ui.desk_identity import ServerNow
from dispatcher_app.ui.dispatch.divert_question import DivertQuestion
from dispatcher_app.ui.dispatch.prospect import DeskState, prospect_of
from dispatcher_app.ui.dispatch.selection import (
    Choices,
    Selection,
    choose_call,
    first_selection,
    follow,
    order_of,
    with_order,
)
from dispatcher_app.ui.header.freshness import AgeLimits, Freshness
from dispatcher_app.ui.header.standing import Standing

Monotonic = Callable[[], float]
"""Seconds that only ever go on: no clock that is set, this desk's or the database's, makes a board younger."""


class Situation:
    """The newest board, how fresh it is, and what is selected on it."""

    def __init__(self, now: ServerNow, monotonic: Monotonic, *, can_dispatch: bool, limits: AgeLimits) -> None:
        """Begin without a board."""
        self.index: BoardIndex | None = None
        self.selection = Selection()
        self._now = now
        self._monotonic = monotonic
        self._sent_at = 0.0
        self._condition = DeskState(can_dispatch=can_dispatch)
        self._standing = Standing(limits=limits)
        self._whole_at: float | None = None
        self._divert = DivertQuestion(monotonic)

    def take_board(self, board: Board) -> BoardIndex:
        """Take a newer board. Only the first selects something by itself, unless a selection was handed over.

        Once an age was told, a board makes none younger: a row that changed proves nothing of all the others.
        """
        before, after = self.index, index_board(board)
        if before is None and self.selection == Selection():
            self.selection = first_selection(after, self._now())
        else:
            self.selection = follow(self.selection, before, after)
        self.index = after
        if self._whole_at is None:
            self.take_age(self._now() - board.taken_at)
        return after

    def take_age(self, age: timedelta | None) -> None:
        """Take over how old the data is; from here on it goes on ageing by itself."""
        self._whole_at = None if age is None else self._monotonic() - max(0.0, age.total_seconds())

    def take_unavailable(self, sentence: str | None, *, is_fault: bool) -> None:
        """Note why this desk is not served, by the database's fault or its own; None takes it back."""
        self._standing = replace(self._standing, unavailable=sentence, is_at_fault=is_fault)

    def take_line_trouble(self, sentence: str | None, *, is_lasting: bool) -> None:
        """Note what ails the line, and whether it has done so for longer than a blip; None takes it back."""
        self._standing = replace(self._standing, trouble=sentence, is_trouble_lasting=is_lasting)

    def take_read_only(self, sentence: str | None) -> None:
        """Note that there is only a copy to be read; None takes it back."""
        self._standing = replace(self._standing, read_only=sentence)

    def standing(self) -> Standing:
        """Tell how the board stands at this moment."""
        return replace(self._standing, age=self._data_age())

    def _data_age(self) -> timedelta | None:
        is_cut_off = self._standing.unavailable is not None and not self._standing.is_at_fault
        if is_cut_off or self.index is None or self._whole_at is None:
            return None
        return timedelta(seconds=self._monotonic() - self._whole_at)

    def freshness(self) -> Freshness:
        """Judge how old the data is."""
        return self.standing().freshness

    def set_pending(self, order_name: str) -> None:
        """Note the order that is on its way; empty once none is."""
        self._condition = replace(self._condition, pending=order_name)
        self._sent_at = self._monotonic()

    def is_pending(self) -> bool:
        """An order is on its way."""
        return self._condition.is_pending

    def set_desk_locked(self, *, is_locked: bool) -> None:
        """Note that the desk is locked: whatever is pressed, no order comes of it."""
        self._condition = replace(self._condition, is_desk_locked=is_locked)

    def is_desk_locked(self) -> bool:
        """The desk is locked: callers' data are not shown either."""
        return self._condition.is_desk_locked

    def is_spent(self, sent: DispatchAmbulance, choices: Choices) -> bool:
        """Tell whether what is chosen is still what an order took along."""
        is_same_call = self.selection.call_id == sent.emergency_call_id
        return is_same_call and choices == Choices(sent.hospital_id, sent.paramedic_id)

    def select_call(self, call_id: EmergencyCallId) -> bool:
        """Select a call and the ambulance nearest to it; False if nothing changes by it."""
        if self.index is None or call_id == self.selection.call_id or call_id not in self.index.calls:
            return False
        self.selection = choose_call(self.index, call_id, self._now())
        return True

    def select_ambulance(self, ambulance_id: AmbulanceId) -> None:
        """Select an ambulance."""
        self.selection = replace(self.selection, ambulance_id=ambulance_id)

    def ambulance(self, ambulance_id: AmbulanceId) -> Ambulance | None:
        """Find an ambulance on the board."""
        return None if self.index is None else self.index.ambulances.get(ambulance_id)

    def room(self) -> ControlRoom | None:
        """Tell what the room is, once a board has told."""
        return None if self.index is None else self.index.board.room

    def oldest_waiting_call(self) -> EmergencyCall | None:
        """Find the call that has waited longest."""
        return None if self.index is None else oldest_waiting_call(self.index)

    def nearest_available(self, call_id: EmergencyCallId, excluding: AmbulanceId | None) -> NearestAmbulance | None:
        """Find the available ambulance nearest to a call."""
        return None if self.index is None else nearest_available(self.index, call_id, excluding, self._now())

    def state(self, choices: Choices) -> DeskState:
        """Gather all that decides what the dispatch key does."""
        pending_for = timedelta(seconds=self._monotonic() - self._sent_at) if self.is_pending() else timedelta()
        condition = replace(self._condition, standing=self.standing(), pending_for=pending_for)
        if self.index is None:
            return condition
        state = with_order(condition, self.index, self.selection, choices, self._now())
        return replace(state, is_divert_asked=self._divert.follow(self._divert_of(state, choices)))

    def press(self, choices: Choices) -> DispatchAmbulance | None:
        """Take a press of the dispatch key, and make the order that it sends.

        None if it sends nothing; to a hospital that diverts the first press only asks.
        """
        state = self.state(choices)
        if not prospect_of(state).can_send:
            return None
        about = self._divert_of(state, choices)
        if about is not None and not self._divert.press(about):
            return None
        order = order_of(self.selection, choices)
        return None if order is None else replace(order, diverts_accepted=about is not None)

    def _divert_of(self, state: DeskState, choices: Choices) -> Hashable | None:
        """Tell what would be asked: another order, or another word of the hospital, is another question."""
        if not state.diverts or state.is_desk_locked or state.is_pending:
            return None
        return (self.selection, choices, state.diverts)
