"""Writing many records at once: calls, ambulances and assignments that come from a file or a generator.

Everything here only inserts (and takes the locks an INSERT takes), so a desk that works meanwhile waits for nothing.
Rows are written in batches; each function takes any iterable and asks for the next row only when it needs it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.statuses import AmbulanceStatus, AssignmentOutcome, CallStatus, Capability, CrewLevel
from dispatcher_app.storage import models, people
from dispatcher_app.storage.store import Transaction

T = TypeVar("T")

find_control_room = people.find_control_room
insert_control_room = people.insert_control_room

_IMPORT_LOCK = 0x494D504F
"""Advisory lock ("IMPO") that lets one import run at a time; no desk ever asks for it."""

_BATCH = 500
"""Rows for each INSERT: far below PostgreSQL's 65,535 parameters, and little to gain beyond."""


@dataclass(frozen=True, slots=True)
class NewCall:
    """An emergency call to be written, in whatever status it stands."""

    number: int
    status: CallStatus
    priority: int
    type_text: str
    received_at: datetime
    location_text: str
    entered_at: datetime | None = None
    area_text: str = ""
    position: Position | None = None
    caller_name: str = ""
    caller_phone: str = ""
    notes: str = ""
    ended_at: datetime | None = None
    ended_by_id: int | None = None
    ended_at_desk: str = ""
    source_ref: str | None = None


@dataclass(frozen=True, slots=True)
class NewAmbulance:
    """An ambulance to be written, in whatever status it stands."""

    call_sign: str
    status: AmbulanceStatus
    status_since: datetime
    crew_level: CrewLevel
    position: Position | None = None
    position_at: datetime | None = None
    station_id: int | None = None


@dataclass(frozen=True, slots=True)
class NewAssignment:
    """An assignment to be written; its call and its ambulance are named the way people name them."""

    call_number: int
    call_sign: str
    request_id: UUID
    dispatched_at: datetime
    acknowledged_at: datetime | None = None
    mobile_at: datetime | None = None
    on_scene_at: datetime | None = None
    left_scene_at: datetime | None = None
    at_hospital_at: datetime | None = None
    cleared_at: datetime | None = None
    outcome: AssignmentOutcome | None = None
    source_ref: str | None = None
    dispatcher_id: int | None = None
    paramedic_id: int | None = None
    hospital_id: int | None = None
    desk: str = ""


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A station or a hospital to be written; only of hospitals it is known what they can take."""

    name: str
    position: Position
    source_ref: str
    capabilities: tuple[Capability, ...] = ()
    beds_free: int | None = None


def try_lock_imports(tx: Transaction) -> bool:
    """Make this the only import until COMMIT; False when another one is running."""
    return bool(tx.database.execute_sql("SELECT pg_try_advisory_xact_lock(%s)", (_IMPORT_LOCK,)).fetchone()[0])


def database_now(tx: Transaction) -> datetime:
    """Give the instant at which the transaction began, by the database's clock."""
    now: datetime = tx.database.execute_sql("SELECT now()").fetchone()[0]
    return now


def known_calls(tx: Transaction, numbers: Iterable[int]) -> dict[int, str | None]:
    """Find which of these call numbers are taken, and by which source."""
    sql = "SELECT number, source_ref FROM emergency_call WHERE number = ANY(%s::bigint[])"
    return dict(tx.database.execute_sql(sql, (list(numbers),)).fetchall())


def known_ambulances(tx: Transaction, call_signs: Iterable[str]) -> dict[str, int]:
    """Find which of these ambulances are there, in whatever case, by id."""
    sql = """
        SELECT given, id FROM unnest(%s::text[]) AS given JOIN ambulance ON upper(call_sign) = upper(given)"""
    return dict(tx.database.execute_sql(sql, (list(call_signs),)).fetchall())


def known_assignments(tx: Transaction, source_refs: Iterable[str]) -> set[str]:
    """Find which of these assignments are there."""
    sql = "SELECT source_ref FROM assignment WHERE source_ref = ANY(%s::text[])"
    return {ref for (ref,) in tx.database.execute_sql(sql, (list(source_refs),)).fetchall()}


