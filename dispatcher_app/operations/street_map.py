"""Streets joined from their segments: where their houses stand, where they meet, and where each is as a whole."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations, product

from dispatcher_app.domain.places import Point, StreetSegment, meeting_of, metres_between, point_along
from dispatcher_app.domain.street_words import one_spelling

_CELL = 0.01
"""In degrees, about a kilometre: parts of a street that lie farther apart than that are different streets."""

_FINE_CELL = 0.002
"""In degrees, about 200 metres: the length of a segment in a city."""

_SAME_CORNER_M = 60.0
"""Two carriageways meet a street in two points that are one corner."""

_SAME_PLACE_M = 250.0
"""The same house number farther away than that is another house."""

_NEAR_NUMBERS = 100
"""So far from a number that the map has, one that it has not may still be placed."""


Cell = tuple[int, int]
"""Row and column in a grid over the map."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A point on a street, and the area it is in. `beside` is a street that meets it near there, where one does."""

    point: Point
    area: str
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Street:
    """All segments of one name. `parts` has a point for each street of the name; `lowest` to `highest` its numbers."""

    name: str
    segments: tuple[StreetSegment, ...]
    parts: tuple[Spot, ...]
    lowest: int | None
    highest: int | None


@dataclass(frozen=True, slots=True)
class StreetMap:
    """The streets, and by their places in the list the points where two of them meet."""

    streets: tuple[Street, ...]
    corners: Mapping[int, Mapping[int, tuple[Spot, ...]]]


def draw_map(segments: Iterable[StreetSegment]) -> StreetMap:
    """Join the segments."""
    by_name: dict[str, list[StreetSegment]] = {}
    for segment in segments:
        by_name.setdefault(one_spelling(segment.name), []).append(segment)
    streets = [_street(found) for found in by_name.values()]
    corners = _corners(streets)
    for place, others in corners.items():
        parts = tuple(_with_neighbour(spot, others, streets) for spot in streets[place].parts)
        streets[place] = replace(streets[place], parts=parts)
    return StreetMap(tuple(streets), corners)


def _with_neighbour(spot: Spot, others: Mapping[int, Sequence[Spot]], streets: Sequence[Street]) -> Spot:
    def gap(other: int) -> float:
        return min(metres_between(spot.point, corner.point) for corner in others[other])

    return replace(spot, beside=streets[min(others, key=gap)].name)


def _street(segments: Sequence[StreetSegment]) -> Street:
    numbers = [number for segment in segments for side in segment.ranges for number in (side.first, side.last)]
    return Street(
        segments[0].name,
        tuple(segments),
        tuple(_middle(part) for part in _parts(segments)),
        min(numbers, default=None),
        max(numbers, default=None),
    )


def _parts(segments: Sequence[StreetSegment]) -> Iterator[list[StreetSegment]]:
    """Part the segments that lie far from each other: by the cells of a grid, each with its neighbours."""
    by_cell: dict[Cell, list[StreetSegment]] = {}
    for segment in segments:
        for cell in _cells_of_points(segment):
            by_cell.setdefault(cell, []).append(segment)
    while by_cell:
        part: dict[int, StreetSegment] = {}
        waiting = [next(iter(by_cell))]
        while waiting:
            row, column = waiting.pop()
            for near in product((row - 1, row, row + 1), (column - 1, column, column + 1)):
                for segment in by_cell.pop(near, ()):
                    part[id(segment)] = segment
                    waiting += _cells_of_points(segment)
        yield list(part.values())


