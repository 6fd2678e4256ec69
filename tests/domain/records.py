"""Records for tests of the rules: a call and an ambulance, and what joins them."""

import uuid
from datetime import UTC, datetime

from dispatcher_app.domain.entities import Ambulance, Assignment, EmergencyCall
from dispatcher_app.domain.errors import AmbulanceFacts
from dispatcher_app.domain.ids import AmbulanceId, AssignmentId, EmergencyCallId, RequestId
from dispatcher_app.domain.rules import RunningAssignment, call_facts
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus, CrewLevel

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def a_call(number: int, status: CallStatus = CallStatus.OPEN) -> EmergencyCall:
    """A call whose id is its number, with a caller whom no message may name."""
    return EmergencyCall(
        EmergencyCallId(number), number, status, 2, "Fall", NOON, "400 Castro St",
        area_text="Castro", caller_name="Zelda Quiet", caller_phone="555-0199", notes="door code 4711",
    )  # fmt: skip


def an_ambulance(number: int, status: AmbulanceStatus = AmbulanceStatus.AVAILABLE) -> Ambulance:
    """Ambulance M1 has id 1."""
    return Ambulance(AmbulanceId(number), f"M{number}", status, NOON, CrewLevel.ALS)


def running(call: EmergencyCall, ambulance: Ambulance, number: int = 1) -> RunningAssignment:
    """An open assignment, sent by Anna Kern from desk 2."""
    assignment = Assignment(
        AssignmentId(number), call.id, ambulance.id, RequestId(uuid.UUID(int=number)), NOON,
        desk="desk 2", dispatcher_name="Anna Kern",
    )  # fmt: skip
    return RunningAssignment(assignment, call_facts(call), AmbulanceFacts(ambulance.id, ambulance.call_sign))
