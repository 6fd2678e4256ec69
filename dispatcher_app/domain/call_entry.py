"""A call while it is being taken: what has been typed so far, as it was typed, and nothing judged yet."""

from dataclasses import dataclass

from dispatcher_app.domain.geo import Position


@dataclass(frozen=True, slots=True)
class CallEntry:
    """Every field of call-taking, in the order of the conversation: where, how to call back, what, how urgent, who.

    `position` is what address help or a map found for `location_text`; None while nobody knows. `priority` is 1…4, None
    until the type or the dispatcher gives one. `patient_sex` is "F", "M", "X" or empty for unknown.
    """

    location_text: str = ""
    area_text: str = ""
    position: Position | None = None
    caller_phone: str = ""
    caller_name: str = ""
    type_code: str = ""
    type_text: str = ""
    priority: int | None = None
    patient_name: str = ""
    patient_age: str = ""
    patient_sex: str = ""
    patient_condition: str = ""
    notes: str = ""
