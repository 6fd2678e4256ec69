"""Orders: what a person asked for, complete and frozen, before anybody has judged it."""

import uuid
from dataclasses import dataclass, field

from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, HospitalId, NoteId, ParamedicId, RequestId


def new_request_id() -> RequestId:
    """Make the id under which a write can be asked for later."""
    return RequestId(uuid.uuid4())


@dataclass(frozen=True, slots=True)
class DispatchAmbulance:
    """Send this ambulance to this call.

    `is_additional` says that the dispatcher knows the call already has an ambulance and wants another,
    `diverts_accepted` that they know the hospital diverts and want it all the same.
    """

    emergency_call_id: EmergencyCallId
    ambulance_id: AmbulanceId
    hospital_id: HospitalId | None = None
    paramedic_id: ParamedicId | None = None
    is_additional: bool = False
    diverts_accepted: bool = field(default=False, kw_only=True)
    request_id: RequestId = field(default_factory=new_request_id)


@dataclass(frozen=True, slots=True)
class AddNote:
    """Write this down about the call; `follows` names an earlier note of the same call that it answers or corrects."""

    emergency_call_id: EmergencyCallId
    body: str
    follows: NoteId | None = None
    request_id: RequestId = field(default_factory=new_request_id)
