"""Numbers, places and times from outside."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given

from dispatcher_app.domain.checks import LARGEST_NUMBER, checked_coordinates, checked_instant, checked_number
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.geo import Position
from tests.texts import any_text

NOW = datetime(2026, 7, 1, 12, tzinfo=UTC)
SENTENCE = "A whole number, please."


@pytest.mark.parametrize(
    ("text", "number"), [("1", 1), (" 1042 ", 1042), ("007", 7), (str(LARGEST_NUMBER), LARGEST_NUMBER)]
)
def test_numbers(text: str, number: int) -> None:
    assert checked_number("it", text, SENTENCE) == number


@pytest.mark.parametrize(
    "text", ["", "0", "-1", "+1", "1.0", "1_0", "１２", "١٢", "²", str(LARGEST_NUMBER + 1), "9" * 1_000_000]
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        checked_number("it", text, SENTENCE)
    assert caught.value.fields == {"it": [SENTENCE]}


@given(any_text())
def test_any_text_is_a_number_or_refused(text: str) -> None:
    with suppress(InvalidInput):
        assert 0 < checked_number("it", text, SENTENCE) <= LARGEST_NUMBER


def test_coordinates() -> None:
    assert checked_coordinates("it", -90, 180) == Position(-90, 180)
    for latitude, longitude in [(90.1, 0), (0, 181), (float("nan"), 0), (0, float("inf"))]:
        with pytest.raises(InvalidInput):
            checked_coordinates("it", latitude, longitude)


@pytest.mark.parametrize("instant", [NOW, NOW + timedelta(minutes=5), datetime(1900, 1, 2, tzinfo=UTC)])
def test_times(instant: datetime) -> None:
    assert checked_instant("it", instant, NOW) == instant


@pytest.mark.parametrize(
    ("instant", "sentence"),
    [
        (NOW + timedelta(minutes=5, seconds=1), "This time has not come yet."),
        (datetime.max.replace(tzinfo=UTC), "This time has not come yet."),
        (datetime(1900, 1, 1, 23, tzinfo=UTC), "This time is too long ago to be true."),
        (datetime.min.replace(tzinfo=UTC), "This time is too long ago to be true."),
        (datetime(2026, 7, 1), "A time needs its time zone."),  # noqa: DTZ001  (that is what is refused)
    ],
)
def test_times_that_cannot_be(instant: datetime, sentence: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        checked_instant("it", instant, NOW)
    assert caught.value.fields == {"it": [sentence]}
