"""From unit records to the board as it stood at one moment, or to plain history.

At a moment, each assignment has ended (Available ≤ moment), runs (Dispatch ≤ moment < Available) or is to come. A call
received by then is DISPATCHED while one of its assignments runs, else OPEN if one is to come, else CLOSED. Of a running
assignment only the stamps that had happened are kept.

An ambulance cannot run on two calls at once; the database refuses it. Where the records say so for the moment that is
set up, the assignment that was dispatched first stays and the others are left out. Overlaps in the past are kept as
recorded: nothing runs twice there any more, and leaving them out would change what the records say of their calls.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.statuses import AmbulanceStatus, AssignmentOutcome, CallStatus
from dispatcher_app.operations.importing.report import LeftOut, Reason, RowSource
from dispatcher_app.operations.importing.unit_records import UnitRecord, source_ref
from dispatcher_app.storage.importing import NewAmbulance, NewAssignment, NewCall

_REQUESTS = uuid5(NAMESPACE_URL, "https://data.sfgov.org/d/nuek-vuh3")
"""Request ids of imported assignments are made from this and the row's id: the same row, the same id."""


@dataclass(frozen=True, slots=True)
class PlannedAssignment:
    """An assignment to be written and the row it comes from."""

    new: NewAssignment
    source: RowSource


