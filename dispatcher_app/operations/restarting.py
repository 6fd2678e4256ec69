"""Doing a transaction again that the server undid through nobody's fault."""

import functools
import logging
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from dispatcher_app.domain.errors import Unavailable
from dispatcher_app.storage.translation import MustRestart

P = ParamSpec("P")
R = TypeVar("R")

_log = logging.getLogger(__name__)

ATTEMPTS = 4


def restarting(operation: Callable[P, R]) -> Callable[P, R]:
    """Repeat an operation after a deadlock or serialization failure, a few times; nothing else is ever repeated.

    The operation raises Unavailable once the attempts are used up.
    """

    @functools.wraps(operation)
    def attempt(*args: P.args, **kwargs: P.kwargs) -> R:
        for number in range(1, ATTEMPTS + 1):
            try:
                return operation(*args, **kwargs)
            except MustRestart:
                _log.warning("%s was undone by the server, attempt %d of %d", operation.__name__, number, ATTEMPTS)
        raise Unavailable("The database is too busy with changes to the same records. Nothing was written. Try again.")

    return attempt
