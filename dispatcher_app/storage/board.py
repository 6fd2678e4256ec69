"""Reading the whole board, and finding people and records by the names that people use."""

from typing import Any

from peewee import JOIN, Cast, ModelSelect, fn

from dispatcher_app.domain import entities
from dispatcher_app.domain.board_news import BoardNews, Change
from dispatcher_app.domain.errors import InvalidInput, NotFound, SchemaMismatch
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, HospitalId, ParamedicId
from dispatcher_app.storage.alarms import read_alarms
from dispatcher_app.storage.board_clock import BOARD_CLOCK
from dispatcher_app.storage.crews import read_crews
from dispatcher_app.storage.gate import read_emergencies
from dispatcher_app.storage.hospitals import read_hospitals
from dispatcher_app.storage.models import (
    Ambulance,
    Assignment,
    Dispatcher,
    EmergencyCall,
    Hospital,
    Paramedic,
    Station,
)
from dispatcher_app.storage.people import find_control_room
from dispatcher_app.storage.rows import (
    ambulance_of,
    assignment_of,
    dispatcher_of,
    emergency_call_of,
    paramedic_of,
    station_of,
)
from dispatcher_app.storage.store import Transaction

_MOMENT = f"""
    SELECT {BOARD_CLOCK}, CASE
        WHEN NOT pg_is_in_recovery() OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN interval '0'
        ELSE coalesce(clock_timestamp() - pg_last_xact_replay_timestamp(), interval '1 day') END"""
"""The database's time, and how far a standby may be behind, unless it has made all its own that it was sent."""


def read_board(tx: Transaction) -> entities.Board:
    """Read everything a desk shows. Wants a snapshot, so that the parts belong together."""
    db = tx.database
    taken_at, behind = db.execute_sql(_MOMENT).fetchone()
    return entities.Board(
        taken_at=taken_at,
        behind=behind,
        room=read_control_room(tx),
        calls=_calls(tx),
        ambulances=_ambulances(tx),
        assignments=_running_assignments(tx),
        stations=tuple(station_of(row) for row in Station.select().order_by(Station.name).execute(db)),
        hospitals=read_hospitals(tx),
        paramedics=tuple(
            paramedic_of(row)
            for row in Paramedic.select().where(Paramedic.is_active).order_by(Paramedic.full_name).execute(db)
        ),
        dispatchers=tuple(
            dispatcher_of(row)
            for row in Dispatcher.select().where(Dispatcher.is_active).order_by(Dispatcher.full_name).execute(db)
        ),
        emergencies=read_emergencies(tx),
        alarms=read_alarms(tx),
        crews=read_crews(tx),
    )


def read_news(tx: Transaction, asked: frozenset[Change]) -> BoardNews:
    """Read anew only these records. Wants a snapshot, so that the parts belong together."""
    db = tx.database
    (taken_at,) = db.execute_sql(f"SELECT {BOARD_CLOCK}").fetchone()
    calls = [change.id for change in asked if change.table == "emergency_call"]
    ambulances = [change.id for change in asked if change.table == "ambulance"]
    assignments = [change.id for change in asked if change.table == "assignment"]
    return BoardNews(
        taken_at=taken_at,
        asked=asked,
        calls=_calls(tx, EmergencyCall.id.in_(calls)) if calls else (),
        ambulances=_ambulances(tx, Ambulance.id.in_(ambulances)) if ambulances else (),
        assignments=_running_assignments(tx, Assignment.id.in_(assignments)) if assignments else (),
    )


def _calls(tx: Transaction, *which: Any) -> tuple[entities.EmergencyCall, ...]:
    """Read calls that are not over."""
    query = _readable_calls(tx).where(EmergencyCall.ended_at.is_null(), *which).order_by(EmergencyCall.id)
    return tuple(emergency_call_of(row) for row in query.execute(tx.database))


def _ambulances(tx: Transaction, *which: Any) -> tuple[entities.Ambulance, ...]:
    query = Ambulance.select().order_by(Ambulance.id)
    return tuple(ambulance_of(row) for row in (query.where(*which) if which else query).execute(tx.database))


