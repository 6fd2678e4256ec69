"""A line that has gone dead without a word: how long it is silent is known, and it can be broken off from outside."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from dispatcher_app.domain.errors import OutcomeUnknown, Unreachable
from dispatcher_app.storage.parameters import (
    LONGEST_SILENCE_S,
    WATCHED_STATEMENT_TIMEOUT_S,
    connection_parameters,
    parameters_by_host,
)
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.chaos.proxy import Proxy
from tests.concurrency.waiting import wait_for_row
from tests.control_room import ControlRoomBuilder

NEVER = "SELECT pg_sleep(600)"
WRITE = "INSERT INTO station (name) VALUES ('Station 6')"
NEVER_FINAL = """
CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(600); RETURN NULL; END $$;
CREATE CONSTRAINT TRIGGER never AFTER INSERT ON station DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION never()
"""
TWO = "postgresql://east:5433,west:5434/room"


def run(store: Store, *statements: str) -> None:
    """Run statements in one transaction."""
    with store.transaction() as tx:
        for statement in statements:
            tx.database.execute_sql(statement)


class AtWork:
    """A desk whose SQL thread is waiting for the server to sleep its fill."""

    def __init__(self, store: Store, conninfo: str) -> None:
        """Remember both."""
        self.store, self._conninfo = store, conninfo
        self._thread = ThreadPoolExecutor(1)

    def begin(self, *statements: str) -> Future[None]:
        """Run statements in the desk's own thread, and see the server asleep."""
        future = self._thread.submit(run, self.store, *statements)
        wait_for_row(self._conninfo, "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
        return future

    def end(self) -> None:
        """Wake the server up, which has not noticed that nobody waits any more."""
        with psycopg.connect(self._conninfo, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE wait_event = 'PgSleep' AND datname = current_database()"
            )
        self._thread.submit(self.store.close).result()
        self._thread.shutdown()


@contextmanager
def at_work(conninfo: str) -> Iterator[AtWork]:
    """Seat a desk."""
    desk = AtWork(Store(ConnectionSettings(conninfo, desk="desk 1", statement_timeout_s=600)), conninfo)
    try:
        yield desk
    finally:
        desk.end()


def test_only_an_exchange_that_is_under_way_counts_as_silence(conninfo: str) -> None:
    with at_work(conninfo) as desk:
        assert desk.store.silent_for() == 0.0
        future = desk.begin(NEVER)
        earlier = desk.store.silent_for()
        assert earlier > 0.0
        assert desk.store.silent_for() > earlier
        desk.store.break_off()
        assert isinstance(future.exception(), Unreachable)
        assert desk.store.silent_for() == 0.0


def test_a_desk_whose_line_was_broken_off_is_back_at_the_next_use(conninfo: str) -> None:
    with at_work(conninfo) as desk:
        future = desk.begin(WRITE, NEVER)
        desk.store.break_off()
        assert isinstance(future.exception(), Unreachable)
        desk._thread.submit(run, desk.store, WRITE).result()
    with psycopg.connect(conninfo) as connection:
        assert connection.execute("SELECT count(*) FROM station").fetchone() == (1,)


def test_a_line_broken_off_in_commit_leaves_the_outcome_to_be_asked(conninfo: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute(NEVER_FINAL)
    with at_work(conninfo) as desk:
        future = desk.begin(WRITE)
        assert desk.store.silent_for() > 0.0
        desk.store.break_off()
        assert isinstance(future.exception(), OutcomeUnknown)


def test_a_line_broken_off_between_two_uses_is_only_gone(store: Store) -> None:
    run(store, "SELECT 1")
    store.break_off()
    with pytest.raises(Unreachable):
        run(store, "SELECT 1")
    run(store, "SELECT 1")


def test_breaking_off_what_is_not_there_does_nothing(store: Store, room: ControlRoomBuilder) -> None:
    store.close()
    store.break_off()
    run(store, WRITE)
    store.close()
    store.break_off()
    store.break_off()
    assert room.count("station") == 1


def test_an_address_of_several_hosts_asks_for_the_one_that_allows_writing() -> None:
    whole = connection_parameters(ConnectionSettings(TWO))
    assert (whole["target_session_attrs"], whole["connect_timeout"]) == ("read-write", 3)
    each = parameters_by_host(ConnectionSettings(TWO))
    assert [(way["host"], way["port"], way["target_session_attrs"]) for way in each] == [
        ("east", "5433", "any"),
        ("west", "5434", "any"),
    ]


def test_one_port_is_for_all_hosts() -> None:
    each = parameters_by_host(ConnectionSettings("host=east,west port=5433 dbname=room"))
    assert [(way["host"], way["port"]) for way in each] == [("east", "5433"), ("west", "5433")]


def test_an_address_that_wants_to_write_is_read_from_any_host_while_none_allows_it() -> None:
    each = parameters_by_host(ConnectionSettings(f"{TWO}?target_session_attrs=read-write"))
    assert [(way["host"], way["target_session_attrs"]) for way in each] == [("east", "any"), ("west", "any")]


@pytest.mark.parametrize("wish", ["target_session_attrs=standby", "target_session_attrs=any"])
def test_an_address_that_wants_another_than_one_to_write_to_is_left_alone(wish: str) -> None:
    (only,) = parameters_by_host(ConnectionSettings(f"{TWO}?{wish}"))
    assert (only["host"], only["target_session_attrs"]) == ("east,west", wish.partition("=")[2])


def test_values_of_the_address_outweigh_ours(conninfo: str) -> None:
    own = {"keepalives_idle": "30", "tcp_user_timeout": "20000", "connect_timeout": "9", "application_name": "mine"}
    given = connection_parameters(ConnectionSettings(psycopg.conninfo.make_conninfo(conninfo, **own), desk="desk 1"))
    assert {name: str(given[name]) for name in own} == own
    assert given["keepalives_count"] == 2
    assert given["dbname"] == conninfo_to_dict(conninfo)["dbname"]


def test_a_long_answer_leaves_the_line_as_it_was(open_store: Callable[..., Store]) -> None:
    desk = open_store("desk 1")
    for size in (1_000, 100_000, 5_000_000):
        with desk.transaction() as tx:
            (text,) = tx.database.execute_sql("SELECT repeat('x', %s)", (size,)).fetchone()
        assert len(text) == size


def test_a_watched_desk_gives_a_silent_server_up_by_itself(conninfo: str) -> None:
    settings = ConnectionSettings(conninfo, statement_timeout_s=WATCHED_STATEMENT_TIMEOUT_S)
    with Proxy(conninfo) as proxy, closing(Store(replace(settings, conninfo=proxy.conninfo))) as desk:
        desk.open()
        assert desk._database.longest_silence_s == LONGEST_SILENCE_S
        desk._database.longest_silence_s = 0.5
        proxy.swallow()
        with pytest.raises(Unreachable), desk.snapshot():
            pass


def test_whoever_leaves_does_not_wait_as_long(conninfo: str) -> None:
    settings = ConnectionSettings(conninfo, statement_timeout_s=WATCHED_STATEMENT_TIMEOUT_S)
    with closing(Store(settings)) as desk, closing(Store(ConnectionSettings(conninfo))) as administrator:
        for store in (desk, administrator):
            store.hurry()
        assert desk._database.longest_silence_s == 2.0
        assert administrator._database.longest_silence_s is None
