"""Address help on a small city whose every distance is known."""

import pytest

from dispatcher_app.domain.places import HouseRange, Place, PlaceKind, Point, StreetSegment, metres_between
from dispatcher_app.operations.address_book import AddressBook

STEP = 0.001
"""Degrees from one corner to the next."""


def corner(row: int, column: int) -> Point:
    """Give a point of the grid, counted from the south-west."""
    return round(37.0 + row * STEP, 6), round(-122.0 + column * STEP, 6)


def street(name: str, row: int, first: int = 100) -> list[StreetSegment]:
    """Draw a street from west to east over four blocks: odd numbers on the left."""
    return [
        StreetSegment(
            name,
            (corner(row, column), corner(row, column + 1)),
            "North" if row > 1 else "South",
            HouseRange(first + column * 100 + 1, first + column * 100 + 99),
            HouseRange(first + column * 100, first + column * 100 + 98),
        )
        for column in range(4)
    ]


def avenue(name: str, column: int) -> list[StreetSegment]:
    """Draw an avenue without numbers from south to north."""
    return [StreetSegment(name, (corner(row, column), corner(row + 1, column))) for row in range(3)]


CITY = [
    *street("Castro St", 0),
    *street("Grove St", 1),
    *street("Oak Grove St", 2),
    *street("18th St", 3),
    *avenue("18th Ave", 0),
    *avenue("Van Ness Ave", 1),
    *avenue("Ocean Ave", 3),
    StreetSegment("Elm St", (corner(9, 0), corner(9, 1)), "Park", HouseRange(1, 99), HouseRange(2, 20)),
    StreetSegment("Elm Ave", (corner(8, 0), corner(8, 1)), "Park", HouseRange(1, 99)),
    StreetSegment("Skyway", ((36.9995, -121.9985), (37.0035, -121.9985))),
    StreetSegment("Far St", ((37.5, -122.0), (37.501, -122.0)), "Hills", HouseRange(1, 99)),
    StreetSegment("Far St", ((38.5, -122.0), (38.501, -122.0)), "Plains", HouseRange(1, 99)),
]


@pytest.fixture(scope="module")
def book() -> AddressBook:
    return AddressBook(CITY)


def first(book: AddressBook, text: str) -> Place:
    return book.find(text)[0]


def gap_m(place: Place, point: Point) -> float:
    return metres_between((place.position.latitude, place.position.longitude), point)


@pytest.mark.parametrize("text", ["150 Grove St", "150 grove", "150 GROVE STREET", "150 Grove Str."])
def test_a_house_stands_on_its_side_at_its_share_of_the_way(book: AddressBook, text: str) -> None:
    place = first(book, text)
    assert (place.text, place.area, place.kind, place.is_exact, place.note) == (
        "150 Grove St", "South", PlaceKind.HOUSE, True, "",
    )  # fmt: skip
    assert gap_m(place, (37.001, -122.0 + STEP * 50 / 98)) < 1


def test_each_side_of_a_street_counts_for_itself(book: AddressBook) -> None:
    odd, even = first(book, "11 Elm St"), first(book, "12 Elm St")
    assert gap_m(odd, (37.009, -122.0 + STEP * 10 / 98)) < 1
    assert gap_m(even, (37.009, -122.0 + STEP * 10 / 18)) < 1
    across = first(book, "50 Elm St")
    assert gap_m(across, (37.009, -122.0 + STEP * 49 / 98)) < 1
    assert (across.is_exact, across.note) == (False, "The map has only the numbers across the street there.")


def test_a_block_is_shown_in_its_middle(book: AddressBook) -> None:
    place = first(book, "200 block of GROVE ST")
    assert (place.text, place.kind, place.is_exact) == ("200 block Grove St", PlaceKind.BLOCK, True)
    assert gap_m(place, (37.001, -122.0 + STEP * 1.5)) < 1


@pytest.mark.parametrize("text", ["Castro St / Ocean Ave", "castro & ocean", "CASTRO ST AT OCEAN AVE", "castro ocean"])
def test_a_corner_is_where_two_streets_meet(book: AddressBook, text: str) -> None:
    place = first(book, text)
    assert (place.text, place.kind) == ("Castro St/Ocean Ave", PlaceKind.CORNER)
    assert gap_m(place, corner(0, 3)) == 0
    assert place.is_exact == (text != "castro ocean")


def test_every_corner_of_a_street_is_offered_before_the_second_is_typed(book: AddressBook) -> None:
    assert {place.text for place in book.find("castro &")} == {
        "Castro St/18th Ave", "Castro St/Van Ness Ave", "Castro St/Ocean Ave",
    }  # fmt: skip


