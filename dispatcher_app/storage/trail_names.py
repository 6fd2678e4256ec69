"""What people call the records that events of the trail are about."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dispatcher_app.storage.store import Transaction
from dispatcher_app.storage.trail import TrailEvent

_LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class TrailNames:
    """What people call the records that some events are about, as far as they are still there.

    `people` are full names by log-in, `records` names by table and id, `assignments` the ids of call and ambulance.
    """

    people: Mapping[str, str]
    records: Mapping[tuple[str, int], str]
    assignments: Mapping[int, tuple[int, int]]


REFERENCES: Mapping[str, str] = {
    "emergency_call_id": "emergency_call",
    "ambulance_id": "ambulance",
    "assignment_id": "assignment",
    "dispatcher_id": "dispatcher",
    "ended_by_id": "dispatcher",
    "taken_by_id": "dispatcher",
    "handled_by_id": "dispatcher",
    "paramedic_id": "paramedic",
    "hospital_id": "hospital",
    "contact_id": "contact",
    "station_id": "station",
    "status_by_id": "dispatcher",
}
"""The table that a column's ids are of."""

OF_LOG_INS = frozenset({"account", "emergency_access", "log_in_failure"})
"""Tables whose records are called by a log-in."""

OF_CREWS = frozenset({"crew_member", "crew_break"})
"""Tables whose records are called by who or what they are about: Pat Lee aboard M12."""

LOG_IN_COLUMNS = frozenset(
    {"login", "acknowledged_by", "ended_by", "corrected_by", "on_by", "off_by", "began_by", "accepted_by", "author"}
    | {"raised_by", "undone_by"}
)
"""Columns that hold a log-in."""


_PEOPLE = """
    SELECT login, full_name FROM paramedic WHERE login = ANY(%(logins)s::text[]) UNION ALL
    SELECT login, full_name FROM dispatcher WHERE login = ANY(%(logins)s::text[])"""

_RECORDS = """
    SELECT 'emergency_call', id, '#' || number FROM emergency_call WHERE id = ANY(%(emergency_call)s::bigint[])
    UNION ALL SELECT 'ambulance', id, call_sign FROM ambulance WHERE id = ANY(%(ambulance)s::bigint[])
    UNION ALL SELECT 'dispatcher', id, full_name FROM dispatcher WHERE id = ANY(%(dispatcher)s::bigint[])
    UNION ALL SELECT 'paramedic', id, full_name FROM paramedic WHERE id = ANY(%(paramedic)s::bigint[])
    UNION ALL SELECT 'hospital', id, name FROM hospital WHERE id = ANY(%(hospital)s::bigint[])
    UNION ALL SELECT 'station', id, name FROM station WHERE id = ANY(%(station)s::bigint[])
    UNION ALL SELECT 'call_type', id, code FROM call_type WHERE id = ANY(%(call_type)s::bigint[])
    UNION ALL SELECT 'crew_member', m.id, p.full_name || ' aboard ' || a.call_sign
        FROM crew_member AS m JOIN ambulance AS a ON a.id = m.ambulance_id JOIN paramedic AS p ON p.id = m.paramedic_id
        WHERE m.id = ANY(%(crew_member)s::bigint[])
    UNION ALL SELECT 'crew_break', b.id, a.call_sign FROM crew_break AS b JOIN ambulance AS a ON a.id = b.ambulance_id
        WHERE b.id = ANY(%(crew_break)s::bigint[])"""

# Not everybody who reads names may read these.
_GUARDED = {
    "account": "SELECT 'account', id, login FROM account WHERE id = ANY(%(account)s::bigint[])",
    "contact": "SELECT 'contact', id, name FROM contact WHERE id = ANY(%(contact)s::bigint[])",
    "emergency_access": (
        "SELECT 'emergency_access', id, login FROM emergency_access WHERE id = ANY(%(emergency_access)s::bigint[])"
    ),
    "log_in_failure": (
        "SELECT 'log_in_failure', id, login FROM log_in_failure WHERE id = ANY(%(log_in_failure)s::bigint[])"
    ),
}


def read_names(tx: Transaction, events: Iterable[TrailEvent]) -> TrailNames:
    """Look up what the records and people in these events are called."""
    logins: set[str] = set()
    tables = (*REFERENCES.values(), *OF_LOG_INS, *OF_CREWS, "call_type")
    ids: dict[str, set[int]] = {table: set() for table in tables}
    for event in events:
        logins.add(event.actor)
        _note_named(event, ids, logins)
    assignments = _assignments(tx, ids["assignment"])
    for call, ambulance in assignments.values():
        ids["emergency_call"].add(call)
        ids["ambulance"].add(ambulance)
    wanted = {table: list(numbers) for table, numbers in ids.items()}
    found = tx.database.execute_sql(_RECORDS, wanted).fetchall()
    for table, statement in _GUARDED.items():
        if wanted[table]:
            found += tx.database.execute_sql(statement, wanted).fetchall()
    records = {(table, number): name for table, number, name in found}
    logins |= {name for (table, _), name in records.items() if table in OF_LOG_INS}
    people = tx.database.execute_sql(_PEOPLE, {"logins": list(logins)}).fetchall()
    return TrailNames(dict(people), records, assignments)


def _note_named(event: TrailEvent, ids: dict[str, set[int]], logins: set[str]) -> None:
    """Note which records and log-ins an event names."""
    if event.table_name in ids:
        ids[event.table_name].add(event.row_id)
    for column, value in (*event.before.items(), *event.after.items()):
        if column in REFERENCES and isinstance(value, int) and abs(value) <= _LARGEST:
            ids[REFERENCES[column]].add(value)
        elif column in LOG_IN_COLUMNS and isinstance(value, str):
            logins.add(value)


def _assignments(tx: Transaction, ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    statement = "SELECT id, emergency_call_id, ambulance_id FROM assignment WHERE id = ANY(%s::bigint[])"
    rows = tx.database.execute_sql(statement, (list(ids),)).fetchall()
    return {number: (call, ambulance) for number, call, ambulance in rows}
