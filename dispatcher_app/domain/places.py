"""Places that address help finds, and the streets it finds them on. Pure facts and a little geometry."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from dispatcher_app.domain.geo import Position

Point = tuple[float, float]
"""Latitude and longitude in degrees WGS 84: what thousands of are kept of each street."""


class PlaceKind(StrEnum):
    """How closely a place is known."""

    HOUSE = "house"
    BLOCK = "block"
    CORNER = "corner"
    STREET = "street"


@dataclass(frozen=True, slots=True)
class Place:
    """What a typed address may mean.

    `text` is what to store as the location: the street as the map spells it, with all that was typed beside it (`unit`,
    a city). `score` is 0…1 and only orders. `is_exact` is true for a house, a block or a corner that is on the map as
    it was typed; everything else is a guess, and `note` says in a sentence what was assumed.
    """

    text: str
    area: str
    position: Position
    kind: PlaceKind
    score: float
    is_exact: bool = True
    note: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class HouseRange:
    """The house numbers of one side of a segment, in the direction of its line. They may run down."""

    first: int
    last: int

    def holds(self, number: int) -> bool:
        """Tell whether a number lies between the ends, odd or even as it may be."""
        return min(self.first, self.last) <= number <= max(self.first, self.last)

    def is_side_of(self, number: int) -> bool:
        """Tell whether the numbers on this side are odd or even as this one is; a side may have both."""
        return self.first % 2 != self.last % 2 or self.first % 2 == number % 2

    def fraction_at(self, number: float) -> float:
        """Tell how far along the line a number stands, 0…1; a house that is alone stands in the middle."""
        if self.first == self.last:
            return 0.5
        return min(1.0, max(0.0, (number - self.first) / (self.last - self.first)))


@dataclass(frozen=True, slots=True)
class StreetSegment:
    """A piece of a street, as a rule from corner to corner. `left` and `right` are seen along the line."""

    name: str
    line: tuple[Point, ...]
    area: str = ""
    left: HouseRange | None = None
    right: HouseRange | None = None

    @property
    def ranges(self) -> tuple[HouseRange, ...]:
        """The sides that have house numbers."""
        return tuple(side for side in (self.left, self.right) if side is not None)


def metres_between(a: Point, b: Point) -> float:
    """Distance of two points of one city in metres, as on a flat map: within 0.1 % of the true one."""
    north = (b[0] - a[0]) * 111_195.0
    east = (b[1] - a[1]) * 111_195.0 * math.cos(math.radians(a[0]))
    return math.hypot(north, east)


def length_m(line: Sequence[Point]) -> float:
    """Length of a line in metres."""
    return sum(metres_between(a, b) for a, b in pairwise(line))


def point_along(line: Sequence[Point], fraction: float) -> Point:
    """Give the point at a fraction (0…1) of a line's length."""
    steps = [metres_between(a, b) for a, b in pairwise(line)]
    left = sum(steps) * fraction
    for (a, b), step in zip(pairwise(line), steps, strict=True):
        if left <= step and step > 0:
            part = left / step
            return a[0] + (b[0] - a[0]) * part, a[1] + (b[1] - a[1]) * part
        left -= step
    return line[-1]


def meeting_of(one: Sequence[Point], other: Sequence[Point]) -> Point | None:
    """Give the first point in which two lines cross, if they do."""
    for a, b in pairwise(one):
        for c, d in pairwise(other):
            point = _crossing(a, b, c, d)
            if point is not None:
                return point
    return None


def _crossing(a: Point, b: Point, c: Point, d: Point) -> Point | None:
    """Cross two straight steps: each is where the other's ends lie on its two sides."""
    along = (b[0] - a[0], b[1] - a[1])
    across = (d[0] - c[0], d[1] - c[1])
    turn = along[0] * across[1] - along[1] * across[0]
    if turn == 0:
        return None
    offset = (c[0] - a[0], c[1] - a[1])
    on_first = (offset[0] * across[1] - offset[1] * across[0]) / turn
    on_second = (offset[0] * along[1] - offset[1] * along[0]) / turn
    if 0 <= on_first <= 1 and 0 <= on_second <= 1:
        return a[0] + along[0] * on_first, a[1] + along[1] * on_first
    return None
