"""Every address of a real week in San Francisco, whose place is known: what address help finds, and how soon.

Run with -s to see the figures. Timings and distances are printed; asserted are only orders that no machine changes.
"""

import csv
import gzip
import random
import re
import time
import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from dispatcher_app.domain.places import Place, PlaceKind, Point, metres_between, point_along
from dispatcher_app.operations.address_book import AddressBook
from dispatcher_app.operations.importing.streets import StreetList, read_streets
from dispatcher_app.operations.street_map import Street, draw_map
from tests.real_data import WEEK, real_data

NEAR_M = 100.0
"""A result nearer than this to the known place is the right one: less than a block."""

_BLOCK = re.compile(r"(\d+) Block of (.+)", re.IGNORECASE)


@dataclass(frozen=True)
class Known:
    """An address as it was recorded, and where that was."""

    text: str
    at: Point

    @property
    def kind(self) -> PlaceKind | None:
        """Tell what it is by its form; None for what is neither a block nor a corner."""
        if _BLOCK.match(self.text):
            return PlaceKind.BLOCK
        return PlaceKind.CORNER if "/" in self.text else None

    def error_m(self, place: Place) -> float:
        """Tell how far a place is from where it was."""
        return metres_between((place.position.latitude, place.position.longitude), self.at)


@pytest.fixture(scope="module")
def streets() -> StreetList:
    return read_streets(real_data("sf_map/sf_streets.geojson.gz"))


@pytest.fixture(scope="module")
def book(streets: StreetList) -> AddressBook:
    return AddressBook([item.segment for item in streets.segments])


