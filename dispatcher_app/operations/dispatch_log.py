"""One line in the dispatch log for each attempt: ids, outcome and duration; never a caller's name or number."""

import functools
import json
import logging
import time
from collections.abc import Callable
from typing import TypeVar

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.storage.store import Store

R = TypeVar("R")

DISPATCH_LOG = logging.getLogger("dispatcher.dispatch")
"""Where the lines go; which file that is, the composition root decides."""


def logged_dispatch(
    operation: Callable[[Store, DispatchAmbulance, str], R],
) -> Callable[[Store, DispatchAmbulance, str], R]:
    """Write the line, whatever the outcome."""

    @functools.wraps(operation)
    def timed(store: Store, command: DispatchAmbulance, login: str) -> R:
        started = time.perf_counter()
        result: object = None
        try:
            result = operation(store, command, login)
        except Exception as error:
            result = error
            raise
        else:
            return result
        finally:
            line = {
                "outcome": type(result).__name__,
                "emergency_call": getattr(getattr(result, "call", None), "number", None),
                "ambulance": getattr(getattr(result, "ambulance", None), "call_sign", None),
                "emergency_call_id": command.emergency_call_id,
                "ambulance_id": command.ambulance_id,
                "additional": command.is_additional,
                "dispatcher": login,
                "desk": store.desk,
                "request_id": str(command.request_id),
                "ms": round((time.perf_counter() - started) * 1000, 1),
            }
            DISPATCH_LOG.info("%s", json.dumps(line))

    return timed
