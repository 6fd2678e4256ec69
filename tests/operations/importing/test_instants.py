"""Local clocks: two spellings, and the two nights of the year on which they cannot be taken at their word."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.operations.importing.instants import NoSuchTime, parse_time, to_utc, zone_named
from tests.operations.importing.rows import local

SF = ZoneInfo("America/Los_Angeles")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12/31/2016 11:57:56 PM", local("2016-12-31 23:57:56")),
        ("01/01/2017 12:00:00 AM", local("2017-01-01 00:00:00")),
        ("01/01/2017 12:00:00 PM", local("2017-01-01 12:00:00")),
        ("1/2/2017 3:04 pm", local("2017-01-02 15:04:00")),
        ("01/02/2017 15:04:05", local("2017-01-02 15:04:05")),
        ("2017-01-06T17:40:16", local("2017-01-06 17:40:16")),
        ("2017-01-06T17:40:16.123", local("2017-01-06 17:40:16.123000")),
        ("2017-01-06 17:40:16", local("2017-01-06 17:40:16")),
    ],
)
def test_reads_both_spellings(text: str, expected: datetime) -> None:
    assert parse_time(text) == expected


@pytest.mark.parametrize(
    "text", ["13/01/2017 01:00:00 AM", "01/01/2017 13:00:00 PM", "01/01/2017 00:30:00 AM", "soon", "5"]
)
def test_refuses_what_is_no_time(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the standard library says
        parse_time(text)


def test_winter_and_summer_time() -> None:
    assert to_utc(local("2017-01-06 17:40:16"), SF) == datetime(2017, 1, 7, 1, 40, 16, tzinfo=UTC)
    assert to_utc(local("2017-07-06 17:40:16"), SF) == datetime(2017, 7, 7, 0, 40, 16, tzinfo=UTC)


def test_an_offset_in_the_text_is_believed() -> None:
    assert to_utc(parse_time("2017-01-06T17:40:16+01:00"), SF) == datetime(2017, 1, 6, 16, 40, 16, tzinfo=UTC)


def test_the_hour_left_out_in_spring_never_was() -> None:
    with pytest.raises(NoSuchTime, match="2017-03-12 02:30:00"):
        to_utc(local("2017-03-12 02:30:00"), SF)
    assert to_utc(local("2017-03-12 03:00:00"), SF) == datetime(2017, 3, 12, 10, 0, tzinfo=UTC)


def test_the_hour_that_comes_twice_in_autumn_is_the_first_unless_that_would_be_too_early() -> None:
    twice = local("2017-11-05 01:30:00")
    first, second = datetime(2017, 11, 5, 8, 30, tzinfo=UTC), datetime(2017, 11, 5, 9, 30, tzinfo=UTC)
    assert to_utc(twice, SF) == first
    assert to_utc(twice, SF, not_before=first) == first
    assert to_utc(twice, SF, not_before=datetime(2017, 11, 5, 8, 55, tzinfo=UTC)) == second
    assert to_utc(twice, SF, not_before=datetime(2017, 11, 5, 12, 0, tzinfo=UTC)) == first


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../../etc/passwd"])
def test_a_zone_that_does_not_exist_is_named(name: str) -> None:
    with pytest.raises(InvalidInput, match="There is no time zone"):
        zone_named(name)
