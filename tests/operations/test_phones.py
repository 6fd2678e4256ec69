"""Telephone numbers: one form for all spellings, and nothing lost of what is none."""

import pytest
from hypothesis import given

from dispatcher_app.domain.texts import LIMITS, checked_phone
from dispatcher_app.operations.phones import comparable_phone, normal_phone, region_of
from tests.texts import any_text


@pytest.mark.parametrize(
    ("zone", "country"),
    [("America/Los_Angeles", "US"), ("Europe/Vienna", "AT"), ("Asia/Kolkata", "IN"), ("UTC", None), ("", None)],
)
def test_a_time_zone_tells_the_country(zone: str, country: str | None) -> None:
    assert region_of(zone) == country


@pytest.mark.parametrize(
    ("typed", "region", "kept"),
    [
        ("(415) 555-0100", "US", "+1 415-555-0100"),
        ("415.555.0100 x12", "US", "+1 415-555-0100 ext. 12"),
        ("0660 1234567", "AT", "+43 660 1234567"),
        ("+43 660 1234567", "US", "+43 660 1234567"),
        ("0043 660 1234567", "AT", "+43 660 1234567"),
        ("+43 660 1234567", None, "+43 660 1234567"),
        ("0660 1234567", None, "0660 1234567"),
        ("4711", "AT", "4711"),
        ("4711", "US", "4711"),
        ("the usual", "US", "the usual"),
        ("", "US", ""),
    ],
)
def test_a_number_is_kept_in_international_form(typed: str, region: str | None, kept: str) -> None:
    assert normal_phone(typed, region) == kept
    assert normal_phone(kept, region) == kept


@pytest.mark.parametrize(
    ("one", "other", "region"),
    [
        ("(415) 555-0100", "+14155550100", "US"),
        ("415-555-0100 ext. 3", "1 415 555 0100", "US"),
        ("0660/1234567", "+43 (0) 660 1234567", "AT"),
        ("47 11", "4711", "US"),
        ("٤١٥ ٥٥٥ ٠١٠٠", "415 555 0100", "US"),
    ],
)
def test_spellings_of_one_number_are_equal(one: str, other: str, region: str) -> None:
    assert comparable_phone(one, region) == comparable_phone(other, region) != ""


def test_other_numbers_are_not() -> None:
    assert comparable_phone("415 555 0100", "US") != comparable_phone("415 555 0101", "US")
    assert comparable_phone("415 555 0100", "US") != comparable_phone("212 555 0100", "US")
    assert comparable_phone("nobody knows", "US") == ""


@given(any_text())
def test_whatever_is_typed_nothing_breaks_and_what_could_be_kept_still_can(text: str) -> None:
    comparable_phone(text, "US")
    kept = normal_phone(text, "US")
    if kept != text:
        assert checked_phone("it", kept) == kept
        assert len(kept) <= LIMITS["emergency_call.caller_phone"].longest
