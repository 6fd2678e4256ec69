"""How long things took, from the stamps of calls and of the ambulances on them, and the figures that sum it up.

The definitions are those that public services publish: an interval is the later stamp less the earlier one, in seconds,
where both are there; a negative one is counted and kept out of the other figures; centiles are linear between ranks.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import floor


@dataclass(frozen=True, slots=True)
class UnitTimes:
    """When one unit did what on one call (UTC); None where nothing is written. `call` tells its calls apart."""

    call: int
    received_at: datetime
    entered_at: datetime | None
    dispatched_at: datetime
    responded_at: datetime | None = None
    on_scene_at: datetime | None = None
    left_scene_at: datetime | None = None
    at_hospital_at: datetime | None = None
    available_at: datetime | None = None


UNIT_INTERVALS: Mapping[str, tuple[str, str]] = {
    "received_to_entry": ("received_at", "entered_at"),
    "entry_to_dispatch": ("entered_at", "dispatched_at"),
    "received_to_dispatch": ("received_at", "dispatched_at"),
    "dispatch_to_enroute(turnout)": ("dispatched_at", "responded_at"),
    "enroute_to_onscene(travel)": ("responded_at", "on_scene_at"),
    "dispatch_to_onscene": ("dispatched_at", "on_scene_at"),
    "received_to_onscene": ("received_at", "on_scene_at"),
    "onscene_to_transport": ("on_scene_at", "left_scene_at"),
    "transport_to_hospital": ("left_scene_at", "at_hospital_at"),
    "hospital_to_available": ("at_hospital_at", "available_at"),
    "dispatch_to_available(unit_busy)": ("dispatched_at", "available_at"),
}
"""The intervals of a unit's work: from which stamp to which."""

FIRST_OF_CALL: Mapping[str, str] = {
    "received_to_first_dispatch": "dispatched_at",
    "received_to_first_enroute": "responded_at",
    "received_to_first_onscene": "on_scene_at",
}
"""The intervals of a call that end with the first of its units' stamps of a kind."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What a set of durations comes to, in seconds. `n` are those from 0 on; the means are None where there is none."""

    n: int
    neg: int
    zero: int
    mean: float | None
    p50: float | None
    p90: float | None
    p95: float | None
    max: float | None


def figures_of(seconds: Iterable[float]) -> Figures:
    """Sum durations up, to a tenth of a second."""
    every = sorted(seconds)
    kept = [value for value in every if value >= 0]
    mean = round(sum(kept) / len(kept), 1) if kept else None
    centiles = (round(centile(kept, rank), 1) if kept else None for rank in (50, 90, 95, 100))
    return Figures(len(kept), len(every) - len(kept), kept.count(0), mean, *centiles)


def centile(ordered: Sequence[float], rank: float) -> float:
    """Give the value that `rank` percent of these, in rising order and at least one, do not exceed."""
    place = rank / 100 * (len(ordered) - 1)
    low = floor(place)
    high = min(low + 1, len(ordered) - 1)
    share = place - low
    if share >= 0.5:
        return ordered[high] - (ordered[high] - ordered[low]) * (1 - share)
    return ordered[low] + (ordered[high] - ordered[low]) * share


def figures_of_units(units: Iterable[UnitTimes]) -> dict[str, Figures]:
    """Sum up the intervals of units' work, each unit on each call by itself."""
    rows = list(units)
    return {
        name: figures_of(_between((getattr(row, begin), getattr(row, end)) for row in rows))
        for name, (begin, end) in UNIT_INTERVALS.items()
    }


def figures_of_calls(units: Iterable[UnitTimes]) -> dict[str, Figures]:
    """Sum up the intervals of calls, each once, whatever came to it."""
    calls = list(by_call(units).values())
    firsts = {
        name: figures_of(_between((_received(rows), _least(rows, stamp)) for rows in calls))
        for name, stamp in FIRST_OF_CALL.items()
    }
    whole = _between((_received(rows), _most(rows, "available_at")) for rows in calls)
    return {**firsts, "received_to_last_available(call_duration)": figures_of(whole)}


def first_on_scene(calls: Iterable[UnitTimes], units: Iterable[UnitTimes]) -> Figures:
    """Sum up how long each call waited for the first of these units at its scene."""
    received = {call: _received(rows) for call, rows in by_call(calls).items()}
    return figures_of(_between((received[call], _least(rows, "on_scene_at")) for call, rows in by_call(units).items()))


def by_call(units: Iterable[UnitTimes]) -> dict[int, list[UnitTimes]]:
    """Put the units of each call together."""
    calls: dict[int, list[UnitTimes]] = {}
    for row in units:
        calls.setdefault(row.call, []).append(row)
    return calls


def _received(rows: Sequence[UnitTimes]) -> datetime:
    return min(row.received_at for row in rows)


def _least(rows: Sequence[UnitTimes], stamp: str) -> datetime | None:
    return min(_written(rows, stamp), default=None)


def _most(rows: Sequence[UnitTimes], stamp: str) -> datetime | None:
    return max(_written(rows, stamp), default=None)


def _written(rows: Sequence[UnitTimes], stamp: str) -> list[datetime]:
    return [at for row in rows if (at := getattr(row, stamp)) is not None]


def _between(pairs: Iterable[tuple[datetime | None, datetime | None]]) -> list[float]:
    return [(end - begin).total_seconds() for begin, end in pairs if begin is not None and end is not None]
