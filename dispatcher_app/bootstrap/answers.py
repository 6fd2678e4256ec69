"""Records and refusals as JSON, for the verbs without a window. Nothing of the inside ever shows."""

import dataclasses
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from dispatcher_app.bootstrap.orders import OrderLost
from dispatcher_app.domain.crews import NotAboard, ParamedicAboard
from dispatcher_app.domain.edit_errors import Collision, EditCollision
from dispatcher_app.domain.errors import (
    AmbulanceNotAvailable,
    AmbulanceTaken,
    CallClosed,
    CallTaken,
    ConflictError,
    DispatcherError,
    IllegalMove,
    InvalidInput,
    LogInRefused,
    NotAllowed,
    NotFound,
    OutOfStep,
    ParamedicTaken,
    RecordBusy,
    RuleError,
    Unavailable,
)
from dispatcher_app.domain.hospitals import HospitalChanged, HospitalDiverts

EXIT_CODES: Mapping[int, int] = {400: 2, 403: 3, 404: 4, 409: 5, 500: 1}
"""What the shell is told, by status. An unreachable database is 69 (EX_UNAVAILABLE) under status 500."""

EXIT_UNAVAILABLE = 69

_ORDER_FIELDS = frozenset({"emergency_call_id", "ambulance_id", "hospital_id", "paramedic_id"})


def as_json(value: Any) -> Any:
    """Turn a frozen record into what JSON knows; instants become ISO 8601 in UTC, durations seconds."""
    match value:
        case datetime():
            return value.isoformat()
        case timedelta():
            return value.total_seconds()
        case Enum():
            return value.value
        case uuid.UUID():
            return str(value)
        case tuple() | list():
            return [as_json(item) for item in value]
        case dict():
            return {str(name): as_json(item) for name, item in value.items()}
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = dataclasses.fields(value)
            return {item.name: as_json(getattr(value, item.name)) for item in fields}
    return value


def status_of(error: Exception) -> int:
    """Sort a refusal: 400 bad input, 403 not allowed, 404 not there, 409 conflict or rule, 500 all else."""
    match error:
        case InvalidInput():
            return 400
        case NotAllowed() | LogInRefused():
            return 403
        case NotFound():
            return 404
        case ConflictError() | RuleError():
            return 409
    return 500


def exit_code_of(error: Exception) -> int:
    """Give the shell a code for each class of refusal."""
    status = status_of(error)
    return EXIT_UNAVAILABLE if status == 500 and isinstance(error, Unavailable) else EXIT_CODES[status]


def refusal(error: Exception) -> dict[str, Any]:
    """Word a refusal; what is not ours to name is an internal error without a word of the inside."""
    status = status_of(error)
    if not isinstance(error, DispatcherError):
        return {"error": "Something went wrong inside. It was written to desk.log.", "status": status}
    if isinstance(error, InvalidInput):
        is_order = _ORDER_FIELDS.issuperset(error.fields)
        sentence = "The order cannot be understood." if is_order else "What was given cannot be used."
        return {"error": sentence} | error.fields | {"status": status}
    fields = {field: [str(error)] for field in _fields_of(error)}
    return {"error": str(error)} | _facts_of(error) | fields | {"status": status}


def _facts_of(error: DispatcherError) -> dict[str, Any]:
    """Give what a conflict or a lost order knows beyond its sentence."""
    facts: dict[str, Any] = {"conflict": type(error).__name__} if isinstance(error, ConflictError) else {}
    match error:
        case AmbulanceTaken():
            facts |= {"to": as_json(error.to), "sent": as_json(error.sent)}
        case ParamedicTaken():
            facts |= {"aboard": as_json(error.aboard), "to": as_json(error.to), "sent": as_json(error.sent)}
        case CallTaken():
            facts |= {"by": list(error.by), "sent": as_json(error.sent)}
        case EditCollision():
            facts |= {"collisions": [_collision(error, found) for found in error.collisions]}
        case CallClosed():
            facts |= {"call_status": error.status.value, "ended": as_json(error.ended)}
        case HospitalDiverts() | HospitalChanged() | ParamedicAboard():
            facts |= _facts_of_hospital_or_crew(error)
        case OrderLost():
            facts["request_id"] = str(error.request_id)
    return facts


def _facts_of_hospital_or_crew(error: HospitalDiverts | HospitalChanged | ParamedicAboard) -> dict[str, Any]:
    match error:
        case HospitalDiverts():
            return {"since": as_json(error.since), "by": error.by, "note": error.note}
        case HospitalChanged():
            return {"hospital": as_json(error.hospital)}
        case ParamedicAboard():
            return {"aboard": as_json(error.ambulance), "signed": as_json(error.signed)}


def _collision(error: EditCollision, found: Collision) -> dict[str, Any]:
    """Give a field that both changed: what it was, what each made of it, and whose deed theirs was."""
    sides = {"base": error.edit.base, "mine": error.edit.mine, "theirs": error.theirs}
    values = {side: as_json(dict(found.part.of(fields))) for side, fields in sides.items()}
    return {"field": found.part.name, "called": found.part.called, **values, "changed": as_json(found.changed)}


def _fields_of(error: DispatcherError) -> tuple[str, ...]:
    """Name what in an order stands against it, as the fields of bad input are named."""
    match error:
        case NotFound():
            return (f"{error.what.replace(' ', '_')}_id",)
        case IllegalMove() | OutOfStep():
            return (f"{error.of.replace(' ', '_')}_id",)
        case AmbulanceTaken() | AmbulanceNotAvailable():
            return ("ambulance_id",)
        case CallTaken() | CallClosed() | EditCollision():
            return ("emergency_call_id",)
        case ParamedicTaken() | ParamedicAboard() | NotAboard():
            return ("paramedic_id",)
        case HospitalDiverts() | HospitalChanged():
            return ("hospital_id",)
        case RecordBusy():
            return ("emergency_call_id", "ambulance_id")
    return ()
