"""Local clock times, as records carry them, and the instants they mean.

Twice a year a local clock cannot be taken at its word:
- In spring an hour is left out. A time within it was never shown by any clock: NoSuchTime, and the row is left out.
- In autumn an hour comes twice. A time within it means the first passing, unless that would lie before the stamp it
  follows and the second passing would not: then the second.
"""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.texts import laid_open

_AMERICAN = re.compile(
    r"(\d{1,2})/(\d{1,2})/(\d{4})[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AP]M)?", re.IGNORECASE | re.ASCII
)


class NoSuchTime(ValueError):
    """The clock was put forward over this time: it never was."""


def zone_named(name: str) -> ZoneInfo:
    """Find a time zone by its IANA name. Raises InvalidInput."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        sentence = f"There is no time zone {laid_open(name, 40)}. Write it like America/Los_Angeles."
        raise InvalidInput({"time_zone": [sentence]}) from None


def parse_time(text: str) -> datetime:
    """Read `MM/DD/YYYY hh:mm:ss AM/PM` or ISO 8601; naive unless the text names its offset. Raises ValueError."""
    match = _AMERICAN.fullmatch(text)
    if match is None:
        return datetime.fromisoformat(text)
    month, day, year, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    return datetime(year, month, day, _hour_of_day(hour, match[7]), minute, second)  # noqa: DTZ001 - local by nature


def _hour_of_day(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if not 1 <= hour <= 12:
        raise ValueError(f"no such hour of half a day: {hour}")
    return hour % 12 + (12 if half.upper() == "PM" else 0)


def to_utc(local: datetime, zone: ZoneInfo, not_before: datetime | None = None) -> datetime:
    """Give the instant (UTC) at which the zone's clock showed this. Raises NoSuchTime."""
    if local.tzinfo is not None:
        return local.astimezone(UTC)
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first == second:
        return first
    if first.astimezone(zone).replace(tzinfo=None) != local:
        raise NoSuchTime(f"{local} was left out when the clocks in {zone.key} were put forward")
    is_second = not_before is not None and first < not_before <= second
    return second if is_second else first
