"""What only the demonstration needs: is the database empty, has the board stood still, and bringing it to rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from peewee import fn

from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.statuses import AmbulanceStatus, CrewLevel
from dispatcher_app.storage import models
from dispatcher_app.storage.crew_models import CrewMember
from dispatcher_app.storage.importing import NewAmbulance
from dispatcher_app.storage.people_models import Account
from dispatcher_app.storage.store import Transaction

_DEMO_LOCK = 0x44454D4F
"""Advisory lock ("DEMO"): of several desks that open a demonstration at once, one makes or refreshes it."""

_FILLED_TABLES = (
    "control_room",
    "station",
    "hospital",
    "dispatcher",
    "paramedic",
    "emergency_call",
    "ambulance",
    "assignment",
    "call_type",
)

_WAY_OUT = (
    AmbulanceStatus.AVAILABLE,
    AmbulanceStatus.EN_ROUTE,
    AmbulanceStatus.ON_SCENE,
    AmbulanceStatus.TRANSPORTING,
    AmbulanceStatus.AT_HOSPITAL,
)


@dataclass(frozen=True, slots=True)
class FleetMember:
    """An ambulance of the demonstration and where it is at home."""

    call_sign: str
    crew_level: CrewLevel
    home: Position
    station_id: int | None = None


@dataclass(frozen=True, slots=True)
class DemoStaff:
    """Who works in the demonstration, and where its patients are taken."""

    dispatcher_ids: tuple[int, ...]
    paramedic_ids: tuple[int, ...]
    hospitals: tuple[tuple[int, Position], ...]


def lock_demonstration(tx: Transaction) -> None:
    """Wait until no other desk makes or refreshes the demonstration. Raises LockNotGranted."""
    tx.database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_DEMO_LOCK,))


def is_empty(tx: Transaction) -> bool:
    """Tell whether nobody has put anything into this database."""
    tables = " UNION ALL ".join(f"SELECT 1 FROM {name}" for name in _FILLED_TABLES)  # noqa: S608 - our own names
    return not tx.database.execute_sql(f"SELECT EXISTS ({tables})").fetchone()[0]


def insert_dispatchers(tx: Transaction, people: Iterable[tuple[str, str]]) -> tuple[int, ...]:
    """Write profiles of dispatchers (login, name)."""
    rows = [{"login": login, "full_name": name} for login, name in people]
    return tuple(
        row.id for row in models.Dispatcher.insert_many(rows).returning(models.Dispatcher.id).execute(tx.database)
    )


def insert_paramedics(tx: Transaction, people: Iterable[tuple[str, CrewLevel]]) -> tuple[int, ...]:
    """Write profiles of paramedics (name, level)."""
    rows = [{"full_name": name, "level": level} for name, level in people]
    return tuple(
        row.id for row in models.Paramedic.insert_many(rows).returning(models.Paramedic.id).execute(tx.database)
    )


def give_paramedic_log_in(tx: Transaction, full_name: str, login: str) -> None:
    """Tie the first paramedic of that name to a log-in, unless it is somebody's."""
    paramedic = models.Paramedic
    if list(paramedic.select(paramedic.id).where(paramedic.login == login).execute(tx.database)):
        return
    first = paramedic.select(fn.min(paramedic.id)).where(paramedic.full_name == full_name)
    paramedic.update(login=login).where(paramedic.id == first).execute(tx.database)


def last_activity(tx: Transaction) -> datetime | None:
    """Give the instant at which anybody last did anything that shows on the board; None for an empty board."""
    at: datetime | None = tx.database.execute_sql(
        """
        SELECT GREATEST(
            (SELECT max(GREATEST(received_at, ended_at)) FROM emergency_call),
            (SELECT max(status_since) FROM ambulance),
            (SELECT max(GREATEST(dispatched_at, acknowledged_at, mobile_at, on_scene_at, at_patient_at, left_scene_at,
                                 at_hospital_at, transferred_at, cleared_at)) FROM assignment),
            (SELECT max(at) FROM audit_event))
        """
    ).fetchone()[0]
    return at


def next_call_number(tx: Transaction) -> int:
    """Give the number after the highest one."""
    number: int = tx.database.execute_sql("SELECT COALESCE(max(number), 1000) + 1 FROM emergency_call").fetchone()[0]
    return number


