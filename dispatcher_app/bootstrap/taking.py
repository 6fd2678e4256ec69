"""A call taken at a shell: from what was typed to an open call, even where the line breaks over it."""

import threading
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from dispatcher_app.bootstrap.answers import as_json
from dispatcher_app.bootstrap.desk import Desk, Room, open_desk
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.call_taking import CallType, Duplicate, TakeCall
from dispatcher_app.domain.checks import checked_coordinates
from dispatcher_app.domain.errors import DispatcherError, InvalidInput, OutcomeUnknown
from dispatcher_app.domain.geo import Position
from dispatcher_app.operations.taking_calls import Taken, find_duplicates, load_call_types, take_call

_ASKED_AFTER_S = (0, 1, 2, 4)
"""How long to wait before each question after a lost answer."""


@dataclass(frozen=True, slots=True)
class CallInWords:
    """A call as it was typed. `type` is a code, the words of a type, or words of one's own."""

    location: str = ""
    type: str = ""
    priority: str = ""
    phone: str = ""
    caller: str = ""
    area: str = ""
    position: str = ""
    notes: str = ""

    def entry(self, types: tuple[CallType, ...]) -> CallEntry:
        """Give the entry; a type of the room's brings code, words and usual priority. Raises InvalidInput."""
        wanted = self.type.strip().casefold()
        kind = next((kind for kind in types if wanted in {kind.code.casefold(), kind.words.casefold()}), None)
        priority = self.priority.strip()
        return CallEntry(
            location_text=self.location,
            area_text=self.area,
            position=_position(self.position),
            caller_phone=self.phone,
            caller_name=self.caller,
            type_code=kind.code if kind else "",
            type_text=kind.words if kind else self.type,
            priority=(int(priority) if priority in {"1", "2", "3", "4"} else 0) if priority else _usual(kind),
            notes=self.notes,
        )


def _usual(kind: CallType | None) -> int | None:
    return kind.default_priority if kind else None


def _position(text: str) -> Position | None:
    if not text.strip():
        return None
    try:
        latitude, longitude = map(float, text.split(","))
    except ValueError:
        raise InvalidInput({"position": ["Write a position like 37.7611,-122.4350."]}) from None
    return checked_coordinates("position", latitude, longitude)


def take(config: AppConfig, room: Room, words: CallInWords) -> dict[str, Any]:
    """Take a call, and tell of those it may be the same as. Raises as `take_call` does."""
    with closing(open_desk(config, room, is_watched=True)) as desk:
        entry = words.entry(load_call_types(desk.store))
        duplicates = find_duplicates(desk.store, entry)
        taken = _take(desk, TakeCall(entry))
    return {
        "message": "Emergency call taken successfully",
        "emergency_call": as_json(taken.call),
        "duplicates": as_json(duplicates),
        "warnings": [_warning(duplicate) for duplicate in duplicates],
    }


def _take(desk: Desk, command: TakeCall) -> Taken:
    """Take it; where the answer is lost, ask again with the same request, which is never carried out twice."""
    try:
        return take_call(desk.store, command, desk.login)
    except OutcomeUnknown:
        for seconds in _ASKED_AFTER_S:
            threading.Event().wait(seconds)
            try:
                desk.revive()
                return take_call(desk.store, command, desk.login)
            except DispatcherError:
                continue
        raise OutcomeUnknown(
            f"The line broke: it is not known whether the call was written. Look at the board once the database is"
            f" back. The order's request id is {command.request_id}."
        ) from None


def _warning(duplicate: Duplicate) -> str:
    why = ["the same number"] if duplicate.has_same_number else []
    if duplicate.distance_m is not None:
        why.append(f"{duplicate.distance_m:.0f} m away")
    return f"This may be #{duplicate.call.number} {duplicate.call.type_text}: {', '.join(why)}."
