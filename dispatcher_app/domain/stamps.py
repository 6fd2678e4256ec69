"""The stamps of an assignment: what each is called, who may write it, and what it makes of the ambulance.

Source: NEMSIS 3.5 eTimes .03 (dispatched) to .13 (back in service), in this order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dispatcher_app.domain.ids import AssignmentId
from dispatcher_app.domain.statuses import AmbulanceStatus


class Stamp(StrEnum):
    """One instant of an ambulance's work on a call, named as its column."""

    DISPATCHED = "dispatched_at"
    ACKNOWLEDGED = "acknowledged_at"
    MOBILE = "mobile_at"
    ON_SCENE = "on_scene_at"
    AT_PATIENT = "at_patient_at"
    LEFT_SCENE = "left_scene_at"
    AT_HOSPITAL = "at_hospital_at"
    TRANSFERRED = "transferred_at"
    CLEARED = "cleared_at"

    @property
    def words(self) -> str:
        """Say it to a person: on scene."""
        return self.name.lower().replace("_", " ")


REPORTED: Mapping[Stamp, AmbulanceStatus | None] = {
    Stamp.ACKNOWLEDGED: None,
    Stamp.MOBILE: None,
    Stamp.ON_SCENE: AmbulanceStatus.ON_SCENE,
    Stamp.AT_PATIENT: None,
    Stamp.LEFT_SCENE: AmbulanceStatus.TRANSPORTING,
    Stamp.AT_HOSPITAL: AmbulanceStatus.AT_HOSPITAL,
    Stamp.TRANSFERRED: None,
}
"""What a crew reports, and the status that its ambulance then has; None: as before.

The first stamp is the dispatch itself, and the last one is not the crew's: it also says how the work ended.
"""


@dataclass(frozen=True, slots=True)
class StampCorrection:
    """A stamp that was wrong: `at` (UTC) is when it really was, None that it never happened."""

    assignment_id: AssignmentId
    stamp: Stamp
    at: datetime | None
    reason: str
