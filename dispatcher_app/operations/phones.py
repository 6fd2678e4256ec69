"""Telephone numbers as the room's country writes them: kept in one international form, equal in whatever spelling.

The country follows from the room's time zone: the tz database names one country for each zone. A zone of no country
(UTC) leaves only numbers that begin with + to be understood; all others are kept, and compared, as they were typed.
"""

from functools import cache
from importlib import resources

import phonenumbers
from phonenumbers import PhoneNumberFormat

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.texts import checked_phone

_FEWEST_DIGITS = 7
"""Below that it is an extension within the house or a service number, which has no international form."""


def region_of(time_zone: str) -> str | None:
    """Give the country (ISO 3166) of a time zone like Europe/Vienna; None for a zone that belongs to none."""
    return _countries().get(time_zone)


def normal_phone(text: str, region: str | None) -> str:
    """Give a number in international form ("+1 415-555-0100"), or as it was typed where it cannot be one.

    Never raises: what cannot be kept at all is refused when the whole entry is judged.
    """
    number = _parsed(text, region)
    if number is None:
        return text
    shown = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    return shown if _is_kept(shown) else text


def comparable_phone(text: str, region: str | None) -> str:
    """Give what two spellings of one number have in common: E.164 without an extension, else the digits alone."""
    number = _parsed(text, region)
    if number is None:
        return "".join(str(int(character)) for character in text if character.isdecimal())
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _parsed(text: str, region: str | None) -> phonenumbers.PhoneNumber | None:
    if not _is_kept(text) or sum(map(str.isdecimal, text)) < _FEWEST_DIGITS:
        return None
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


def _is_kept(text: str) -> bool:
    try:
        return bool(checked_phone("caller_phone", text))
    except InvalidInput:
        return False


@cache
def _countries() -> dict[str, str]:
    # tzdata comes along on every platform; the system's own copy may lack this table.
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {zone: country for country, _, zone, *_ in rows}
