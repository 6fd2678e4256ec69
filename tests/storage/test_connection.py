"""A desk's connection: its limits are in force, its number is its own, and it comes back after a loss."""

from collections.abc import Callable
from contextlib import closing

import psycopg
import pytest

from dispatcher_app.domain.errors import OutcomeUnknown, Unavailable
from dispatcher_app.storage.store import ConnectionSettings, Store, Transaction
from tests.concurrency.desk_pool import DeskPool, Seat
from tests.concurrency.waiting import wait_for_row, wait_until_desk_is_gone
from tests.control_room import ControlRoomBuilder

OpenStore = Callable[..., Store]


def ask(store: Store, sql: str) -> object:
    """Ask for one value."""
    with store.transaction() as tx:
        return tx.database.execute_sql(sql).fetchone()[0]


def cut(tx: Transaction, conninfo: str) -> None:
    """End a desk's session from another, as an administrator or a broken server would, and see it gone."""
    (pid,) = tx.database.execute_sql("SELECT pg_backend_pid()").fetchone()
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s)", (pid,))
    wait_for_row(conninfo, "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE pid = %s)", pid)


def test_the_limits_are_in_force_in_every_session(conninfo: str) -> None:
    store = Store(
        ConnectionSettings(
            conninfo, lock_timeout_s=1.5, statement_timeout_s=7, idle_in_transaction_timeout_s=4.25, connect_timeout_s=3
        )
    )
    expected = {
        "lock_timeout": "1500ms",
        "statement_timeout": "7s",
        "idle_in_transaction_session_timeout": "4250ms",
        "timezone": "UTC",
        "search_path": "public",
        "application_name": "desk 1",
        "transaction_isolation": "read committed",
    }
    assert {name: ask(store, f"SHOW {name}") for name in expected} == expected
    info = store._database.connection().info.get_parameters()
    assert info["connect_timeout"] == "3"
    assert info["keepalives_idle"] == "3"
    assert info["tcp_user_timeout"] == "7000"
    store.close()


def test_the_usual_limits_are_those_of_the_design(store: Store) -> None:
    limits = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
    assert [ask(store, f"SHOW {name}") for name in limits] == ["3s", "15s", "10s"]


def test_options_of_the_address_are_kept_beside_ours(conninfo: str) -> None:
    address = psycopg.conninfo.make_conninfo(conninfo, options="-c work_mem=5MB")
    store = Store(ConnectionSettings(address, desk="desk 1"))
    assert (ask(store, "SHOW work_mem"), ask(store, "SHOW lock_timeout")) == ("5MB", "3s")
    store.close()


def test_a_person_outweighs_the_one_in_the_address(conninfo: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as administrator:
        administrator.execute("CREATE ROLE visitor LOGIN IN ROLE dispatch_viewer")
        try:
            with closing(Store(ConnectionSettings(conninfo, login="visitor"))) as visiting:
                assert ask(visiting, "SELECT session_user") == "visitor"
        finally:
            administrator.execute("DROP ROLE visitor")


def test_a_snapshot_cannot_write_and_does_not_move(room: ControlRoomBuilder, store: Store) -> None:
    other = Store(ConnectionSettings(store._settings.conninfo, desk="desk 2"))
    with store.snapshot() as tx:
        count = "SELECT count(*) FROM ambulance"
        assert tx.database.execute_sql(count).fetchone() == (0,)
        with other.transaction() as elsewhere:
            elsewhere.database.execute_sql(
                "INSERT INTO ambulance (call_sign, status, status_since, crew_level)"
                " VALUES ('M1', 'AVAILABLE', now(), 'ALS')"
            )
        assert tx.database.execute_sql(count).fetchone() == (0,)
    assert ask(store, count) == 1
    with pytest.raises(Unavailable, match="only allows reading"), store.snapshot() as tx:
        tx.database.execute_sql("DELETE FROM ambulance")
    assert ask(store, count) == 1
    other.close()


def test_a_desk_takes_the_lowest_free_number_and_gives_it_back(open_store: OpenStore, conninfo: str) -> None:
    desks = [open_store() for _ in range(3)]
    assert [ask(desk, "SHOW application_name") for desk in desks] == ["desk 1", "desk 2", "desk 3"]
    assert [desk.desk for desk in desks] == ["desk 1", "desk 2", "desk 3"]
    desks[1].close()
    wait_until_desk_is_gone(conninfo, "desk 2")
    newcomer = open_store()
    assert ask(newcomer, "SHOW application_name") == "desk 2"


def test_a_desk_with_a_name_keeps_it(open_store: OpenStore) -> None:
    named, numbered = open_store("Supervisor's desk"), open_store()
    assert ask(named, "SHOW application_name") == "Supervisor's desk"
    assert ask(numbered, "SHOW application_name") == "desk 1"


def take_number(seat: Seat, conninfo: str) -> str:
    """Come at the same time as the others, and stay until all have."""
    store = Store(ConnectionSettings(conninfo))
    seat.meet()
    with store.snapshot():
        pass
    seat.meet()
    store.close()
    return store.desk


def test_desks_that_come_at_once_share_no_number(conninfo: str) -> None:
    with DeskPool(10) as pool:
        numbers = pool.run(take_number, conninfo)
    assert sorted(numbers) == sorted(f"desk {number}" for number in range(1, 11))


def test_after_a_loss_the_first_use_says_so_and_the_second_works_under_the_same_number(
    open_store: OpenStore, conninfo: str
) -> None:
    first, second = open_store(), open_store()
    ask(first, "SELECT 1")
    with second.transaction() as tx:
        ours = tx
    assert second.desk == "desk 2"
    first.close()
    cut(ours, conninfo)
    with pytest.raises(Unavailable):
        ask(second, "SELECT 1")
    assert ask(second, "SHOW application_name") == "desk 2"
    assert ask(second, "SHOW lock_timeout") == "3s"


WRITE = "INSERT INTO station (name) VALUES ('Station 6')"


def write_and_lose_the_line(store: Store, conninfo: str, *afterwards: str, error: Exception | None = None) -> None:
    """Write something, lose the line, and go on with other statements, a no of our own, or COMMIT."""
    with store.transaction() as tx:
        tx.database.execute_sql(WRITE)
        cut(tx, conninfo)
        for statement in afterwards:
            tx.database.execute_sql(statement)
        if error is not None:
            raise error


def test_a_line_cut_in_the_middle_undoes_everything(room: ControlRoomBuilder, store: Store, conninfo: str) -> None:
    with pytest.raises(Unavailable) as caught:
        write_and_lose_the_line(store, conninfo, "SELECT 1")
    assert not isinstance(caught.value, OutcomeUnknown)
    assert room.count("station") == 0


def test_a_line_cut_before_commit_leaves_the_outcome_to_be_asked(
    room: ControlRoomBuilder, store: Store, conninfo: str
) -> None:
    with pytest.raises(OutcomeUnknown):
        write_and_lose_the_line(store, conninfo)
    assert room.count("station") == 0


def test_a_no_of_our_own_outlives_the_line(room: ControlRoomBuilder, store: Store, conninfo: str) -> None:
    with pytest.raises(LookupError, match="the rule said no"):
        write_and_lose_the_line(store, conninfo, error=LookupError("the rule said no"))
    assert room.count("station") == 0
