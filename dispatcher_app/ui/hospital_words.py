"""How hospitals stand, in words: "open · 2 beds · trauma, stroke", "DIVERTS since 14:02". No Qt."""

from collections.abc import Mapping
from datetime import datetime, tzinfo

from dispatcher_app.domain.entities import Hospital
from dispatcher_app.domain.statuses import Capability, HospitalStatus
from dispatcher_app.ui.wording import counted, dated, kilometres, short_time

_ICONS: Mapping[HospitalStatus, str] = {
    HospitalStatus.OPEN: "circle-check",
    HospitalStatus.BUSY: "info-circle",
    HospitalStatus.DIVERT: "alert-triangle",
}
_SEPARATOR = " · "


def hospital_line(hospital: Hospital, away_m: float | None, zone: tzinfo, now: datetime) -> str:
    """Tell all that decides for or against a hospital, in one line; what nobody has told is said to be unknown."""
    parts = [hospital.name, standing_words(hospital, zone, now)]
    if hospital.beds_free is not None:
        parts.append(counted(hospital.beds_free, "bed", "beds") if hospital.beds_free else "no beds")
    if away_m is not None:
        parts.append(kilometres(away_m))
    parts.append(capability_words(hospital))
    return _SEPARATOR.join(part for part in parts if part)


def standing_words(hospital: Hospital, zone: tzinfo, now: datetime) -> str:
    """Say how a hospital stands; one that asks to be passed by stands out without any colour."""
    if hospital.status_since is None:
        return "not heard from"
    if hospital.status is HospitalStatus.OPEN:
        return "open"
    since = dated(short_time(hospital.status_since, zone), hospital.status_since, now, zone)
    word = "DIVERTS" if hospital.status is HospitalStatus.DIVERT else "busy"
    return f"{word} since {since}"


def capability_words(hospital: Hospital) -> str:
    """List what a hospital is equipped for."""
    return ", ".join(code.value if code is Capability.STEMI else code.lower() for code in hospital.capabilities)


def standing_icon(hospital: Hospital) -> str:
    """Name the shape that says the same."""
    if hospital.status_since is None:
        return "help"
    return _ICONS[hospital.status]


def divert_words(hospital: Hospital | None, zone: tzinfo, now: datetime) -> str:
    """Say that the chosen hospital diverts, since when, why and who wrote it down; empty for one that does not."""
    if hospital is None or hospital.status is not HospitalStatus.DIVERT or hospital.status_since is None:
        return ""
    since = dated(short_time(hospital.status_since, zone), hospital.status_since, now, zone)
    by = f", by {hospital.status_by}" if hospital.status_by else ""
    why = f": {hospital.note}" if hospital.note else ""
    return f"{hospital.name} diverts since {since}{by}{why}"
