"""How old the picture is, and what that allows. No Qt."""

from datetime import timedelta
from enum import Enum

from dispatcher_app.ui.wording import whole_seconds

STALE_FROM = timedelta(seconds=5)
LOCKED_FROM = timedelta(seconds=15)


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


def freshness_of(age: timedelta | None) -> Freshness:
    """Judge a data age; None means that there is no connection."""
    if age is None:
        return Freshness.LOST
    if age >= LOCKED_FROM:
        return Freshness.TOO_OLD
    return Freshness.STALE if age >= STALE_FROM else Freshness.LIVE


def chip_words(age: timedelta | None) -> str:
    """Write the chip: Live 0.3 s, Stale 7 s, Too old 17 s, No connection."""
    freshness = freshness_of(age)
    if age is None or freshness is Freshness.LOST:
        return "No connection"
    if freshness is Freshness.LIVE:
        return f"Live {max(0.0, age.total_seconds()):.1f} s"
    word = "Stale" if freshness is Freshness.STALE else "Too old"
    return f"{word} {_short_age(whole_seconds(age))}"


def _short_age(seconds: int) -> str:
    if seconds < 100:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 6000 else f"{seconds // 3600} h"


def lock_sentence(age: timedelta | None) -> str | None:
    """Say across the window why the board must not be trusted; None while it may be."""
    if not freshness_of(age).is_locked:
        return None
    if age is None:
        return "No connection to the database. What you see may be out of date; dispatching is locked."
    return f"This board is {_short_age(whole_seconds(age))} old. Do not rely on it; dispatching is locked."
