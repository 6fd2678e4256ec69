"""When a conflict dialog has nothing left to ask. No Qt."""

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Ambulance, Board, EmergencyCall
from dispatcher_app.domain.errors import AmbulanceTaken, CallClosed, CallTaken, ConflictError, DispatcherError
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus


def moot_because(error: DispatcherError, command: DispatchAmbulance, board: Board) -> str:
    """Say why the question has settled itself on this newer board; empty while it has not."""
    if not isinstance(error, ConflictError):
        return ""
    call = next((item for item in board.calls if item.id == command.emergency_call_id), None)
    if isinstance(error, CallClosed):
        return "" if call is None else f"#{call.number} was opened again."
    if call is None:
        return "The call is over: it needs no ambulance any more."
    if isinstance(error, AmbulanceTaken):
        is_served = call.status is CallStatus.DISPATCHED and not command.is_additional and error.to.id != call.id
        return f"#{call.number} has an ambulance by now." if is_served else ""
    ambulance = next((item for item in board.ambulances if item.id == command.ambulance_id), None)
    return _settled(error, call, ambulance)


def _settled(error: ConflictError, call: EmergencyCall, ambulance: Ambulance | None) -> str:
    if ambulance is None or ambulance.status is not AmbulanceStatus.AVAILABLE:
        return "The ambulance is no longer available."
    if isinstance(error, CallTaken) and call.status is CallStatus.OPEN:
        return f"#{call.number} has no ambulance any more: it waits again."
    return ""
