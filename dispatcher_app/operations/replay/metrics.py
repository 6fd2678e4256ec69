"""The figures of a replay, beside those that were worked out from the same records by others."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.intervals import (
    Figures,
    UnitTimes,
    figures_of_calls,
    figures_of_units,
    first_on_scene,
)
from dispatcher_app.domain.texts import laid_open
from dispatcher_app.operations.importing.unit_records import UnitReading
from dispatcher_app.operations.replay.replaying import AMBULANCE_TYPES, Replayed

Measured = dict[str, dict[str, Figures]]

Row = tuple[UnitReading, UnitTimes]

_ROUNDING = 0.1 + 1e-9
"""In seconds: two ways to the same figure may end on either side of a tenth."""

_MEDICAL = "medical incident"


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure: what was expected, what the database says alone, and with refused records as the file has them."""

    block: str
    interval: str
    figure: str
    expected: float | None
    alone: float | None
    completed: float | None

    @property
    def is_equal_alone(self) -> bool:
        """Tell whether the database alone says what was expected."""
        return _is_equal(self.expected, self.alone)

    @property
    def is_equal_completed(self) -> bool:
        """Tell whether it does with the refused records."""
        return _is_equal(self.expected, self.completed)


def measure(rows: Iterable[Row]) -> Measured:
    """Work out all intervals of records by the times given for each."""
    every = list(rows)
    blocks = {
        name: figures_of_units(times for record, times in every if belongs(record))
        for name, belongs in _UNIT_BLOCKS.items()
    }
    medical = [(record, times) for record, times in every if _is_medical(record)]
    first = first_on_scene(
        (times for _, times in medical), (times for record, times in medical if _is_ambulance(record))
    )
    return {
        **blocks,
        "call_level_all": figures_of_calls(times for _, times in every),
        "call_level_medical": figures_of_calls(times for _, times in medical)
        | {"received_to_first_ambulance_onscene": first},
    }


def times_of_file(record: UnitReading) -> UnitTimes:
    """Give the times that a record has, right or wrong."""
    return UnitTimes(
        record.call.number,
        record.call.received_at,
        record.call.entered_at,
        record.dispatched_at,
        record.responded_at,
        record.on_scene_at,
        record.left_scene_at,
        record.at_hospital_at,
        record.available_at,
    )


def measure_database(done: Replayed) -> Measured:
    """Work out the figures of what the database has."""
    return measure(_written(done))


def measure_completed(done: Replayed) -> Measured:
    """Work out the same, but with the file's times for the records of which something was refused."""
    refused = {refusal.source.row_id for refusal in done.refusals}
    numbers = {times.call: record.call.number for record, times in _written(done)}
    kept = (
        (record, _of_call(times, numbers[times.call]))
        for record, times in _written(done)
        if record.source.row_id not in refused
    )
    told = ((record, times_of_file(record)) for record in done.records if record.source.row_id in refused)
    return measure((*kept, *told))


def measure_file(done: Replayed) -> Measured:
    """Work out the figures of the file by itself."""
    return measure((record, times_of_file(record)) for record in done.records)


def read_expected(path: Path) -> Mapping[str, Any]:
    """Read figures that others worked out. Raises InvalidInput."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise InvalidInput({"expect": [f"{laid_open(path.name)} is no JSON file that can be read."]}) from None
    if not isinstance(found, dict):
        raise InvalidInput({"expect": [f"{laid_open(path.name)} holds no figures."]})
    return found


def as_expected(measured: Measured) -> Mapping[str, Any]:
    """Give figures as such a file has them."""
    return {block: {name: asdict(its) for name, its in intervals.items()} for block, intervals in measured.items()}


def compare(expected: Mapping[str, Any], alone: Measured, completed: Measured) -> list[Compared]:
    """Put every figure that is expected beside what was found, in the order of the blocks."""
    return [
        Compared(block, interval, figure, told, getattr(alone[block][interval], figure), getattr(its, figure))
        for block, intervals in completed.items()
        for interval, its in intervals.items()
        for figure, told in _expected_of(expected, block, interval)
    ]


def _expected_of(expected: Mapping[str, Any], block: str, interval: str) -> Iterator[tuple[str, float | None]]:
    told = expected.get(block, {}).get(interval, {})
    for figure in Figures.__dataclass_fields__:
        if figure in told:
            yield figure, told[figure]


def _written(done: Replayed) -> Iterator[Row]:
    for record in done.records:
        if (times := done.written.get(record.source.row_id)) is not None:
            yield record, times


def _of_call(times: UnitTimes, number: int) -> UnitTimes:
    """Name the call as the file does, so that records from both belong together."""
    return replace(times, call=number)


def _is_ambulance(record: UnitReading) -> bool:
    return record.unit_type in AMBULANCE_TYPES


def _is_medical(record: UnitReading) -> bool:
    return record.call.type_text.lower() == _MEDICAL


def _is_urgent(record: UnitReading, priority: str) -> bool:
    return _is_ambulance(record) and _is_medical(record) and record.final_priority == priority


def _is_equal(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= _ROUNDING


_UNIT_BLOCKS: Mapping[str, Callable[[UnitReading], bool]] = {
    "unit_level_all": lambda _record: True,
    "unit_level_ambulances(MEDIC+PRIVATE)": _is_ambulance,
    "unit_level_ambulances_medical_priority3": lambda record: _is_urgent(record, "3"),
    "unit_level_ambulances_medical_priority2": lambda record: _is_urgent(record, "2"),
}
