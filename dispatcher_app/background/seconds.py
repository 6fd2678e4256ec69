"""Seconds that only ever go on: no clock that is set, this machine's or the database's, makes a board younger."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


def seconds_passed() -> float:
    """Count on while the computer sleeps too, where it can: the board of before is old when it wakes."""
    # Linux has the former; on macOS the latter counts on, as Python's own monotonic clock there does not.
    asleep_too = getattr(time, "CLOCK_BOOTTIME", None) or getattr(time, "CLOCK_MONOTONIC", None)
    return time.monotonic() if asleep_too is None else time.clock_gettime(asleep_too)


@dataclass(frozen=True, slots=True)
class Timed(Generic[T]):
    """An answer of the database, and the seconds at which it was asked for and came."""

    asked: float
    value: T
    answered: float


def timed(ask: Callable[[], T]) -> Timed[T]:
    """Take the time on the thread that asks: waiting for one's turn says nothing about the database's clock."""
    asked = seconds_passed()
    return Timed(asked, ask(), seconds_passed())
