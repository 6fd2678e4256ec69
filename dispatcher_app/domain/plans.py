"""Orders about what runs already: the stamps of an ambulance's work, changes of plan, and how a call ends.

Each names what its giver saw (assignments, not only ambulances): should that no longer be so, somebody else was first.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from dispatcher_app.domain.commands import new_request_id
from dispatcher_app.domain.ids import AmbulanceId, AssignmentId, DispatcherId, EmergencyCallId, RequestId
from dispatcher_app.domain.stamps import Stamp
from dispatcher_app.domain.statuses import CallOutcome

UNDO_WITHIN = timedelta(seconds=60)
"""A slip of the finger is noticed by then; whatever is noticed later is a supervisor's correction, with a reason."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What all these orders have: the id under which they are carried out once."""

    request_id: RequestId = field(default_factory=new_request_id, kw_only=True)


@dataclass(frozen=True, slots=True)
class StampAssignment(Plan):
    """Write what a crew has just done: acknowledged to transferred."""

    assignment_id: AssignmentId
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class ClearAmbulance(Plan):
    """Take an ambulance back into service; with the last one its call ends, with this outcome."""

    assignment_id: AssignmentId
    outcome: CallOutcome


@dataclass(frozen=True, slots=True)
class UndoStamp(Plan):
    """Take the last stamp of an assignment back: it was a slip, less than a minute ago."""

    assignment_id: AssignmentId
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class StandDown(Plan):
    """Send an ambulance home before it has begun; a call that has no other then waits again, since it was received."""

    assignment_id: AssignmentId
    reason: str = ""


@dataclass(frozen=True, slots=True)
class DivertAmbulance(Plan):
    """Send an ambulance that is out to another call instead. From a scene only a supervisor does, with a reason."""

    assignment_id: AssignmentId
    to_call_id: EmergencyCallId
    reason: str = ""
    is_additional: bool = False


@dataclass(frozen=True, slots=True)
class SwapAmbulances(Plan):
    """Let another ambulance do this one's work.

    An available one takes its place. One that is on its way elsewhere (`with_assignment_id`) changes calls with it.
    """

    assignment_id: AssignmentId
    with_ambulance_id: AmbulanceId
    with_assignment_id: AssignmentId | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ReportBreakdown(Plan):
    """Take an ambulance out of service on the spot; the call it was on needs another, and every desk is alarmed."""

    ambulance_id: AmbulanceId
    reason: str
    assignment_id: AssignmentId | None = None


@dataclass(frozen=True, slots=True)
class TakeOutOfService(Plan):
    """Let an available ambulance be sent nowhere."""

    ambulance_id: AmbulanceId


@dataclass(frozen=True, slots=True)
class ReturnToService(Plan):
    """Let an ambulance be sent again."""

    ambulance_id: AmbulanceId


@dataclass(frozen=True, slots=True)
class CloseCall(Plan):
    """End a call. `clearing` are the assignments that its giver knows still run, and wants ended with it."""

    emergency_call_id: EmergencyCallId
    outcome: CallOutcome
    reason: str = ""
    clearing: frozenset[AssignmentId] = frozenset()


@dataclass(frozen=True, slots=True)
class CancelCall(Plan):
    """End a call that is no longer one; `clearing` as in CloseCall."""

    emergency_call_id: EmergencyCallId
    reason: str
    clearing: frozenset[AssignmentId] = frozenset()


@dataclass(frozen=True, slots=True)
class ReopenCall(Plan):
    """Let a call that is over wait again, since it was received."""

    emergency_call_id: EmergencyCallId
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HandOverCall(Plan):
    """Put a call into another dispatcher's hands, or one's own; `from_dispatcher_id` is who was seen to have it."""

    emergency_call_id: EmergencyCallId
    to_dispatcher_id: DispatcherId
    from_dispatcher_id: DispatcherId | None
