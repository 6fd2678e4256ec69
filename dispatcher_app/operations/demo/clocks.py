"""Plausible stamps for an assignment: from the one it has reached back to the call."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from dispatcher_app.domain.statuses import AmbulanceStatus, AssignmentOutcome

_SECONDS_BEFORE: dict[str, tuple[int, int]] = {
    "dispatched_at": (35, 100),
    "mobile_at": (40, 80),
    "on_scene_at": (200, 480),
    "left_scene_at": (600, 1300),
    "at_hospital_at": (360, 840),
    "cleared_at": (600, 1500),
}
"""How long each stamp comes after the one before it, least and most; the first of them after the call."""

_WAY = ("dispatched_at", "mobile_at", "on_scene_at", "left_scene_at", "at_hospital_at")


@dataclass(frozen=True, slots=True)
class Course:
    """How far an assignment has come: its stamps in order, what that makes of the ambulance, and how it ended."""

    stamps: tuple[str, ...]
    status: AmbulanceStatus = AmbulanceStatus.AVAILABLE
    outcome: AssignmentOutcome | None = None


NOTIFIED = Course(_WAY[:1], AmbulanceStatus.EN_ROUTE)
UNDER_WAY = Course(_WAY[:2], AmbulanceStatus.EN_ROUTE)
AT_SCENE = Course(_WAY[:3], AmbulanceStatus.ON_SCENE)
ON_THE_WAY_IN = Course(_WAY[:4], AmbulanceStatus.TRANSPORTING)
DELIVERED = Course(_WAY, AmbulanceStatus.AT_HOSPITAL)

ENDED = (
    Course((*_WAY, "cleared_at"), outcome=AssignmentOutcome.TRANSPORTED),
    Course((*_WAY, "cleared_at"), outcome=AssignmentOutcome.TRANSPORTED),
    Course((*_WAY[:3], "cleared_at"), outcome=AssignmentOutcome.NO_TRANSPORT),
    Course((*_WAY[:2], "cleared_at"), outcome=AssignmentOutcome.STOOD_DOWN),
)
"""Two in four patients are taken to hospital."""


def stamps_until(rng: random.Random, course: Course, reached_at: datetime) -> dict[str, datetime]:
    """Give the course's stamps, the last at this instant, and `received_at`. Crews acknowledge within 15 s."""
    stamps: dict[str, datetime] = {}
    instant = reached_at
    for name in reversed(course.stamps):
        stamps[name] = instant
        instant -= timedelta(seconds=rng.randint(*_SECONDS_BEFORE[name]))
    if "mobile_at" in stamps:
        stamps["acknowledged_at"] = stamps["dispatched_at"] + timedelta(seconds=rng.randint(5, 15))
    return stamps | {"received_at": instant}
