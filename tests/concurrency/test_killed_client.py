"""A desk that dies between any two statements of a dispatch leaves no trace, and no lock."""

import os
import signal
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import psycopg

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, HospitalId, ParamedicId, RequestId
from dispatcher_app.storage.store import Store
from tests.concurrency.city import City
from tests.concurrency.clicking import WON, Heard, click, open_desk
from tests.concurrency.desk_pool import DeskPool, Seat
from tests.concurrency.waiting import wait_until_desk_is_gone, wait_until_desk_waits

if TYPE_CHECKING:
    from collections.abc import Callable

TABLES = ("emergency_call", "ambulance", "assignment", "notification", "audit_event")
NOTICED_WITHIN_S = 2.0
"""How long the server may take to see that a client is gone. It takes milliseconds; this is for a busy machine."""


def order(request_id: UUID) -> DispatchAmbulance:
    """Want everything a dispatch can carry, so that every statement it knows is sent."""
    return DispatchAmbulance(
        EmergencyCallId(1), AmbulanceId(1), HospitalId(1), ParamedicId(1), request_id=RequestId(request_id)
    )


def die() -> None:
    """End as in a power cut: nothing is flushed, nothing is closed."""
    os.kill(os.getpid(), signal.SIGKILL)


def before_statement(store: Store, last: int) -> list[int]:
    """Die before the statement of that number is sent; the list grows by one for each that was."""
    sent: list[int] = []
    database: Any = store._database
    cursor: Callable[..., Any] = database.cursor

    def counted(*arguments: Any, **options: Any) -> Any:
        if len(sent) + 1 == last:
            die()
        sent.append(len(sent) + 1)
        return cursor(*arguments, **options)

    database.cursor = counted
    return sent


def dispatch_until(seat: Seat, conninfo: str, request_id: UUID, last: int) -> tuple[Heard, int]:
    """Dispatch, but die before a statement; tell what was heard and how many statements it took, if there is none."""
    store = open_desk(seat, conninfo)
    sent = before_statement(store, last)
    return click(store, order(request_id), seat.login), len(sent)


def dispatch_and_die_after_commit(seat: Seat, conninfo: str, request_id: UUID) -> None:
    """Die when the server has committed and before the desk knows."""
    store = open_desk(seat, conninfo)
    database: Any = store._database
    commit = database.commit

    def committed() -> None:
        commit()
        die()

    database.commit = committed
    click(store, order(request_id), seat.login)


def dispatch_and_die_on_sending_commit(seat: Seat, conninfo: str, request_id: UUID) -> None:
    """Die when COMMIT is on its way, without waiting for any word."""
    store = open_desk(seat, conninfo)
    database: Any = store._database

    def send() -> None:
        wire = database.connection().pgconn
        wire.send_query(b"COMMIT")
        wire.flush()
        die()

    database.commit = send
    click(store, order(request_id), seat.login)


def everything(conninfo: str) -> dict[str, list[tuple[object, ...]]]:
    """Read all rows that a dispatch can touch; refuse to wait for anybody's lock on them."""
    with psycopg.connect(conninfo) as connection:
        for table in ("emergency_call", "ambulance"):
            connection.execute(f"SELECT FROM {table} FOR UPDATE NOWAIT".encode())
        audited = {"audit_event": "WHERE request_id IS NOT NULL"}
        return {
            table: connection.execute(f"SELECT * FROM {table} {audited.get(table, '')} ORDER BY id".encode()).fetchall()
            for table in TABLES
        }


def furnished(city: City) -> str:
    """A city with one of each."""
    conninfo = city(calls=1, ambulances=2)
    with psycopg.connect(conninfo) as connection:
        connection.execute("INSERT INTO hospital (id, name) VALUES (1, 'General')")
        connection.execute("INSERT INTO paramedic (id, full_name, level) VALUES (1, 'Pat Lee', 'ALS')")
    return conninfo


def test_killed_before_any_statement_leaves_nothing(city: City) -> None:
    conninfo = furnished(city)
    before, statement, killed = everything(conninfo), 1, 0
    while True:
        with DeskPool(1) as pool:
            pool.begin(1, dispatch_until, conninfo, uuid4(), statement)
            if pool.has_died(1):
                killed += 1
                wait_until_desk_is_gone(conninfo, "desk 1", NOTICED_WITHIN_S)
                assert everything(conninfo) == before, f"a trace of a desk killed before statement {statement}"
                statement += 1
                continue
            heard, sent = pool.result(1)
            break
    assert heard.outcome == WON
    assert sent == killed >= 14, "BEGIN, two locks, five looks, six writes, COMMIT"
    assert [len(rows) for rows in everything(conninfo).values()] == [1, 2, 1, 2, 3]


def test_killed_after_commit_has_dispatched_and_asking_again_says_so(city: City) -> None:
    conninfo, request_id = furnished(city), uuid4()
    with DeskPool(1) as pool:
        pool.begin(1, dispatch_and_die_after_commit, conninfo, request_id)
        assert pool.has_died(1)
    wait_until_desk_is_gone(conninfo, "desk 1", NOTICED_WITHIN_S)
    done = everything(conninfo)
    with DeskPool(1) as pool:
        heard, _ = pool.run(dispatch_until, conninfo, request_id, 0)[0]
    assert heard == Heard(WON, done["assignment"][0][0])  # type: ignore[arg-type]
    assert everything(conninfo) == done


def test_killed_on_sending_commit_has_dispatched_wholly_or_not_at_all(city: City) -> None:
    conninfo, request_id = furnished(city), uuid4()
    with DeskPool(1) as pool:
        pool.begin(1, dispatch_and_die_on_sending_commit, conninfo, request_id)
        assert pool.has_died(1)
    wait_until_desk_is_gone(conninfo, "desk 1", NOTICED_WITHIN_S)
    assert [len(rows) for rows in everything(conninfo).values()] in ([1, 2, 1, 2, 3], [1, 2, 0, 0, 0])
    with DeskPool(1) as pool:
        heard, _ = pool.run(dispatch_until, conninfo, request_id, 0)[0]
    assert heard.outcome == WON
    assert [len(rows) for rows in everything(conninfo).values()] == [1, 2, 1, 2, 3]


def test_killed_while_waiting_for_a_lock_takes_nothing_when_its_turn_comes(city: City) -> None:
    conninfo = furnished(city)
    before = everything(conninfo)
    with DeskPool(1) as pool, psycopg.connect(conninfo) as holder:
        holder.execute("SELECT FROM ambulance WHERE id = 1 FOR UPDATE")
        pool.begin(1, dispatch_until, conninfo, uuid4(), 0)
        wait_until_desk_waits(conninfo, "desk 1", "ambulance")
        pool.kill(1)
        holder.rollback()
    wait_until_desk_is_gone(conninfo, "desk 1", NOTICED_WITHIN_S)
    assert everything(conninfo) == before
