"""Times as people type them at a shell."""

from datetime import datetime, tzinfo

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.texts import laid_open

_FIRST_YEAR, _LAST_YEAR = 1900, 2999


def read_instant(text: str, field: str) -> datetime:
    """Read a time: aware if it came with an offset, else naive. Raises InvalidInput for that field."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
        raise InvalidInput({field: [f"{laid_open(text, 40)} is no time. Write it like 2017-01-06 17:40:16."]})
    return instant


def in_zone(instant: datetime, zone: tzinfo) -> datetime:
    """Make an instant aware: one that was typed without an offset is local time there."""
    return instant if instant.tzinfo else instant.replace(tzinfo=zone)
