"""What the records say happened, one thing after the other, as a control room would have heard of it.

At one second, what belongs to the unit that was dispatched earlier comes first: it must be free before it is sent on.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from dispatcher_app.operations.importing.unit_records import UnitReading


class Step(IntEnum):
    """What happens, in the order in which it happens at one instant."""

    ENTERED = 0
    DISPATCHED = 1
    RESPONDED = 2
    ON_SCENE = 3
    LEFT_SCENE = 4
    AT_HOSPITAL = 5
    AVAILABLE = 6
    CALL_ENDS = 7

    @property
    def words(self) -> str:
        """Say it to a person: left scene."""
        return self.name.lower().replace("_", " ")


STAMPED = {
    Step.DISPATCHED: "dispatched_at",
    Step.RESPONDED: "responded_at",
    Step.ON_SCENE: "on_scene_at",
    Step.LEFT_SCENE: "left_scene_at",
    Step.AT_HOSPITAL: "at_hospital_at",
    Step.AVAILABLE: "available_at",
}
"""Where a record says when."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, at an instant (UTC). What happens to a call is told of one of its records."""

    at: datetime
    step: Step
    record: UnitReading


def plan_events(records: Iterable[UnitReading]) -> list[Event]:
    """Put everything that the records tell in order."""
    events = [event for rows in records_by_call(records).values() for event in _of_call(rows)]
    return sorted(events, key=_order)


def records_by_call(records: Iterable[UnitReading]) -> dict[int, list[UnitReading]]:
    """Put the records of each call together, the first dispatched first."""
    calls: dict[int, list[UnitReading]] = {}
    for record in sorted(records, key=lambda record: (record.dispatched_at, record.source.row_id)):
        calls.setdefault(record.call.number, []).append(record)
    return calls


def _of_call(rows: Sequence[UnitReading]) -> Iterator[Event]:
    yield Event(rows[0].call.entered_at, Step.ENTERED, rows[0])
    events = [event for record in rows for event in _of_record(record)]
    yield from events
    # Behind everything that its units do at that second.
    yield Event(max(event.at for event in events), Step.CALL_ENDS, rows[-1])


def _of_record(record: UnitReading) -> Iterator[Event]:
    for step, stamp in STAMPED.items():
        if (at := getattr(record, stamp)) is not None:
            yield Event(at, step, record)


def _order(event: Event) -> tuple[datetime, datetime, Step, str]:
    return event.at, event.record.dispatched_at, event.step, event.record.source.row_id