def test_streets_that_cross_without_a_junction_say_so(book: AddressBook) -> None:
    place = first(book, "Skyway / Grove St")
    assert place.note == "They cross on the map, but without a junction."
    assert not place.is_exact
    assert gap_m(place, (37.001, -121.9985)) < 1


@pytest.mark.parametrize("text", ["150 Grvoe St", "150 Grov St", "150 Groove St", "150 Grive St"])
def test_a_slip_of_the_finger_is_forgiven_and_named(book: AddressBook, text: str) -> None:
    place = first(book, text)
    assert place.text == "150 Grove St"
    assert not place.is_exact
    assert place.note


def test_beginnings_come_first_while_typing(book: AddressBook) -> None:
    assert [place.text for place in book.find("gro")] == ["Grove St", "Oak Grove St"]
    assert first(book, "van n").text == "Van Ness Ave"
    assert first(book, "ness").text == "Van Ness Ave"
    assert first(book, "150 grove stre").text == "150 Grove St"


def test_a_name_that_two_streets_have_is_a_guess(book: AddressBook) -> None:
    found = book.find("18th")
    assert {place.text for place in found} == {"18th St", "18th Ave"}
    assert not any(place.is_exact for place in found)
    houses = book.find("11 elm")
    assert [(place.text, place.is_exact, place.note) for place in houses] == [
        ("11 Elm St", False, "The map has several places of that name."),
        ("11 Elm Ave", False, "The map has several places of that name."),
    ]
    assert first(book, "11 elm ave").is_exact


def test_a_number_that_the_map_does_not_have_is_a_guess_that_says_so(book: AddressBook) -> None:
    near, far = first(book, "520 Grove St"), first(book, "9900 Grove St")
    assert near.note == "The map has no 520 Grove St: this is where its numbers come nearest."
    assert gap_m(near, corner(1, 4)) < 1
    assert (far.text, far.kind, far.is_exact) == ("9900 Grove St", PlaceKind.STREET, False)
    assert far.note.endswith("its numbers on the map are 100 to 499.")


def test_a_street_without_numbers_is_somewhere_along_it(book: AddressBook) -> None:
    place = first(book, "12 Ocean Ave")
    assert (place.text, place.kind, place.is_exact) == ("12 Ocean Ave", PlaceKind.STREET, False)
    assert place.note.startswith("Somewhere along Ocean Ave, shown near ")
    assert place.note.endswith(": the map has no house numbers there.")


def test_streets_of_one_name_far_from_each_other_are_different_places(book: AddressBook) -> None:
    found = book.find("51 Far St")
    assert {place.area for place in found} == {"Hills", "Plains"}
    assert {place.note for place in (*found, *book.find("51 Far St", limit=1))} == {
        "The map has several places of that name."
    }


def test_a_number_that_no_block_has_is_never_a_block_silently(book: AddressBook) -> None:
    found = book.find("20 block of Grove St")
    assert not any(place.is_exact for place in found)
    assert "20 is no block: read as the 200 block." in {place.note for place in found}
    assert first(book, "250 block of Grove St").note == "250 is no block: read as in the 200 block."


def test_a_direction_that_the_map_does_not_know_is_no_exact_answer(book: AddressBook) -> None:
    place = first(book, "150 N Grove St")
    assert (place.text, place.note) == ("150 N Grove St", "N is taken for the house's letter.")


def test_words_that_part_two_streets_may_belong_to_one() -> None:
    line = (corner(0, 0), corner(0, 1))
    names = ("Malcolm X Blvd", "Junction Rd", "Bay and Beach Rd")
    book = AddressBook([StreetSegment(name, line, left=HouseRange(1, 99)) for name in names])
    for name in names:
        assert first(book, name).text == name
        assert first(book, f"51 {name}").text == f"51 {name}"


def test_what_stands_beside_is_kept(book: AddressBook) -> None:
    place = first(book, "150 Grove St apt 3, Springfield")
    assert (place.text, place.unit) == ("150 Grove St, apt 3, Springfield", "apt 3")
    assert place.note == "Not looked up: Springfield."
    assert first(book, "150 Grove St, South").is_exact
    assert first(book, "3/150 Grove St").text == "150 Grove St, unit 3"


@pytest.mark.parametrize("text", ["", " ", "/", "&", "#", ",", "150", "!!!", "\x00", "zzzzzzzz", "9" * 300, "a/" * 99])
def test_what_says_nothing_of_a_place_finds_nothing(book: AddressBook, text: str) -> None:
    assert book.find(text) == ()


def test_an_empty_book_finds_nothing() -> None:
    empty = AddressBook([])
    assert len(empty) == 0
    assert empty.find("150 Grove St") == ()
