"""Records as they stand in the database at one moment: frozen, so that they may cross threads.

Every instant is aware and UTC. `version` counts the edits of a row that people edit.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.ids import (
    AlarmId,
    AmbulanceId,
    AssignmentId,
    DispatcherId,
    EmergencyCallId,
    HospitalId,
    ParamedicId,
    RequestId,
    StationId,
)
from dispatcher_app.domain.roles import EmergencyAccess
from dispatcher_app.domain.statuses import (
    AlarmKind,
    AmbulanceStatus,
    AssignmentOutcome,
    CallStatus,
    Capability,
    CrewLevel,
    HospitalStatus,
)

LOST_AFTER = timedelta(hours=12)
"""From this age on nobody knows where an ambulance is: a crew's shift has gone by (London 1992: no guess is a fact)."""


@dataclass(frozen=True, slots=True)
class EmergencyCall:
    """One request for help. `priority` 1 is the most urgent of 1…4.

    `received_at` is when it rang. `patient_sex` is "F", "M", "X" or empty for unknown. `taken_by_id` took it,
    `handled_by_id` has it in hand now.
    """

    id: EmergencyCallId
    number: int
    status: CallStatus
    priority: int
    type_text: str
    received_at: datetime
    location_text: str
    type_code: str = ""
    area_text: str = ""
    position: Position | None = None
    caller_name: str = ""
    caller_phone: str = ""
    notes: str = ""
    version: int = 1
    patient_name: str = ""
    patient_age: int | None = None
    patient_sex: str = ""
    patient_condition: str = ""
    taken_by_id: DispatcherId | None = None
    handled_by_id: DispatcherId | None = None


@dataclass(frozen=True, slots=True)
class Ambulance:
    """One vehicle with a call sign. `position_at` says how old its position is."""

    id: AmbulanceId
    call_sign: str
    status: AmbulanceStatus
    status_since: datetime
    crew_level: CrewLevel
    station_id: StationId | None = None
    position: Position | None = None
    position_at: datetime | None = None
    version: int = 1

    def known_position(self, instant: datetime) -> Position | None:
        """Give the position, unless its age at an instant is unknown or so great that it says nothing."""
        if self.position_at is None or instant - self.position_at > LOST_AFTER:
            return None
        return self.position


@dataclass(frozen=True, slots=True)
class Assignment:
    """One ambulance's work on one call, with its own clock (NEMSIS 3.5 eTimes .03 to .13)."""

    id: AssignmentId
    emergency_call_id: EmergencyCallId
    ambulance_id: AmbulanceId
    request_id: RequestId
    dispatched_at: datetime
    desk: str = ""
    dispatcher_id: DispatcherId | None = None
    dispatcher_name: str = ""
    paramedic_id: ParamedicId | None = None
    hospital_id: HospitalId | None = None
    acknowledged_at: datetime | None = None
    mobile_at: datetime | None = None
    on_scene_at: datetime | None = None
    at_patient_at: datetime | None = None
    left_scene_at: datetime | None = None
    at_hospital_at: datetime | None = None
    transferred_at: datetime | None = None
    cleared_at: datetime | None = None
    outcome: AssignmentOutcome | None = None


@dataclass(frozen=True, slots=True)
class Station:
    """Where ambulances stand by."""

    id: StationId
    name: str
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Hospital:
    """Where patients are taken, and how it says it stands; nobody has told while `status_since` is None.

    `status_by` is the name of who wrote the status down, `beds_free` None where nobody has counted.
    """

    id: HospitalId
    name: str
    position: Position | None = None
    status: HospitalStatus = HospitalStatus.OPEN
    status_since: datetime | None = None
    status_by: str = ""
    note: str = ""
    beds_free: int | None = None
    capabilities: tuple[Capability, ...] = ()
    version: int = 1


@dataclass(frozen=True, slots=True)
class Paramedic:
    """A paramedic's profile."""

    id: ParamedicId
    full_name: str
    level: CrewLevel


@dataclass(frozen=True, slots=True)
class CrewMember:
    """A paramedic aboard an ambulance, and what is planned for them; None where nothing is known to be planned."""

    paramedic_id: ParamedicId
    full_name: str
    level: CrewLevel
    on_at: datetime
    shift_ends_at: datetime | None = None
    break_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Crew:
    """Who is aboard an ambulance. `break_since`: they are on a break; `break_ended_at`: the end of their last one."""

    ambulance_id: AmbulanceId
    members: tuple[CrewMember, ...]
    break_since: datetime | None = None
    break_ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """A dispatcher's profile, tied to a login."""

    id: DispatcherId
    login: str
    full_name: str
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that somebody has to take note of: it stands until then. `times` counts how often it was raised."""

    id: AlarmId
    kind: AlarmKind
    body: str
    raised_at: datetime
    times: int = 1
    emergency_call_id: EmergencyCallId | None = None
    ambulance_id: AmbulanceId | None = None


@dataclass(frozen=True, slots=True)
class ControlRoom:
    """What this database is: the room's name, its time zone (IANA) and whether all of it is a demonstration."""

    name: str
    time_zone: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Board:
    """The whole picture at one database moment: calls not yet over, all ambulances, and what joins them.

    `assignments` holds those still running, `emergencies` the uses of emergency log-ins that last or are news,
    `alarms` those that nobody has acknowledged, `crews` those that are signed on, by ambulance.
    `taken_at` is the database's clock when the picture was taken. `behind` is how far a copy of the database may be
    behind what was copied, where the picture was taken from one.
    """

    taken_at: datetime
    room: ControlRoom
    calls: tuple[EmergencyCall, ...] = ()
    ambulances: tuple[Ambulance, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    stations: tuple[Station, ...] = ()
    hospitals: tuple[Hospital, ...] = ()
    paramedics: tuple[Paramedic, ...] = ()
    dispatchers: tuple[Dispatcher, ...] = ()
    emergencies: tuple[EmergencyAccess, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    crews: tuple[Crew, ...] = ()
    behind: timedelta = timedelta()
