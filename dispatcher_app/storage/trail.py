"""The trail for those who look into something: newest first, filtered, and with the names that its words need.

No filter reads the whole trail: each is answered along an index, from the newest matching event backwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dispatcher_app.domain.errors import NotFound
from dispatcher_app.storage.board import find_ambulance, find_emergency_call
from dispatcher_app.storage.store import Transaction

_TIMEOUT = "5s"
"""Looking things up must never keep a desk's own orders waiting for long: they use the same connection."""


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """Which events: all of them, or those that fit everything given. From one instant until just before another."""

    call_number: int | None = None
    call_sign: str | None = None
    person: str | None = None
    from_at: datetime | None = None
    to_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TrailCursor:
    """Where a page ended: the next one begins just before this event."""

    at: datetime
    number: int


@dataclass(frozen=True, slots=True)
class TrailEvent:
    """One event. `before` and `after` hold the columns that changed; all of them for a row that came or went."""

    number: int
    at: datetime
    actor: str
    desk: str
    client: str
    action: str
    table_name: str
    row_id: int
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    request_id: UUID | None = None


_COLUMNS = """
    e.id, e.at, e.actor, e.desk, e.client, e.action, e.table_name, e.row_id, e.before, e.after, e.request_id"""

_NEWEST = "ORDER BY e.at DESC, e.id DESC LIMIT %(limit)s"

_ALL = "SELECT {columns} FROM audit_event AS e WHERE {bounds} {newest}"

# Person by person: for several at once the server might rather walk through everybody's events.
_OF_PEOPLE = """
    SELECT {columns} FROM unnest(%(logins)s::text[]) AS login CROSS JOIN LATERAL (
        SELECT * FROM audit_event AS e WHERE e.actor = login AND {bounds} {newest}
    ) AS e {newest}"""

# One request is one transaction: what else it changed was written within seconds of its first event, and so lies within
# a short stretch. OFFSET 0 keeps the server to that stretch.
_OF_CALL = """
    WITH own AS MATERIALIZED (
        SELECT {columns} FROM audit_event AS e
        WHERE e.table_name = 'emergency_call' AND e.row_id = %(call)s OR {is_call_work} OR {is_note}
           OR e.table_name = 'repeat_call' AND e.row_id = ANY(%(call_repeats)s::bigint[])
    ), request AS MATERIALIZED (
        SELECT request_id, min(at) - interval '1 minute' AS from_at, max(at) + interval '1 minute' AS to_at
        FROM own WHERE request_id IS NOT NULL GROUP BY request_id
    ), found AS MATERIALIZED (
        SELECT * FROM own UNION
        SELECT {columns} FROM request AS r CROSS JOIN LATERAL (
            SELECT * FROM audit_event AS e
            WHERE e.at BETWEEN r.from_at AND r.to_at AND e.request_id = r.request_id OFFSET 0
        ) AS e
    )
    SELECT * FROM found AS e WHERE {bounds} {newest}"""

# Where the ambulance's own events fill the page, nothing older than the last of them will be on it.
_OF_AMBULANCE = """
    WITH own AS MATERIALIZED (
        SELECT {columns} FROM audit_event AS e
        WHERE e.table_name = 'ambulance' AND e.row_id = %(ambulance)s AND {bounds} {newest}
    ), work AS MATERIALIZED (
        SELECT {columns} FROM audit_event AS e
        WHERE {is_ambulance_work} AND {bounds}
          AND e.at >= (SELECT CASE count(*) WHEN %(limit)s THEN min(at) ELSE '-infinity' END FROM own)
    )
    SELECT * FROM (SELECT * FROM own UNION ALL SELECT * FROM work) AS e {newest}"""

_IS_OF_AMBULANCE = "(e.table_name = 'ambulance' AND e.row_id = %(ambulance)s OR {is_ambulance_work})"

_IS_WORK = """(e.table_name = 'assignment' AND e.row_id = ANY(%({of}_work)s::bigint[])
    OR e.table_name = 'correction' AND e.row_id = ANY(%({of}_corrections)s::bigint[]))"""

_IS_NOTE = "e.table_name = 'call_note' AND e.row_id = ANY(%(call_notes)s::bigint[])"

_PARTS = {
    "columns": _COLUMNS,
    "newest": _NEWEST,
    "is_note": _IS_NOTE,
    "is_call_work": _IS_WORK.format(of="call"),
    "is_ambulance_work": _IS_WORK.format(of="ambulance"),
}

_CORRECTIONS = "SELECT id FROM correction WHERE assignment_id = ANY(%s::bigint[])"

