"""Waiting for a fact that the database shows, where no event tells of it."""

import threading
import time

import psycopg

_LOOK_EVERY_S = 0.005


def wait_for_row(conninfo: str, sql: str, *parameters: object, patience_s: float = 20.0) -> tuple[object, ...]:
    """Ask until the query has a row, and give it; fail loudly once patience ends."""
    never = threading.Event()
    deadline = time.monotonic() + patience_s
    with psycopg.connect(conninfo, autocommit=True, application_name="test observer") as observer:
        while (row := observer.execute(sql.encode(), parameters).fetchone()) is None:
            assert time.monotonic() < deadline, f"this did not happen within {patience_s} s: {sql} {parameters}"
            never.wait(_LOOK_EVERY_S)
        return row


def wait_until_desk_waits(conninfo: str, desk: str, table: str) -> None:
    """Wait until a desk stands in the queue for a row of that table: its place there is a lock that it was granted."""
    wait_for_row(
        conninfo,
        "SELECT 1 FROM pg_stat_activity AS activity JOIN pg_locks AS place USING (pid)"
        " WHERE datname = current_database() AND application_name = %s AND wait_event_type = 'Lock'"
        " AND place.locktype = 'tuple' AND place.relation = %s::regclass",
        desk,
        table,
    )


def wait_until_desk_is_gone(conninfo: str, desk: str, patience_s: float = 20.0) -> None:
    """Wait until the server has ended a desk's session, with all that it held."""
    wait_for_row(
        conninfo,
        "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity"
        " WHERE datname = current_database() AND application_name = %s)",
        desk,
        patience_s=patience_s,
    )
