"""A crew and its hours in words: "break due 20 min", "Pat Lee ALS · shift ends 19:00". No Qt."""

from datetime import datetime, timedelta, tzinfo

from dispatcher_app.domain.crews import CrewWarning, CrewWarningKind, break_due, shift_end, warnings_of
from dispatcher_app.domain.entities import Crew
from dispatcher_app.domain.ids import AmbulanceId
from dispatcher_app.ui.wording import short_time, whole_seconds

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
    minutes = _minutes(warning, now)
    match warning.kind:
        case CrewWarningKind.SHIFT_OVER:
            return f"shift over {minutes} min"
        case CrewWarningKind.BREAK_OVERDUE:
            return "break overdue"
        case CrewWarningKind.SHIFT_ENDS:
            return f"shift ends {minutes} min"
        case CrewWarningKind.ON_BREAK:
            return f"on break {minutes} min"
        case CrewWarningKind.BREAK_DUE:
            return f"break due {minutes} min"
        case CrewWarningKind.NO_CREW:
            return "nobody aboard"
        case CrewWarningKind.SHIFT_UNKNOWN:
            return "shift unknown"


def _minutes(warning: CrewWarning, now: datetime) -> int:
    """Count the minutes to or from an instant; what is under a minute away is one."""
    if warning.at is None:
        return 0
    away = abs(warning.at - now)
    return max(1, whole_seconds(away + timedelta(seconds=59)) // 60) if warning.at > now else whole_seconds(away) // 60


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
