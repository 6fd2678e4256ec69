"""From a Peewee row to the frozen entity that may leave this package."""

from dispatcher_app.domain import entities
from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.ids import (
    AmbulanceId,
    AssignmentId,
    DispatcherId,
    EmergencyCallId,
    HospitalId,
    ParamedicId,
    RequestId,
    StationId,
)
from dispatcher_app.domain.statuses import (
    AmbulanceStatus,
    AssignmentOutcome,
    CallStatus,
    Capability,
    CrewLevel,
    HospitalStatus,
)
from dispatcher_app.storage import models


def position_of(row: models.EmergencyCall | models.Ambulance | models.Station | models.Hospital) -> Position | None:
    """Give the row's position, if it has one."""
    if row.latitude is None or row.longitude is None:
        return None
    return Position(row.latitude, row.longitude)


def emergency_call_of(row: models.EmergencyCall) -> entities.EmergencyCall:
    """Make the entity."""
    return entities.EmergencyCall(
        id=EmergencyCallId(row.id),
        number=row.number,
        status=CallStatus(row.status),
        priority=row.priority,
        type_text=row.type_text,
        type_code=row.type_code,
        received_at=row.received_at,
        location_text=row.location_text,
        area_text=row.area_text,
        position=position_of(row),
        # Not read for a role that may not: then they are unknown, like a caller who gave no name.
        caller_name=row.caller_name or "",
        caller_phone=row.caller_phone or "",
        notes=row.notes or "",
        version=row.version,
        patient_name=row.patient_name or "",
        patient_age=row.patient_age,
        patient_sex=row.patient_sex or "",
        patient_condition=row.patient_condition or "",
        taken_by_id=None if row.taken_by_id is None else DispatcherId(row.taken_by_id),
        handled_by_id=None if row.handled_by_id is None else DispatcherId(row.handled_by_id),
    )


def ambulance_of(row: models.Ambulance) -> entities.Ambulance:
    """Make the entity."""
    return entities.Ambulance(
        id=AmbulanceId(row.id),
        call_sign=row.call_sign,
        status=AmbulanceStatus(row.status),
        status_since=row.status_since,
        crew_level=CrewLevel(row.crew_level),
        station_id=None if row.station_id is None else StationId(row.station_id),
        position=position_of(row),
        position_at=row.position_at,
        version=row.version,
    )


def assignment_of(row: models.Assignment, dispatcher_name: str) -> entities.Assignment:
    """Make the entity; the dispatcher's name comes from a join."""
    return entities.Assignment(
        id=AssignmentId(row.id),
        emergency_call_id=EmergencyCallId(row.emergency_call_id),
        ambulance_id=AmbulanceId(row.ambulance_id),
        request_id=RequestId(row.request_id),
        dispatched_at=row.dispatched_at,
        desk=row.desk,
        dispatcher_id=None if row.dispatcher_id is None else DispatcherId(row.dispatcher_id),
        dispatcher_name=dispatcher_name,
        paramedic_id=None if row.paramedic_id is None else ParamedicId(row.paramedic_id),
        hospital_id=None if row.hospital_id is None else HospitalId(row.hospital_id),
        acknowledged_at=row.acknowledged_at,
        mobile_at=row.mobile_at,
        on_scene_at=row.on_scene_at,
        at_patient_at=row.at_patient_at,
        left_scene_at=row.left_scene_at,
        at_hospital_at=row.at_hospital_at,
        transferred_at=row.transferred_at,
        cleared_at=row.cleared_at,
        outcome=None if row.outcome is None else AssignmentOutcome(row.outcome),
    )


def station_of(row: models.Station) -> entities.Station:
    """Make the entity."""
    return entities.Station(StationId(row.id), row.name, position_of(row))


def hospital_of(row: models.Hospital) -> entities.Hospital:
    """Make the entity; who wrote its status down comes from a join."""
    return entities.Hospital(
        id=HospitalId(row.id),
        name=row.name,
        position=position_of(row),
        status=HospitalStatus(row.status),
        status_since=row.status_since,
        status_by=row.status_by.full_name if row.status_by else "",
        note=row.note,
        beds_free=row.beds_free,
        capabilities=tuple(Capability(code) for code in row.capabilities),
        version=row.version,
    )


def paramedic_of(row: models.Paramedic) -> entities.Paramedic:
    """Make the entity."""
    return entities.Paramedic(ParamedicId(row.id), row.full_name, CrewLevel(row.level))


def dispatcher_of(row: models.Dispatcher) -> entities.Dispatcher:
    """Make the entity."""
    return entities.Dispatcher(DispatcherId(row.id), row.login, row.full_name, row.is_active)
