"""Address help: from what is typed to places on the map, at once and without asking anybody.

The book is read from the database once and never changes, so it may cross threads; find() runs wherever it is called.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from dispatcher_app.domain.addresses import Reading, readings
from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.places import Place, PlaceKind, StreetSegment
from dispatcher_app.domain.street_words import folded
from dispatcher_app.operations.street_map import (
    Spot,
    Street,
    StreetMap,
    approaches,
    block_spots,
    crossings,
    draw_map,
    has_own_side,
    house_spots,
    nearest_house_spot,
)
from dispatcher_app.operations.street_names import Likeness, Matches, NameMatch, StreetNames
from dispatcher_app.storage.store import Store
from dispatcher_app.storage.streets import read_streets

_LONGEST = 200
"""In characters, as the location of a call has it."""

_GOOD = 0.80
"""From this score on, no corner is sought in a text that does not say so."""

_MOST_STREETS = 40
"""So many streets are looked at for a house, and for a crossing without a junction far fewer."""

_MOST_CROSSED = 3
_NEAR_NUMBER, _NO_NUMBER, _UNJOINED = 0.92, 0.82, 0.9
_OTHER_READING, _UNREAD_REST, _UNREAD_REST_OF_STREET = 0.85, 0.97, 0.8

_ACROSS = "The map has only the numbers across the street there."
_ONE_OF_SEVERAL = "The map has several places of that name."

_FAR_BEHIND = 0.75
"""What scores less than this part of the best is not worth a line."""


@dataclass(frozen=True, slots=True)
class _Found:
    """A place before it is worded: which street or streets, where, and what had to be assumed."""

    text: str
    spot: Spot
    kind: PlaceKind
    score: float
    matches: tuple[NameMatch, ...]
    notes: tuple[str, ...] = ()


class AddressBook:
    """All streets, ready to be searched. Made once; only read from then on, by any thread."""

    def __init__(self, segments: Iterable[StreetSegment]) -> None:
        """Join and index the streets: takes a second for a large city."""
        self._map: StreetMap = draw_map(segments)
        self._names = StreetNames([street.name for street in self._map.streets])

    def __len__(self) -> int:
        """Count the streets."""
        return len(self._map.streets)

    def find(self, text: str, limit: int = 8) -> tuple[Place, ...]:
        """Give the places that a text may mean, the likeliest first; nothing where it says nothing of a place.

        For every key that is typed: unfinished words are taken for beginnings.
        """
        names = _Asked(self._names)
        best: dict[tuple[str, int, int], Place] = {}
        is_settled = False
        for reading in readings(text):
            if is_settled and reading.doubt and reading.cross:
                break
            for found in self._places(reading, names):
                place = _worded(found, reading)
                is_settled = is_settled or (place.score >= _GOOD and not reading.rest)
                where = (place.text, round(place.position.latitude * 200), round(place.position.longitude * 200))
                if where not in best or best[where].score < place.score:
                    best[where] = place
        ranked = _settled(sorted(best.values(), key=lambda place: -place.score))
        return tuple(place for place in ranked[:limit] if place.score >= ranked[0].score * _FAR_BEHIND)

    def _places(self, reading: Reading, names: "_Asked") -> Iterator[_Found]:
        matches = names.match(reading.street)
        if reading.cross is not None:
            yield from self._corners(matches, reading.cross, names)
            return
        streets = self._map.streets
        largest = sorted(matches.items(), key=lambda item: (-item[1].score, -len(streets[item[0]].segments)))
        for place, match in largest[:_MOST_STREETS]:
            yield from _along(streets[place], match, reading)

    def _corners(self, matches: Matches, cross: str, names: "_Asked") -> Iterator[_Found]:
        others = names.match(cross)
        is_any = False
        for one, match in matches.items():
            for other, spots in self._map.corners.get(one, {}).items():
                its_match = _UNTYPED if not cross else others.get(other)
                if its_match is not None:
                    is_any = True
                    yield from self._corner((one, other), (match, its_match), spots)
        if not is_any:
            yield from self._crossings(matches, others)

    def _crossings(self, matches: Matches, others: Matches) -> Iterator[_Found]:
        """Look for streets that cross without a junction, or nearly meet: only the likeliest, for this takes time."""
        for one, other in product(_likeliest(matches), _likeliest(others)):
            if one != other:
                streets = self._map.streets[one], self._map.streets[other]
                note, spots = "They cross on the map, but without a junction.", crossings(*streets)
                if not spots:
                    note, spots = "They come near each other, but do not meet on the map.", approaches(*streets)
                yield from self._corner((one, other), (matches[one], others[other]), spots, note)

    def _corner(
        self, places: tuple[int, int], matches: tuple[NameMatch, NameMatch], spots: Sequence[Spot], note: str = ""
    ) -> Iterator[_Found]:
        one, other = (self._map.streets[place].name for place in places)
        score = matches[0].score * matches[1].score * (_UNJOINED if note else 1)
        for spot in spots:
            yield _Found(f"{one}/{other}", spot, PlaceKind.CORNER, score, matches, (note,) if note else ())


_UNTYPED = NameMatch(0.9, Likeness.BEGUN)


class _Asked:
    """What the index answered while one text is looked up: readings ask for the same names again and again."""

    def __init__(self, names: StreetNames) -> None:
        self._names = names
        self._known: dict[str, Matches] = {}

    def match(self, typed: str) -> Matches:
        if typed not in self._known:
            self._known[typed] = self._names.match(typed)
        return self._known[typed]


def load_address_book(store: Store) -> AddressBook:
    """Read all streets and make the book. Takes a second or two for a large city: not for the GUI's thread.

    Raises Unavailable.
    """
    with store.snapshot() as tx:
        segments = read_streets(tx)
    return AddressBook(segments)


def _likeliest(matches: Matches) -> list[int]:
    """Give the streets whose name was typed to its end."""
    typed = [place for place, match in matches.items() if match.likeness is not Likeness.BEGUN]
    return sorted(typed, key=lambda place: -matches[place].score)[:_MOST_CROSSED]


def _along(street: Street, match: NameMatch, reading: Reading) -> Iterator[_Found]:
    """Place a house or a block on a street, or the street alone."""
    if reading.number is None:
        for spot in street.parts:
            yield _Found(street.name, spot, PlaceKind.STREET, match.score, (match,), (f"{_somewhere(street, spot)}.",))
        return
    kind = PlaceKind.BLOCK if reading.is_block else PlaceKind.HOUSE
    text = f"{reading.number} block {street.name}" if reading.is_block else f"{reading.number_text} {street.name}"
    is_beside = not reading.is_block and not has_own_side(street, reading.number)
    spots = block_spots(street, reading.number) if reading.is_block else house_spots(street, reading.number)
    for spot in spots:
        yield _Found(text, spot, kind, match.score, (match,), (_ACROSS,) if is_beside else ())
    if spots:
        return
    near = nearest_house_spot(street, reading.number)
    if near is not None:
        note = f"The map has no {text}: this is where its numbers come nearest."
        yield _Found(text, near, kind, match.score * _NEAR_NUMBER, (match,), (note,))
        return
    for spot in street.parts:
        note = f"{_somewhere(street, spot)}: {_numbers(street)}."
        yield _Found(text, spot, PlaceKind.STREET, match.score * _NO_NUMBER, (match,), (note,))


def _somewhere(street: Street, spot: Spot) -> str:
    return f"Somewhere along {street.name}" + (f", shown near {spot.beside}" if spot.beside else "")


def _numbers(street: Street) -> str:
    if street.lowest is None:
        return "the map has no house numbers there"
    return f"its numbers on the map are {street.lowest} to {street.highest}"


def _worded(found: _Found, reading: Reading) -> Place:
    """Make the place: with all that was typed beside it, and with what had to be assumed in words."""
    street = found.text
    notes = [note for note in (_note_of_name(found), *found.notes, reading.doubt) if note]
    score = found.score * (_OTHER_READING if reading.doubt else 1)
    is_rest_known = folded(reading.rest) == folded(found.spot.area)
    if reading.rest and not is_rest_known:
        notes.append(f"Not looked up: {reading.rest}.")
        score *= _UNREAD_REST_OF_STREET if found.kind is PlaceKind.STREET else _UNREAD_REST
    unit = f"unit {reading.unit}" if reading.unit[:1].isdigit() else reading.unit
    text = ", ".join(filter(None, (street, unit, reading.rest)))
    return Place(
        text=text[:_LONGEST].rstrip(),
        area=found.spot.area,
        position=Position(*found.spot.point),
        kind=found.kind,
        score=round(min(1.0, score), 4),
        is_exact=not notes,
        note=" ".join(notes),
        unit=unit,
    )


def _note_of_name(found: _Found) -> str:
    """Say how the name differs from what was typed, if it does."""
    kinds = {match.likeness for match in found.matches}
    if Likeness.ALIKE in kinds:
        return "Spelled differently on the map."
    return "Completed from what was typed." if Likeness.BEGUN in kinds else ""


def _settled(ranked: Sequence[Place]) -> list[Place]:
    """Leave at most one place exact: the best, where no other is as good."""
    exact = [place for place in ranked if place.is_exact]
    alone = exact[0] if len(exact) == 1 or (exact and exact[1].score < exact[0].score) else None
    return [
        replace(place, is_exact=False, note=_ONE_OF_SEVERAL) if place.is_exact and place is not alone else place
        for place in ranked
    ]
