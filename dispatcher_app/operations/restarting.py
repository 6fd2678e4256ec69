"""Doing a transaction again that the server undid through nobody's fault, and saying so where others are in the way."""

import functools
import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from dispatcher_app.domain.errors import Busy
from dispatcher_app.storage.translation import LockNotGranted, MustRestart

P = ParamSpec("P")
R = TypeVar("R")

_log = logging.getLogger(__name__)

ATTEMPTS = 4

_BUSY = "Somebody else is changing the same record. Nothing was written. Try again."


def restarting(operation: Callable[P, R]) -> Callable[P, R]:
    """Repeat an operation after a deadlock or serialization failure, a few times; nothing else is ever repeated.

    The operation raises Busy once the attempts are used up, and where a lock was not granted in time.
    """

    @functools.wraps(operation)
    def attempt(*args: P.args, **kwargs: P.kwargs) -> R:
        for number in range(1, ATTEMPTS + 1):
            try:
                return operation(*args, **kwargs)
            except MustRestart:
                _log.warning("%s was undone by the server, attempt %d of %d", operation.__name__, number, ATTEMPTS)
            except LockNotGranted:
                raise Busy(_BUSY) from None
        raise Busy(_BUSY)

    return attempt
