"""What is refused is not tried again, and what was ordered twice is done once."""

import uuid
from collections import Counter
from contextlib import closing
from typing import Any

import psycopg
import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, RequestId
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.storage.store import ConnectionSettings, Store
from dispatcher_app.storage.translation import StorageFault
from tests.concurrency.city import City, winners
from tests.concurrency.clicking import WON, Heard, click, open_desk, take_out_row_locks
from tests.concurrency.desk_pool import DeskPool, Seat, spin_until
from tests.concurrency.waiting import wait_for_row

ORDER = DispatchAmbulance(EmergencyCallId(1), AmbulanceId(1))
REFUSALS = {
    "unique": "CREATE UNIQUE INDEX test_unique ON notification ((true)); "
    "INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatched_at) "
    "VALUES (2, 2, gen_random_uuid(), now()); "
    "UPDATE ambulance SET status = 'EN_ROUTE' WHERE id = 2; "
    "UPDATE emergency_call SET status = 'DISPATCHED' WHERE id = 2; "
    "INSERT INTO notification (assignment_id, audience, body) VALUES (1, 'CREW', 'x')",
    "check": "ALTER TABLE audit_event ADD CONSTRAINT test_check CHECK (action || table_name <> 'INSERTassignment')",
    "not null": "ALTER TABLE notification ADD COLUMN test_column text NOT NULL",
}


def attempts_of(store: Store) -> Counter[str]:
    """Count the statements that only one attempt sends, by their first words."""
    seen: Counter[str] = Counter()
    hooks: list[Any] = store._database.query_hooks
    hooks.append(lambda event: seen.update(["insert"] if event.sql.startswith('INSERT INTO "assignment"') else []))
    return seen


@pytest.mark.parametrize("refusal", REFUSALS)
def test_a_refusal_by_the_database_is_not_tried_again(city: City, refusal: str) -> None:
    conninfo = city(calls=2, ambulances=2)
    with psycopg.connect(conninfo) as connection:
        connection.execute(REFUSALS[refusal].encode())
    before = len(winners(conninfo))
    with closing(Store(ConnectionSettings(conninfo, desk="desk 1"))) as store:
        attempts = attempts_of(store)
        with pytest.raises(StorageFault):
            dispatch_ambulance(store, ORDER, "d1")
    assert attempts["insert"] == 1
    with psycopg.connect(conninfo) as connection:
        assert connection.execute("SELECT status FROM ambulance WHERE id = 1").fetchone() == ("AVAILABLE",)
    assert len(winners(conninfo)) == before


def click_carelessly(seat: Seat, conninfo: str) -> tuple[Heard, int]:
    """Order without the locks; tell how often the assignment was tried."""
    take_out_row_locks()
    store = open_desk(seat, conninfo)
    attempts = attempts_of(store)
    heard = click(store, ORDER, seat.login)
    store.close()
    return heard, attempts["insert"]


@pytest.mark.parametrize(("ending", "expected"), [("commit", "AmbulanceTaken"), ("rollback", WON)])
def test_the_index_makes_the_second_wait_and_then_refuses_it_once(city: City, ending: str, expected: str) -> None:
    conninfo = city(calls=2, ambulances=1)
    with DeskPool(1) as pool, psycopg.connect(conninfo) as other:
        other.execute(
            "INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatched_at, dispatcher_id, desk)"
            " VALUES (2, 1, gen_random_uuid(), now(), 5, 'desk 5')"
        )
        other.execute("UPDATE ambulance SET status = 'EN_ROUTE' WHERE id = 1")
        other.execute("UPDATE emergency_call SET status = 'DISPATCHED' WHERE id = 2")
        pool.begin(1, click_carelessly, conninfo)
        wait_for_row(
            conninfo,
            "SELECT 1 FROM pg_stat_activity WHERE application_name = 'desk 1' AND wait_event = 'transactionid'"
            " AND datname = current_database()",
        )
        getattr(other, ending)()
        heard, attempts = pool.result(1)
    assert (heard.outcome, attempts) == (expected, 1)
    if expected != WON:
        assert (heard.by, heard.desk, heard.to_number) == ("Dispatcher 5", "desk 5", 2)
    assert len(winners(conninfo)) == 1


def order_the_same(seat: Seat, conninfo: str, request_ids: list[uuid.UUID]) -> list[Heard]:
    """Send the orders of all desks at the same instant under the same request ids."""
    store = open_desk(seat, conninfo)
    heard = []
    for number, request_id in enumerate(request_ids, start=1):
        command = DispatchAmbulance(EmergencyCallId(number), AmbulanceId(number), request_id=RequestId(request_id))
        spin_until(seat.agree_on_instant())
        heard.append(click(store, command, seat.login))
    store.close()
    return heard


def test_the_same_order_from_two_processes_is_one_dispatch_and_one_answer(city: City) -> None:
    request_ids = [uuid.uuid4() for _ in range(50)]
    conninfo = city(calls=50, ambulances=50)
    with DeskPool(2) as pool:
        first, second = pool.run(order_the_same, conninfo, request_ids)
    assert first == second == [Heard(WON, winner.assignment_id) for winner in winners(conninfo)]
    with psycopg.connect(conninfo) as connection:
        rows = connection.execute(
            "SELECT (SELECT count(*) FROM notification),"
            " (SELECT count(*) FROM audit_event WHERE request_id IS NOT NULL)"
        )
        assert rows.fetchone() == (50, 3 * 50)
