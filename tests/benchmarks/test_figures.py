"""How long a dispatcher waits: for a dispatch, for the board, for the answer that somebody was first."""

import statistics
import time
from collections.abc import Callable

import psycopg
import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.storage.store import Store
from tests.concurrency.city import City
from tests.concurrency.clicking import click, open_desk
from tests.concurrency.desk_pool import DeskPool, Seat

pytestmark = pytest.mark.bench
OpenStore = Callable[..., Store]


def show(what: str, seconds: list[float]) -> None:
    """Print one line of figures."""
    hundredths = statistics.quantiles(seconds, n=100)
    p50, p95 = hundredths[49] * 1000, hundredths[94] * 1000
    print(f"\n{what}: p50 {p50:.1f} ms, p95 {p95:.1f} ms, worst {max(seconds) * 1000:.1f} ms ({len(seconds)} times)")


def test_dispatch_on_an_idle_database(city: City, open_store: OpenStore) -> None:
    """Batches with and without the rules at COMMIT and the trail take turns, so that both see the same machine."""
    conninfo = city(calls=2100, ambulances=2100)
    store = open_store("desk 1")
    dispatches(store, range(1, 101))
    took: dict[str, list[float]] = {"ENABLE": [], "DISABLE": []}
    for batch in range(20):
        state = ("ENABLE", "DISABLE")[batch % 2]
        switch_triggers(conninfo, state)
        took[state] += dispatches(store, range(101 + batch * 100, 201 + batch * 100))
    show("dispatch, one desk, idle database", took["ENABLE"])
    show("the same without rules at COMMIT and audit", took["DISABLE"])
    print(f"\nratio of the medians: {statistics.median(took['ENABLE']) / statistics.median(took['DISABLE']):.2f}")


def dispatches(store: Store, numbers: range) -> list[float]:
    """Send ambulance n to call n for each number; give the seconds that each took."""
    took = []
    for number in numbers:
        command = DispatchAmbulance(EmergencyCallId(number), AmbulanceId(number))
        started = time.perf_counter()
        dispatch_ambulance(store, command, "d1")
        took.append(time.perf_counter() - started)
    return took


def switch_triggers(conninfo: str, state: str) -> None:
    """Let the triggers of the tables that a dispatch writes sleep or wake."""
    with psycopg.connect(conninfo) as connection:
        for table in ("emergency_call", "ambulance", "assignment"):
            connection.execute(f"ALTER TABLE {table} {state} TRIGGER USER".encode())


def test_board_of_300_calls_and_100_ambulances(city: City, open_store: OpenStore) -> None:
    conninfo = city(calls=300, ambulances=100)
    with psycopg.connect(conninfo) as connection:
        connection.execute(
            "INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatched_at, dispatcher_id)"
            " SELECT i, i, gen_random_uuid(), now(), 1 FROM generate_series(1, 60) AS i"
        )
        connection.execute("UPDATE emergency_call SET status = 'DISPATCHED' WHERE id <= 60")
        connection.execute("UPDATE ambulance SET status = 'EN_ROUTE' WHERE id <= 60")
    store, took = open_store("desk 1"), []
    for _ in range(205):
        started = time.perf_counter()
        board = load_board(store)
        took.append(time.perf_counter() - started)
    assert (len(board.calls), len(board.ambulances), len(board.assignments)) == (300, 100, 60)
    show("board of 300 calls, 100 ambulances, 60 assignments", took[5:])


def want_the_same(seat: Seat, conninfo: str, rounds: int) -> list[tuple[str, float]]:
    """Reach for the ambulance of each round at the same time as all others; note what was heard and how soon."""
    store, heard = open_desk(seat, conninfo), []
    for number in range(rounds):
        command = DispatchAmbulance(EmergencyCallId(number * 20 + seat.number), AmbulanceId(number + 1))
        seat.meet()
        started = time.perf_counter()
        answer = click(store, command, seat.login)
        heard.append((answer.outcome, time.perf_counter() - started))
    store.close()
    return heard


def test_answers_to_twenty_desks_that_want_the_same_ambulance(city: City) -> None:
    conninfo = city(calls=2000, ambulances=100)
    with DeskPool(20) as pool:
        heard = [answer for answers in pool.run(want_the_same, conninfo, 100) for answer in answers]
    show("20 desks, one ambulance: the winner hears", [took for outcome, took in heard if outcome == "Dispatched"])
    show("20 desks, one ambulance: a loser hears who", [took for outcome, took in heard if outcome == "AmbulanceTaken"])
