"""Records and refusals as JSON, for the verbs without a window. Nothing of the inside ever shows."""

import dataclasses
import uuid
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from dispatcher_app.domain.errors import (
    AmbulanceTaken,
    CallClosed,
    CallTaken,
    ConflictError,
    DispatcherError,
    InvalidInput,
    NotAllowed,
    NotFound,
    RuleError,
    Unavailable,
)

EXIT_CODES: Mapping[int, int] = {400: 2, 403: 3, 404: 4, 409: 5, 500: 1}
"""What the shell is told, by status. An unreachable database is 69 (EX_UNAVAILABLE) under status 500."""

EXIT_UNAVAILABLE = 69


def as_json(value: Any) -> Any:
    """Turn a frozen record into what JSON knows; instants become ISO 8601 in UTC."""
    match value:
        case datetime():
            return value.isoformat()
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
        case NotAllowed():
            return 403
        case NotFound():
            return 404
        case ConflictError() | RuleError():
            return 409
    return 500


def exit_code_of(error: Exception) -> int:
    """Give the shell a code for each class of refusal."""
    return EXIT_UNAVAILABLE if isinstance(error, Unavailable) else EXIT_CODES[status_of(error)]


def refusal(error: Exception) -> dict[str, Any]:
    """Word a refusal; what is not ours to name is an internal error without a word of the inside."""
    status = status_of(error)
    if not isinstance(error, DispatcherError):
        return {"error": "Something went wrong inside. It was written to desk.log.", "status": status}
    answer: dict[str, Any] = {"error": str(error)}
    match error:
        case InvalidInput():
            answer = {"error": "The order cannot be read."} | error.fields
        case AmbulanceTaken():
            answer |= {"conflict": "AmbulanceTaken", "to": as_json(error.to), "sent": as_json(error.sent)}
        case CallTaken():
            answer |= {"conflict": "CallTaken", "by": list(error.by), "sent": as_json(error.sent)}
        case CallClosed():
            answer |= {"conflict": "CallClosed", "call_status": error.status.value, "ended": as_json(error.ended)}
        case ConflictError():
            answer["conflict"] = type(error).__name__
    return answer | {"status": status}
