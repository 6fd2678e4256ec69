"""A working hour of the demonstration, made from a seed: who waits, who is on the way, what is over."""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from dispatcher_app.domain.geo import Position, distance_m
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus
from dispatcher_app.operations.demo import clocks, content
from dispatcher_app.operations.demo.city import any_corner, any_house, between
from dispatcher_app.operations.demo.clocks import Course, stamps_until
from dispatcher_app.storage.importing import NewAmbulance, NewAssignment, NewCall
from dispatcher_app.storage.importing_demo import DemoStaff, FleetMember

# Seconds that each open call has waited, and its priority: the two at the end are late.
WAITING = ((20, 1), (55, 2), (110, 3), (200, 2), (330, 4), (560, 3), (980, 2), (1500, 2))

# How far each running assignment has come, the least and the most seconds ago, and the call's priority.
RUNNING = (
    (clocks.NOTIFIED, 8, 25, 2),
    (clocks.UNDER_WAY, 30, 90, 1),
    (clocks.UNDER_WAY, 60, 200, 3),
    (clocks.AT_SCENE, 60, 240, 1),
    (clocks.AT_SCENE, 300, 700, 2),
    (clocks.AT_SCENE, 400, 900, 3),
    (clocks.ON_THE_WAY_IN, 90, 300, 2),
    (clocks.DELIVERED, 120, 400, 2),
    (clocks.DELIVERED, 500, 900, 3),
)
SECOND_AMBULANCE_ON = 3
"""The call among the running ones that has two ambulances."""

ENDED, CANCELLED, OUT_OF_SERVICE = 24, 2, 1


