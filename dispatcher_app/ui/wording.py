"""Words and figures for people: durations, distances, statuses, instants. No Qt."""

import html
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dispatcher_app.domain.entities import ControlRoom, Hospital, Paramedic
from dispatcher_app.domain.statuses import AmbulanceStatus, HospitalStatus

NOTHING = "–"
OLD_POSITION = timedelta(minutes=30)
"""From this age on a position says little about where an ambulance is: it could have crossed the city."""
_HOUR_S = 3600
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def room_zone(room: ControlRoom) -> tzinfo:
    """Find the room's time zone; UTC where this machine does not know its name."""
    try:
        return ZoneInfo(room.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def clock_time(instant: datetime, zone: tzinfo) -> str:
    """Write an instant as local time to the second."""
    return instant.astimezone(zone).strftime("%H:%M:%S")


def short_time(instant: datetime, zone: tzinfo) -> str:
    """Write an instant as local time to the minute."""
    return instant.astimezone(zone).strftime("%H:%M")


def short_date(instant: datetime, zone: tzinfo) -> str:
    """Write the local date: Fri 6 Jan."""
    local = instant.astimezone(zone)
    return f"{_WEEKDAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"


def zone_mark(instant: datetime, zone: tzinfo) -> str:
    """Name the time zone as its people do: PST."""
    return instant.astimezone(zone).strftime("%Z")


def whole_seconds(duration: timedelta) -> int:
    """Count the full seconds, towards zero."""
    return int(duration.total_seconds())


def minutes_seconds(duration: timedelta) -> str:
    """Write 07:35, from an hour on 1:07:35. What lies in the future (clocks differ) counts as 00:00."""
    seconds = max(0, whole_seconds(duration))
    hours, rest = divmod(seconds, _HOUR_S)
    if hours:
        return f"{hours}:{rest // 60:02}:{rest % 60:02}"
    return f"{rest // 60:02}:{rest % 60:02}"


def drive_time(drive: timedelta) -> str:
    """Write an estimated drive: 5:07."""
    seconds = whole_seconds(drive)
    return f"{seconds // 60}:{seconds % 60:02}"


def about_minutes(drive: timedelta) -> str:
    """Say an estimated drive: about 5 min."""
    minutes = round(drive.total_seconds() / 60)
    return f"about {minutes} min" if minutes else "under 1 min"


def target_left(left: timedelta) -> str:
    """Count what is left of a target (15:02, from an hour on 90 min); past it, by how much (+00:35)."""
    if left < timedelta():
        return f"+{minutes_seconds(-left)}"
    if left >= timedelta(hours=1):
        return f"{whole_seconds(left) // 60} min"
    return minutes_seconds(left)


def spoken_duration(duration: timedelta) -> str:
    """Say a duration in words: 7 minutes 35 seconds."""
    seconds = max(0, whole_seconds(duration))
    hours, minutes = divmod(seconds // 60, 60)
    parts = ((hours, "hour"), (minutes, "minute"), (seconds % 60, "second"))
    said = [f"{count} {unit}{'' if count == 1 else 's'}" for count, unit in parts if count]
    return " ".join(said) or "0 seconds"


def kilometres(distance_m: float | None) -> str:
    """Write a distance: 1.8 km, from a hundred on without tenths."""
    if distance_m is None:
        return NOTHING
    return f"{distance_m / 1000:.1f} km" if distance_m < 99_950 else f"{distance_m / 1000:.0f} km"


def age(duration: timedelta | None) -> str:
    """Write the age of a position: 8 s old, 2 min old, 3 h old."""
    if duration is None:
        return "unknown"
    return f"{rough_duration(duration)} old"


def is_old_position(position_age: timedelta | None) -> bool:
    """Judge the age of a position; one of unknown age is old."""
    return position_age is None or position_age >= OLD_POSITION


def dated(time: str, at: datetime, now: datetime, zone: tzinfo) -> str:
    """Put the date before the time of an instant that is not today's."""
    is_today = at.astimezone(zone).date() == now.astimezone(zone).date()
    return time if is_today else f"{short_date(at, zone)} {time}"


def errand_words(hospital: Hospital | None, paramedic: Paramedic | None) -> tuple[str, ...]:
    """Say where to and with whom an ambulance goes, as far as that was chosen."""
    diverts = hospital is not None and hospital.status is HospitalStatus.DIVERT
    then = () if hospital is None else (f"then to {hospital.name}{', which diverts' if diverts else ''}",)
    return then if paramedic is None else (*then, f"with {paramedic.full_name}")


def rough_duration(duration: timedelta) -> str:
    """Write a duration in one unit: 8 s, 2 min, 3 h, 2 days. What lies in the future (clocks differ) counts as 0 s."""
    seconds = max(0, whole_seconds(duration))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < _HOUR_S:
        return f"{seconds // 60} min"
    return f"{seconds // _HOUR_S} h" if seconds < 48 * _HOUR_S else f"{seconds // (24 * _HOUR_S)} days"


def status_word(status: AmbulanceStatus) -> str:
    """Say an ambulance's status: En route."""
    return status.value.replace("_", " ").capitalize()


def counted(count: int, singular: str, plural: str) -> str:
    """Join a count and its noun."""
    return f"{count} {singular if count == 1 else plural}"


def plain_tooltip(text: str) -> str:
    """Make a text safe for a tooltip, which Qt would read as rich text if it looked like it."""
    return f'<span style="white-space: pre-wrap">{html.escape(text)}</span>' if text else ""
