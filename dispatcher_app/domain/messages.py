"""What crews and hospitals are told about a dispatch. No caller's name or number ever leaves the room this way."""

from dispatcher_app.domain.entities import Ambulance, EmergencyCall


def crew_message(call: EmergencyCall, ambulance: Ambulance) -> str:
    """Tell the crew where to go and what for."""
    place = ", ".join(part for part in (call.location_text, call.area_text) if part)
    return f"{ambulance.call_sign}: #{call.number}, priority {call.priority}, {call.type_text}. {place}."


def hospital_message(call: EmergencyCall, ambulance: Ambulance) -> str:
    """Tell the chosen hospital whom to expect."""
    what = f"priority {call.priority}, {call.type_text}"
    return f"{ambulance.call_sign} was sent to a patient ({what}) and means to bring them to you."


def no_longer_message(call: EmergencyCall, ambulance: Ambulance) -> str:
    """Tell a hospital that the patient it was told of is taken elsewhere."""
    return f"{ambulance.call_sign} takes its patient (priority {call.priority}, {call.type_text}) to another hospital."
