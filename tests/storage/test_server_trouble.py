"""A server in trouble, or worked on: each has a sentence of its own, by real errors as far as they can be had."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from dispatcher_app.domain.errors import NotAllowed, ReadOnlyServer, SchemaMismatch, Unavailable
from dispatcher_app.storage.store import Store
from dispatcher_app.storage.translation import _UNAVAILABLE_BY_STATE, MustRestart, StorageFault, translated
from tests.concurrency.waiting import wait_for_row
from tests.control_room import ControlRoomBuilder
from tests.storage.desks import desk, run

DRIVER_PREPARES_AFTER = 6


def test_a_server_that_was_told_to_only_let_read(conninfo: str) -> None:
    read_only = make_conninfo(conninfo, options="-c default_transaction_read_only=on")
    with desk(read_only) as store, pytest.raises(ReadOnlyServer, match="only allows reading"):
        run(store, "DELETE FROM ambulance")


def test_a_statement_cancelled_by_the_administrator(conninfo: str) -> None:
    with desk(conninfo) as store, pytest.raises(Unavailable, match="did not answer in time"):
        run(store, "SELECT pg_cancel_backend(pg_backend_pid()), pg_sleep(60)")


def test_a_server_that_is_shut_down_in_the_middle_of_a_statement(conninfo: str) -> None:
    sleeping = "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND application_name = 'desk 5'"
    with desk(conninfo) as store, ThreadPoolExecutor(1) as thread:
        future = thread.submit(run, store, "SELECT pg_sleep(60)")
        (pid,) = wait_for_row(conninfo, sleeping)
        with psycopg.connect(conninfo, autocommit=True) as administrator:
            administrator.execute("SELECT pg_terminate_backend(%s)", (pid,))
        error = future.exception()
        assert type(error) is Unavailable
        assert str(error) == "The database was shut down. This desk keeps trying."
        thread.submit(store.close).result()


def test_a_right_that_was_taken_away_while_a_desk_was_at_work(conninfo: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as administrator:
        administrator.execute("CREATE ROLE deprived LOGIN IN ROLE dispatch_viewer")
        try:
            with desk(make_conninfo(conninfo, user="deprived")) as store:
                run(store, "SELECT id FROM ambulance")
                administrator.execute("REVOKE SELECT ON ambulance FROM dispatch_viewer")
                administrator.execute("REVOKE SELECT (id) ON ambulance FROM dispatch_viewer")
                with pytest.raises(NotAllowed):
                    run(store, "SELECT id FROM ambulance")
        finally:
            administrator.execute("DROP ROLE deprived")


def test_tables_that_are_changed_under_a_desk_at_work(conninfo: str) -> None:
    everything = "SELECT * FROM station"
    with desk(conninfo) as store, psycopg.connect(conninfo, autocommit=True) as administrator:
        for _ in range(DRIVER_PREPARES_AFTER):
            run(store, everything)
        administrator.execute("ALTER TABLE station ADD COLUMN more text")
        with pytest.raises(SchemaMismatch, match="changed while this desk was at work"):
            run(store, everything)
        run(store, everything)


def test_tables_that_are_locked_for_work_on_them_cannot_be_read(conninfo: str) -> None:
    with psycopg.connect(conninfo) as administrator, desk(conninfo, lock_timeout_s=0.05) as store:
        administrator.execute("LOCK ambulance")
        with pytest.raises(Unavailable, match="being worked on"), store.snapshot() as tx:
            tx.database.execute_sql("SELECT FROM ambulance")


def test_two_who_change_one_log_in_at_once(conninfo: str) -> None:
    """The server has no word of its own for it."""
    error = psycopg.errors.lookup("XX000")("tuple concurrently updated")
    assert isinstance(translated(error), MustRestart)
    assert isinstance(translated(psycopg.errors.lookup("XX000")("cache lookup failed")), StorageFault)


@pytest.mark.parametrize("state", ["53100", "53200", "53400", "55006", "58030", "XX001", "XX002", "57P02", "57P05"])
def test_trouble_of_the_server_itself(room: ControlRoomBuilder, store: Store, state: str) -> None:
    run(
        store,
        "CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS"
        f" $$ BEGIN RAISE EXCEPTION 'internal words /var/lib' USING ERRCODE = '{state}'; END $$",
        "CREATE TRIGGER trouble BEFORE INSERT ON station FOR EACH ROW EXECUTE FUNCTION trouble()",
    )
    with pytest.raises(Unavailable) as caught:
        run(store, "INSERT INTO station (name) VALUES ('Station 6')")
    assert (type(caught.value), str(caught.value)) == _UNAVAILABLE_BY_STATE[state]
    assert room.count("station") == 0
