"""What the columns of the trail, and the values in them, are called by people. Instants stay instants, in UTC."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias

from dispatcher_app.storage.trail import TrailEvent
from dispatcher_app.storage.trail_names import LOG_IN_COLUMNS, OF_LOG_INS, REFERENCES, TrailNames

Value: TypeAlias = str | datetime | None
"""What stood in a field: words, an instant (UTC), or nothing."""


@dataclass(frozen=True, slots=True)
class Change:
    """One field of a record, before and after."""

    field: str
    before: Value
    after: Value


TABLE_WORDS: Mapping[str, str] = {
    "control_room": "control room",
    "emergency_call": "call",
    "account": "log-in",
    "emergency_access": "emergency access",
    "call_note": "note",
    "log_in_failure": "failed log-ins",
    "call_type": "call type",
    "repeat_call": "repeat caller",
    "crew_member": "crew",
    "crew_break": "break",
    "divert_acceptance": "accepted divert",
}
"""Where a table's own name is not what people say."""

FIELD_WORDS: Mapping[str, str] = {
    "number": "number",
    "call_sign": "call sign",
    "full_name": "name",
    "name": "name",
    "login": "log-in",
    "status": "status",
    "role": "role",
    "is_active": "active",
    "emergency_call_id": "call",
    "ambulance_id": "ambulance",
    "assignment_id": "assignment",
    "stamp": "stamp",
    "was_at": "was",
    "is_at": "is",
    "priority": "priority",
    "type_text": "type",
    "type_code": "type code",
    "location_text": "location",
    "area_text": "area",
    "latitude": "latitude",
    "longitude": "longitude",
    "caller_name": "caller's name",
    "caller_phone": "caller's phone",
    "patient_name": "patient's name",
    "patient_age": "patient's age",
    "patient_sex": "patient's sex",
    "patient_condition": "patient's condition",
    "notes": "notes",
    "code": "code",
    "words": "words",
    "default_priority": "usual priority",
    "needs": "crew needed",
    "taken_by_id": "call-taker",
    "handled_by_id": "dispatcher in charge",
    "crew_level": "crew",
    "level": "level",
    "station_id": "station",
    "hospital_id": "hospital",
    "paramedic_id": "paramedic",
    "dispatcher_id": "dispatcher",
    "audience": "audience",
    "event": "event",
    "service": "service",
    "subject": "subject",
    "body": "text",
    "reason": "reason",
    "author": "log-in of the author",
    "author_name": "author",
    "follows_id": "follows note",
    "written_at": "written",
    "received_at": "received",
    "entered_at": "entered",
    "dispatched_at": "dispatched",
    "acknowledged_at": "acknowledged",
    "mobile_at": "mobile",
    "on_scene_at": "on scene",
    "at_patient_at": "at patient",
    "left_scene_at": "left scene",
    "at_hospital_at": "at hospital",
    "transferred_at": "patient handed over",
    "cleared_at": "cleared",
    "outcome": "outcome",
    "opened_at": "opened",
    "ended_at": "ended",
    "ended_by_id": "ended by",
    "ended_by": "ended by",
    "acknowledged_by": "acknowledged by",
    "corrected_by": "corrected by",
    "corrected_at": "corrected",
    "password_set_at": "password set",
    "locked_until": "locked until",
    "ended_at_desk": "ended at",
    "desk": "desk",
    "note": "note",
    "beds_free": "free beds",
    "capabilities": "capabilities",
    "status_by_id": "told by",
    "on_at": "on",
    "on_by": "signed on by",
    "off_at": "off",
    "off_by": "signed off by",
    "began_at": "began",
    "began_by": "begun by",
    "starts_at": "starts",
    "ends_at": "ends",
    "break_due_at": "break due",
    "accepted_at": "accepted",
    "accepted_by": "accepted by",
    "position_at": "position taken",
    "status_since": "status since",
    "time_zone": "time zone",
    "is_demo": "demonstration",
    "request_id": "request",
    "source_ref": "source",
    "id": "record",
    "version": "version",
}
"""What people call a column; also the order in which columns are told, of which only the unknown come later."""

_PLACES = {column: place for place, column in enumerate(FIELD_WORDS)}
_CODES = frozenset({"status", "outcome", "state", "audience", "event", "kind"})
_INSTANTS = ("_at", "_since", "_until")


def table_words(table: str) -> str:
    """Say what a table's records are: shift plan."""
    return TABLE_WORDS.get(table) or table.replace("_", " ")


def field_words(column: str) -> str:
    """Say what a column holds: caller's phone."""
    return FIELD_WORDS.get(column) or column.removesuffix("_id").replace("_", " ") or "value"


def code_words(code: str) -> str:
    """Say a status or an outcome: out of service."""
    return code.replace("_", " ").lower()


def columns_of(event: TrailEvent) -> Iterator[str]:
    """Give the columns that an event is about, in the order in which they are told."""
    seen = event.before.keys() | event.after.keys()
    yield from sorted(seen, key=lambda column: (_PLACES.get(column, len(_PLACES)), column))


def changes_of(event: TrailEvent, names: TrailNames) -> tuple[Change, ...]:
    """Set each field of an event before and after; a field that is empty in both is not told."""
    told = (
        Change(
            field_words(column),
            value_words(column, event.before.get(column), names),
            value_words(column, event.after.get(column), names),
        )
        for column in columns_of(event)
    )
    return tuple(change for change in told if change.before is not None or change.after is not None)


def value_words(column: str, value: Any, names: TrailNames) -> Value:
    """Say what stood in a column: a record by its name, a status in words, an instant as one."""
    match value:
        case None | "":
            return None
        case bool():
            return "yes" if value else "no"
        case int() if column in REFERENCES:
            return record_words(REFERENCES[column], value, names)
        case str():
            return _text_words(column, value, names)
    return json.dumps(value, ensure_ascii=False)


def _text_words(column: str, text: str, names: TrailNames) -> Value:
    if column in _CODES:
        return code_words(text)
    if column in LOG_IN_COLUMNS and column != "login":
        return names.people.get(text) or text
    if column == "stamp":
        return field_words(text)
    return _instant_of(text) or text if column.endswith(_INSTANTS) else text


def _instant_of(text: str) -> datetime | None:
    """Read an instant as the trail writes it; None for what is none."""
    try:
        instant = datetime.fromisoformat(text)
        return instant.astimezone(UTC) if instant.tzinfo else None
    except (ValueError, OverflowError):
        return None


def record_words(table: str, number: int, names: TrailNames) -> str:
    """Name a record: M12, #1042, "M12 on #1042" for an assignment; by its number where it has no name any more."""
    if table == "assignment" and number in names.assignments:
        call, ambulance = names.assignments[number]
        return f"{record_words('ambulance', ambulance, names)} on {record_words('emergency_call', call, names)}"
    name = names.records.get((table, number))
    if name and table in OF_LOG_INS:
        return names.people.get(name) or name
    return name or f"{table_words(table)} of record {number}"
