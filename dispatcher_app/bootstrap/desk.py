"""Opening a desk: from a configuration to a connection, a control room and a person."""

import getpass
import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dispatcher_app.config import AppConfig
from dispatcher_app.domain.entities import Dispatcher
from dispatcher_app.domain.errors import Unavailable
from dispatcher_app.operations.demo import create_demo_city, refresh_demo_city
from dispatcher_app.operations.read_board import sign_in
from dispatcher_app.operations.set_up import ensure_dispatcher, has_control_room, let_dispatch, login_of_session
from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer
from dispatcher_app.storage.migrate import check_schema, check_server, migrate
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
        """Leave the database; the last desk of a machine stops the embedded server.

        Never raises: what was done before is done, however the leaving goes.
        """
        _leave(self.store, self.server)

    def revive(self) -> None:
        """After a loss: start the embedded server again if it is gone. Raises Unavailable."""
        if self.server is not None:
            self.server.revive()


def open_desk(config: AppConfig, room: Room = Room.LIVE_IF_THERE, *, as_administrator: bool = False) -> Desk:
    """Connect, bring an embedded database's tables up to date, and sign in. Raises Unavailable, SchemaMismatch.

    On the embedded server everybody works as themselves, so that the database's rules hold for them too; only what
    belongs to its administration (setting up, importing) is done `as_administrator`. A shared database decides itself.
    """
    if config.database_url:
        return _open_shared(config)
    if sys.platform == "win32":
        raise Unavailable("On Windows name a shared database with DISPATCHER_DATABASE_URL.")
    server = EmbeddedServer(EmbeddedPlaces.under(config.data_dir))
    server.start()
    try:
        return _open_embedded(config, server, room, as_administrator=as_administrator)
    except BaseException:
        _leave(None, server)
        raise


@contextmanager
def connected(config: AppConfig, conninfo: str) -> Iterator[Store]:
    """Give the store of a new desk, which keeps it; if that comes to nothing, its connection is closed again."""
    store = Store(ConnectionSettings(conninfo, desk=config.desk))
    try:
        yield store
    except BaseException:
        store.close()
        raise


def _open_shared(config: AppConfig) -> Desk:
    with connected(config, config.database_url) as store:
        check_server(store)
        check_schema(store)
        login = login_of_session(store)
        return Desk(store, login, sign_in(store, login), None)


def _open_embedded(config: AppConfig, server: EmbeddedServer, room: Room, *, as_administrator: bool) -> Desk:
    if room is Room.LIVE or (room is Room.LIVE_IF_THERE and server.has_database(LIVE_DATABASE)):
        server.ensure_database(LIVE_DATABASE)
        with connected(config, server.conninfo(LIVE_DATABASE)) as store:
            # An import that failed, or one of places alone, leaves a database that is no control room yet.
            if room is Room.LIVE or has_control_room(store):
                desk = _signed_in(store, server, _live_login)
                return desk if as_administrator else _as_oneself(config, desk, LIVE_DATABASE)
            store.close()
    server.ensure_database(DEMO_DATABASE)
    with connected(config, server.conninfo(DEMO_DATABASE)) as store:
        desk = _signed_in(store, server, _demo_login)
        return desk if as_administrator else _as_oneself(config, desk, DEMO_DATABASE)


def _signed_in(store: Store, server: EmbeddedServer, login_for: Callable[[Store], str]) -> Desk:
    bring_up_to_date(store)
    login = login_for(store)
    let_dispatch(store, login)
    return Desk(store, login, sign_in(store, login), server)


def _as_oneself(config: AppConfig, administration: Desk, database: str) -> Desk:
    """Open the same desk again under the person's own log-in."""
    server, login = administration.server, administration.login
    name = administration.store.desk
    administration.store.close()
    if server is None:
        return administration
    with connected(replace(config, desk=name), server.conninfo(database, login)) as store:
        return Desk(store, login, sign_in(store, login), server)


def bring_up_to_date(store: Store) -> None:
    """Make a database's tables this desk's. Raises SchemaMismatch if they are newer, or the server is too old."""
    check_server(store)
    migrated = migrate(store)
    if migrated:
        _log.info("migrated: %s", ", ".join(migrated))
    check_schema(store)


def _leave(store: Store | None, server: EmbeddedServer | None) -> None:
    for end in (store and store.close, server and server.stop):
        try:
            if end:
                end()
        except Exception:  # noqa: BLE001  (logged whole)
            _log.exception("leaving the database failed")


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
