"""Who is aboard which ambulance, since when, until when, and their breaks.

Whoever changes a crew has locked the ambulance. The database signs: by whom, and when.
"""

from datetime import datetime
from typing import Any

from peewee import fn

from dispatcher_app.domain import entities
from dispatcher_app.domain.crews import SHORTEST_BREAK
from dispatcher_app.domain.errors import AmbulanceFacts, Deed, NotFound
from dispatcher_app.domain.ids import AmbulanceId, AssignmentId, ParamedicId
from dispatcher_app.domain.statuses import CrewLevel
from dispatcher_app.storage.crew_models import Aboard, CrewBreak, CrewMember
from dispatcher_app.storage.models import Paramedic
from dispatcher_app.storage.store import Transaction

# A member's shift is the first that still has an hour to go when they sign on: relief comes early, while the shift
# before lasts. Their own plan goes before that of the ambulance; one that begins half a day later is not today's.
_MEMBERS = """
    SELECT m.ambulance_id, m.paramedic_id, p.full_name, p.level, m.on_at, s.ends_at, s.break_due_at
    FROM crew_member AS m JOIN paramedic AS p ON p.id = m.paramedic_id
    LEFT JOIN LATERAL (
        SELECT ends_at, break_due_at FROM shift
        WHERE (paramedic_id = m.paramedic_id AND coalesce(ambulance_id, m.ambulance_id) = m.ambulance_id
               OR paramedic_id IS NULL AND ambulance_id = m.ambulance_id)
          AND ends_at > m.on_at + interval '1 hour' AND starts_at < m.on_at + interval '12 hours'
        ORDER BY paramedic_id IS NULL, starts_at LIMIT 1
    ) AS s ON true
    WHERE m.off_at IS NULL ORDER BY m.ambulance_id, p.full_name, m.id"""

_BREAKS = """
    SELECT b.ambulance_id, max(b.began_at) FILTER (WHERE b.ended_at IS NULL),
           max(b.ended_at) FILTER (WHERE b.ended_at - b.began_at >= %s)
    FROM crew_break AS b
    WHERE b.ended_at IS NULL OR b.ended_at > (
        SELECT min(on_at) FROM crew_member AS m WHERE m.ambulance_id = b.ambulance_id AND m.off_at IS NULL)
    GROUP BY b.ambulance_id"""


def read_crews(tx: Transaction) -> tuple[entities.Crew, ...]:
    """List those who are aboard, by ambulance."""
    breaks = {one: times for one, *times in tx.database.execute_sql(_BREAKS, (SHORTEST_BREAK,)).fetchall()}
    members: dict[int, list[entities.CrewMember]] = {}
    for ambulance_id, *told in tx.database.execute_sql(_MEMBERS).fetchall():
        members.setdefault(ambulance_id, []).append(_member(*told))
    return tuple(
        entities.Crew(AmbulanceId(one), tuple(aboard), *breaks.get(one, (None, None)))
        for one, aboard in members.items()
    )


def _member(paramedic_id: int, name: str, level: str, on_at: datetime, *planned: datetime | None) -> Any:
    return entities.CrewMember(ParamedicId(paramedic_id), name, CrewLevel(level), on_at, *planned)


def where_aboard(tx: Transaction, paramedic_id: ParamedicId) -> tuple[AmbulanceFacts, Deed] | None:
    """Tell which ambulance a paramedic is aboard, and who signed them on; None where they are aboard none."""
    row = tx.database.execute_sql(
        """
        SELECT a.id, a.call_sign, coalesce(d.full_name, p.full_name, m.on_by), m.on_at
        FROM crew_member AS m JOIN ambulance AS a ON a.id = m.ambulance_id
        LEFT JOIN dispatcher AS d ON d.login = m.on_by LEFT JOIN paramedic AS p ON p.login = m.on_by
        WHERE m.paramedic_id = %s AND m.off_at IS NULL""",
        (paramedic_id,),
    ).fetchone()
    if row is None:
        return None
    number, call_sign, by, at = row
    return AmbulanceFacts(AmbulanceId(number), call_sign), Deed(by, "", at)


def find_paramedic_of(tx: Transaction, login: str) -> ParamedicId:
    """Find the paramedic whose log-in it is. Raises NotFound."""
    query = Paramedic.select(Paramedic.id).where((Paramedic.login == login) & Paramedic.is_active)
    for row in query.execute(tx.database):
        return ParamedicId(row.id)
    raise NotFound("paramedic with the log-in", login)


def is_login_of(tx: Transaction, login: str, paramedic_id: ParamedicId) -> bool:
    """Tell whether a log-in is this paramedic's own."""
    query = Paramedic.select(Paramedic.id).where((Paramedic.id == paramedic_id) & (Paramedic.login == login))
    return bool(list(query.execute(tx.database)))


def call_number_of(tx: Transaction, ambulance_id: AmbulanceId) -> int | None:
    """Tell which call a locked ambulance is out on; None while it is out on none."""
    row = tx.database.execute_sql(
        "SELECT c.number FROM assignment AS a JOIN emergency_call AS c ON c.id = a.emergency_call_id"
        " WHERE a.ambulance_id = %s AND a.cleared_at IS NULL",
        (ambulance_id,),
    ).fetchone()
    return None if row is None else int(row[0])


def crew_of(tx: Transaction, ambulance_id: AmbulanceId) -> entities.Crew:
    """Give who is aboard an ambulance: nobody, where nobody is."""
    found = (crew for crew in read_crews(tx) if crew.ambulance_id == ambulance_id)
    return next(found, entities.Crew(ambulance_id, ()))


def put_aboard(tx: Transaction, ambulance_id: AmbulanceId, paramedic_id: ParamedicId) -> None:
    """Sign a paramedic on, from now on. Raises AlreadyThere."""
    CrewMember.insert(ambulance=ambulance_id, paramedic=paramedic_id, on_at=fn.room_now()).execute(tx.database)


def take_off(tx: Transaction, paramedic_id: ParamedicId) -> None:
    """Sign a paramedic off."""
    aboard = (CrewMember.paramedic == paramedic_id) & CrewMember.off_at.is_null()
    CrewMember.update(off_at=fn.room_now()).where(aboard).execute(tx.database)


def begin_break(tx: Transaction, ambulance_id: AmbulanceId) -> None:
    """Write that a crew's break begins. Raises AlreadyThere."""
    CrewBreak.insert(ambulance=ambulance_id, began_at=fn.room_now()).execute(tx.database)


def end_break(tx: Transaction, ambulance_id: AmbulanceId) -> bool:
    """Write that a crew's break ends; False if they are on none."""
    open_one = (CrewBreak.ambulance == ambulance_id) & CrewBreak.ended_at.is_null()
    return bool(CrewBreak.update(ended_at=fn.room_now()).where(open_one).execute(tx.database))


def read_aboard(tx: Transaction, assignment_id: AssignmentId) -> tuple[entities.Paramedic, ...]:
    """List who was aboard when an assignment was made, by name, whoever is aboard now."""
    query = (
        Paramedic.select()
        .join(Aboard, on=(Aboard.paramedic == Paramedic.id))
        .where(Aboard.assignment == assignment_id)
        .order_by(Paramedic.full_name, Paramedic.id)
    )
    return tuple(
        entities.Paramedic(ParamedicId(row.id), row.full_name, CrewLevel(row.level))
        for row in query.execute(tx.database)
    )
