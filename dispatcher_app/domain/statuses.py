"""Statuses and the legal moves between them: the one table that the rules and the database both read.

Sources: NEMSIS 3.5 eTimes for the order of an assignment's stamps; the moves themselves are the field's own
(a divert sends an EN_ROUTE ambulance to another call, so its status does not move).
"""

from enum import StrEnum


class CallStatus(StrEnum):
    """Where an emergency call stands."""

    OPEN = "OPEN"
    DISPATCHED = "DISPATCHED"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED"

    @property
    def is_over(self) -> bool:
        """No ambulance may be sent to it any more."""
        return self in {CallStatus.CLOSED, CallStatus.CANCELLED}


class AmbulanceStatus(StrEnum):
    """What an ambulance is doing."""

    AVAILABLE = "AVAILABLE"
    EN_ROUTE = "EN_ROUTE"
    ON_SCENE = "ON_SCENE"
    TRANSPORTING = "TRANSPORTING"
    AT_HOSPITAL = "AT_HOSPITAL"
    OUT_OF_SERVICE = "OUT_OF_SERVICE"


class AssignmentOutcome(StrEnum):
    """How an ambulance's work on a call ended. An assignment has an outcome exactly when it is cleared."""

    TRANSPORTED = "TRANSPORTED"
    NO_TRANSPORT = "NO_TRANSPORT"
    STOOD_DOWN = "STOOD_DOWN"
    DIVERTED = "DIVERTED"
    BROKE_DOWN = "BROKE_DOWN"

    @property
    def words(self) -> str:
        """Say it to a person: stood down."""
        return {"NO_TRANSPORT": "cleared without transport", "BROKE_DOWN": "broken down"}.get(
            self.value, self.value.replace("_", " ").lower()
        )


class CallOutcome(StrEnum):
    """What came of a call. Sources: NEMSIS 3.5 eDisposition.27 to .30, as a dispatcher can know it."""

    TRANSPORTED = "TRANSPORTED"
    TREATED = "TREATED"
    REFUSED = "REFUSED"
    NO_PATIENT = "NO_PATIENT"
    DECEASED = "DECEASED"
    REFERRED = "REFERRED"
    FALSE_ALARM = "FALSE_ALARM"
    OTHER = "OTHER"

    @property
    def words(self) -> str:
        """Say it to a person."""
        return {
            "TREATED": "treated on scene",
            "REFUSED": "patient refused",
            "NO_PATIENT": "no patient found",
            "REFERRED": "referred to another service",
        }.get(self.value, self.value.replace("_", " ").lower())

    @property
    def of_assignment(self) -> AssignmentOutcome:
        """Say how the ambulance's own work ended that brought it about."""
        is_transport = self is CallOutcome.TRANSPORTED
        return AssignmentOutcome.TRANSPORTED if is_transport else AssignmentOutcome.NO_TRANSPORT


class AlarmKind(StrEnum):
    """What an alarm is about."""

    BREAKDOWN = "BREAKDOWN"
    UNDELIVERED = "UNDELIVERED"
    CREW_EMERGENCY = "CREW_EMERGENCY"


class HospitalStatus(StrEnum):
    """What a hospital says of itself: it takes patients, takes them with delay, or asks to be passed by."""

    OPEN = "OPEN"
    BUSY = "BUSY"
    DIVERT = "DIVERT"


class Capability(StrEnum):
    """What a hospital is equipped for, after NEMSIS 3.5 eDisposition.23."""

    TRAUMA = "TRAUMA"
    STEMI = "STEMI"
    STROKE = "STROKE"
    BURNS = "BURNS"
    PAEDIATRIC = "PAEDIATRIC"
    NEONATAL = "NEONATAL"
    OBSTETRIC = "OBSTETRIC"
    PSYCHIATRIC = "PSYCHIATRIC"


class CrewLevel(StrEnum):
    """What the crew may do: advanced or basic life support."""

    ALS = "ALS"
    BLS = "BLS"


CALL_MOVES: frozenset[tuple[CallStatus, CallStatus]] = frozenset(
    {
        (CallStatus.OPEN, CallStatus.DISPATCHED),
        (CallStatus.OPEN, CallStatus.CLOSED),
        (CallStatus.OPEN, CallStatus.CANCELLED),
        (CallStatus.DISPATCHED, CallStatus.OPEN),
        (CallStatus.DISPATCHED, CallStatus.CLOSED),
        (CallStatus.DISPATCHED, CallStatus.CANCELLED),
        (CallStatus.CLOSED, CallStatus.OPEN),
        (CallStatus.CANCELLED, CallStatus.OPEN),
    }
)

AMBULANCE_MOVES: frozenset[tuple[AmbulanceStatus, AmbulanceStatus]] = frozenset(
    {
        (AmbulanceStatus.AVAILABLE, AmbulanceStatus.EN_ROUTE),
        (AmbulanceStatus.AVAILABLE, AmbulanceStatus.OUT_OF_SERVICE),
        (AmbulanceStatus.EN_ROUTE, AmbulanceStatus.ON_SCENE),
        (AmbulanceStatus.EN_ROUTE, AmbulanceStatus.AVAILABLE),
        (AmbulanceStatus.EN_ROUTE, AmbulanceStatus.OUT_OF_SERVICE),
        (AmbulanceStatus.ON_SCENE, AmbulanceStatus.TRANSPORTING),
        (AmbulanceStatus.ON_SCENE, AmbulanceStatus.AVAILABLE),
        (AmbulanceStatus.ON_SCENE, AmbulanceStatus.EN_ROUTE),
        (AmbulanceStatus.ON_SCENE, AmbulanceStatus.OUT_OF_SERVICE),
        (AmbulanceStatus.TRANSPORTING, AmbulanceStatus.AT_HOSPITAL),
        (AmbulanceStatus.TRANSPORTING, AmbulanceStatus.OUT_OF_SERVICE),
        (AmbulanceStatus.AT_HOSPITAL, AmbulanceStatus.AVAILABLE),
        (AmbulanceStatus.AT_HOSPITAL, AmbulanceStatus.OUT_OF_SERVICE),
        (AmbulanceStatus.OUT_OF_SERVICE, AmbulanceStatus.AVAILABLE),
    }
)