def _cells_of_points(segment: StreetSegment) -> set[Cell]:
    return {(int(latitude // _CELL), int(longitude // _CELL)) for latitude, longitude in segment.line}


def _middle(segments: Sequence[StreetSegment]) -> Spot:
    """Give the middle of the segment that is nearest to the middle of all."""
    middles = [segment.line[len(segment.line) // 2] for segment in segments]
    centre = _mean(middles)
    nearest = min(range(len(segments)), key=lambda place: metres_between(middles[place], centre))
    return Spot(point_along(segments[nearest].line, 0.5), segments[nearest].area)


def _corners(streets: Sequence[Street]) -> dict[int, dict[int, tuple[Spot, ...]]]:
    """Find the points that lines of two streets share."""
    found: dict[int, dict[int, list[Spot]]] = {}
    for point, meeting in _shared_points(streets).items():
        for one, other in permutations(meeting, 2):
            found.setdefault(one, {}).setdefault(other, []).append(Spot(point, meeting[other]))
    return {
        one: {other: tuple(_merged(spots, _SAME_CORNER_M)) for other, spots in others.items()}
        for one, others in found.items()
    }


def _shared_points(streets: Sequence[Street]) -> dict[Point, dict[int, str]]:
    """Give each point that several streets share, with their places in the list and the area it is in."""
    first_at: dict[Point, int] = {}
    shared: dict[Point, dict[int, str]] = {}
    for place, street in enumerate(streets):
        for segment in street.segments:
            for point in segment.line:
                other = first_at.setdefault(point, place)
                if other != place:
                    shared.setdefault(point, {other: segment.area})[place] = segment.area
    return shared


def _merged(spots: Sequence[Spot], within_m: float) -> Iterator[Spot]:
    """Make one of those that lie near each other: the middle of them."""
    groups: list[list[Spot]] = []
    for spot in spots:
        for group in groups:
            if metres_between(group[0].point, spot.point) <= within_m:
                group.append(spot)
                break
        else:
            groups.append([spot])
    for group in groups:
        yield Spot(_mean([spot.point for spot in group]), group[0].area)


def _mean(points: Sequence[Point]) -> Point:
    return sum(point[0] for point in points) / len(points), sum(point[1] for point in points) / len(points)


def crossings(one: Street, other: Street) -> tuple[Spot, ...]:
    """Find where lines of two streets cross without a junction on the map."""
    found: list[Spot] = []
    for segment, candidate in _neighbours(one, other):
        point = meeting_of(segment.line, candidate.line)
        if point is not None:
            found.append(Spot(point, segment.area))
    return tuple(_merged(found, _SAME_CORNER_M))


def approaches(one: Street, other: Street) -> tuple[Spot, ...]:
    """Find where two streets come so near to each other that people call it a corner, though they do not meet."""
    found: dict[Spot, float] = {}
    for segment, candidate in _neighbours(one, other):
        for point in segment.line:
            gap = min(metres_between(point, its_point) for its_point in candidate.line)
            if gap <= _SAME_CORNER_M:
                found[Spot(point, segment.area)] = gap
    kept: list[Spot] = []
    for spot in sorted(found, key=found.__getitem__):
        if all(metres_between(spot.point, known.point) > _SAME_PLACE_M for known in kept):
            kept.append(spot)
    return tuple(kept)


def _neighbours(one: Street, other: Street) -> Iterator[tuple[StreetSegment, StreetSegment]]:
    """Give each pair of their segments that is in one cell of a fine grid."""
    by_cell: dict[Cell, list[StreetSegment]] = {}
    for segment in other.segments:
        for cell in _cells(segment.line, 0.0):
            by_cell.setdefault(cell, []).append(segment)
    for segment in one.segments:
        near = {id(found): found for cell in _cells(segment.line, _FINE_CELL / 2) for found in by_cell.get(cell, ())}
        for candidate in near.values():
            yield segment, candidate


def _cells(line: Sequence[Point], margin: float) -> Iterator[Cell]:
    latitudes, longitudes = [point[0] for point in line], [point[1] for point in line]
    rows = range(int((min(latitudes) - margin) // _FINE_CELL), int((max(latitudes) + margin) // _FINE_CELL) + 1)
    columns = range(int((min(longitudes) - margin) // _FINE_CELL), int((max(longitudes) + margin) // _FINE_CELL) + 1)
    return ((row, column) for row in rows for column in columns)


def house_spots(street: Street, number: int) -> tuple[Spot, ...]:
    """Find where a house number stands: on its own side, where the map tells the sides apart."""
    own: list[Spot] = []
    across: list[Spot] = []
    for segment in street.segments:
        for side in segment.ranges:
            if side.holds(number):
                spot = Spot(point_along(segment.line, side.fraction_at(number)), segment.area)
                (own if side.is_side_of(number) else across).append(spot)
    return tuple(_merged(own or across, _SAME_PLACE_M))


def has_own_side(street: Street, number: int) -> bool:
    """Tell whether the map has the side of the street that a house number is on."""
    sides = (side for segment in street.segments for side in segment.ranges)
    return any(side.holds(number) and side.is_side_of(number) for side in sides)


def nearest_house_spot(street: Street, number: int) -> Spot | None:
    """Find where the numbers come nearest to one that the map does not have; None when none is near."""
    nearest: tuple[int, StreetSegment, float] | None = None
    for segment in street.segments:
        for side in segment.ranges:
            for end, fraction in ((side.first, 0.0), (side.last, 1.0)):
                gap = abs(end - number)
                if gap <= _NEAR_NUMBERS and (nearest is None or gap < nearest[0]):
                    nearest = gap, segment, fraction
    return None if nearest is None else Spot(point_along(nearest[1].line, nearest[2]), nearest[1].area)


def block_spots(street: Street, first: int) -> tuple[Spot, ...]:
    """Find the middle of a block of a hundred numbers, as far as the street has them."""
    pieces = [
        (max(first, min(side.first, side.last)), min(first + 99, max(side.first, side.last)), side, segment)
        for segment in street.segments
        for side in segment.ranges
    ]
    pieces = [piece for piece in pieces if piece[0] <= piece[1]]
    if not pieces:
        return ()
    middle = (min(piece[0] for piece in pieces) + max(piece[1] for piece in pieces)) / 2
    nearest = min(_gap(lowest, highest, middle) for lowest, highest, _, _ in pieces)
    spots = [
        Spot(point_along(segment.line, side.fraction_at(middle)), segment.area)
        for lowest, highest, side, segment in pieces
        # The sides of a street count odd and even, one before and one after the middle.
        if _gap(lowest, highest, middle) <= nearest + 1
    ]
    return tuple(_merged(spots, _SAME_PLACE_M))


def _gap(lowest: int, highest: int, number: float) -> float:
    return max(lowest - number, number - highest, 0.0)
