"""What the window says of its own picture, without Qt."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatcher_app.ui.header.freshness import AgeLimits, Freshness
from dispatcher_app.ui.header.header_words import clock_off_words
from dispatcher_app.ui.header.standing import ChipWords, Standing, chip_words, strip_words

CUT = "The database cannot be reached. This desk keeps trying."
COPY = "Only a read-only copy of the database can be reached."


def aged(seconds: float | None, **changes: object) -> Standing:
    age = None if seconds is None else timedelta(seconds=seconds)
    return replace(Standing(age), **changes)  # type: ignore[arg-type]


def strip(standing: Standing, *, has_board: bool = True) -> str:
    words = strip_words(standing, has_board=has_board)
    return "" if words is None else words.sentence


@pytest.mark.parametrize(
    ("age", "freshness", "chip"),
    [
        (0.34, Freshness.LIVE, "Live 0.3 s"),
        (0, Freshness.LIVE, "Live 0.0 s"),
        (4.99, Freshness.LIVE, "Live 4.9 s"),
        (5, Freshness.STALE, "Stale 5 s"),
        (15, Freshness.TOO_OLD, "Too old 15 s"),
        (400, Freshness.TOO_OLD, "Too old 6 min"),
        (8000, Freshness.TOO_OLD, "Too old 2 h"),
        (None, Freshness.LOST, "Not live"),
    ],
)
def test_an_age_has_a_meaning(age: float | None, freshness: Freshness, chip: str) -> None:
    standing = aged(age)
    words = chip_words(standing)
    assert (standing.freshness, words.words) == (freshness, chip)
    assert words.is_live == (freshness is Freshness.LIVE)


def test_the_limits_are_the_rooms() -> None:
    limits = AgeLimits(timedelta(seconds=2), timedelta(seconds=3.5))
    said = [chip_words(aged(seconds, limits=limits)).words for seconds in (1.9, 2, 3.5)]
    assert said == ["Live 1.9 s", "Stale 2 s", "Too old 3 s"]
    assert strip(aged(2, limits=limits)).endswith("dispatching locks at 3.5 s.")


@pytest.mark.parametrize(
    ("age", "chip"), [(3.9, "No line 3 s"), (5, "Stale 5 s"), (15, "Too old 15 s"), (None, "No line")]
)
def test_a_broken_line_shows_on_the_chip_at_once(age: float | None, chip: str) -> None:
    words = chip_words(aged(age, trouble=CUT))
    assert (words.words, words.is_live) == (chip, False)


@pytest.mark.parametrize(
    ("age", "sentence", "is_locking"),
    [
        (5, "This board is 5 s old and may have changed; dispatching locks at 15 s.", False),
        (15, "This board is 15 s old. Do not rely on it; dispatching is locked.", True),
        (None, "What you see may be out of date; dispatching is locked.", True),
    ],
)
def test_the_age_alone_is_told_from_stale_on(age: float | None, sentence: str, is_locking: bool) -> None:
    words = strip_words(aged(age), has_board=True)
    assert words is not None
    assert (words.sentence, words.is_locking) == (sentence, is_locking)
    assert strip(aged(4.9)) == ""


@pytest.mark.parametrize(
    ("age", "standing", "is_locking"),
    [
        (3, "This board is 3 s old; dispatching locks at 15 s.", False),
        (7, "This board is 7 s old and may have changed; dispatching locks at 15 s.", False),
        (17, "This board is 17 s old. Do not rely on it; dispatching is locked.", True),
    ],
)
def test_a_line_that_stays_broken_is_told_with_what_holds_now(age: float, standing: str, is_locking: bool) -> None:
    words = strip_words(aged(age, trouble=CUT, is_trouble_lasting=True), has_board=True)
    assert words is not None
    assert (words.cause, words.standing, words.is_locking) == (CUT, standing, is_locking)


def test_a_blip_is_not_told_unless_the_board_is_stale_by_it() -> None:
    assert strip(aged(0.5, trouble=CUT)) == ""
    assert strip(aged(5, trouble=CUT)).startswith(CUT)
    assert strip(aged(None, trouble=CUT), has_board=False) == ""


def test_before_the_first_board_there_is_no_age_to_tell() -> None:
    assert strip(aged(None), has_board=False) == ""
    assert strip(aged(None, trouble=CUT, is_trouble_lasting=True), has_board=False) == CUT
    assert strip(aged(None, read_only=COPY), has_board=False) == COPY


def test_a_copy_is_not_called_live_and_locks() -> None:
    words = strip_words(aged(0.3, read_only=COPY), has_board=True)
    assert words is not None
    assert (words.sentence, words.is_locking) == (
        f"{COPY} The board shows what the copy has; dispatching is locked.",
        True,
    )
    assert chip_words(aged(0.3, read_only=COPY)) == ChipWords("Copy 0.3 s", is_live=False)
    assert strip(aged(7, read_only=COPY)) == f"{COPY} This board is 7 s old; dispatching is locked."
    both = aged(3, read_only=COPY, trouble=CUT, is_trouble_lasting=True)
    assert strip(both) == f"{CUT} This board is 3 s old; dispatching is locked."


def test_what_is_definite_outweighs_all_else() -> None:
    words = strip_words(aged(7, unavailable="No.", trouble=CUT, read_only=COPY), has_board=True)
    assert words is not None
    assert (words.sentence, words.is_locking) == ("No.", True)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-192, "3 min 12 s behind"),
        (41.9, "41 s ahead"),
        (7500, "2 h 5 min ahead"),
        (-200_000, "2 days behind"),
    ],
)
def test_a_clock_that_is_off(seconds: float, words: str) -> None:
    assert clock_off_words(timedelta(seconds=seconds)) == words
