"""How hospitals stand, where patients are taken, and what stands in the way of either."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from dispatcher_app.domain.commands import new_request_id
from dispatcher_app.domain.entities import Assignment, Hospital
from dispatcher_app.domain.errors import ConflictError, RuleError
from dispatcher_app.domain.ids import AssignmentId, HospitalId, RequestId
from dispatcher_app.domain.statuses import Capability, HospitalStatus

MOST_BEDS = 999
"""A count of free beds beyond this is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class SetHospitalStatus:
    """Write down what a hospital says. `version` is the one that was seen; `beds_free` None: nobody has counted."""

    hospital_id: HospitalId
    version: int
    status: HospitalStatus
    beds_free: int | None = None
    note: str = ""
    request_id: RequestId = field(default_factory=new_request_id)


@dataclass(frozen=True, slots=True)
class ChooseHospital:
    """Take the patient of a running assignment to this hospital, instead of the one chosen before, if one was.

    `diverts_accepted` says that the dispatcher knows the hospital diverts and wants it all the same.
    """

    assignment_id: AssignmentId
    hospital_id: HospitalId
    diverts_accepted: bool = False
    request_id: RequestId = field(default_factory=new_request_id)


@dataclass(eq=False)
class HospitalDiverts(ConflictError):
    """The hospital asks to be passed by (`by` wrote it down), and nobody has said to choose it all the same."""

    hospital_id: HospitalId
    name: str
    since: datetime | None
    by: str = ""
    note: str = ""

    def __str__(self) -> str:
        """Name the hospital, and what it said."""
        return f"{self.name} diverts{f' ({self.note})' if self.note else ''}. Choose another, or accept that it does."


@dataclass(eq=False)
class HospitalChanged(ConflictError):
    """Somebody changed the hospital's status since this desk saw it; `hospital` is how it stands now."""

    hospital: Hospital

    def __str__(self) -> str:
        """Say how it stands and by whom."""
        by = f" by {self.hospital.status_by}" if self.hospital.status_by else ""
        return f"{self.hospital.name} was changed meanwhile: it is marked {self.hospital.status.lower()}{by}."


@dataclass(eq=False)
class DestinationReached(RuleError):
    """The ambulance is at its hospital, or its work is over: where it goes cannot be changed any more."""

    call_sign: str

    def __str__(self) -> str:
        """Say so."""
        return f"{self.call_sign} has reached its hospital already, or is clear. Its destination stays as it is."


CAPABILITY_NAMES: Mapping[Capability, tuple[str, ...]] = MappingProxyType(
    {
        Capability.TRAUMA: ("trauma",),
        Capability.STEMI: ("stemi", "pci", "cathlab", "cardiac"),
        Capability.STROKE: ("stroke",),
        Capability.BURNS: ("burn",),
        Capability.PAEDIATRIC: ("paediatric", "pediatric", "children"),
        Capability.NEONATAL: ("neonatal", "nicu"),
        Capability.OBSTETRIC: ("obstetric", "maternity"),
        Capability.PSYCHIATRIC: ("psychiatric", "behavioral", "behavioural", "mentalhealth"),
    }
)
"""What lists of hospitals call each, as it begins, in letters alone."""


def check_hospital(hospital: Hospital, *, diverts_accepted: bool) -> None:
    """Judge a destination. Raises HospitalDiverts."""
    if hospital.status is HospitalStatus.DIVERT and not diverts_accepted:
        raise HospitalDiverts(hospital.id, hospital.name, hospital.status_since, hospital.status_by, hospital.note)


def check_destination(assignment: Assignment, call_sign: str) -> None:
    """Judge whether an assignment's destination can still be changed. Raises DestinationReached."""
    if assignment.cleared_at is not None or assignment.at_hospital_at is not None:
        raise DestinationReached(call_sign)
