"""What is told of the selected call, in words. No Qt."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from dispatcher_app.domain.crews import shift_end
from dispatcher_app.domain.entities import Ambulance, Assignment, EmergencyCall, Hospital
from dispatcher_app.domain.ids import AmbulanceId
from dispatcher_app.domain.statuses import HospitalStatus
from dispatcher_app.ui.board.arrangement import hospitals_by_distance
from dispatcher_app.ui.board.board_index import BoardIndex
from dispatcher_app.ui.crew_words import names_words
from dispatcher_app.ui.hospital_words import hospital_line, standing_icon
from dispatcher_app.ui.wording import NOTHING, clock_time, kilometres, room_zone, short_time, status_word

_NEAREST = 3
_LATEST_EVENTS = 4


@dataclass(frozen=True, slots=True)
class CallDetails:
    """Every line of the details."""

    title: str
    standing: str
    location: str
    area: str
    caller: str
    notes: str
    hospitals: tuple[str, ...]
    ambulances: str
    timeline: str


NO_DETAILS = CallDetails("", "", "", "", "", "", (), "", "")


@dataclass(frozen=True, slots=True)
class NamedChoice:
    """A record to choose, by id. `icon` names the shape beside it, if it has one."""

    key: int | None
    text: str
    icon: str = ""


def call_details(index: BoardIndex, call: EmergencyCall, zone: tzinfo, *, sees_callers: bool = True) -> CallDetails:
    """Tell what is known of a call; of its caller only to a role that may know."""
    caller = ", ".join(part for part in (call.caller_name, call.caller_phone) if part) or NOTHING
    return CallDetails(
        title=f"#{call.number}  {call.type_text}".rstrip(),
        standing=f"priority {call.priority}   received {short_time(call.received_at, zone)}",
        location=call.location_text or "No location",
        area=call.area_text,
        caller=caller if sees_callers else "",
        notes=(call.notes or NOTHING) if sees_callers else "",
        hospitals=_nearest_hospitals(index, call),
        ambulances=_assigned(index, call),
        timeline=_timeline(index, call, zone),
    )


def _nearest_hospitals(index: BoardIndex, call: EmergencyCall) -> tuple[str, ...]:
    nearest = tuple(
        f"{hospital.name} {_passed_by(hospital)}{kilometres(away)}"
        for hospital, away in hospitals_by_distance(index.board.hospitals, call.position)[:_NEAREST]
        if away is not None
    )
    return nearest or (NOTHING,)


def _passed_by(hospital: Hospital) -> str:
    return {HospitalStatus.DIVERT: "DIVERTS ", HospitalStatus.BUSY: "busy "}.get(hospital.status, "")


def _assigned(index: BoardIndex, call: EmergencyCall) -> str:
    words = [
        f"{ambulance.call_sign} {status_word(ambulance.status).lower()}{_until(index, ambulance)}"
        for ambulance in index.assigned_ambulances(call.id)
    ]
    handler = next((who.full_name for who in index.board.dispatchers if who.id == call.handled_by_id), "")
    return "   ·   ".join(
        part for part in (", ".join(words) or "None yet", handler and f"handled by {handler}") if part
    )


def _until(index: BoardIndex, ambulance: Ambulance) -> str:
    """Say until when an ambulance's crew is there, and who they are."""
    crew = index.crews.get(ambulance.id)
    if crew is None or not crew.members:
        return ""
    ends_at = shift_end(crew)
    to = "" if ends_at is None else f", to {short_time(ends_at, room_zone(index.board.room))}"
    return f" ({names_words(crew)}{to})"


def _timeline(index: BoardIndex, call: EmergencyCall, zone: tzinfo) -> str:
    assignments = index.assignments_of_call.get(call.id, ())
    events = sorted(event for assignment in assignments for event in _events(index, assignment))
    told = [f"{clock_time(at, zone)} {what}" for at, what in events[-_LATEST_EVENTS:]]
    if len(events) > _LATEST_EVENTS:
        told.insert(0, "…")
    last = told or ["no ambulance yet"]
    return "   ·   ".join((f"{clock_time(call.received_at, zone)} received", *last))


def _events(index: BoardIndex, assignment: Assignment) -> list[tuple[datetime, str]]:
    ambulance = index.ambulances.get(AmbulanceId(assignment.ambulance_id))
    sign = "ambulance" if ambulance is None else ambulance.call_sign
    desk = f" by {assignment.desk}" if assignment.desk else ""
    stamps = (
        (assignment.dispatched_at, f"{sign} sent{desk}"),
        (assignment.mobile_at, f"{sign} mobile"),
        (assignment.on_scene_at, f"{sign} on scene"),
        (assignment.at_patient_at, f"{sign} at patient"),
        (assignment.left_scene_at, f"{sign} left scene"),
        (assignment.at_hospital_at, f"{sign} at hospital"),
    )
    return [(at, what) for at, what in stamps if at is not None]


def hospital_choices(index: BoardIndex, call: EmergencyCall | None) -> tuple[NamedChoice, ...]:
    """List the hospitals, nearest first, each with how it stands."""
    origin = None if call is None else call.position
    zone, now = room_zone(index.board.room), index.board.taken_at
    entries = (
        NamedChoice(hospital.id, hospital_line(hospital, away, zone, now), standing_icon(hospital))
        for hospital, away in hospitals_by_distance(index.board.hospitals, origin)
    )
    return (NamedChoice(None, "No hospital yet"), *entries)


def paramedic_choices(index: BoardIndex, ambulance_id: AmbulanceId | None = None) -> tuple[NamedChoice, ...]:
    """List the paramedics by name, after the crew that is aboard the chosen ambulance."""
    ordered = sorted(index.board.paramedics, key=lambda paramedic: (paramedic.full_name.casefold(), paramedic.id))
    entries = (NamedChoice(paramedic.id, f"{paramedic.full_name}   {paramedic.level.value}") for paramedic in ordered)
    return (NamedChoice(None, _rostered(index, ambulance_id)), *entries)


def _rostered(index: BoardIndex, ambulance_id: AmbulanceId | None) -> str:
    crew = None if ambulance_id is None else index.crews.get(ambulance_id)
    return "Crew as rostered" if crew is None else f"Crew aboard: {names_words(crew)}"
