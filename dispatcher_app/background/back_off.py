"""How long to rest between attempts: a little longer each time, and never at the same moment as the other desks."""

import random

from dispatcher_app.domain.errors import LogInRefused

_GROWTH = 2.0
_SPREAD = 0.25
_REST_WHEN_REFUSED_S = 30.0


class BackOff:
    """Rests from `first_s` seconds to `most_s`, each give or take a quarter."""

    def __init__(self, first_s: float, most_s: float) -> None:
        """Begin with the shortest rest."""
        self._first_s = first_s
        self._most_s = most_s
        self._rest_s = first_s

    def next_s(self) -> float:
        """Give the next rest in seconds."""
        rest = self._rest_s
        self._rest_s = min(self._most_s, rest * _GROWTH)
        return rest * random.uniform(1 - _SPREAD, 1 + _SPREAD)  # noqa: S311  (no secret)

    def after(self, error: Exception) -> float:
        """Give the next rest in seconds, a long one after a log-in that was refused: a server may count those."""
        return _REST_WHEN_REFUSED_S if isinstance(error, LogInRefused) else self.next_s()

    def begin_anew(self) -> None:
        """Rest shortly again: it has worked."""
        self._rest_s = self._first_s
