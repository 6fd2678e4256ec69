"""Each fault of the line, as a client sees it."""

import socket
import threading
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest

from tests.chaos.proxy import Proxy
from tests.chaos.wire import Aim, Deed, Way, is_any, is_commit
from tests.concurrency.waiting import wait_for_row

PATIENCE_S = 10.0
ENCRYPT = bytes([0, 0, 0, 8, 4, 210, 22, 47])


@pytest.fixture
def line(conninfo: str) -> Iterator[Proxy]:
    with psycopg.connect(conninfo) as beside:
        beside.execute("CREATE TABLE written (number integer)")
    with Proxy(conninfo, keeps=True) as proxy:
        yield proxy


def connect(line: Proxy) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(line.conninfo, connect_timeout=2)


def write(client: psycopg.Connection[tuple[object, ...]], number: int = 1) -> None:
    with client.transaction():
        client.execute("INSERT INTO written VALUES (%s)", (number,))


def write_in_vain(client: psycopg.Connection[tuple[object, ...]]) -> None:
    with pytest.raises(psycopg.OperationalError):
        write(client)


def written(conninfo: str) -> list[object]:
    with psycopg.connect(conninfo) as beside:
        return [number for (number,) in beside.execute("SELECT number FROM written ORDER BY 1")]


def begin(deed: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=deed, daemon=True)
    thread.start()
    return thread


def test_a_good_line_hands_on_everything_and_counts_it(line: Proxy, conninfo: str) -> None:
    with connect(line) as client:
        rows = client.execute("SELECT repeat('x', 1000) FROM generate_series(1, 1000)").fetchall()
    assert len(rows) == 1000
    assert line.bytes[Way.TO_CLIENT] > 1_000_000
    assert sum(len(message.data) for message in line.passed) == sum(line.bytes.values())
    assert len(line.passed) == sum(line.messages.values())
    assert [message.kind for message in line.passed if message.way is Way.TO_SERVER][0::100] == [""]


def test_encryption_is_declined_and_the_client_goes_on_without(line: Proxy) -> None:
    with psycopg.connect(line.conninfo, sslmode="prefer") as client:
        assert client.execute("SELECT 1").fetchone() == (1,)


def test_delay_and_throttle_hold_up_what_passes(line: Proxy) -> None:
    with connect(line) as client:
        line.delay(0.05, Way.TO_CLIENT)
        begun = time.monotonic()
        client.execute("SELECT 1")
        assert time.monotonic() - begun >= 0.05
        line.heal()
        line.throttle(50_000, Way.TO_CLIENT)
        begun = time.monotonic()
        client.execute("SELECT repeat('x', 5000)")
        assert time.monotonic() - begun >= 0.09


def test_nobody_is_let_in_and_who_is_in_stays(line: Proxy) -> None:
    with connect(line) as client:
        line.refuse()
        with pytest.raises(psycopg.OperationalError, match="refused"):
            connect(line)
        line.heal()
        line.close_new()
        with pytest.raises(psycopg.OperationalError, match=r"closed|reset"):
            connect(line)
        assert client.execute("SELECT 1").fetchone() == (1,)
        line.heal()
        connect(line).close()


@pytest.mark.parametrize("deed", [Deed.RESET, Deed.FIN])
def test_a_cut_ends_who_waits_and_the_server_is_rid_of_them(line: Proxy, conninfo: str, deed: Deed) -> None:
    client = connect(line)
    line.aim(Aim(Way.TO_SERVER, is_any, at=None, deed=deed))
    with pytest.raises(psycopg.OperationalError, match="closed the connection unexpectedly"):
        client.execute("SELECT pg_sleep(30)")
    second = connect(line)
    line.cut(deed)
    with pytest.raises(psycopg.OperationalError):
        second.execute("SELECT 1")
    wait_for_row(
        conninfo,
        "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database()"
        " AND application_name <> 'test observer' AND backend_type = 'client backend')",
    )


