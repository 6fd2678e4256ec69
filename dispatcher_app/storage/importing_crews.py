"""Writing crews, shifts and how hospitals stand as they come from a file or a generator, with times of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dispatcher_app.domain.statuses import Capability, CrewLevel, HospitalStatus
from dispatcher_app.storage.crew_models import CrewBreak, CrewMember, Shift
from dispatcher_app.storage.models import Ambulance, Hospital, Paramedic
from dispatcher_app.storage.store import Transaction


@dataclass(frozen=True, slots=True)
class Standing:
    """How a hospital stands; nobody has told where `status` is None."""

    status: HospitalStatus | None
    since: datetime | None
    beds_free: int | None
    note: str
    capabilities: tuple[Capability, ...]


@dataclass(frozen=True, slots=True)
class NewCrew:
    """A crew that came aboard at an instant, for a shift that ends at another."""

    call_sign: str
    on_at: datetime
    ends_at: datetime
    break_due_at: datetime


@dataclass(frozen=True, slots=True)
class NewShift:
    """A planned shift of an ambulance, of a paramedic or of one on the other, all named as people name them.

    `source_ref` knows it again when the same plan is read once more.
    """

    starts_at: datetime
    ends_at: datetime
    source_ref: str
    call_sign: str | None = None
    paramedic: str | None = None
    break_due_at: datetime | None = None


def relieve_all(tx: Transaction, at: datetime) -> None:
    """End all breaks and sign everybody off, none of which before it began."""
    for ended in (
        "UPDATE crew_break SET ended_at = GREATEST(began_at, %s) WHERE ended_at IS NULL",
        "UPDATE crew_member SET off_at = GREATEST(on_at, %s) WHERE off_at IS NULL",
    ):
        tx.database.execute_sql(ended, (at,))


def set_standing(tx: Transaction, name: str, standing: Standing) -> None:
    """Write how a hospital stands."""
    Hospital.update(
        status=standing.status or HospitalStatus.OPEN,
        status_since=standing.since,
        beds_free=standing.beds_free,
        note=standing.note,
        capabilities=list(standing.capabilities),
    ).where(Hospital.name == name).execute(tx.database)


def ensure_paramedics(tx: Transaction, names: Sequence[str], levels: Sequence[CrewLevel]) -> list[int]:
    """Give the ids of paramedics, in order; those who are not there yet are added."""
    query = Paramedic.select(Paramedic.full_name, Paramedic.id).where(Paramedic.full_name.in_(list(names)))
    known = dict(query.tuples().execute(tx.database))
    rows = [{"full_name": name, "level": level} for name, level in zip(names, levels, strict=True) if name not in known]
    if rows:
        made = Paramedic.insert_many(rows).returning(Paramedic.full_name, Paramedic.id)
        known |= dict(made.tuples().execute(tx.database))
    return [known[name] for name in names]


def put_crew_aboard(tx: Transaction, crew: NewCrew, paramedic_id: int) -> None:
    """Sign a paramedic on to an ambulance, with the shift they came for."""
    ambulance = _ambulance(tx, crew.call_sign)
    CrewMember.insert(ambulance=ambulance, paramedic=paramedic_id, on_at=crew.on_at).execute(tx.database)
    Shift.insert(
        ambulance=ambulance,
        paramedic=paramedic_id,
        starts_at=crew.on_at,
        ends_at=crew.ends_at,
        break_due_at=crew.break_due_at,
    ).execute(tx.database)


def begin_break(tx: Transaction, call_sign: str, at: datetime) -> None:
    """Let a crew's break have begun."""
    CrewBreak.insert(ambulance=_ambulance(tx, call_sign), began_at=at).execute(tx.database)


def insert_shifts(tx: Transaction, shifts: Sequence[NewShift]) -> list[str]:
    """Write the shifts that are not there yet, and give the sources of the new ones."""
    written = []
    for new in shifts:
        query = (
            Shift.insert(
                ambulance=None if new.call_sign is None else _ambulance(tx, new.call_sign),
                paramedic=None if new.paramedic is None else _paramedic(tx, new.paramedic),
                starts_at=new.starts_at,
                ends_at=new.ends_at,
                break_due_at=new.break_due_at,
                source_ref=new.source_ref,
            )
            .on_conflict(conflict_target=[Shift.source_ref], action="NOTHING")
            .returning(Shift.source_ref)
        )
        written += [row.source_ref for row in query.execute(tx.database)]
    return written


def known_names(tx: Transaction) -> tuple[frozenset[str], frozenset[str]]:
    """List the call signs (in capitals) and the names of active paramedics that one person alone bears (folded)."""
    signs = Ambulance.select(Ambulance.call_sign).tuples().execute(tx.database)
    names = [
        name.casefold()
        for (name,) in Paramedic.select(Paramedic.full_name).where(Paramedic.is_active).tuples().execute(tx.database)
    ]
    return frozenset(sign.upper() for (sign,) in signs), frozenset(name for name in names if names.count(name) == 1)


def _ambulance(tx: Transaction, call_sign: str) -> int:
    sql = "SELECT id FROM ambulance WHERE upper(call_sign) = upper(%s)"
    return int(tx.database.execute_sql(sql, (call_sign,)).fetchone()[0])


def _paramedic(tx: Transaction, name: str) -> int:
    for number, known in Paramedic.select(Paramedic.id, Paramedic.full_name).tuples().execute(tx.database):
        if known.casefold() == name.casefold():
            return int(number)
    raise LookupError(name)
