"""What a room knows while a call is being taken: the types of calls, and calls that may be the same one."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher_app.domain.errors import CallFacts


@dataclass(frozen=True, slots=True)
class CallType:
    """One type of emergency call. `needs` is the crew it calls for: "ALS", "BLS", or empty where nothing is said."""

    code: str
    words: str
    default_priority: int | None = None
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A call that the one being taken may be about, and why: how near in metres, or the same call-back number.

    `call_signs` are the ambulances on it now, `ended_at` is None while it runs, `repeat_callers` have joined it.
    """

    call: CallFacts
    priority: int
    received_at: datetime
    distance_m: float | None = None
    has_same_number: bool = False
    call_signs: tuple[str, ...] = ()
    ended_at: datetime | None = None
    repeat_callers: int = 0
