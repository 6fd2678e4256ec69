"""What the database refuses and records by itself, whoever asks: moves, invariants at COMMIT, the sealed trail."""

from collections.abc import Callable

import psycopg
import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import IllegalMove, NotAllowed, OutOfStep
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.domain.statuses import AMBULANCE_MOVES, CALL_MOVES
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.storage.store import Store
from tests.control_room import ControlRoomBuilder

DIVERTED_FROM_THE_PATIENT = """
    UPDATE assignment SET at_patient_at = clock_timestamp();
    UPDATE assignment SET cleared_at = clock_timestamp(), outcome = 'DIVERTED'"""


def run(store: Store, *statements: str) -> None:
    """Run statements in one transaction."""
    with store.transaction() as tx:
        for statement in statements:
            tx.database.execute_sql(statement)


@pytest.fixture
def dispatched(room: ControlRoomBuilder, store: Store) -> tuple[EmergencyCallId, AmbulanceId]:
    """A call with an ambulance on its way, beside a waiting call and an available ambulance."""
    call, ambulance = room.add_call(number=1), room.add_ambulance("M12")
    room.add_call(number=2)
    room.add_ambulance("M07")
    dispatch_ambulance(store, DispatchAmbulance(call, ambulance), "anna")
    return call, ambulance


def test_the_database_knows_exactly_the_legal_moves_of_the_domain(store: Store) -> None:
    with store.transaction() as tx:
        cursor = tx.database.execute_sql("SELECT table_name, from_status, to_status FROM legal_move")
        known = set(cursor.fetchall())
    calls = {("emergency_call", str(before), str(after)) for before, after in CALL_MOVES}
    assert known == calls | {("ambulance", str(before), str(after)) for before, after in AMBULANCE_MOVES}


@pytest.mark.usefixtures("dispatched")
@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("UPDATE ambulance SET status = 'AVAILABLE' WHERE call_sign = 'M12'", OutOfStep),
        ("UPDATE ambulance SET status = 'AT_HOSPITAL' WHERE call_sign = 'M12'", IllegalMove),
        ("UPDATE ambulance SET status = 'EN_ROUTE' WHERE call_sign = 'M07'", OutOfStep),
        ("UPDATE emergency_call SET status = 'OPEN' WHERE number = 1", OutOfStep),
        ("UPDATE emergency_call SET status = 'DISPATCHED' WHERE number = 2", OutOfStep),
        ("UPDATE emergency_call SET status = 'CLOSED', ended_at = now() WHERE number = 1", OutOfStep),
        ("UPDATE assignment SET cleared_at = now(), outcome = 'NO_TRANSPORT'", OutOfStep),
        ("DELETE FROM notification; DELETE FROM assignment", OutOfStep),
        ("UPDATE assignment SET dispatched_at = dispatched_at - interval '1 minute'", IllegalMove),
        ("UPDATE assignment SET ambulance_id = (SELECT id FROM ambulance WHERE call_sign = 'M07')", IllegalMove),
        ("UPDATE assignment SET desk = 'desk 9'", IllegalMove),
        (DIVERTED_FROM_THE_PATIENT, IllegalMove),
    ],
)
def test_what_would_break_the_board_is_refused(
    room: ControlRoomBuilder, store: Store, statement: str, refusal: type[Exception]
) -> None:
    before = room.one(
        "SELECT (SELECT array_agg(status ORDER BY id) FROM ambulance), (SELECT count(*) FROM audit_event)"
    )
    with pytest.raises(refusal):
        run(store, statement)
    after = room.one("SELECT (SELECT array_agg(status ORDER BY id) FROM ambulance), (SELECT count(*) FROM audit_event)")
    assert after == before


def test_a_written_stamp_stays_and_a_cleared_assignment_is_closed(
    store: Store, dispatched: tuple[EmergencyCallId, AmbulanceId]
) -> None:
    run(store, "UPDATE assignment SET mobile_at = clock_timestamp()")
    with pytest.raises(IllegalMove):
        run(store, "UPDATE assignment SET mobile_at = clock_timestamp()")
    run(
        store,
        "UPDATE assignment SET cleared_at = clock_timestamp(), outcome = 'STOOD_DOWN'",
        "UPDATE ambulance SET status = 'AVAILABLE' WHERE call_sign = 'M12'",
        "UPDATE emergency_call SET status = 'OPEN' WHERE number = 1",
    )
    with pytest.raises(IllegalMove):
        run(store, "UPDATE assignment SET outcome = 'NO_TRANSPORT'")


def test_the_trail_tells_who_changed_what_and_for_which_order(room: ControlRoomBuilder, store: Store) -> None:
    call, ambulance = room.add_call(), room.add_ambulance("M12")
    done = dispatch_ambulance(store, DispatchAmbulance(call, ambulance), "anna")
    request = done.assignment.request_id
    trail = room.one(
        f"SELECT before, after, actor, desk FROM audit_event WHERE table_name = 'emergency_call'"
        f" AND request_id = '{request}'"
    )
    assert trail == ({"status": "OPEN", "version": 1}, {"status": "DISPATCHED", "version": 2}, "postgres", "desk 1")