@dataclass(frozen=True, slots=True)
class BoardPlan:
    """What is to be written, with the records' own times. `to_come` are rows not dispatched yet at the moment."""

    calls: tuple[NewCall, ...] = ()
    ambulances: tuple[NewAmbulance, ...] = ()
    assignments: tuple[PlannedAssignment, ...] = ()
    to_come: tuple[RowSource, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def plan_board(records: Iterable[UnitRecord], at: datetime | None) -> BoardPlan:
    """Plan the board at an instant (UTC); with None, everything is history."""
    ordered = sorted(records, key=lambda record: (record.dispatched_at, record.source.row_id))
    if not ordered:
        return BoardPlan()
    moment = max(record.available_at for record in ordered) if at is None else at
    begin = min(moment, *(record.call.received_at for record in ordered))
    kept, left_out = _without_double_bookings(ordered, moment)
    on_board = [record for record in kept if record.call.received_at <= moment]
    return BoardPlan(
        calls=tuple(sorted((_call(rows, moment) for rows in _by_call(on_board)), key=_age)),
        ambulances=tuple(sorted((_ambulance(rows, moment, begin) for rows in _by_unit(kept)), key=_call_sign)),
        assignments=tuple(
            PlannedAssignment(_assignment(record, moment), record.source)
            for record in on_board
            if record.dispatched_at <= moment
        ),
        to_come=tuple(record.source for record in kept if record.dispatched_at > moment),
        left_out=tuple(left_out),
    )


def shifted_call(call: NewCall, shift: timedelta) -> NewCall:
    """Move a call in time."""
    return replace(
        call,
        received_at=call.received_at + shift,
        entered_at=_moved(call.entered_at, shift),
        ended_at=_moved(call.ended_at, shift),
    )


def shifted_ambulance(ambulance: NewAmbulance, shift: timedelta) -> NewAmbulance:
    """Move an ambulance in time."""
    return replace(
        ambulance, status_since=ambulance.status_since + shift, position_at=_moved(ambulance.position_at, shift)
    )


def shifted_assignment(assignment: NewAssignment, shift: timedelta) -> NewAssignment:
    """Move an assignment in time."""
    return replace(
        assignment,
        dispatched_at=assignment.dispatched_at + shift,
        acknowledged_at=_moved(assignment.acknowledged_at, shift),
        mobile_at=_moved(assignment.mobile_at, shift),
        on_scene_at=_moved(assignment.on_scene_at, shift),
        left_scene_at=_moved(assignment.left_scene_at, shift),
        at_hospital_at=_moved(assignment.at_hospital_at, shift),
        cleared_at=_moved(assignment.cleared_at, shift),
    )


def _moved(instant: datetime | None, shift: timedelta) -> datetime | None:
    return None if instant is None else instant + shift


def _runs(record: UnitRecord, moment: datetime) -> bool:
    return record.dispatched_at <= moment < record.available_at


def _without_double_bookings(ordered: Sequence[UnitRecord], moment: datetime) -> tuple[list[UnitRecord], list[LeftOut]]:
    running: dict[str, UnitRecord] = {}
    kept: list[UnitRecord] = []
    left_out: list[LeftOut] = []
    for record in ordered:
        if not _runs(record, moment) or running.setdefault(record.unit_id, record) is record:
            kept.append(record)
        else:
            held = f"{record.unit_id} runs on call {running[record.unit_id].call.number} at the chosen moment"
            left_out.append(LeftOut(record.source, Reason.DOUBLE_BOOKED, held))
    return kept, left_out


def _by_call(records: Iterable[UnitRecord]) -> Iterable[list[UnitRecord]]:
    groups: dict[int, list[UnitRecord]] = defaultdict(list)
    for record in records:
        groups[record.call.number].append(record)
    return groups.values()


def _by_unit(records: Iterable[UnitRecord]) -> Iterable[list[UnitRecord]]:
    groups: dict[str, list[UnitRecord]] = defaultdict(list)
    for record in records:
        groups[record.unit_id].append(record)
    return groups.values()


def _age(call: NewCall) -> tuple[datetime, int]:
    return call.received_at, call.number


def _call_sign(ambulance: NewAmbulance) -> str:
    return ambulance.call_sign


def _call(rows: Sequence[UnitRecord], moment: datetime) -> NewCall:
    facts = rows[0].call
    status = _call_status(rows, moment)
    return NewCall(
        number=facts.number,
        status=status,
        priority=facts.priority,
        type_text=facts.type_text,
        received_at=facts.received_at,
        entered_at=facts.entered_at if facts.entered_at <= moment else None,
        location_text=facts.location_text,
        area_text=facts.area_text,
        position=facts.position,
        ended_at=max(row.available_at for row in rows) if status is CallStatus.CLOSED else None,
        source_ref=source_ref(facts.number),
    )


def _call_status(rows: Sequence[UnitRecord], moment: datetime) -> CallStatus:
    if any(_runs(row, moment) for row in rows):
        return CallStatus.DISPATCHED
    if any(row.dispatched_at > moment for row in rows):
        return CallStatus.OPEN
    return CallStatus.CLOSED


def _assignment(record: UnitRecord, moment: datetime) -> NewAssignment:
    def happened(instant: datetime | None) -> datetime | None:
        return instant if instant is not None and instant <= moment else None

    cleared_at = happened(record.available_at)
    return NewAssignment(
        call_number=record.call.number,
        call_sign=record.unit_id,
        request_id=uuid5(_REQUESTS, record.source.row_id),
        dispatched_at=record.dispatched_at,
        acknowledged_at=happened(record.responded_at),
        mobile_at=happened(record.responded_at),
        on_scene_at=happened(record.on_scene_at),
        left_scene_at=happened(record.left_scene_at),
        at_hospital_at=happened(record.at_hospital_at),
        cleared_at=cleared_at,
        outcome=None if cleared_at is None else _outcome(record),
        source_ref=source_ref(record.source.row_id),
    )


def _outcome(record: UnitRecord) -> AssignmentOutcome:
    if record.left_scene_at or record.at_hospital_at:
        return AssignmentOutcome.TRANSPORTED
    return AssignmentOutcome.NO_TRANSPORT if record.on_scene_at else AssignmentOutcome.STOOD_DOWN


def _ambulance(rows: Sequence[UnitRecord], moment: datetime, begin: datetime) -> NewAmbulance:
    """Tell how an ambulance stood; one not sent by then is AVAILABLE since the records begin, nobody knows where."""
    past = [row for row in rows if row.dispatched_at <= moment]
    status, since = _status(past, moment, begin)
    seen = [place for row in past if (place := _last_seen(row, moment))]
    position_at, position = max(seen, key=lambda place: place[0], default=(None, None))
    return NewAmbulance(
        call_sign=rows[0].unit_id,
        status=status,
        status_since=since,
        crew_level=(past or rows)[-1].crew_level,
        position=position,
        position_at=position_at,
    )


def _status(past: Sequence[UnitRecord], moment: datetime, begin: datetime) -> tuple[AmbulanceStatus, datetime]:
    """Give the status that the last stamp says, and that stamp."""
    running = next((row for row in past if _runs(row, moment)), None)
    if running is None:
        return AmbulanceStatus.AVAILABLE, max((row.available_at for row in past), default=begin)
    for status, reached_at in (
        (AmbulanceStatus.AT_HOSPITAL, running.at_hospital_at),
        (AmbulanceStatus.TRANSPORTING, running.left_scene_at),
        (AmbulanceStatus.ON_SCENE, running.on_scene_at),
    ):
        if reached_at is not None and reached_at <= moment:
            return status, reached_at
    return AmbulanceStatus.EN_ROUTE, running.dispatched_at


def _last_seen(row: UnitRecord, moment: datetime) -> tuple[datetime, Position] | None:
    """Give the last stamp that places the ambulance at the call, which is the only place that the records know.

    Nothing is known of an ambulance under way or at a hospital, so after leaving the scene its position only ages.
    """
    if row.on_scene_at is None or row.on_scene_at > moment or row.call.position is None:
        return None
    went_away = row.left_scene_at or row.at_hospital_at
    at_scene = (row.on_scene_at, row.left_scene_at, None if went_away else row.available_at)
    return max(stamp for stamp in at_scene if stamp is not None and stamp <= moment), row.call.position
