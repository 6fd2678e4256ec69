"""Orders about running work, given at a shell: from the names that people use to an order, and its answer."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dispatcher_app.bootstrap.desk import Desk, Room
from dispatcher_app.bootstrap.orders import OrderInWords
from dispatcher_app.bootstrap.plan_verbs import carry_out
from dispatcher_app.bootstrap.verbs import desk_for
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.entities import Assignment, Board
from dispatcher_app.domain.errors import NotFound, OutcomeUnknown, Unavailable
from dispatcher_app.domain.ids import AmbulanceId, AssignmentId, DispatcherId, EmergencyCallId
from dispatcher_app.domain.plans import Plan
from dispatcher_app.operations.finding import find_ambulance, find_call
from dispatcher_app.operations.planning import was_done
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.storage.store import Store


@dataclass(frozen=True, slots=True)
class Named:
    """What was named at the shell, looked up on the board as it stands."""

    board: Board
    store: Store

    def call(self, number: str) -> EmergencyCallId:
        """Find a call by its number. Raises InvalidInput, NotFound."""
        return find_call(self.store, OrderInWords(call=number, ambulance="-").names().call_number)

    def ambulance(self, call_sign: str) -> AmbulanceId:
        """Find an ambulance by its call sign. Raises InvalidInput, NotFound."""
        return find_ambulance(self.store, OrderInWords(call="1", ambulance=call_sign).names().call_sign)

    def dispatcher(self, full_name: str) -> DispatcherId:
        """Find a dispatcher by full name, in any case. Raises NotFound."""
        for who in self.board.dispatchers:
            if who.full_name.casefold() == full_name.strip().casefold():
                return who.id
        raise NotFound("dispatcher", full_name)

    def handler(self, call_id: EmergencyCallId) -> DispatcherId | None:
        """Tell in whose hands a call is."""
        return next((call.handled_by_id for call in self.board.calls if call.id == call_id), None)

    def running(self, call_sign: str) -> Assignment:
        """Find what an ambulance is out on. Raises InvalidInput, NotFound."""
        wanted = self.ambulance(call_sign)
        for assignment in self.board.assignments:
            if assignment.ambulance_id == wanted:
                return assignment
        raise NotFound("running assignment of", call_sign)

    def running_on(self, call_id: EmergencyCallId, signs: Iterable[str]) -> frozenset[AssignmentId]:
        """Find the assignments of these ambulances to a call. Raises InvalidInput, NotFound."""
        named = {self.ambulance(sign) for sign in signs}
        return frozenset(
            item.id
            for item in self.board.assignments
            if item.emergency_call_id == call_id and item.ambulance_id in named
        )


def order(config: AppConfig, room: Room, make: Callable[[Named], Plan]) -> dict[str, Any]:
    """Make an order of what was named, and carry it out. An answer that was lost is asked for once more.

    Raises as its operation does, and NotFound, InvalidInput.
    """
    with desk_for(config, room) as desk:
        plan = make(Named(load_board(desk.store), desk.store))
        try:
            done = carry_out(desk, plan)
        except OutcomeUnknown:
            return found_out(desk, plan)
    return {"message": "Done", "at": done.at.isoformat()}


def found_out(desk: Desk, plan: Plan) -> dict[str, Any]:
    """Say what became of an order whose answer was lost. Raises Unavailable if it took no effect, and never will."""
    desk.revive()
    if was_done(desk.store, plan):
        return {"message": "Done; the answer was lost, and found"}
    raise Unavailable("The line broke. Nothing was written.")
