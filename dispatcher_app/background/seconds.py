"""Seconds that only ever go on: no clock that is set, this machine's or the database's, makes a board younger."""

import time


def seconds_passed() -> float:
    """Count on while the computer sleeps too, where it can: the board of before is old when it wakes."""
    # Linux has the former; on macOS the latter counts on, as Python's own monotonic clock there does not.
    asleep_too = getattr(time, "CLOCK_BOOTTIME", None) or getattr(time, "CLOCK_MONOTONIC", None)
    return time.monotonic() if asleep_too is None else time.clock_gettime(asleep_too)
