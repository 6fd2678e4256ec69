"""The sentences of call-taking. No Qt."""

from datetime import datetime, tzinfo

from dispatcher_app.domain.call_taking import CallType, Duplicate
from dispatcher_app.ui.wording import clock_time, counted, kilometres, minutes_seconds, rough_duration

NO_LOCATION = "Where is it? Type a street, a crossing or a place."
NO_POSITION = "no position yet: choose a place (Down), or go on without (Tab)"
LOOKING = "no position yet: looking… Go on without (Tab)"
NOT_FOUND = "no position yet: no such place found. Go on without (Tab)"
UNLISTED_TYPE = "Not in the list: kept in these words"
EARLIER_CALLS = "Calls that look like this one appear here."
NO_DUPLICATES = "No other call looks like this one."
BETWEEN_FACTS = " · "
LOCKED = "Covered while this desk is locked. What was typed is kept."


def ring_words(ring_at: datetime | None, begun_at: datetime, now: datetime, zone: tzinfo) -> str:
    """Say when it rang and how long ago; of a call that did not ring here, when it was begun."""
    since = begun_at if ring_at is None else ring_at
    word = "Begun" if ring_at is None else "Ring"
    return f"{word} {clock_time(since, zone)} · {minutes_seconds(now - since)} ago"


def draft_words(saved_at: datetime | None, trouble: str, zone: tzinfo) -> str:
    """Say whether what was typed so far is safe; `trouble` says what keeps it from being so."""
    if trouble:
        saved = "" if saved_at is None else f", last {clock_time(saved_at, zone)}"
        return f"Draft not saved yet{saved}: {trouble}"
    return "" if saved_at is None else f"Draft saved {clock_time(saved_at, zone)}"


def found_words(location: str, area: str) -> str:
    """Say which place the position is of."""
    return "found: " + ", ".join(part for part in (location, area) if part)


def type_words(chosen: CallType | None, typed: str) -> tuple[str, ...]:
    """Say what the list knows of a type: its code and what it needs; or that it does not know it."""
    if chosen is None:
        return (UNLISTED_TYPE,) if typed.strip() else ()
    return (chosen.code, f"needs {chosen.needs}") if chosen.needs else (chosen.code,)


def priority_words(priority: int | None, *, is_own: bool) -> str:
    """Say where the priority comes from."""
    if priority is None:
        return "1 is the most urgent"
    return "chosen here" if is_own else "from the type"


def duplicate_title(duplicate: Duplicate) -> str:
    """Name a call: #1042 Chest pain, 400 Castro St."""
    call = duplicate.call
    return ", ".join(part for part in (f"#{call.number} {call.type_text}", call.location_text) if part)


def duplicate_facts(duplicate: Duplicate, now: datetime) -> tuple[str, ...]:
    """Say how near it is and what happens to it: 35 m, 3 min ago, same number, M12 sent; what matters most first."""
    count = duplicate.repeat_callers
    facts = (
        "" if duplicate.distance_m is None else _distance(duplicate.distance_m),
        f"{rough_duration(now - duplicate.received_at)} ago",
        "same number" if duplicate.has_same_number else "",
        _standing(duplicate, now),
        counted(count, "caller more", "callers more") if count else "",
        f"priority {duplicate.priority}",
    )
    return tuple(fact for fact in facts if fact)


def join_name(duplicate: Duplicate) -> str:
    """Say what joining does, with the number, for who cannot see the row."""
    return f"Join #{duplicate.call.number} as repeat caller"


def duplicates_heading(count: int) -> str:
    """Say how many calls look like this one."""
    return f"{counted(count, 'call looks', 'calls look')} like this one" if count else NO_DUPLICATES


def _standing(duplicate: Duplicate, now: datetime) -> str:
    if duplicate.ended_at is not None:
        return f"ended {rough_duration(now - duplicate.ended_at)} ago"
    return f"{', '.join(duplicate.call_signs)} sent" if duplicate.call_signs else "no ambulance yet"


def _distance(metres: float) -> str:
    return f"{metres:.0f} m" if metres < 999.5 else kilometres(metres)
