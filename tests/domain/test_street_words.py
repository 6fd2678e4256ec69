"""One spelling for what people and maps write in many ways."""

import pytest

from dispatcher_app.domain.street_words import (
    end_of_name,
    folded,
    one_spelling,
    ordinal,
    with_suffix_finished,
    without_leading_zeros,
    without_suffix,
)


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("CASTRO ST", "castro st"),
        ("Castro Street", "castro st"),
        ("Castro St.", "castro st"),
        ("06TH ST", "6th st"),
        ("sixth street", "6th st"),
        ("6 th Street", "6th st"),
        ("Twenty-Fourth Street", "24th st"),
        ("twentieth avenue", "20th ave"),
        ("42ND AV", "42nd ave"),
        ("MARINA BL", "marina blvd"),
        ("Great Hwy", "great hwy"),
        ("O'Farrell St", "ofarrell st"),
        ("OFARRELL ST", "ofarrell st"),
        ("Saint Germain Ave", "st germain ave"),
        ("The Embarcadero North", "embarcadero n"),
        ("THE EMBARCADERO NOR", "embarcadero n"),
        ("Papakura–Clevedon Road", "papakura clevedon rd"),
        ("Māngere Road", "mangere rd"),
        ("ΟΔΟΣ Ερμού", "οδοσ ερμου"),
    ],
)
def test_one_spelling(written: str, one: str) -> None:
    assert one_spelling(written) == one
    assert one_spelling(one) == one


def test_a_word_alone_is_a_name() -> None:
    assert [one_spelling(word) for word in ("Nor", "North", "Street", "sixth")] == ["nor", "north", "street", "6th"]


def test_counted_streets() -> None:
    assert [ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th",
    ]  # fmt: skip
    assert without_leading_zeros("06TH ST / 003rd Ave, Unnamed 075") == "6TH ST / 3rd Ave, Unnamed 075"


def test_names_without_their_kind() -> None:
    assert without_suffix("castro st") == "castro"
    assert without_suffix("conservatory dr e") == "conservatory"
    assert without_suffix("broadway") == "broadway"
    assert without_suffix("st") == "st"


def test_a_kind_that_is_half_typed() -> None:
    assert with_suffix_finished("castro stre") == "castro st"
    assert with_suffix_finished("castro aven") == "castro ave"
    assert with_suffix_finished("castro") == "castro"


@pytest.mark.parametrize(
    ("words", "end"),
    [("Grove St San Francisco", 2), ("Grove St", 2), ("Conservatory Dr East Park", 3), ("Broadway", 0), ("St Ives", 0)],
)
def test_where_a_name_ends(words: str, end: int) -> None:
    assert end_of_name(words.split()) == end


def test_folding_keeps_every_language() -> None:
    assert folded("Ул. Ленина, 5") == "ул ленина 5"
    assert folded("") == folded("!?") == ""
