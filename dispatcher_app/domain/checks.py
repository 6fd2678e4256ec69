"""What a number, a place and a time from outside may be."""

import math
from datetime import UTC, datetime, timedelta

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.geo import Position

LARGEST_NUMBER = 2**63 - 1
"""PostgreSQL's bigint ends here."""

EARLIEST = datetime(1900, 1, 2, tzinfo=UTC)
"""Before this no control room kept a record. A day after the database's own limit, whatever its time zone."""

_CLOCKS_DIFFER_BY = timedelta(minutes=5)


def checked_number(field: str, text: str, sentence: str) -> int:
    """Read a whole number from 1 on that the database can hold. Raises InvalidInput(`sentence`) for `field`."""
    digits = text.strip()
    if digits.isascii() and digits.isdecimal():
        digits = digits.lstrip("0")
        # A number of a million digits would take long to read, only to be refused.
        if 0 < len(digits) <= len(str(LARGEST_NUMBER)) and int(digits) <= LARGEST_NUMBER:
            return int(digits)
    raise InvalidInput({field: [sentence]})


def checked_coordinates(field: str, latitude: float, longitude: float) -> Position:
    """Give the position. Raises InvalidInput for `field` unless it lies on the globe."""
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        raise InvalidInput({field: ["A position is two numbers, latitude and longitude in degrees."]})
    try:
        return Position(latitude, longitude)
    except ValueError:
        sentence = "A position lies between −90 and 90 degrees of latitude, and −180 and 180 of longitude."
        raise InvalidInput({field: [sentence]}) from None


def checked_instant(field: str, instant: datetime, now: datetime) -> datetime:
    """Give the time of something that has happened (aware). Raises InvalidInput for `field`."""
    if instant.tzinfo is None:
        raise InvalidInput({field: ["A time needs its time zone."]})
    if instant > now + _CLOCKS_DIFFER_BY:
        raise InvalidInput({field: ["This time has not come yet."]})
    if instant < EARLIEST:
        raise InvalidInput({field: ["This time is too long ago to be true."]})
    return instant
