"""Reading the whole board, and finding people and records by the names that people use."""

from peewee import JOIN, fn

from dispatcher_app.domain import entities
from dispatcher_app.domain.errors import NotFound, SchemaMismatch
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, HospitalId, ParamedicId
from dispatcher_app.storage.models import (
    Ambulance,
    Assignment,
    ControlRoom,
    Dispatcher,
    EmergencyCall,
    Hospital,
    Paramedic,
    Station,
)
from dispatcher_app.storage.rows import (
    ambulance_of,
    assignment_of,
    dispatcher_of,
    emergency_call_of,
    hospital_of,
    paramedic_of,
    station_of,
)
from dispatcher_app.storage.store import Transaction


def read_board(tx: Transaction) -> entities.Board:
    """Read everything a desk shows. Wants a snapshot, so that the parts belong together."""
    db = tx.database
    (taken_at,) = db.execute_sql("SELECT clock_timestamp()").fetchone()
    calls = EmergencyCall.select().where(EmergencyCall.ended_at.is_null()).order_by(EmergencyCall.id)
    return entities.Board(
        taken_at=taken_at,
        room=read_control_room(tx),
        calls=tuple(emergency_call_of(row) for row in calls.execute(db)),
        ambulances=tuple(ambulance_of(row) for row in Ambulance.select().order_by(Ambulance.id).execute(db)),
        assignments=_running_assignments(tx),
        stations=tuple(station_of(row) for row in Station.select().order_by(Station.name).execute(db)),
        hospitals=tuple(hospital_of(row) for row in Hospital.select().order_by(Hospital.name).execute(db)),
        paramedics=tuple(
            paramedic_of(row)
            for row in Paramedic.select().where(Paramedic.is_active).order_by(Paramedic.full_name).execute(db)
        ),
    )


def _running_assignments(tx: Transaction) -> tuple[entities.Assignment, ...]:
    query = (
        Assignment.select(Assignment, Dispatcher)
        .join(Dispatcher, JOIN.LEFT_OUTER)
        .where(Assignment.cleared_at.is_null())
        .order_by(Assignment.dispatched_at, Assignment.id)
    )
    return tuple(
        assignment_of(row, row.dispatcher.full_name if row.dispatcher else "") for row in query.execute(tx.database)
    )


def read_control_room(tx: Transaction) -> entities.ControlRoom:
    """Tell what this database is. Raises SchemaMismatch when nobody has set it up."""
    for row in ControlRoom.select().execute(tx.database):
        return entities.ControlRoom(row.name, row.time_zone, row.is_demo)
    raise SchemaMismatch("This database has not been set up yet. Run: dispatcher init")


def find_dispatcher(tx: Transaction, login: str) -> entities.Dispatcher | None:
    """Find the profile of a login."""
    for row in Dispatcher.select().where(Dispatcher.login == login).execute(tx.database):
        return dispatcher_of(row)
    return None


def find_emergency_call(tx: Transaction, number: int) -> EmergencyCallId:
    """Find a call by its number. Raises NotFound."""
    for row in EmergencyCall.select(EmergencyCall.id).where(EmergencyCall.number == number).execute(tx.database):
        return EmergencyCallId(row.id)
    raise NotFound("emergency call", f"#{number}")


def find_ambulance(tx: Transaction, call_sign: str) -> AmbulanceId:
    """Find an ambulance by its call sign, in any case. Raises NotFound."""
    for row in (
        Ambulance.select(Ambulance.id).where(fn.upper(Ambulance.call_sign) == call_sign.upper()).execute(tx.database)
    ):
        return AmbulanceId(row.id)
    raise NotFound("ambulance", call_sign)


def find_hospital(tx: Transaction, name: str) -> HospitalId:
    """Find a hospital by its name, in any case. Raises NotFound."""
    for row in Hospital.select(Hospital.id).where(fn.lower(Hospital.name) == name.lower()).execute(tx.database):
        return HospitalId(row.id)
    raise NotFound("hospital", name)


def find_paramedic(tx: Transaction, name: str) -> ParamedicId:
    """Find a paramedic by full name, in any case. Raises NotFound."""
    query = Paramedic.select(Paramedic.id).where((fn.lower(Paramedic.full_name) == name.lower()) & Paramedic.is_active)
    for row in query.execute(tx.database):
        return ParamedicId(row.id)
    raise NotFound("paramedic", name)