# Who is called exactly so, by log-in or by name; otherwise whoever has it in their name.
_FIND_PEOPLE = """
    WITH person (login, full_name) AS (
        SELECT login, full_name FROM dispatcher UNION SELECT login, full_name FROM paramedic WHERE login IS NOT NULL
        UNION SELECT rolname, rolname FROM pg_catalog.pg_roles WHERE upper(rolname) = upper(%(name)s)
        UNION SELECT %(name)s, %(name)s WHERE EXISTS (SELECT FROM audit_event WHERE actor = %(name)s)
    ), exact AS (
        SELECT login FROM person WHERE upper(%(name)s) IN (upper(login), upper(full_name))
    )
    SELECT login FROM exact UNION
    SELECT login FROM person WHERE NOT EXISTS (SELECT FROM exact) AND strpos(upper(full_name), upper(%(name)s)) > 0"""


def read_trail(tx: Transaction, wanted: TrailFilter, before: TrailCursor | None, limit: int) -> tuple[TrailEvent, ...]:
    """Read the newest events that fit, older than the last one read if there was one.

    Raises NotFound for a call, an ambulance or a person that does not exist, InvalidInput.
    """
    tx.database.execute_sql("SELECT set_config('statement_timeout', %s, true)", (_TIMEOUT,))
    given: dict[str, Any] = {"limit": limit, "from_at": wanted.from_at, "to_at": wanted.to_at}
    if before is not None:
        given |= {"last_at": before.at, "last_number": before.number}
    given |= _people(tx, wanted) | _records(tx, wanted)
    statement, conditions = _statement(wanted)
    bounds = " AND ".join([*conditions, *_bounds(wanted, before)]) or "true"
    cursor = tx.database.execute_sql(statement.format(bounds=bounds.format(**_PARTS), **_PARTS), given)
    return tuple(event_of(row) for row in cursor.fetchall())


def _statement(wanted: TrailFilter) -> tuple[str, list[str]]:
    """Choose along what to read, and what is left to be asked of each event."""
    bounds = [] if wanted.person is None else ["e.actor = ANY(%(logins)s::text[])"]
    if wanted.call_number is not None:
        return _OF_CALL, bounds if wanted.call_sign is None else [*bounds, _IS_OF_AMBULANCE]
    if wanted.call_sign is not None:
        return _OF_AMBULANCE, bounds
    return (_ALL, []) if wanted.person is None else (_OF_PEOPLE, [])


def _bounds(wanted: TrailFilter, before: TrailCursor | None) -> list[str]:
    bounds = [] if wanted.from_at is None else ["e.at >= %(from_at)s"]
    if wanted.to_at is not None:
        bounds.append("e.at < %(to_at)s")
    if before is not None:
        # The first half is implied by the second; it is what leaves whole months unread.
        bounds.append("e.at <= %(last_at)s AND (e.at, e.id) < (%(last_at)s, %(last_number)s)")
    return bounds


def _people(tx: Transaction, wanted: TrailFilter) -> dict[str, Any]:
    if wanted.person is None:
        return {}
    logins = [login for (login,) in tx.database.execute_sql(_FIND_PEOPLE, {"name": wanted.person}).fetchall()]
    if not logins:
        raise NotFound("person", wanted.person)
    return {"logins": logins}


def _records(tx: Transaction, wanted: TrailFilter) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if wanted.call_number is not None:
        found["call"] = call = find_emergency_call(tx, wanted.call_number)
        found["call_work"] = work = _ids(tx, "SELECT id FROM assignment WHERE emergency_call_id = %s", call)
        found["call_corrections"] = _ids(tx, _CORRECTIONS, work)
        found["call_repeats"] = _ids(tx, "SELECT id FROM repeat_call WHERE emergency_call_id = %s", call)
        found["call_notes"] = _ids(tx, "SELECT id FROM call_note WHERE emergency_call_id = %s", call)
    if wanted.call_sign is not None:
        found["ambulance"] = ambulance = find_ambulance(tx, wanted.call_sign)
        found["ambulance_work"] = work = _ids(tx, "SELECT id FROM assignment WHERE ambulance_id = %s", ambulance)
        found["ambulance_corrections"] = _ids(tx, _CORRECTIONS, work)
    return found


def _ids(tx: Transaction, statement: str, of: int | list[int]) -> list[int]:
    return [number for (number,) in tx.database.execute_sql(statement, (of,)).fetchall()]


def event_of(row: tuple[Any, ...]) -> TrailEvent:
    """Make an event of its columns, in the order of the class."""
    *told, before, after, request_id = row
    number, at, actor, desk, client, action, table_name, row_id = told
    return TrailEvent(
        number, at, actor, desk, client, action, table_name, row_id, _columns(before), _columns(after), request_id
    )


def _columns(recorded: Any) -> Mapping[str, Any]:
    """Give the columns; the triggers write objects alone, whatever a forger may have put there."""
    return recorded if isinstance(recorded, dict) else {} if recorded is None else {"": recorded}
