"""Whether the board may be relied on, and what the window says of that. No Qt."""

from dataclasses import dataclass, field
from datetime import timedelta

from dispatcher_app.ui.header.freshness import AgeLimits, Freshness, short_age

_TENTH = timedelta(milliseconds=100)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the board on screen stands; its `age` is None where nobody knows it.

    `unavailable` says why the database does not serve this desk, and locks at once, `is_at_fault` that the reason is
    the desk. `trouble` says what ails the line: it locks nothing before the age does. `read_only` says that there is
    only a copy to be read.
    """

    age: timedelta | None = None
    limits: AgeLimits = field(default_factory=AgeLimits)
    unavailable: str | None = None
    is_at_fault: bool = False
    trouble: str | None = None
    is_trouble_lasting: bool = False
    read_only: str | None = None

    @property
    def freshness(self) -> Freshness:
        """What the age means."""
        return self.limits.freshness(self.age)


@dataclass(frozen=True, slots=True)
class StripWords:
    """What stands across the window: a cause (empty where only the age is one), and what holds now."""

    cause: str
    standing: str
    is_locking: bool

    @property
    def sentence(self) -> str:
        """All of it."""
        return f"{self.cause} {self.standing}".strip()


@dataclass(frozen=True, slots=True)
class ChipWords:
    """What the chip says, and whether it says so calmly."""

    words: str
    is_live: bool


def chip_words(standing: Standing) -> ChipWords:
    """Write the chip: Live 0.3 s, Copy 0.3 s, No line 3 s, Stale 7 s, Too old 17 s, Not live."""
    has_line = standing.trouble is None
    age, freshness = standing.age, standing.freshness
    if age is None or freshness is Freshness.LOST:
        return ChipWords("Not live" if has_line else "No line", is_live=False)
    if freshness is Freshness.LIVE and has_line:
        is_copy = standing.read_only is not None
        return ChipWords(f"{'Copy' if is_copy else 'Live'} {age // _TENTH / 10} s", is_live=not is_copy)
    words = {Freshness.LIVE: "No line", Freshness.STALE: "Stale", Freshness.TOO_OLD: "Too old"}
    return ChipWords(f"{words[freshness]} {short_age(age)}", is_live=False)


def strip_words(standing: Standing, *, has_board: bool) -> StripWords | None:
    """Say across the window why the board is not to be relied on; None while it may be.

    Trouble with the line is told once it lasts or the board is stale by it: a blip must not move the tables.
    """
    if standing.unavailable is not None:
        return StripWords(standing.unavailable, "", is_locking=True)
    is_live = standing.freshness is Freshness.LIVE
    is_lost = has_board and not is_live
    trouble = standing.trouble if standing.is_trouble_lasting or is_lost else None
    cause = trouble or standing.read_only or ""
    if not cause and not is_lost:
        return None
    is_locking = not has_board or standing.freshness.is_locked or standing.read_only is not None
    return StripWords(cause, _age_words(standing, has_line=trouble is None) if has_board else "", is_locking)


def _age_words(standing: Standing, *, has_line: bool) -> str:
    age, freshness = standing.age, standing.freshness
    if age is None:
        return "What you see may be out of date; dispatching is locked."
    old = f"This board is {short_age(age)} old"
    if freshness.is_locked:
        return f"{old}. Do not rely on it; dispatching is locked."
    if standing.read_only is not None:
        is_live = has_line and freshness is Freshness.LIVE
        return (
            "The board shows what the copy has; dispatching is locked." if is_live else f"{old}; dispatching is locked."
        )
    changed = " and may have changed" if freshness is Freshness.STALE else ""
    return f"{old}{changed}; dispatching locks at {standing.limits.locked_from.total_seconds():g} s."
