"""A crew and its hours in words: "break due 20 min", "Pat Lee ALS · shift ends 19:00". No Qt."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from dispatcher_app.domain.crews import CrewWarning, CrewWarningKind, break_due, shift_end, warnings_of
from dispatcher_app.domain.entities import Crew
from dispatcher_app.domain.ids import AmbulanceId
from dispatcher_app.ui.wording import short_time, whole_seconds

_WORDS: Mapping[CrewWarningKind, str] = {
    CrewWarningKind.SHIFT_OVER: "shift over",
    CrewWarningKind.SHIFT_ENDS: "shift ends",
    CrewWarningKind.BREAK_OVERDUE: "break overdue",
    CrewWarningKind.ON_BREAK: "on break",
    CrewWarningKind.BREAK_DUE: "break due",
    CrewWarningKind.NO_CREW: "nobody aboard",
    CrewWarningKind.SHIFT_UNKNOWN: "shift unknown",
}
_ALONE = frozenset({"break overdue"})
"""What needs no minutes beside it."""

_QUIET = frozenset({CrewWarningKind.ON_BREAK, CrewWarningKind.SHIFT_UNKNOWN})
"""What is told without being a reason for caution."""


def crew_mark(ambulance_id: AmbulanceId, crew: Crew | None, now: datetime) -> CrewWarning | None:
    """Give the gravest that there is to know of a crew; None where all is well."""
    return next(iter(warnings_of(ambulance_id, crew, now)), None)


def is_grave(warning: CrewWarning) -> bool:
    """Tell whether a dispatcher should think twice."""
    return warning.kind not in _QUIET


def mark_words(warning: CrewWarning, now: datetime) -> str:
    """Write a warning as short as a table wants it."""
    words = _WORDS[warning.kind]
    return words if warning.at is None or words in _ALONE else f"{words} {_away(warning.at, now)}"


def _away(at: datetime, now: datetime) -> str:
    """Say how far an instant is off: what is left in minutes begun, what has passed in full ones, or in hours."""
    minutes = -(whole_seconds(now - at) // 60) if at > now else whole_seconds(now - at) // 60
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h"


def crew_words(crew: Crew | None, zone: tzinfo) -> str:
    """Name who is aboard and tell their hours; what is not known is said to be so."""
    if crew is None or not crew.members:
        return "Nobody is signed on"
    ends_at = shift_end(crew)
    told = [
        names_words(crew, with_levels=True),
        "end of shift unknown" if ends_at is None else f"shift ends {short_time(ends_at, zone)}",
    ]
    if crew.break_since is not None:
        told.append(f"on a break since {short_time(crew.break_since, zone)}")
    else:
        told.append(f"break due {short_time(break_due(crew), zone)}")
    return " · ".join(told)


def names_words(crew: Crew, *, with_levels: bool = False) -> str:
    """Name who is aboard."""
    return ", ".join(f"{one.full_name} {one.level.value}" if with_levels else one.full_name for one in crew.members)