@pytest.fixture(scope="module")
def calls() -> list[Known]:
    """The address of each call: many are given more than once."""
    found: dict[str, Known] = {}
    with gzip.open(real_data(WEEK), "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            latitude, longitude = row["Location"].strip("()").split(",")
            found.setdefault(row["Call Number"], Known(row["Address"], (float(latitude), float(longitude))))
    return list(found.values())


@pytest.fixture(scope="module")
def distinct(calls: list[Known]) -> list[Known]:
    return [known for known in dict.fromkeys(calls) if known.kind]


def at(share: float, values: Sequence[float]) -> float:
    """Give the value that this share of all does not exceed."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def test_the_book_is_made_in_time(streets: StreetList) -> None:
    segments = [item.segment for item in streets.segments]
    started = time.perf_counter()
    book = AddressBook(segments)
    took = time.perf_counter() - started
    tracemalloc.start()
    book = AddressBook(segments)
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"\n{len(segments)} segments, {len(book)} streets: made in {took:.2f} s, {size / 1e6:.1f} MB beside them")
    assert (len(segments), len(streets.left_out)) == (15602, 0)


@pytest.mark.parametrize(("kind", "total", "reference"), [(PlaceKind.BLOCK, 2784, 2746), (PlaceKind.CORNER, 758, 706)])
def test_addresses_of_all_calls(
    book: AddressBook, calls: list[Known], kind: PlaceKind, total: int, reference: int
) -> None:
    wanted = [known for known in calls if known.kind is kind]
    found = [(known, places[0]) for known in wanted if (places := book.find(known.text)) and places[0].kind is kind]
    exact = [place for _, place in found if place.is_exact]
    errors = [known.error_m(place) for known, place in found]
    print(
        f"\n{kind.value}s of {len(wanted)} calls: {len(found)} found, {len(exact)} of them exactly;"
        f" median {at(0.5, errors):.1f} m, p95 {at(0.95, errors):.1f} m"
    )
    assert len(wanted) == total
    assert len(found) / total > 0.97
    assert len(exact) >= reference
    assert at(0.5, errors) < 7


def test_distinct_addresses(book: AddressBook, distinct: list[Known]) -> None:
    for kind in (PlaceKind.BLOCK, PlaceKind.CORNER):
        wanted = [known for known in distinct if known.kind is kind]
        found = [(known, places[0]) for known in wanted if (places := book.find(known.text)) and places[0].kind is kind]
        errors = [known.error_m(place) for known, place in found]
        print(
            f"\ndistinct {kind.value}s: {len(found)} of {len(wanted)} found;"
            f" median {at(0.5, errors):.1f} m, p95 {at(0.95, errors):.1f} m"
        )
        assert len(found) / len(wanted) > 0.97


def test_blocks_of_one_segment_and_of_several(book: AddressBook, streets: StreetList, distinct: list[Known]) -> None:
    """The records give the middle of the segment that was meant, and the address does not say which of a block's."""
    by_name = {street.name: street for street in draw_map([item.segment for item in streets.segments]).streets}
    errors: dict[str, list[float]] = {"of one segment": [], "of several": [], "to the nearest segment's middle": []}
    for known in distinct:
        places = book.find(known.text)
        if known.kind is PlaceKind.BLOCK and places and places[0].is_exact:
            number, _, name = places[0].text.partition(",")[0].partition(" block ")
            middles = middles_of_block(by_name[name], int(number))
            errors["of one segment" if len(middles) == 1 else "of several"].append(known.error_m(places[0]))
            errors["to the nearest segment's middle"].append(min(metres_between(known.at, one) for one in middles))
    for what, values in errors.items():
        print(f"\nblocks, {what}: {len(values)}, median {at(0.5, values):.1f} m, p95 {at(0.95, values):.1f} m")
    assert at(0.95, errors["of one segment"]) < at(0.95, errors["of several"])


def middles_of_block(street: Street, first: int) -> list[Point]:
    """Give the middle of each segment that has numbers of a block."""
    return [
        point_along(segment.line, 0.5)
        for segment in street.segments
        if any(
            min(side.first, side.last) <= first + 99 and first <= max(side.first, side.last) for side in segment.ranges
        )
    ]


def slip(text: str, chance: random.Random) -> str:
    """Make one slip of the finger: a letter missing, too many, wrong, or before its neighbour."""
    place = chance.randrange(len(text) - 1)
    before, letter, after = text[:place], chance.choice("abcdefghijklmnopqrstuvwxyz"), text[place + 1 :]
    slips: tuple[Callable[[], str], ...] = (
        lambda: before + after,
        lambda: before + letter + text[place:],
        lambda: before + letter + after,
        lambda: before + after[0] + text[place] + after[1:],
    )
    return chance.choice(slips)()


def timed(book: AddressBook, text: str, took: list[float]) -> tuple[Place, ...]:
    started = time.perf_counter()
    found = book.find(text)
    took.append((time.perf_counter() - started) * 1000)
    return found


def show(what: str, took: Sequence[float]) -> None:
    print(
        f"\n{what}: {len(took)} keys, p50 {at(0.5, took):.2f} ms, p95 {at(0.95, took):.2f} ms, most {max(took):.2f} ms"
    )


@pytest.mark.parametrize("has_slip", [False, True], ids=["as recorded", "with a slip of the finger"])
def test_typing_three_hundred_addresses_letter_by_letter(
    book: AddressBook, distinct: list[Known], has_slip: bool
) -> None:
    chance = random.Random(7)
    took: list[float] = []
    for known in chance.sample(distinct, 300):
        text = slip(known.text, chance) if has_slip else known.text
        for end in range(1, len(text) + 1):
            found = timed(book, text[:end], took)
            assert len(found) <= 8
    show("typing 300 addresses with a slip" if has_slip else "typing 300 addresses", took)


def test_one_slip_of_the_finger_in_every_address(book: AddressBook, distinct: list[Known]) -> None:
    """Also in the house number or a numbered street, where the slip as a rule is another valid address."""
    chance = random.Random(11)
    took: list[float] = []
    ranks = {"anywhere": [0, 0, 0], "in a word of letters": [0, 0, 0]}
    for known in distinct:
        typed = slip(known.text, chance)
        places = timed(book, typed, took)
        is_right = [place.kind is known.kind and known.error_m(place) < NEAR_M for place in places]
        is_of_letters = re.findall(r"\d+", typed) == re.findall(r"\d+", known.text)
        for name in ["anywhere", "in a word of letters"][: 1 + is_of_letters]:
            ranks[name][0] += 1
            ranks[name][1] += is_right[:1] == [True]
            ranks[name][2] += any(is_right[:5])
    show("with one slip, the whole address", took)
    for name, (count, first, five) in ranks.items():
        print(f"\none slip {name} ({count}): first is right {first / count:.1%}, within the first 5 {five / count:.1%}")
    assert ranks["anywhere"][1] / len(distinct) > 0.80
    assert ranks["in a word of letters"][1] / ranks["in a word of letters"][0] > 0.85
