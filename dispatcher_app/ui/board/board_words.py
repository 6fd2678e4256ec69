"""What the panels say when a table has no rows, and above the ambulances. No Qt."""

from collections.abc import Sequence
from datetime import datetime

from dispatcher_app.domain.entities import EmergencyCall
from dispatcher_app.ui.board.arrangement import AmbulanceFilter, CallFilter, CallQuery
from dispatcher_app.ui.board.rows import AmbulanceRow
from dispatcher_app.ui.header.freshness import Freshness
from dispatcher_app.ui.wording import kilometres, whole_seconds

_SOON_FREE_TOLD = 3


def no_waiting_words(query: CallQuery, freshness: Freshness, *, has_board: bool) -> str:
    """Say why no waiting call is shown."""
    if not has_board:
        return "Waiting for the first picture of the board."
    if query.search.strip():
        return f"No waiting call matches “{query.search.strip()}”. Esc clears the search."
    if query.filter is CallFilter.PAST_TARGET:
        return "No call is past its target."
    return f"No emergency calls waiting. {_standing(freshness)}"


def no_under_way_words(query: CallQuery) -> str:
    """Say why no call under way is shown."""
    if query.search.strip():
        return f"No call under way matches “{query.search.strip()}”."
    return "No calls under way."


def no_ambulance_words(shown: AmbulanceFilter, freshness: Freshness, *, has_board: bool) -> str:
    """Say why no ambulance is shown."""
    if not has_board:
        return ""
    if shown is AmbulanceFilter.ALL:
        return "This room has no ambulances."
    return f"No ambulance is available. {_standing(freshness)}"


def _standing(freshness: Freshness) -> str:
    match freshness:
        case Freshness.LIVE:
            return "The board is live."
        case Freshness.STALE:
            return "The board is some seconds old."
        case _:
            return "The board is not live: there may be more."


def nearest_words(call: EmergencyCall | None) -> str:
    """Say to which call the distances are."""
    if call is None:
        return "no call selected"
    return f"nearest to #{call.number}" if call.position is not None else f"#{call.number} has no position"


def soon_free_words(rows: Sequence[AmbulanceRow], now: datetime) -> tuple[str, ...]:
    """Name the nearest ambulances that may be free soon."""
    told = tuple(
        f"{row.ambulance.call_sign} {kilometres(row.distance_m)}, for "
        f"{max(0, whole_seconds(now - row.ambulance.status_since)) // 60} min"
        for row in rows[:_SOON_FREE_TOLD]
    )
    return (f"At hospital, soon free: {told[0]}", *told[1:]) if told else ()


def share_heights(available: int, waiting: int, under_way: int) -> tuple[int, int]:
    """Share a height between the two tables: all to both if it fits, else at least a third for what is under way."""
    if waiting + under_way <= available:
        return waiting, available - waiting
    lower = min(under_way, max(available // 3, available - waiting))
    return available - lower, lower
