"""A primary and its standby: a desk finds the one that can be written to, and can read while there is none."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import psycopg
import pytest

from dispatcher_app.bootstrap.admission import admitted, note_log_in
from dispatcher_app.domain.errors import OutcomeUnknown, ReadOnlyServer, Unavailable
from dispatcher_app.operations.logging_in import sign_in
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.operations.set_up import login_of_session
from dispatcher_app.storage.embedded_access import SUPERUSER
from dispatcher_app.storage.migrate import check_schema, check_server
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.chaos.cluster import ROOM, Cluster, running_cluster
from tests.concurrency.waiting import wait_for_row

WRITE = "INSERT INTO station (name) VALUES ('Station 6')"
PORT = "SELECT inet_server_port()"


@pytest.fixture(scope="module")
def pair() -> Iterator[Cluster]:
    """Two servers with a city."""
    with running_cluster() as cluster:
        cluster.make_room(calls=3, ambulances=3)
        yield cluster


@pytest.fixture
def cluster(pair: Cluster) -> Iterator[Cluster]:
    """The same, both alive and in step after each test."""
    yield pair
    pair.primary.require_standby("")
    pair.restart_primary_as_standby()


@pytest.fixture
def desk(cluster: Cluster) -> Iterator[Store]:
    """A desk that has both in its address and does not say which it wants."""
    with closing(Store(settings(cluster))) as store:
        yield store


def settings(cluster: Cluster) -> ConnectionSettings:
    """What it connects with."""
    return ConnectionSettings(cluster.conninfo(target_session_attrs=None))


def ask(store: Store, sql: str = PORT) -> object:
    """Ask for one value, only reading."""
    with store.snapshot() as tx:
        return tx.database.execute_sql(sql).fetchone()[0]


def write(store: Store) -> None:
    """Write something."""
    with store.transaction() as tx:
        tx.database.execute_sql(WRITE)


def only_reads_after_looking(store: Store) -> bool:
    """Look for a primary, and tell whether there was none."""
    store.seek_primary()
    return store.is_read_only


def test_a_desk_goes_to_the_server_that_allows_writing_wherever_it_stands_in_the_address(
    cluster: Cluster, desk: Store
) -> None:
    write(desk)
    assert (ask(desk), desk.is_read_only) == (cluster.primary.port, False)
    cluster.kill_primary()
    cluster.promote()
    with pytest.raises(Unavailable):
        ask(desk)
    write(desk)
    assert (ask(desk), desk.is_read_only) == (cluster.primary.port, False)


def test_without_a_primary_a_desk_reads_at_the_standby_and_follows_its_promotion(cluster: Cluster, desk: Store) -> None:
    cluster.kill_primary()
    assert (ask(desk), desk.is_read_only, desk.desk) == (cluster.standby.port, True, "desk 1")
    with pytest.raises(ReadOnlyServer, match="only allows reading"):
        write(desk)
    assert ask(desk, "SELECT count(*) FROM emergency_call") == 3
    assert only_reads_after_looking(desk)
    cluster.promote()
    assert not only_reads_after_looking(desk)
    write(desk)


def test_the_other_server_is_found_again_when_it_comes_back(cluster: Cluster, desk: Store) -> None:
    cluster.kill_primary()
    assert ask(desk) == cluster.standby.port
    desk.seek_primary()
    assert ask(desk) == cluster.standby.port
    cluster.primary.start()
    desk.seek_primary()
    assert (ask(desk), desk.is_read_only) == (cluster.primary.port, False)
    write(desk)


def test_one_logs_in_on_a_standby_as_far_as_nothing_has_to_be_written(cluster: Cluster) -> None:
    cluster.kill_primary()
    with admitted(replace(settings(cluster), login=SUPERUSER)) as store, closing(store):
        check_server(store)
        check_schema(store)
        login = login_of_session(store)
        assert sign_in(store, login).login == login
        assert note_log_in(store) == 0
        assert store.is_read_only
    cluster.primary.start()


def test_a_server_that_was_told_to_only_let_read_is_noticed(cluster: Cluster, desk: Store) -> None:
    write(desk)
    let_only_read(cluster, "on")
    try:
        with pytest.raises(ReadOnlyServer):
            write(desk)
        assert (ask(desk, "SELECT 1"), desk.is_read_only) == (1, True)
    finally:
        let_only_read(cluster, "off")
    desk.seek_primary()
    write(desk)
    assert (ask(desk), desk.is_read_only) == (cluster.primary.port, False)


def test_an_address_that_wants_to_write_is_read_from_the_standby_meanwhile(cluster: Cluster) -> None:
    cluster.kill_primary()
    with closing(Store(ConnectionSettings(cluster.conninfo(target_session_attrs="read-write")))) as wanting:
        assert (ask(wanting), wanting.is_read_only) == (cluster.standby.port, True)
    cluster.primary.start()


def test_a_commit_that_waits_for_a_dead_standby_can_be_broken_off(cluster: Cluster, desk: Store) -> None:
    cluster.stop_standby()
    with ThreadPoolExecutor(1) as thread:
        future = thread.submit(write, desk)
        waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = 'desk 1'"
        wait_for_row(cluster.primary.conninfo(ROOM), waits)
        desk.break_off()
        assert isinstance(future.exception(), OutcomeUnknown)
        thread.submit(desk.close).result()


def test_a_commit_that_its_standby_did_not_confirm_is_not_called_done(cluster: Cluster, desk: Store) -> None:
    cluster.stop_standby()
    with ThreadPoolExecutor(1) as thread:
        future = thread.submit(write, desk)
        waits = "FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = 'desk 1'"
        wait_for_row(cluster.primary.conninfo(ROOM), f"SELECT 1 {waits}")
        with psycopg.connect(cluster.primary.conninfo(ROOM)) as administrator:
            administrator.execute(f"SELECT pg_cancel_backend(pid) {waits}".encode())
        assert isinstance(future.exception(), OutcomeUnknown)
        thread.submit(desk.close).result()


def test_a_commit_queued_behind_one_that_waits_for_its_standby_is_certainly_not_written(
    cluster: Cluster, desk: Store
) -> None:
    cluster.stop_standby()
    with ThreadPoolExecutor(1) as thread, closing(Store(replace(settings(cluster), lock_timeout_s=0.3))) as other:
        future = thread.submit(write, desk)
        waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND application_name = 'desk 1'"
        wait_for_row(cluster.primary.conninfo(ROOM), waits)
        with pytest.raises(Unavailable, match="not finished writing") as refused:
            write(other)
        assert not isinstance(refused.value, OutcomeUnknown)
        desk.break_off()
        assert isinstance(future.exception(), OutcomeUnknown)
        thread.submit(desk.close).result()


def test_a_copy_that_has_not_made_its_own_what_it_was_sent_says_how_far_behind_it_is(
    cluster: Cluster, desk: Store
) -> None:
    write(desk)
    copy = Store(ConnectionSettings(cluster.standby.conninfo(ROOM), is_desk=False))
    with closing(copy):
        assert load_board(copy).behind == timedelta()
        with psycopg.connect(cluster.standby.conninfo("postgres"), autocommit=True) as administrator:
            administrator.execute("SELECT pg_wal_replay_pause()")
            wait_for_row(
                cluster.standby.conninfo("postgres"), "SELECT 1 WHERE pg_get_wal_replay_pause_state() = 'paused'"
            )
            write(desk)
            assert load_board(copy).behind > timedelta()
            administrator.execute("SELECT pg_wal_replay_resume()")
    assert load_board(desk).behind == timedelta()


def let_only_read(cluster: Cluster, on: str) -> None:
    """Forbid writing at the primary, or allow it again, and see that it has taken effect there."""
    with psycopg.connect(cluster.primary.conninfo(ROOM), autocommit=True) as administrator:
        administrator.execute("SET default_transaction_read_only = off")
        administrator.execute(f"ALTER SYSTEM SET default_transaction_read_only = {on}".encode())
        administrator.execute("SELECT pg_reload_conf()")
    told = "SELECT 1 WHERE current_setting('default_transaction_read_only') = %s"
    wait_for_row(cluster.primary.conninfo(ROOM), told, on)
