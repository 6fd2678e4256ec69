"""No way of looking into the trail reads all of it: asked of the planner, over a month of twenty thousand events."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dispatcher_app.storage.store import Store, Transaction
from dispatcher_app.storage.trail import TrailCursor, TrailFilter, read_trail
from tests.control_room import ControlRoomBuilder

CALLS = 2500

A_MONTH = (
    "SET LOCAL session_replication_role = replica",
    """
    INSERT INTO ambulance (call_sign, status, status_since, crew_level)
    SELECT 'M' || n, 'AVAILABLE', now(), 'ALS' FROM generate_series(1, 40) AS n""",
    f"""
    INSERT INTO emergency_call (number, status, priority, type_text, received_at, location_text, ended_at)
    SELECT n, 'CLOSED', 2, 'Fall', now(), 'x', now() FROM generate_series(1, {CALLS}) AS n""",
    """
    INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatched_at, cleared_at, outcome)
    SELECT id, 1 + id %% 40, gen_random_uuid(), now(), now(), 'TRANSPORTED' FROM emergency_call""",
    # Eight events for each call, over the month that is now, by thirty people.
    """
    INSERT INTO audit_event (at, actor, desk, action, table_name, row_id, request_id)
    SELECT date_trunc('month', now()) + a.id * interval '15 minutes' + k * interval '1 minute',
           'd' || a.id %% 30, '', 'UPDATE',
           (ARRAY['emergency_call', 'assignment', 'ambulance', 'assignment'])[1 + k %% 4],
           CASE k %% 4 WHEN 0 THEN emergency_call_id WHEN 2 THEN ambulance_id ELSE a.id END, request_id
    FROM assignment AS a CROSS JOIN generate_series(0, 7) AS k ORDER BY a.id, k""",
    # Each assignment's coming names its call, as the triggers write it.
    """
    INSERT INTO audit_event (at, actor, desk, action, table_name, row_id, after)
    SELECT date_trunc('month', now()), 'd1', '', 'INSERT', 'assignment', id,
           jsonb_build_object('emergency_call_id', emergency_call_id)
    FROM assignment""",
    "ANALYZE audit_event, assignment, emergency_call, ambulance",
)


@pytest.fixture
def month(room: ControlRoomBuilder, store: Store) -> datetime:
    """A month of events; gives its middle."""
    with store.transaction() as tx:
        for statement in A_MONTH:
            tx.database.execute_sql(statement)
    return datetime.now(UTC).replace(day=15, hour=0)


@contextmanager
def explained(tx: Transaction) -> Iterator[list[str]]:
    """Gather the plan of every statement that reads the trail by pages."""
    plans: list[str] = []
    ask: Any = tx.database.execute_sql

    def asked(sql: str, params: Any = None) -> Any:
        if "audit_event" in sql and "LIMIT" in sql:
            plans.append("\n".join(line for (line,) in ask(f"EXPLAIN {sql}", params).fetchall()))
        return ask(sql, params)

    tx.database.execute_sql = asked  # type: ignore[method-assign]
    try:
        yield plans
    finally:
        del tx.database.execute_sql


def test_no_filter_reads_the_whole_trail(month: datetime, store: Store) -> None:
    a_day = TrailFilter(from_at=month, to_at=month + timedelta(days=1))
    every_way = (
        TrailFilter(),
        a_day,
        TrailFilter(to_at=month),
        TrailFilter(call_number=1000),
        TrailFilter(call_sign="M7"),
        replace(a_day, call_sign="M7"),
        TrailFilter(person="d7"),
        replace(a_day, person="d7"),
        TrailFilter(call_number=1000, call_sign="M1"),
        TrailFilter(call_number=1000, person="d10"),
        TrailFilter(call_sign="M7", person="d6"),
    )
    this_month = f"Seq Scan on audit_event_{datetime.now(UTC):%Y_%m}"
    for wanted in every_way:
        for before in (None, TrailCursor(month + timedelta(hours=12), 2**62)):
            with store.snapshot() as tx, explained(tx) as plans:
                read_trail(tx, wanted, before, 101)
            assert len(plans) == 1
            assert this_month not in plans[0], f"{wanted}\n{plans[0]}"
            assert "Seq Scan on assignment" not in plans[0]


def test_no_story_reads_the_whole_trail(month: datetime, store: Store) -> None:
    with store.transaction() as tx:
        (body,) = tx.database.execute_sql("SELECT prosrc FROM pg_proc WHERE proname = 'story_of_call'").fetchone()
        question = f"EXPLAIN {body.replace('which', '1000::bigint').replace('%', '%%')}"
        plan = "\n".join(line for (line,) in tx.database.execute_sql(question).fetchall())
    assert f"Seq Scan on audit_event_{datetime.now(UTC):%Y_%m}" not in plan, plan
    assert "Seq Scan on assignment" not in plan, plan
