"""Opening a desk: from a configuration to a connection, a control room and a person."""

import getpass
import logging
import sys
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dispatcher_app.config import AppConfig
from dispatcher_app.domain.entities import Dispatcher
from dispatcher_app.domain.errors import Unavailable
from dispatcher_app.operations.demo import create_demo_city, refresh_demo_city
from dispatcher_app.operations.read_board import sign_in
from dispatcher_app.operations.set_up import ensure_dispatcher, has_control_room, login_of_session
from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer
from dispatcher_app.storage.migrate import check_schema, migrate
from dispatcher_app.storage.store import ConnectionSettings, Store

LIVE_DATABASE = "control_room"
DEMO_DATABASE = "demo_city"
DEMO_DISPATCHERS = 4

_log = logging.getLogger(__name__)


class Room(Enum):
    """Which of the embedded server's two databases is meant. A shared database is always its own."""

    LIVE_IF_THERE = "the live one once there is one, else the demo city"
    LIVE = "the live one, made if need be"
    DEMO = "the demo city"


@dataclass(frozen=True, slots=True)
class Desk:
    """An open desk. `person` is None for somebody who may look but not dispatch."""

    store: Store
    login: str
    person: Dispatcher | None
    server: EmbeddedServer | None

    def close(self) -> None:
        """Leave the database; the last desk of a machine stops the embedded server."""
        self.store.close()
        if self.server is not None:
            self.server.stop()

    def revive(self) -> None:
        """After a loss: start the embedded server again if it is gone. Raises Unavailable."""
        if self.server is not None:
            self.server.revive()


def open_desk(config: AppConfig, room: Room = Room.LIVE_IF_THERE) -> Desk:
    """Connect, bring an embedded database's tables up to date, and sign in. Raises Unavailable, SchemaMismatch."""
    if config.database_url:
        return _open_shared(config)
    if sys.platform == "win32":
        raise Unavailable("On Windows name a shared database with DISPATCHER_DATABASE_URL.")
    server = EmbeddedServer(EmbeddedPlaces.under(config.data_dir))
    server.start()
    try:
        return _open_embedded(config, server, room)
    except BaseException:
        server.stop()
        raise


def connect(config: AppConfig, conninfo: str) -> Store:
    """Make the store of this desk."""
    return Store(ConnectionSettings(conninfo, desk=config.desk))


def _open_shared(config: AppConfig) -> Desk:
    store = connect(config, config.database_url)
    check_schema(store)
    login = login_of_session(store)
    return Desk(store, login, sign_in(store, login), None)


def _open_embedded(config: AppConfig, server: EmbeddedServer, room: Room) -> Desk:
    is_live = room is Room.LIVE or (room is Room.LIVE_IF_THERE and server.has_database(LIVE_DATABASE))
    database = LIVE_DATABASE if is_live else DEMO_DATABASE
    server.ensure_database(database)
    store = connect(config, server.conninfo(database))
    migrated = migrate(store)
    if migrated:
        _log.info("migrated %s: %s", database, ", ".join(migrated))
    login = _live_login(store) if is_live else _demo_login(store)
    return Desk(store, login, sign_in(store, login), server)


def _live_login(store: Store) -> str:
    """Whoever can reach this person's own server is this person."""
    login = getpass.getuser()
    ensure_dispatcher(store, login, login)
    return login


def _demo_login(store: Store) -> str:
    """Give each desk a demo dispatcher of its own, as far as they go."""
    if has_control_room(store):
        refresh_demo_city(store)
    else:
        create_demo_city(store, time_zone=_machine_zone())
    number = store.desk.removeprefix("desk ")
    which = (int(number) - 1) % DEMO_DISPATCHERS + 1 if number.isdecimal() else 1
    return f"demo{which}"


def _machine_zone() -> str:
    """Name this machine's time zone (IANA), so that a demonstration's clock is the one on the wall; else UTC."""
    _, found, name = str(Path("/etc/localtime").resolve()).rpartition("/zoneinfo/")
    try:
        return ZoneInfo(name).key if found else "UTC"
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "UTC"
