"""A city of many calls and ambulances, made in one go, and who holds what in it."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

import psycopg

City = Callable[..., str]


class Winner(NamedTuple):
    """An open assignment: `by` whom, from which `desk`, `at` what time, `to_number` which call."""

    assignment_id: int
    ambulance_id: int
    by: str
    desk: str
    at: datetime
    to_number: int


def fill(conninfo: str, *, calls: int, ambulances: int, dispatchers: int = 20) -> None:
    """Fill a database: calls, ambulances and dispatchers are numbered from 1, ids and names alike."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("INSERT INTO control_room VALUES (1, 'Test City', 'America/Los_Angeles', false)")
        connection.execute(
            "INSERT INTO dispatcher (id, login, full_name)"
            " SELECT i, 'd' || i, 'Dispatcher ' || i FROM generate_series(1, %s) AS i",
            (dispatchers,),
        )
        connection.execute(
            "INSERT INTO emergency_call (id, number, status, priority, type_text, received_at, location_text)"
            " SELECT i, i, 'OPEN', 2, 'Fall', now(), '400 Castro St' FROM generate_series(1, %s) AS i",
            (calls,),
        )
        connection.execute(
            "INSERT INTO ambulance (id, call_sign, status, status_since, crew_level)"
            " SELECT i, 'M' || i, 'AVAILABLE', now(), 'ALS' FROM generate_series(1, %s) AS i",
            (ambulances,),
        )


def winners(conninfo: str) -> list[Winner]:
    """Read the open assignments, by ambulance."""
    with psycopg.connect(conninfo) as connection:
        rows = connection.execute(
            "SELECT a.id, a.ambulance_id, coalesce(d.full_name, ''), a.desk, a.dispatched_at, c.number"
            " FROM assignment AS a LEFT JOIN dispatcher AS d ON d.id = a.dispatcher_id"
            " JOIN emergency_call AS c ON c.id = a.emergency_call_id WHERE a.cleared_at IS NULL ORDER BY 2, 1"
        ).fetchall()
    return [Winner(*row) for row in rows]


def drop_index(conninfo: str) -> None:
    """Take the database's own guard against double booking out."""
    with psycopg.connect(conninfo) as connection:
        connection.execute("DROP INDEX assignment_one_open_per_ambulance")


def drop_guards(conninfo: str) -> None:
    """Take out all by which the database itself keeps an ambulance to one call: the index, and the rules at COMMIT."""
    drop_index(conninfo)
    with psycopg.connect(conninfo) as connection:
        connection.execute("DROP TRIGGER ambulance_at_commit ON ambulance")
        connection.execute("DROP TRIGGER assignment_at_commit ON assignment")