@dataclass(frozen=True, slots=True)
class Shift:
    """What is to be written. Calls are numbered in the order in which they came."""

    calls: tuple[NewCall, ...]
    assignments: tuple[NewAssignment, ...]
    ambulances: tuple[NewAmbulance, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """What a shift is made for. With `begins_at` nothing is older than that instant, so there is no past to make up."""

    now: datetime
    fleet: Sequence[FleetMember]
    staff: DemoStaff
    first_number: int
    begins_at: datetime | None = None


@dataclass(slots=True)
class _Vehicle:
    """An ambulance while its shift is being made up: what it does now, and since when it is spoken for."""

    member: FleetMember
    busy_from: datetime
    status: AmbulanceStatus = AmbulanceStatus.AVAILABLE
    since: datetime | None = None
    position: Position | None = None


@dataclass(slots=True)
class _Draft:
    """A call that has no number yet, and its assignments."""

    call: NewCall
    assignments: list[NewAssignment] = field(default_factory=list)


def make_shift(seed: int, setting: Setting) -> Shift:
    """Make the same shift from the same seed and setting."""
    return _ShiftMaker(random.Random(seed), setting).make()  # noqa: S311 - a demonstration, not a secret


class _ShiftMaker:
    def __init__(self, rng: random.Random, setting: Setting) -> None:
        self._rng = rng
        self._setting = setting
        self._paramedics = rng.sample(setting.staff.paramedic_ids, len(setting.staff.paramedic_ids))
        self._vehicles = [_Vehicle(member, self._ago(180, 1500)) for member in setting.fleet]

    def make(self) -> Shift:
        drafts = [*self._waiting(), *self._running()]
        if self._setting.begins_at is None:
            drafts += [*self._ended(), *self._cancelled()]
        self._take_out_of_service()
        drafts.sort(key=lambda draft: draft.call.received_at)
        numbered = [(number, draft) for number, draft in enumerate(drafts, self._setting.first_number)]
        return Shift(
            calls=tuple(replace(draft.call, number=number) for number, draft in numbered),
            assignments=tuple(
                replace(new, call_number=number) for number, draft in numbered for new in draft.assignments
            ),
            ambulances=tuple(self._ambulance(vehicle) for vehicle in self._vehicles),
        )

    def _waiting(self) -> Iterator[_Draft]:
        for seconds, priority in WAITING:
            yield _Draft(self._call(priority, self._setting.now - timedelta(seconds=seconds), CallStatus.OPEN))

    def _running(self) -> Iterator[_Draft]:
        for place, (course, least, most, priority) in enumerate(RUNNING):
            stamps = self._squeezed(stamps_until(self._rng, course, self._ago(least, most)))
            draft = _Draft(self._call(priority, stamps["received_at"], CallStatus.OPEN))
            self._send(draft, course, stamps)
            if place == SECOND_AMBULANCE_ON:
                later = {name: at + timedelta(seconds=25) for name, at in stamps.items()}
                self._send(draft, course, later)
            yield draft

    def _squeezed(self, stamps: dict[str, datetime]) -> dict[str, datetime]:
        """Bring stamps closer to now, all alike, if they would reach back before the shift began."""
        begins_at, now = self._setting.begins_at, self._setting.now
        if begins_at is None or stamps["received_at"] >= begins_at:
            return stamps
        share = (now - begins_at) / (now - stamps["received_at"])
        return {name: now - (now - at) * share for name, at in stamps.items()}

    def _send(self, draft: _Draft, course: Course, stamps: dict[str, datetime]) -> None:
        """Send the nearest free ambulance; with none left, the call goes on waiting."""
        free = [vehicle for vehicle in self._vehicles if vehicle.status is AmbulanceStatus.AVAILABLE]
        scene = draft.call.position
        if not free or scene is None:
            return
        vehicle = min(free, key=lambda vehicle: distance_m(vehicle.member.home, scene))
        hospital_id, hospital = self._rng.choice(self._setting.staff.hospitals or ((None, scene),))
        vehicle.status, vehicle.since = course.status, stamps[_last_move(course)]
        vehicle.position = self._whereabouts(course, vehicle.member.home, scene, hospital)
        vehicle.busy_from = stamps["dispatched_at"]
        draft.call = replace(draft.call, status=CallStatus.DISPATCHED)
        draft.assignments.append(
            self._assignment(
                vehicle,
                stamps,
                paramedic_id=self._paramedics.pop() if self._paramedics else None,
                hospital_id=hospital_id if "left_scene_at" in stamps else None,
            )
        )

    def _whereabouts(self, course: Course, home: Position, scene: Position, hospital: Position) -> Position:
        share = self._rng.uniform(0.2, 0.8)
        match course.stamps[-1]:
            case "dispatched_at":
                return home
            case "mobile_at":
                return between(home, scene, share)
            case "left_scene_at":
                return between(scene, hospital, share)
            case "at_hospital_at":
                return hospital
            case _:
                return scene

    def _ended(self) -> Iterator[_Draft]:
        for _ in range(ENDED):
            vehicle = self._rng.choice(self._vehicles)
            course = self._rng.choice(clocks.ENDED)
            cleared_at = vehicle.busy_from - timedelta(seconds=self._rng.randint(120, 2400))
            stamps = stamps_until(self._rng, course, cleared_at)
            call = self._call(self._rng.choice((1, 2, 2, 3, 3, 4)), stamps["received_at"], CallStatus.CLOSED)
            if vehicle.since is None:
                vehicle.since = cleared_at
            vehicle.busy_from = stamps["dispatched_at"]
            hospital_id, _ = self._rng.choice(self._setting.staff.hospitals)
            taken_to = hospital_id if "at_hospital_at" in stamps else None
            new = self._assignment(vehicle, stamps, outcome=course.outcome, hospital_id=taken_to)
            yield _Draft(self._over(call, cleared_at), [new])

    def _cancelled(self) -> Iterator[_Draft]:
        for _ in range(CANCELLED):
            received_at = self._ago(1800, 5400)
            call = self._call(4, received_at, CallStatus.CANCELLED)
            yield _Draft(self._over(call, received_at + timedelta(seconds=self._rng.randint(90, 240))))

    def _take_out_of_service(self) -> None:
        free = [vehicle for vehicle in self._vehicles if vehicle.status is AmbulanceStatus.AVAILABLE]
        for vehicle in free[-OUT_OF_SERVICE:]:
            vehicle.status = AmbulanceStatus.OUT_OF_SERVICE
            vehicle.position = vehicle.member.home

    def _call(self, priority: int, received_at: datetime, status: CallStatus) -> NewCall:
        rng = self._rng
        type_text = rng.choice(content.CALL_TYPES[priority])
        is_at_corner = type_text == content.ON_THE_STREET or rng.random() < 0.1
        address = any_corner(rng) if is_at_corner else any_house(rng)
        return NewCall(
            number=0,
            status=status,
            priority=priority,
            type_text=type_text,
            received_at=received_at,
            entered_at=min(received_at + timedelta(seconds=rng.randint(10, 30)), self._setting.now),
            location_text=address.text,
            area_text=address.area,
            position=address.position,
            caller_name=f"{rng.choice(content.FIRST_NAMES)} {rng.choice(content.LAST_NAMES)}",
            caller_phone=f"555-01{rng.randrange(100):02d}",
            notes=rng.choice(content.NOTES_AT_A_CORNER if is_at_corner else content.NOTES_AT_A_HOUSE),
        )

    def _over(self, call: NewCall, ended_at: datetime) -> NewCall:
        person, desk = self._person()
        return replace(call, ended_at=ended_at, ended_by_id=person, ended_at_desk=desk)

    def _assignment(self, vehicle: _Vehicle, stamps: dict[str, datetime], **given: Any) -> NewAssignment:
        person, desk = self._person()
        clock: dict[str, Any] = {name: at for name, at in stamps.items() if name != "received_at"}
        return NewAssignment(
            call_number=0,
            call_sign=vehicle.member.call_sign,
            request_id=uuid.UUID(int=self._rng.getrandbits(128), version=4),
            dispatcher_id=person,
            desk=desk,
            **clock,
            **given,
        )

    def _person(self) -> tuple[int | None, str]:
        people = self._setting.staff.dispatcher_ids
        place = self._rng.randrange(3)
        return (people[place % len(people)] if people else None), f"desk {place + 1}"

    def _ambulance(self, vehicle: _Vehicle) -> NewAmbulance:
        member, rng = vehicle.member, self._rng
        on_the_road = rng.random() < 0.3
        return NewAmbulance(
            call_sign=member.call_sign,
            status=vehicle.status,
            status_since=vehicle.since or self._some_time_ago(),
            crew_level=member.crew_level,
            position=vehicle.position or (any_corner(rng).position if on_the_road else member.home),
            position_at=self._ago(3, 25) if on_the_road else self._ago(10, 240),
            station_id=member.station_id,
        )

    def _some_time_ago(self) -> datetime:
        begins_at, now = self._setting.begins_at, self._setting.now
        return self._ago(3600, 5 * 3600) if begins_at is None else now - (now - begins_at) * self._rng.random()

    def _ago(self, least: int, most: int) -> datetime:
        return self._setting.now - timedelta(seconds=self._rng.randint(least, most))


def _last_move(course: Course) -> str:
    """Name the stamp that gave the ambulance its status: turnout is no status of its own."""
    return "dispatched_at" if course.status is AmbulanceStatus.EN_ROUTE else course.stamps[-1]