def test_a_position_is_no_event_and_a_change_of_nothing_neither(room: ControlRoomBuilder, store: Store) -> None:
    room.add_ambulance("M12")
    before = room.count("audit_event")
    run(store, "UPDATE ambulance SET latitude = 1, longitude = 2, position_at = now()")
    run(store, "UPDATE ambulance SET call_sign = call_sign")
    assert room.count("audit_event") == before
    run(store, "UPDATE ambulance SET crew_level = 'BLS'")
    assert room.count("audit_event") == before + 1


@pytest.mark.parametrize("table", ["audit_event", "audit_seal", "audit_sealed_event", "this month"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET {} = {}"])
def test_history_is_only_added_to_even_by_the_owner(
    room: ControlRoomBuilder, store: Store, table: str, verb: str
) -> None:
    room.add_call()
    run(store, "SELECT seal_audit()")
    if table == "this month":
        table = str(room.one("SELECT 'audit_event_' || to_char(now(), 'YYYY_MM')")[0])
    column = "event_id" if table == "audit_sealed_event" else "id"
    with pytest.raises(NotAllowed):
        run(store, verb.format(table, column, column))


def sealed(room: ControlRoomBuilder, store: Store) -> int:
    """Write and seal two lots of events; give the id of one in the first."""
    room.add_call(number=1)
    run(store, "SELECT seal_audit()")
    room.add_call(number=2)
    run(store, "SELECT seal_audit()")
    assert verified(store) == []
    return int(room.one("SELECT min(id) FROM audit_event")[0])


def verified(store: Store) -> list[tuple[str, int]]:
    with store.transaction() as tx:
        return [tuple(row) for row in tx.database.execute_sql("SELECT * FROM verify_audit()").fetchall()]


@pytest.mark.parametrize(
    ("forgery", "problem"),
    [
        ("UPDATE audit_event SET actor = 'somebody else' WHERE id = {}", "changed"),
        ("DELETE FROM audit_event WHERE id = {}", "removed"),
    ],
)
def test_a_superusers_forgery_shows_and_is_named(
    room: ControlRoomBuilder, store: Store, forgery: str, problem: str
) -> None:
    event = sealed(room, store)
    run(store, "SET LOCAL session_replication_role = replica", forgery.format(event))
    assert verified(store) == [(problem, event)]


def test_an_event_inserted_into_the_past_shows(room: ControlRoomBuilder, store: Store) -> None:
    sealed(room, store)
    run(
        store,
        "INSERT INTO audit_event (id, at, actor, desk, action, table_name, row_id)"
        " VALUES (99999, now() - interval '2 hours', 'anna', 'desk 1', 'UPDATE', 'ambulance', 1)",
    )
    assert verified(store) == [("inserted", 99999)]


def test_an_event_rewritten_with_its_digest_breaks_the_chain(room: ControlRoomBuilder, store: Store) -> None:
    event = sealed(room, store)
    run(
        store,
        "SET LOCAL session_replication_role = replica",
        f"UPDATE audit_event SET actor = 'somebody else' WHERE id = {event}",
        "UPDATE audit_sealed_event AS s SET digest = audit_digest(e) FROM audit_event AS e"
        f" WHERE e.id = s.event_id AND e.id = {event}",
    )
    assert [problem for problem, _ in verified(store)] == ["seal broken"]


def test_an_event_that_commits_late_is_sealed_with_the_next(
    room: ControlRoomBuilder, store: Store, open_store: Callable[..., Store]
) -> None:
    room.add_ambulance("M12")
    with open_store("desk 2").transaction() as late:
        late.database.execute_sql("UPDATE ambulance SET crew_level = 'BLS'")
        room.add_call()
        run(store, "SELECT seal_audit()")
        unsealed = room.one(
            "SELECT count(*) FROM audit_event WHERE id NOT IN (SELECT event_id FROM audit_sealed_event)"
        )
        assert unsealed == (0,)
    run(store, "SELECT seal_audit()")
    assert room.count("audit_event") == room.count("audit_sealed_event")
    assert verified(store) == []


def test_who_comes_while_another_seals_goes_away_at_once(room: ControlRoomBuilder, store: Store, conninfo: str) -> None:
    room.add_call()
    with psycopg.connect(conninfo) as sealing:
        sealing.execute("SELECT seal_audit()")
        assert room.one("SELECT seal_audit()") == (None,)
    assert verified(store) == []


def test_months_are_made_ahead_and_a_month_without_one_is_kept_too(room: ControlRoomBuilder, store: Store) -> None:
    months = room.count("pg_inherits", "inhparent = 'audit_event'::regclass")
    assert months == 4
    run(store, "SELECT ensure_audit_months()")
    assert room.count("pg_inherits", "inhparent = 'audit_event'::regclass") == months
    run(
        store,
        "INSERT INTO audit_event (at, actor, desk, action, table_name, row_id)"
        " VALUES (now() + interval '3 years', 'x', 'x', 'UPDATE', 'ambulance', 1)",
    )
    assert room.count("audit_event_rest") == 1
