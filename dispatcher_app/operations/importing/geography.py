"""Positions, as files spell them."""

import re

from dispatcher_app.domain.geo import Position

_NUMBER = r"(-?\d+(?:\.\d+)?)"
_LAT_LON = re.compile(rf"\(?\s*{_NUMBER}\s*,\s*{_NUMBER}\s*\)?")
_POINT = re.compile(rf"POINT\s*\(\s*{_NUMBER}\s+{_NUMBER}\s*\)", re.IGNORECASE)


def read_position(latitude: str, longitude: str, location: str = "") -> Position | None:
    """Read separate columns, or one with `(lat, lon)` or `POINT (lon lat)`; None for what is no place on the globe.

    Zero and zero is how some systems write "not known"; no ambulance stands there.
    """
    if latitude and longitude:
        return _position(latitude, longitude)
    if match := _LAT_LON.fullmatch(location):
        return _position(match[1], match[2])
    if match := _POINT.fullmatch(location):
        return _position(match[2], match[1])
    return None


def _position(latitude: str, longitude: str) -> Position | None:
    try:
        position = Position(float(latitude), float(longitude))
    except ValueError:
        return None
    return None if position == Position(0, 0) else position
