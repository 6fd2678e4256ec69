"""What the tests of call-taking share: types, places, and calls that look alike."""

from datetime import datetime, timedelta

from dispatcher_app.domain.call_taking import CallType, Duplicate
from dispatcher_app.domain.errors import CallFacts
from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.ui.entry.place_found import PlaceFound
from tests.ui.boards import NOW, somewhere

TYPES = (
    CallType("ARREFC", "CARDIAC OR RESPIRATORY ARREST - FEVER & COUGH", 1),
    CallType("ARREST", "CARDIAC ARREST", 1, "ALS"),
    CallType("CARD", "CARDIAC CONDITION", 2),
    CallType("FALL", "FALL VICTIM", 3),
    CallType("INJURY", "INJURY"),
)
CASTRO = PlaceFound("400 block Castro St", "Castro", somewhere(0.5), "address")
CROSSING = PlaceFound("Castro St / 18th St", "Castro", somewhere(0.8), "crossing")
PLACES = (CASTRO, CROSSING)


def many_types(count: int) -> tuple[CallType, ...]:
    """As many types as a large city has."""
    return tuple(
        CallType(f"T{number}", f"{words.words} {number}", words.default_priority)
        for number, words in ((number, TYPES[number % len(TYPES)]) for number in range(count))
    )


def duplicate(
    number: int,
    *,
    waited_s: float = 180,
    distance_m: float | None = 35,
    call_signs: tuple[str, ...] = (),
    ended_at: datetime | None = None,
) -> Duplicate:
    """A call that looks like the one being taken; its id is its number."""
    facts = CallFacts(EmergencyCallId(number), number, "Chest pain", "400 Castro St")
    received_at = NOW - timedelta(seconds=waited_s)
    return Duplicate(facts, 2, received_at, distance_m, has_same_number=True, call_signs=call_signs, ended_at=ended_at)
