"""Searching the trail by what was typed, for the window and for a shell."""

from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from dispatcher_app.bootstrap.answers import as_json
from dispatcher_app.bootstrap.instants import in_zone, read_instant
from dispatcher_app.domain.checks import checked_number
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.texts import LIMITS, Problems, laid_open
from dispatcher_app.operations.read_board import read_room
from dispatcher_app.operations.trail import TrailEntry, TrailPage, search_trail
from dispatcher_app.storage.store import Store
from dispatcher_app.storage.trail import TrailCursor, TrailFilter
from dispatcher_app.ui.trail.trail_search import TrailSearch
from dispatcher_app.ui.wording import room_zone

_CALL_SIGN = replace(LIMITS["ambulance.call_sign"], may_be_empty=True)
_PERSON = replace(LIMITS["dispatcher.full_name"], called="The person's name", may_be_empty=True)

MOST_AT_A_SHELL = 200


def trail(store: Store, search: TrailSearch, most: int = MOST_AT_A_SHELL) -> list[dict[str, Any]]:
    """Give the newest events that fit, as JSON, with their times in the room's zone besides.

    Raises InvalidInput, NotFound, NotAllowed, Unavailable.
    """
    zone = room_zone(read_room(store))
    page = search_trail(store, read_filter(search, zone), zone, most=most)
    return [_as_json(entry, zone) for entry in page.entries]


def search_page(store: Store, search: TrailSearch, after: TrailCursor | None) -> TrailPage:
    """Give a page of what fits. Raises as `trail` does."""
    zone = room_zone(read_room(store))
    return search_trail(store, read_filter(search, zone), zone, after)


def read_filter(search: TrailSearch, zone: tzinfo) -> TrailFilter:
    """Read what was typed. Raises InvalidInput with a sentence for each field that means nothing."""
    with Problems() as problems:
        number = problems.checked(_read_number, search.call, otherwise=None)
        call_sign = problems.text("ambulance", search.ambulance, _CALL_SIGN)
        person = problems.text("person", search.person, _PERSON)
        from_at = problems.checked(lambda text: _read_time("from_time", text, zone), search.from_time, otherwise=None)
        to_at = problems.checked(lambda text: _read_time("to_time", text, zone), search.to_time, otherwise=None)
        if from_at is not None and to_at is not None and from_at >= to_at:
            problems.add("to_time", "This is not after the beginning. Write a later time, or none.")
    return TrailFilter(number, call_sign or None, person or None, from_at, to_at)


def _as_json(entry: TrailEntry, zone: tzinfo) -> dict[str, Any]:
    told: dict[str, Any] = as_json(entry)
    return told | {"local_time": entry.at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")}


def _read_number(text: str) -> int | None:
    digits = text.strip().removeprefix("#")
    return checked_number("call", digits, "A call's number is a whole number, like 1042.") if digits else None


def _read_time(field: str, text: str, zone: tzinfo) -> datetime | None:
    """Read a local time. A day alone is the whole of it, so as an end it is the midnight after it."""
    typed = text.strip()
    if not typed:
        return None
    try:
        instant = read_instant(_end_of_day(typed) if field == "to_time" else typed, field)
    except InvalidInput:
        sentence = f"“{laid_open(typed, 40)}” is no time. Write it like 2026-11-23 14:00, or a day alone."
        raise InvalidInput({field: [sentence]}) from None
    return in_zone(instant, zone)


def _end_of_day(text: str) -> str:
    """Write the midnight that ends a day, for a day alone; anything else as it is."""
    try:
        return (date.fromisoformat(text) + timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return text