def insert_calls(tx: Transaction, calls: Iterable[NewCall]) -> dict[int, int]:
    """Write calls and give their ids by number."""
    model = models.EmergencyCall
    ids: dict[int, int] = {}
    for batch in _batches(_call_row(call) for call in calls):
        query = model.insert_many(batch).returning(model.number, model.id).tuples()
        ids.update(query.execute(tx.database))
    return ids


def insert_ambulances(tx: Transaction, ambulances: Iterable[NewAmbulance]) -> dict[str, int]:
    """Write ambulances and give their ids by call sign."""
    model = models.Ambulance
    ids: dict[str, int] = {}
    for batch in _batches(_ambulance_row(ambulance) for ambulance in ambulances):
        query = model.insert_many(batch).returning(model.call_sign, model.id).tuples()
        ids.update(query.execute(tx.database))
    return ids


def insert_assignments(
    tx: Transaction, assignments: Iterable[NewAssignment], call_ids: dict[int, int], ambulance_ids: dict[str, int]
) -> None:
    """Write assignments of calls and ambulances whose ids are given."""
    for batch in _batches(
        _assignment_row(new, call_ids[new.call_number], ambulance_ids[new.call_sign]) for new in assignments
    ):
        models.Assignment.insert_many(batch).execute(tx.database)


def insert_stations(tx: Transaction, places: Iterable[NewPlace]) -> dict[str, int]:
    """Write the stations that are not there yet; give the ids of the new ones by source."""
    return _insert_rows(tx, models.Station, map(_place_row, places))


def insert_hospitals(tx: Transaction, places: Iterable[NewPlace]) -> dict[str, int]:
    """Write the hospitals that are not there yet; give the ids of the new ones by source."""
    return _insert_rows(tx, models.Hospital, (_place_row(place) | _take_row(place) for place in places))


def _place_row(place: NewPlace) -> dict[str, Any]:
    return {"name": place.name, "source_ref": place.source_ref} | _position(place.position)


def _take_row(place: NewPlace) -> dict[str, Any]:
    return {"capabilities": list(place.capabilities), "beds_free": place.beds_free}


def _insert_rows(tx: Transaction, model: Any, rows: Iterable[dict[str, Any]]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for batch in _batches(rows):
        query = (
            model.insert_many(batch)
            .on_conflict(conflict_target=[model.source_ref], action="NOTHING")
            .returning(model.source_ref, model.id)
        )
        ids.update(query.tuples().execute(tx.database))
    return ids


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        yield batch


def _position(position: Position | None) -> dict[str, Any]:
    if position is None:
        return {"latitude": None, "longitude": None}
    return {"latitude": position.latitude, "longitude": position.longitude}


def _call_row(call: NewCall) -> dict[str, Any]:
    return {
        "number": call.number,
        "status": call.status,
        "priority": call.priority,
        "type_text": call.type_text,
        "received_at": call.received_at,
        "entered_at": call.entered_at,
        "location_text": call.location_text,
        "area_text": call.area_text,
        "caller_name": call.caller_name,
        "caller_phone": call.caller_phone,
        "notes": call.notes,
        "ended_at": call.ended_at,
        "ended_by": call.ended_by_id,
        "ended_at_desk": call.ended_at_desk,
        "source_ref": call.source_ref,
    } | _position(call.position)


def _ambulance_row(ambulance: NewAmbulance) -> dict[str, Any]:
    return {
        "call_sign": ambulance.call_sign,
        "status": ambulance.status,
        "status_since": ambulance.status_since,
        "crew_level": ambulance.crew_level,
        "position_at": ambulance.position_at,
        "station": ambulance.station_id,
    } | _position(ambulance.position)


def _assignment_row(new: NewAssignment, call_id: int, ambulance_id: int) -> dict[str, Any]:
    return {
        "emergency_call": call_id,
        "ambulance": ambulance_id,
        "request_id": new.request_id,
        "dispatcher": new.dispatcher_id,
        "paramedic": new.paramedic_id,
        "hospital": new.hospital_id,
        "desk": new.desk,
        "dispatched_at": new.dispatched_at,
        "acknowledged_at": new.acknowledged_at,
        "mobile_at": new.mobile_at,
        "on_scene_at": new.on_scene_at,
        "left_scene_at": new.left_scene_at,
        "at_hospital_at": new.at_hospital_at,
        "cleared_at": new.cleared_at,
        "outcome": new.outcome,
        "source_ref": new.source_ref,
    }
