"""What was typed to search the trail by. No Qt."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TrailSearch:
    """The filters as typed, empty where anything will do. `from_time` and `to_time` are the room's local time."""

    call: str = ""
    ambulance: str = ""
    person: str = ""
    from_time: str = ""
    to_time: str = ""