def test_a_reset_is_one_and_an_orderly_end_is_none(line: Proxy) -> None:
    with socket.create_connection(("127.0.0.1", line.port)) as first:
        first.sendall(ENCRYPT)
        assert first.recv(1) == b"N"
        line.cut(Deed.FIN)
        assert first.recv(1) == b""
    with socket.create_connection(("127.0.0.1", line.port)) as second:
        second.sendall(ENCRYPT)
        assert second.recv(1) == b"N"
        line.cut(Deed.RESET)
        with pytest.raises(ConnectionResetError):
            second.recv(1)


@pytest.mark.parametrize(("at", "arrived"), [(0, []), (3, []), (None, [1])])
def test_a_cut_at_a_commit_lets_as_much_of_it_through(
    line: Proxy, conninfo: str, at: int | None, arrived: list[int]
) -> None:
    client = connect(line)
    line.aim(Aim(Way.TO_SERVER, is_commit, at=at))
    with pytest.raises(psycopg.OperationalError):
        write(client)
    assert line.hit.is_set()
    wait_for_row(conninfo, "SELECT 1 WHERE (SELECT count(*) FROM written) = %s", len(arrived))
    assert written(conninfo) == arrived


def test_the_third_message_is_cut_and_two_pass(line: Proxy) -> None:
    client = connect(line)
    before = line.messages[Way.TO_SERVER]
    line.aim(Aim(Way.TO_SERVER, is_any, skip=2))
    with pytest.raises(psycopg.OperationalError):
        client.execute("SELECT %s", (1,))
    assert line.messages[Way.TO_SERVER] == before + 3


def test_a_cut_after_so_many_bytes_counts_them(line: Proxy) -> None:
    client = connect(line)
    line.cut_after(Way.TO_CLIENT, 50_000)
    got: list[int] = []
    with pytest.raises(psycopg.OperationalError):
        got.extend(stream_sizes(client))
    assert 40 <= len(got) <= 50


def stream_sizes(client: psycopg.Connection[tuple[object, ...]]) -> Iterator[int]:
    """Read lines of a thousand bytes one by one."""
    rows = "COPY (SELECT repeat('x', 999) FROM generate_series(1, 1000)) TO STDOUT"
    with client.cursor() as cursor, cursor.copy(rows) as copy:
        for piece in copy:
            yield len(piece)


def test_half_open_takes_everything_and_answers_nothing(line: Proxy, conninfo: str) -> None:
    client = connect(line)
    line.swallow()
    waiting = begin(lambda: write_in_vain(client))
    with pytest.raises(psycopg.OperationalError, match="timeout"):
        connect(line)
    assert waiting.is_alive()
    line.cut()
    waiting.join(PATIENCE_S)
    assert not waiting.is_alive()
    assert written(conninfo) == []


def test_what_is_frozen_goes_on_once_healed(line: Proxy, conninfo: str) -> None:
    with connect(line) as client:
        line.freeze(Way.TO_CLIENT)
        waiting = begin(lambda: write(client))
        wait_for_row(conninfo, "SELECT 1 FROM pg_stat_activity WHERE query = 'BEGIN' AND state = 'idle in transaction'")
        assert waiting.is_alive()
        line.heal()
        waiting.join(PATIENCE_S)
    assert written(conninfo) == [1]


def test_a_commit_on_its_way_arrives_after_its_client_is_gone(line: Proxy, conninfo: str) -> None:
    client = connect(line)
    line.aim(Aim(Way.TO_SERVER, is_commit, deed=Deed.FREEZE))
    waiting = begin(lambda: write_in_vain(client))
    assert line.hit.wait(PATIENCE_S)
    line.hang_up_on_clients()
    waiting.join(PATIENCE_S)
    assert not waiting.is_alive()
    assert written(conninfo) == []
    line.heal()
    wait_for_row(conninfo, "SELECT 1 FROM written")
