"""The streets of the region, segment by segment: written by imports alone, read whole for address help."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from dispatcher_app.domain.places import HouseRange, Point, StreetSegment
from dispatcher_app.storage.store import Transaction

_BATCH = 2_000
"""Segments for each statement: some hundred kilobytes."""

_COLUMNS = "name, area_text, left_from, left_to, right_from, right_to, line"

_WRITE = f"""
    INSERT INTO street AS s (source_ref, {_COLUMNS})
    SELECT source_ref, {_COLUMNS} FROM json_to_recordset(%s::json) AS given (
        source_ref text, name text, area_text text, left_from integer, left_to integer, right_from integer,
        right_to integer, line double precision[])
    ON CONFLICT (source_ref) DO UPDATE SET (name, area_text, left_from, left_to, right_from, right_to, line) = (
        EXCLUDED.name, EXCLUDED.area_text, EXCLUDED.left_from, EXCLUDED.left_to, EXCLUDED.right_from,
        EXCLUDED.right_to, EXCLUDED.line)
    WHERE (s.name, s.area_text, s.left_from, s.left_to, s.right_from, s.right_to, s.line) IS DISTINCT FROM (
        EXCLUDED.name, EXCLUDED.area_text, EXCLUDED.left_from, EXCLUDED.left_to, EXCLUDED.right_from,
        EXCLUDED.right_to, EXCLUDED.line)
    RETURNING xmax = 0"""  # noqa: S608  (columns of our own)
# A row that was there before bears the mark of the transaction that has just locked it.


@dataclass(frozen=True, slots=True)
class NewSegment:
    """A segment to be written, and what its source calls it."""

    source_ref: str
    segment: StreetSegment


@dataclass(frozen=True, slots=True)
class WrittenSegments:
    """How many segments were new, and how many were there and have been changed."""

    new: int
    replaced: int


def write_streets(tx: Transaction, segments: Iterable[NewSegment]) -> WrittenSegments:
    """Write segments; one that is known by its source is replaced. No source may be given twice."""
    new = replaced = 0
    remaining = iter(segments)
    while batch := list(islice(remaining, _BATCH)):
        rows = tx.database.execute_sql(_WRITE, (json.dumps([_row(item) for item in batch]),)).fetchall()
        count = sum(is_new for (is_new,) in rows)
        new, replaced = new + count, replaced + len(rows) - count
    return WrittenSegments(new, replaced)


def read_streets(tx: Transaction) -> tuple[StreetSegment, ...]:
    """Read all segments, in the order in which they were first imported."""
    cursor = tx.database.execute_sql(f"SELECT {_COLUMNS} FROM street ORDER BY id")  # noqa: S608
    areas: dict[str, str] = {}
    return tuple(
        StreetSegment(
            name=name,
            line=_points(line),
            # Thousands of segments share an area.
            area=areas.setdefault(area, area),
            left=_range(left_from, left_to),
            right=_range(right_from, right_to),
        )
        for name, area, left_from, left_to, right_from, right_to, line in cursor.fetchall()
    )


def _range(first: int | None, last: int | None) -> HouseRange | None:
    return None if first is None or last is None else HouseRange(first, last)


def _points(line: Sequence[float]) -> tuple[Point, ...]:
    return tuple(zip(line[::2], line[1::2], strict=True))


def _row(new: NewSegment) -> dict[str, Any]:
    segment = new.segment
    left, right = segment.left, segment.right
    return {
        "source_ref": new.source_ref,
        "name": segment.name,
        "area_text": segment.area,
        "left_from": left and left.first,
        "left_to": left and left.last,
        "right_from": right and right.first,
        "right_to": right and right.last,
        "line": [degree for point in segment.line for degree in point],
    }