def read_staff(tx: Transaction) -> DemoStaff:
    """Read who is there, and free to go along: who is of a crew goes with it."""
    dispatcher, paramedic, hospital = models.Dispatcher, models.Paramedic, models.Hospital
    others = Account.select(Account.login).where(Account.role != "dispatcher")
    dispatching = dispatcher.is_active & dispatcher.login.not_in(others)
    dispatchers = dispatcher.select(dispatcher.id).where(dispatching).order_by(dispatcher.id)
    in_crews = CrewMember.select(CrewMember.paramedic).where(CrewMember.off_at.is_null())
    free = paramedic.is_active & paramedic.id.not_in(in_crews)
    paramedics = paramedic.select(paramedic.id).where(free).order_by(paramedic.id)
    hospitals = hospital.select().where(hospital.latitude.is_null(is_null=False)).order_by(hospital.id)
    return DemoStaff(
        tuple(row.id for row in dispatchers.execute(tx.database)),
        tuple(row.id for row in paramedics.execute(tx.database)),
        tuple((row.id, Position(row.latitude, row.longitude)) for row in hospitals.execute(tx.database)),
    )


def read_fleet(tx: Transaction) -> tuple[FleetMember, ...]:
    """Read the ambulances that have a home: a station's place, or else where they were seen last."""
    query = "SELECT call_sign, crew_level, COALESCE(station.latitude, ambulance.latitude) AS latitude, "
    query += "COALESCE(station.longitude, ambulance.longitude), station_id FROM ambulance "
    query += "LEFT JOIN station ON station.id = station_id ORDER BY ambulance.id"
    return tuple(
        FleetMember(call_sign, CrewLevel(level), Position(latitude, longitude), station_id)
        for call_sign, level, latitude, longitude, station_id in tx.database.execute_sql(query).fetchall()
        if latitude is not None
    )


def bring_to_rest(tx: Transaction, at: datetime) -> None:
    """End at this instant what runs or waits, and make every ambulance available, by legal moves only.

    Locks calls by id, then ambulances by id. The instant must not be before any stamp.
    """
    db = tx.database
    db.execute_sql("SELECT id FROM emergency_call WHERE ended_at IS NULL ORDER BY id FOR UPDATE")
    db.execute_sql("SELECT id FROM ambulance ORDER BY id FOR UPDATE")
    db.execute_sql(
        """
        UPDATE assignment SET cleared_at = %s,
            outcome = CASE WHEN COALESCE(left_scene_at, at_hospital_at) IS NOT NULL THEN 'TRANSPORTED'
                           WHEN on_scene_at IS NOT NULL THEN 'NO_TRANSPORT' ELSE 'STOOD_DOWN' END
        WHERE cleared_at IS NULL
        """,
        (at,),
    )
    db.execute_sql(
        """
        UPDATE emergency_call SET ended_at = %s, version = version + 1,
            status = CASE status WHEN 'DISPATCHED' THEN 'CLOSED' ELSE 'CANCELLED' END
        WHERE ended_at IS NULL
        """,
        (at,),
    )
    _move_all(tx, {AmbulanceStatus.TRANSPORTING}, AmbulanceStatus.AT_HOSPITAL, at)
    _move_all(tx, set(AmbulanceStatus) - {AmbulanceStatus.AVAILABLE}, AmbulanceStatus.AVAILABLE, at)


def _move_all(tx: Transaction, of: set[AmbulanceStatus], to: AmbulanceStatus, at: datetime) -> None:
    ambulance = models.Ambulance
    ambulance.update(status=to, status_since=at, version=ambulance.version + 1).where(
        ambulance.status.in_(sorted(of))
    ).execute(tx.database)


def set_ambulance(tx: Transaction, wanted: NewAmbulance) -> int:
    """Take an available ambulance to a status, by legal moves only, and to a place. Gives its id."""
    ambulance = models.Ambulance
    steps = _WAY_OUT[: _WAY_OUT.index(wanted.status) + 1] if wanted.status in _WAY_OUT else (wanted.status,)
    for status in steps[:-1]:
        ambulance.update(status=status).where(ambulance.call_sign == wanted.call_sign).execute(tx.database)
    query = ambulance.update(
        status=wanted.status,
        status_since=wanted.status_since,
        latitude=wanted.position.latitude if wanted.position else None,
        longitude=wanted.position.longitude if wanted.position else None,
        position_at=wanted.position_at,
        version=ambulance.version + 1,
    ).where(ambulance.call_sign == wanted.call_sign)
    (row,) = query.returning(ambulance.id).execute(tx.database)
    return int(row.id)
