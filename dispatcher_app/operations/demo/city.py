"""The ground plan of the demonstration: streets and avenues in a square grid, on an island that no map shows."""

import random
from dataclasses import dataclass

from dispatcher_app.domain.geo import Position
from dispatcher_app.operations.demo.content import AREAS, AVENUES, STREETS

SOUTH, WEST = 41.48, -38.03
"""The harbour corner, out in the Atlantic: no real address lies here."""

BLOCK_LATITUDE, BLOCK_LONGITUDE = 0.0036, 0.0048
"""A block is 400 m each way."""


@dataclass(frozen=True, slots=True)
class Address:
    """A place that a call may come from."""

    text: str
    area: str
    position: Position


def corner(street: int, avenue: float) -> Position:
    """Give the place where a street and an avenue cross; an avenue and a half is the middle of the block."""
    return Position(round(SOUTH + street * BLOCK_LATITUDE, 6), round(WEST + avenue * BLOCK_LONGITUDE, 6))


def any_house(rng: random.Random) -> Address:
    """Choose a house. Numbers count a hundred to the block from the west."""
    street, avenue, house = rng.randrange(len(STREETS)), rng.randrange(len(AVENUES) - 1), rng.randrange(1, 100)
    text = f"{(avenue + 1) * 100 + house} {STREETS[street]}"
    return Address(text, _area(street, avenue), corner(street, avenue + house / 100))


def any_corner(rng: random.Random) -> Address:
    """Choose a crossing."""
    street, avenue = rng.randrange(len(STREETS)), rng.randrange(len(AVENUES))
    return Address(f"{STREETS[street]}/{AVENUES[avenue]}", _area(street, avenue), corner(street, avenue))


def between(a: Position, b: Position, share: float) -> Position:
    """Give the place that is this share of the way from one to the other."""
    return Position(
        round(a.latitude + (b.latitude - a.latitude) * share, 6),
        round(a.longitude + (b.longitude - a.longitude) * share, 6),
    )


def _area(street: int, avenue: int) -> str:
    row = AREAS[street * len(AREAS) // len(STREETS)]
    return row[avenue * len(row) // len(AVENUES)]
