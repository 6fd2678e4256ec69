"""What helps while a call is taken: the types to choose from, and the calls that may be the same one."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher_app.domain.errors import CallFacts


@dataclass(frozen=True, slots=True)
class CallType:
    """One entry of the room's list of types. `needs` says in words what such a call needs, empty for nothing special.

    `default_priority` is 1…4; None where the dispatcher has to say.
    """

    code: str
    words: str
    default_priority: int | None = None
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A call that may be the one being taken. `distance_m` is None while one of the two has no position.

    `call_signs` are the ambulances on it; `repeat_callers` counts who called for it again; instants are UTC.
    """

    call: CallFacts
    priority: int
    received_at: datetime
    distance_m: float | None = None
    has_same_number: bool = False
    call_signs: tuple[str, ...] = ()
    ended_at: datetime | None = None
    repeat_callers: int = 0
