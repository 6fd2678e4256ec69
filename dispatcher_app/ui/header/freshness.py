"""How old the picture is, and what that allows. No Qt."""

from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from dispatcher_app.ui.wording import whole_seconds


class Freshness(Enum):
    """What a data age means. From TOO_OLD on nothing may be written from this desk."""

    LIVE = "live"
    STALE = "stale"
    TOO_OLD = "too old"
    LOST = "lost"

    @property
    def is_locked(self) -> bool:
        """Nobody should act on a picture like this."""
        return self in {Freshness.TOO_OLD, Freshness.LOST}


@dataclass(frozen=True, slots=True)
class AgeLimits:
    """From which data age on the board is stale, and from which on nothing may be written by it."""

    stale_from: timedelta = timedelta(seconds=5)
    locked_from: timedelta = timedelta(seconds=15)

    def freshness(self, age: timedelta | None) -> Freshness:
        """Judge a data age; None means that nobody knows it."""
        if age is None:
            return Freshness.LOST
        if age >= self.locked_from:
            return Freshness.TOO_OLD
        return Freshness.STALE if age >= self.stale_from else Freshness.LIVE


def short_age(age: timedelta) -> str:
    """Write a data age: 17 s, 6 min, 2 h."""
    seconds = whole_seconds(age)
    if seconds < 100:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 6000 else f"{seconds // 3600} h"
