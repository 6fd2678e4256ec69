"""How old a board is that was kept, in words. No Qt.

No database can be asked for the time, so it is measured by this computer's clock, which may be wrong.
"""

from datetime import datetime, timedelta, tzinfo

from dispatcher_app.domain.entities import Board
from dispatcher_app.ui.wording import clock_time, dated, room_zone, short_time, whole_seconds

_CLOCKS_DIFFER = timedelta(minutes=2)
"""Two clocks may differ by so much and both be called right."""


def age_of(board: Board, now: datetime) -> timedelta | None:
    """Tell how old a board is at this computer's time; None if that is before the board: then nobody knows."""
    age = now - board.taken_at
    return None if age < -_CLOCKS_DIFFER else max(timedelta(), age)


def ago(age: timedelta) -> str:
    """Say how long ago: 12 min ago."""
    seconds = whole_seconds(age)
    for unit, name in ((86_400, "days"), (3_600, "h"), (60, "min")):
        # Two of a unit at least: "1 h" could be nearly two.
        if seconds >= 2 * unit:
            return f"{seconds // unit} {name} ago"
    return f"{seconds} s ago"


def offer_words(board: Board, now: datetime) -> str:
    """Write on a button that the board can be seen, of when it is, and how old."""
    age = age_of(board, now)
    parts = (when(board, now, to_second=False), "" if age is None else ago(age))
    return f"Show the last board ({', '.join(filter(None, parts))})"


def old_sentence(board: Board, now: datetime) -> str:
    """Say across the window that the board is an old picture."""
    age = age_of(board, now)
    seen = f"This is the last board this desk saw, {when(board, now, to_second=True)}"
    if age is None:
        return f"{seen}. Nothing here is live. How old it is cannot be told: this computer's clock is behind."
    return f"{seen}, {ago(age)}. Nothing here is live."


def when(board: Board, now: datetime, *, to_second: bool) -> str:
    """Say in the room's time when a board was taken, with the date if that is not today's."""
    zone: tzinfo = room_zone(board.room)
    time = (clock_time if to_second else short_time)(board.taken_at, zone)
    return dated(time, board.taken_at, now, zone)
