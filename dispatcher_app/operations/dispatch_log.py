"""One line in the dispatch log for each attempt: ids, outcome and duration; never a caller's name or number."""

import functools
import json
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeVar

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.storage.store import Store

R = TypeVar("R")
R_co = TypeVar("R_co", covariant=True)

DISPATCH_LOG = logging.getLogger("dispatcher.dispatch")
"""Where the lines go; which file that is, the composition root decides."""


@dataclass(frozen=True, slots=True)
class OrderNamed:
    """What people call the two that an order joins: the call's number, the ambulance's call sign."""

    call_number: int | None = None
    call_sign: str | None = None


_UNNAMED = OrderNamed()


class LoggedDispatch(Protocol[R_co]):
    """A dispatch that leaves its line. `named` is for the outcomes that cannot name call and ambulance themselves."""

    def __call__(self, store: Store, command: DispatchAmbulance, login: str, named: OrderNamed = ...) -> R_co:
        """Dispatch."""


def logged_dispatch(operation: Callable[[Store, DispatchAmbulance, str], R]) -> LoggedDispatch[R]:
    """Write the line, whatever the outcome."""

    @functools.wraps(operation)
    def timed(store: Store, command: DispatchAmbulance, login: str, named: OrderNamed = _UNNAMED) -> R:
        started = time.perf_counter()
        result: object = None
        try:
            result = operation(store, command, login)
        except BaseException as error:
            result = error
            raise
        else:
            return result
        finally:
            of_command = {
                "emergency_call_id": command.emergency_call_id,
                "ambulance_id": command.ambulance_id,
                "additional": command.is_additional,
                "dispatcher": login,
                "desk": store.desk,
                "request_id": str(command.request_id),
            }
            _write(result, named, of_command, started)

    return timed


@contextmanager
def logged_refusal(named: OrderNamed, desk: str, login: str | None = None) -> Iterator[None]:
    """Write the line of an order that fails before it becomes a dispatch: no such ambulance, no database."""
    started = time.perf_counter()
    try:
        yield
    except Exception as error:
        _write(error, named, {"dispatcher": login, "desk": desk}, started)
        raise


def _write(result: object, named: OrderNamed, facts: dict[str, object], started: float) -> None:
    line = {
        "outcome": type(result).__name__,
        "emergency_call": getattr(getattr(result, "call", None), "number", named.call_number),
        "ambulance": getattr(getattr(result, "ambulance", None), "call_sign", named.call_sign),
        **facts,
        "ms": round((time.perf_counter() - started) * 1000, 1),
    }
    DISPATCH_LOG.info("%s", json.dumps(line))
