"""What this desk knows and has selected, from one board to the next. No Qt."""

from dataclasses import replace
from datetime import datetime, timedelta

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Ambulance, Board, ControlRoom, EmergencyCall
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.ui.board.arrangement import nearest_available, oldest_waiting_call
from dispatcher_app.ui.board.board_index import BoardIndex, index_board
from dispatcher_app.ui.board.rows import NearestAmbulance
from dispatcher_app.ui.desk_identity import ServerNow
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
from dispatcher_app.ui.header.freshness import Freshness, freshness_of


class Situation:
    """The newest board, how fresh it is, and what is selected on it."""

    def __init__(self, now: ServerNow, *, can_dispatch: bool) -> None:
        """Begin without a board."""
        self.index: BoardIndex | None = None
        self.selection = Selection()
        self.unavailable: str | None = None
        self.is_at_fault = False
        self._now = now
        self._condition = DeskState(can_dispatch=can_dispatch)
        self._fresh_at: datetime | None = None

    def take_board(self, board: Board) -> BoardIndex:
        """Take a newer board. Only the first selects something by itself, unless a selection was handed over."""
        before, after = self.index, index_board(board)
        if before is None and self.selection == Selection():
            self.selection = first_selection(after, self._now())
        else:
            self.selection = follow(self.selection, before, after)
        self.index = after
        self._fresh_at = board.taken_at if self._fresh_at is None else max(board.taken_at, self._fresh_at)
        return after

    def take_age(self, age: timedelta | None) -> None:
        """Take over how old the data is; from here on it goes on ageing by itself."""
        self._fresh_at = None if age is None else self._now() - age

    def data_age(self) -> timedelta | None:
        """Tell how old the data is; None without a connection."""
        is_cut_off = self.unavailable is not None and not self.is_at_fault
        if is_cut_off or self._fresh_at is None:
            return None
        return max(timedelta(), self._now() - self._fresh_at)

    def freshness(self) -> Freshness:
        """Judge how old the data is."""
        return freshness_of(self.data_age())

    def set_pending(self, order_name: str) -> None:
        """Note the order that is on its way; empty once none is."""
        self._condition = replace(self._condition, pending=order_name)

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
        condition = replace(
            self._condition,
            data_age=self.data_age(),
            is_available=self.unavailable is None,
            is_at_fault=self.is_at_fault,
        )
        if self.index is None:
            return condition
        return with_order(condition, self.index, self.selection, choices, self._now())

    def order(self, choices: Choices) -> DispatchAmbulance | None:
        """Make the order that the dispatch key would send now; None if it would send nothing."""
        return order_of(self.selection, choices) if prospect_of(self.state(choices)).can_send else None
