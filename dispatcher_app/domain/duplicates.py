"""Which calls the one being taken may be about. Only a suggestion: whoever takes the call decides.

London 1992: repeat callers became new incidents, and several vehicles went to one call.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatcher_app.domain.call_taking import Duplicate
from dispatcher_app.domain.errors import CallFacts
from dispatcher_app.domain.geo import Position, distance_m

SAME_PLACE_WITHIN_M = 80.0
"""The field's default for a repeat caller's place, in metres (shared FIELD.md: suggest duplicates within 80 m)."""

SAME_CALL_FOR = timedelta(minutes=10)
"""The field's default for how long a call that ended may still be the same one (FIELD.md: within 10 min)."""


@dataclass(frozen=True, slots=True)
class RecentCall:
    """A call that runs, or ended of late. `numbers` are its call-back numbers, spelled so that equal means the same."""

    call: CallFacts
    priority: int
    received_at: datetime
    position: Position | None = None
    numbers: frozenset[str] = frozenset()
    ended_at: datetime | None = None
    call_signs: tuple[str, ...] = ()
    repeat_callers: int = 0


def find_duplicates(
    recent: Iterable[RecentCall], position: Position | None, number: str, now: datetime
) -> tuple[Duplicate, ...]:
    """Choose the calls that a caller at this position, with this number, may mean; the likeliest first.

    Running calls count whatever their age. `number` is empty where it is not known.
    """
    found = [duplicate for call in recent if (duplicate := _judged(call, position, number, now))]
    return tuple(sorted(found, key=_place_in_list))


def _judged(recent: RecentCall, position: Position | None, number: str, now: datetime) -> Duplicate | None:
    if recent.ended_at is not None and now - recent.ended_at > SAME_CALL_FOR:
        return None
    distance = None if position is None or recent.position is None else distance_m(position, recent.position)
    is_near = distance is not None and distance <= SAME_PLACE_WITHIN_M
    has_same_number = bool(number) and number in recent.numbers
    if not (is_near or has_same_number):
        return None
    return Duplicate(
        recent.call,
        recent.priority,
        recent.received_at,
        distance_m=distance,
        has_same_number=has_same_number,
        call_signs=recent.call_signs,
        ended_at=recent.ended_at,
        repeat_callers=recent.repeat_callers,
    )


def _place_in_list(duplicate: Duplicate) -> tuple[bool, bool, float, int]:
    """Running before ended, the same caller before neighbours, then by distance."""
    is_far = float("inf") if duplicate.distance_m is None else duplicate.distance_m
    return duplicate.ended_at is not None, not duplicate.has_same_number, is_far, -duplicate.call.number
