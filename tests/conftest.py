"""What every test may ask for: a real PostgreSQL, and a database of its own in it."""

import os
import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psycopg
import pytest

from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer
from dispatcher_app.storage.migrate import migrate
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.control_room import ControlRoomBuilder
from tests.password_room import PasswordRoom

TEMPLATE = "template_control_room"


@pytest.fixture(scope="session")
def server() -> Iterator[EmbeddedServer]:
    """The embedded server, in a folder that its own account can reach too."""
    with tempfile.TemporaryDirectory(prefix="dispatcher-test-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        started = EmbeddedServer(EmbeddedPlaces(Path(folder, "data"), Path(folder, "run")))
        started.start()
        _spare_the_disk(started)
        started.ensure_database(TEMPLATE)
        store = Store(ConnectionSettings(started.conninfo(TEMPLATE), desk="template"))
        migrate(store)
        store.close()
        yield started
        # Two thousand databases are not worth being put on the disk.
        started._pg_ctl("stop", "--mode=immediate")
        started.stop()


def _spare_the_disk(server: EmbeddedServer) -> None:
    """Write as ever, but wait for no disk: only a power cut could tell, and the databases of tests are then gone."""
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def database_numbers() -> Iterator[int]:
    """Numbers for the databases of this session."""
    return count(1)


@pytest.fixture
def conninfo(server: EmbeddedServer, database_numbers: Iterator[int]) -> str:
    """A fresh, migrated, empty database: what a desk connects with."""
    name = f"test_{next(database_numbers)}"
    server.ensure_database(name, template=TEMPLATE)
    return server.conninfo(name)


@pytest.fixture
def open_store(conninfo: str) -> Iterator[Callable[..., Store]]:
    """Open further desks on the test's database; all are closed at its end."""
    opened: list[Store] = []

    def open_one(desk: str = "", lock_timeout_s: float = 3.0) -> Store:
        opened.append(Store(ConnectionSettings(conninfo, desk=desk, lock_timeout_s=lock_timeout_s)))
        return opened[-1]

    yield open_one
    for store in opened:
        store.close()


@pytest.fixture
def store(open_store: Callable[..., Store]) -> Store:
    """One desk."""
    return open_store("desk 1")


@pytest.fixture
def room(store: Store) -> ControlRoomBuilder:
    """A control room with two dispatchers, to be filled by the test."""
    builder = ControlRoomBuilder(store)
    builder.add_control_room()
    builder.add_dispatcher("anna", "Anna Kern")
    builder.add_dispatcher("ben", "Ben Ortiz")
    return builder


@pytest.fixture
def password_room(server: EmbeddedServer, room: ControlRoomBuilder) -> PasswordRoom:
    """The same control room, where everybody needs a password."""
    return PasswordRoom(server, room.store)
