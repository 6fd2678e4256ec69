"""What crews and hospitals are told when plans change. No caller's name or number ever leaves the room this way."""

from dispatcher_app.domain.entities import Ambulance, EmergencyCall


def stood_down_message(call: EmergencyCall, ambulance: Ambulance) -> str:
    """Tell the crew that it is not needed."""
    return f"{ambulance.call_sign}: stand down from #{call.number}, {call.type_text}. You are available."


def diverted_message(from_call: EmergencyCall, to_call: EmergencyCall, ambulance: Ambulance) -> str:
    """Tell the crew where to go instead."""
    place = ", ".join(part for part in (to_call.location_text, to_call.area_text) if part)
    urgency = f"priority {to_call.priority}, {to_call.type_text}"
    return f"{ambulance.call_sign}: leave #{from_call.number}. Go to #{to_call.number}, {urgency}. {place}."


def not_coming_message(call: EmergencyCall, ambulance: Ambulance) -> str:
    """Tell the hospital that it waits in vain."""
    return f"{ambulance.call_sign} does not come to you with the patient of #{call.number}."
