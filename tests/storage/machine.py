"""A machine of a test's own: folders for an embedded server, and desks in processes that come and go on it."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from dispatcher_app.domain.errors import Unavailable
from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer
from tests.concurrency.desk_pool import Seat

_held: dict[int, EmbeddedServer] = {}
"""In a desk's process: the one server that it holds."""


@contextmanager
def own_folder(name: str = "data") -> Iterator[EmbeddedPlaces]:
    """Give places under a fresh folder that the server's own account can reach, and make sure nothing runs on there."""
    with tempfile.TemporaryDirectory(prefix="dispatcher-test-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        places = EmbeddedPlaces(Path(folder, name), Path(folder, name, "socket"))
        try:
            yield places
        finally:
            end_server(places)


def end_server(places: EmbeddedPlaces) -> None:
    """Stop whatever server a failed test has left."""
    if is_answering(places):
        EmbeddedServer(places)._pg_ctl("stop", "--mode=immediate")


def copy_made_cluster(made: EmbeddedPlaces, places: EmbeddedPlaces) -> None:
    """Copy a stopped server's cluster, owners included, and borrow its programs: quicker than making it again."""
    places.data.mkdir()
    for path in made.data.iterdir():
        if path.name.startswith("installation"):
            (places.data / path.name).symlink_to(path)
        elif path.name.startswith("postgresql"):
            subprocess.run(["cp", "-a", path, places.data], check=True)


def cluster_of(places: EmbeddedPlaces) -> Path:
    """Give the folder that PostgreSQL itself keeps."""
    return EmbeddedServer(places)._cluster


def postmaster_pid(places: EmbeddedPlaces) -> int | None:
    """Read who runs the server; None where nobody says so."""
    try:
        return int((cluster_of(places) / "postmaster.pid").read_text().splitlines()[0])
    except FileNotFoundError:
        return None


def is_answering(places: EmbeddedPlaces) -> bool:
    """Tell whether a server answers there."""
    try:
        psycopg.connect(EmbeddedServer(places).conninfo("postgres")).close()
    except psycopg.OperationalError:
        return False
    return True


def is_alive(pid: int) -> bool:
    """Tell whether a process lives (one that has ended and waits to be buried does not)."""
    try:
        state = Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def come(_seat: Seat, places: EmbeddedPlaces) -> int:
    """Start or join the server; give its process."""
    server = EmbeddedServer(places)
    server.start()
    _held[0] = server
    with server._maintenance() as connection:
        connection.execute("SELECT 1")
    pid = postmaster_pid(places)
    assert pid is not None
    return pid


def leave(_seat: Seat) -> None:
    """Leave the server."""
    _held.pop(0).stop()


def revive(_seat: Seat, places: EmbeddedPlaces) -> int | None:
    """After a loss, start the server again."""
    _held[0].revive()
    return postmaster_pid(places)


def come_with(_seat: Seat, places: EmbeddedPlaces, environment: dict[str, str]) -> int:
    """Come from a shell that has set these."""
    os.environ.update(environment)
    return come(_seat, places)


def come_with_umask(seat: Seat, places: EmbeddedPlaces, umask: int) -> int:
    """Come from a shell that closes whatever it makes."""
    before = os.umask(umask)
    try:
        return come(seat, places)
    finally:
        os.umask(before)


def come_and_go(seat: Seat, places: EmbeddedPlaces, times: int) -> list[str]:
    """Come and leave again and again, with no regard to others; tell what went wrong."""
    troubles = []
    for _ in range(times):
        try:
            come(seat, places)
            leave(seat)
        except (Unavailable, psycopg.Error) as error:
            troubles.append(str(error))
            _held.clear()
    return troubles


def make_database(seat: Seat, places: EmbeddedPlaces, name: str) -> bool:
    """Ask for a database at the same time as the others."""
    seat.meet()
    _held[0].ensure_database(name)
    return _held[0].has_database(name)
