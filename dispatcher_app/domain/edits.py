"""Editing a call while others do: what can be edited, which of it moves together, and merging two people's edits.

Notes are only ever added to, and are not edited.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from dispatcher_app.domain.entities import EmergencyCall
from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.domain.plans import Plan
from dispatcher_app.domain.texts import LIMITS, Problems, checked_phone

PRIORITIES = range(1, 5)
"""1 is the most urgent."""


def _part(name: str, called: str = "") -> Mapping[str, str]:
    return {"part": name, "called": called}


@dataclass(frozen=True, slots=True)
class CallFields:
    """What people edit of a call, by the names that `EmergencyCall` and the database have for it.

    Fields of one part are one decision: nobody's street ever gets somebody else's position.
    """

    priority: int = field(metadata=_part("priority", "Priority"))
    type_text: str = field(metadata=_part("type", "Type"))
    type_code: str = field(default="", metadata=_part("type"))
    location_text: str = field(default="", metadata=_part("location", "Location"))
    area_text: str = field(default="", metadata=_part("location"))
    position: Position | None = field(default=None, metadata=_part("location"))
    caller_phone: str = field(default="", metadata=_part("caller_phone", "Call-back number"))
    caller_name: str = field(default="", metadata=_part("caller_name", "Caller's name"))


@dataclass(frozen=True, slots=True)
class Part:
    """What is decided as one: a field, or several that only mean something together."""

    name: str
    called: str
    fields: tuple[str, ...]

    def of(self, values: CallFields) -> Mapping[str, Any]:
        """Give this part of some values."""
        return {name: getattr(values, name) for name in self.fields}


def _parts() -> tuple[Part, ...]:
    found: dict[str, Part] = {}
    for item in fields(CallFields):
        name = item.metadata["part"]
        known = found.get(name, Part(name, item.metadata["called"], ()))
        found[name] = replace(known, fields=(*known.fields, item.name))
    return tuple(found.values())


PARTS = _parts()
"""In the order in which they are told."""


def fields_of(call: EmergencyCall) -> CallFields:
    """Give what can be edited of a call, as it stands."""
    return CallFields(**{item.name: getattr(call, item.name) for item in fields(CallFields)})


@dataclass(frozen=True, slots=True)
class EditCall(Plan):
    """Give a call these values. `base` is what its giver saw, at `base_version`."""

    emergency_call_id: EmergencyCallId
    base: CallFields
    base_version: int
    mine: CallFields


@dataclass(frozen=True, slots=True)
class Merge:
    """Two people's edits of one base. Where they collide, `result` has theirs: that is what stands."""

    result: CallFields
    taken_over: tuple[Part, ...] = ()
    collisions: tuple[Part, ...] = ()


def changed_parts(before: CallFields, after: CallFields) -> tuple[Part, ...]:
    """Tell what differs."""
    return tuple(part for part in PARTS if part.of(before) != part.of(after))


def with_parts(values: CallFields, others: CallFields, *parts: Part) -> CallFields:
    """Give the values, with these parts as the others have them."""
    return replace(values, **{name: value for part in parts for name, value in part.of(others).items()})


def merged(base: CallFields, mine: CallFields, theirs: CallFields) -> Merge:
    """Merge part by part: what only one of the two changed is as they have it; equal changes are no collision."""
    my_changes, their_changes = changed_parts(base, mine), changed_parts(base, theirs)
    differing = changed_parts(mine, theirs)
    collisions = tuple(part for part in differing if part in my_changes and part in their_changes)
    only_mine = tuple(part for part in my_changes if part not in their_changes)
    taken_over = tuple(part for part in their_changes if part not in my_changes)
    return Merge(with_parts(theirs, mine, *only_mine), taken_over, collisions)


def checked_fields(mine: CallFields, base: CallFields) -> CallFields:
    """Give the values as they are kept. Only what was changed is judged: the rest may be older than the rules.

    Raises one InvalidInput with a sentence for each field that is wrong, by its name.
    """
    changed = [name for part in changed_parts(base, mine) for name in part.fields]
    kept: dict[str, Any] = {}
    with Problems() as problems:
        if mine.priority not in PRIORITIES:
            problems.add("priority", "Choose a priority from 1 (the most urgent) to 4.")
        if "type_text" in changed and not mine.type_text.strip():
            problems.add("type_text", "Say what happened: choose a type, or write one.")
        if "location_text" in changed and not mine.location_text.strip():
            problems.add("location_text", "Say where it is: an address, a crossing or a place.")
        for name in changed:
            value = getattr(mine, name)
            if name == "caller_phone":
                kept[name] = problems.checked(lambda text: checked_phone("caller_phone", text), value, otherwise="")
            elif isinstance(value, str):
                kept[name] = problems.text(name, value, LIMITS[f"emergency_call.{name}"])
    return replace(mine, **kept)