def _readable_calls(tx: Transaction) -> "ModelSelect[EmergencyCall]":
    """Select of the calls what this person's role may read: callers and notes are not for everybody."""
    sql = "SELECT has_column_privilege('emergency_call', 'caller_name', 'SELECT')"
    if tx.database.execute_sql(sql).fetchone()[0]:
        return EmergencyCall.select()
    private = {
        EmergencyCall.caller_name,
        EmergencyCall.caller_phone,
        EmergencyCall.notes,
        EmergencyCall.ended_reason,
        EmergencyCall.patient_name,
        EmergencyCall.patient_age,
        EmergencyCall.patient_sex,
        EmergencyCall.patient_condition,
    }
    fields = EmergencyCall._meta.sorted_fields  # noqa: SLF001  (Peewee's documented place for it)
    return EmergencyCall.select(*(field for field in fields if field not in private))


def _running_assignments(tx: Transaction, *which: Any) -> tuple[entities.Assignment, ...]:
    query = (
        Assignment.select(Assignment, Dispatcher)
        .join(Dispatcher, JOIN.LEFT_OUTER)
        .where(Assignment.cleared_at.is_null(), *which)
        .order_by(Assignment.dispatched_at, Assignment.id)
    )
    return tuple(
        assignment_of(row, row.dispatcher.full_name if row.dispatcher else "") for row in query.execute(tx.database)
    )


def read_control_room(tx: Transaction) -> entities.ControlRoom:
    """Tell what this database is. Raises SchemaMismatch when nobody has set it up."""
    room = find_control_room(tx)
    if room is not None:
        return room
    raise SchemaMismatch("This database has not been set up yet. Run: dispatcher init")


def find_dispatcher(tx: Transaction, login: str) -> entities.Dispatcher | None:
    """Find the profile of a login."""
    for row in Dispatcher.select().where(Dispatcher.login == login).execute(tx.database):
        return dispatcher_of(row)
    return None


def find_paramedic_name(tx: Transaction, login: str) -> str | None:
    """Find the full name of a paramedic by their log-in."""
    for row in Paramedic.select(Paramedic.full_name).where(Paramedic.login == login).execute(tx.database):
        return str(row.full_name)
    return None


def find_emergency_call(tx: Transaction, number: int) -> EmergencyCallId:
    """Find a call by its number. Raises NotFound."""
    for row in EmergencyCall.select(EmergencyCall.id).where(EmergencyCall.number == number).execute(tx.database):
        return EmergencyCallId(row.id)
    raise NotFound("emergency call", f"#{number}")


def find_ambulance(tx: Transaction, call_sign: str) -> AmbulanceId:
    """Find an ambulance by its call sign, in any case. Raises NotFound, InvalidInput."""
    return AmbulanceId(_the_one(tx, "ambulance", call_sign, Ambulance.select(Ambulance.id), Ambulance.call_sign))


def find_hospital(tx: Transaction, name: str) -> HospitalId:
    """Find a hospital by its name, in any case. Raises NotFound, InvalidInput."""
    return HospitalId(_the_one(tx, "hospital", name, Hospital.select(Hospital.id), Hospital.name))


def find_paramedic(tx: Transaction, name: str) -> ParamedicId:
    """Find a paramedic by full name, in any case. Raises NotFound, InvalidInput."""
    active = Paramedic.select(Paramedic.id).where(Paramedic.is_active)
    return ParamedicId(_the_one(tx, "paramedic", name, active, Paramedic.full_name))


def _the_one(tx: Transaction, what: str, name: str, query: "ModelSelect[Any]", column: Any) -> int:
    """Give the id of the only record of that name: of two that bear it, none is ever guessed."""
    rows = list(query.where(fn.upper(column) == fn.upper(Cast(name, "text"))).limit(3).execute(tx.database))
    if not rows:
        raise NotFound(what, name)
    if len(rows) > 1:
        count = "two" if len(rows) == 2 else "several"
        sentence = f"There are {count} {what}s called {name}: choose one in the window of a desk."
        raise InvalidInput({f"{what}_id": [sentence]})
    return int(rows[0].id)
