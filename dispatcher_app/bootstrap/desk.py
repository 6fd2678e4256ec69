"""Opening a desk: from a configuration to a connection, a control room and a person."""

import getpass
import logging
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from enum import Enum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dispatcher_app.bootstrap.admission import Credentials, admitted, connected, note_log_in
from dispatcher_app.config import AppConfig, ServerProfile
from dispatcher_app.domain.errors import DispatcherError, PasswordNeeded, Unavailable
from dispatcher_app.domain.ids import EmergencyAccessId
from dispatcher_app.domain.roles import Person, Role
from dispatcher_app.operations.demo import create_demo_city, let_demo_people_in, refresh_demo_city
from dispatcher_app.operations.logging_in import end_emergency_access, sign_in
from dispatcher_app.operations.set_up import ensure_dispatcher, has_control_room, let_in, login_of_session
from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer
from dispatcher_app.storage.migrate import check_schema, check_server, migrate
from dispatcher_app.storage.parameters import WATCHED_STATEMENT_TIMEOUT_S, ConnectionSettings
from dispatcher_app.storage.store import Store

LIVE_DATABASE = "control_room"
DEMO_DATABASE = "demo_city"
REPLAY_DATABASE = "replay"
DEMO_DISPATCHERS = 4

_ONLOOKER = "onlooker"

_LIMITS = {True: WATCHED_STATEMENT_TIMEOUT_S, False: ConnectionSettings("").statement_timeout_s}

_log = logging.getLogger(__name__)


class Room(Enum):
    """Which of the embedded server's databases is meant. A shared database is always its own."""

    LIVE_IF_THERE = "the live one once there is one, else the demo city"
    LIVE = "the live one, made if need be"
    DEMO = "the demo city"
    REPLAY = "the replay of a recorded week: made anew by its administrator, and only looked at by everybody else"


@dataclass(frozen=True, slots=True)
class Desk:
    """An open desk and who works at it. `wrong_passwords` were tried on their log-in since they last did.

    `access` is the emergency access that was opened for this desk, if one was.
    """

    store: Store
    person: Person
    server: EmbeddedServer | None = None
    is_demo: bool = False
    asked_password: bool = False
    wrong_passwords: int = 0
    access: EmergencyAccessId | None = None

    @property
    def needs_reason(self) -> bool:
        """Tell whether an emergency log-in has yet to say why, or has lost what it was given for it."""
        return self.person.role is Role.EMERGENCY and (self.access is None or not self.person.is_dispatching)

    @property
    def login(self) -> str:
        """As whom the person works."""
        return self.person.login

    def close(self) -> None:
        """Leave the database; the last desk of a machine stops the embedded server.

        Never raises: what was done before is done, however the leaving goes.
        """
        self.log_out()
        _leave(None, self.server)

    def log_out(self) -> None:
        """Leave the database and keep the embedded server, for the next person. Never raises."""
        if self.access is not None:
            with suppress(DispatcherError):
                end_emergency_access(self.store, self.access)
        _leave(self.store, None)

    def revive(self) -> None:
        """After a loss: start the embedded server again if it is gone. Raises Unavailable."""
        if self.server is not None:
            self.server.revive()

    def switched_to(self, login: str) -> "Desk":
        """Log out, and open the same desk of the demonstration as somebody else. Raises Unavailable."""
        settings, server = replace(self.store.settings, desk=self.store.desk, login=login), self.server
        self.log_out()
        with connected(settings) as store:
            return Desk(store, sign_in(store, login), server, is_demo=self.is_demo)


def open_desk(
    config: AppConfig,
    room: Room = Room.LIVE_IF_THERE,
    *,
    as_administrator: bool = False,
    is_watched: bool = False,
    credentials: Credentials | None = None,
) -> Desk:
    """Connect, bring an embedded database's tables up to date, and sign in. Raises Unavailable, SchemaMismatch.

    On the embedded server everybody works as themselves, so that the database's rules hold for them too; only what
    belongs to its administration (setting up, importing) is done `as_administrator`. A shared database decides itself.
    A desk that is watched breaks its line off after a silence: the server then answers, or gives up, before that.
    """
    if config.server is not None:
        return _open_shared(config, config.server, credentials, _LIMITS[is_watched])
    if sys.platform == "win32":
        raise Unavailable("On Windows name a shared database with DISPATCHER_DATABASE_URL.")
    server = EmbeddedServer(EmbeddedPlaces.under(config.data_dir))
    server.start()
    try:
        return _Embedded(config, server, credentials, _LIMITS[is_watched]).open(room, as_administrator=as_administrator)
    except BaseException:
        _leave(None, server)
        raise


def _open_shared(
    config: AppConfig, server: ServerProfile, credentials: Credentials | None, statement_timeout_s: float
) -> Desk:
    login = credentials.login if credentials else config.login
    settings = server.settings(desk=config.desk, login=login)
    with _let_in(replace(settings, statement_timeout_s=statement_timeout_s), credentials) as store:
        return _signed_in(store, None, credentials)


def _let_in(settings: ConnectionSettings, credentials: Credentials | None) -> AbstractContextManager[Store]:
    """Past the gate with what somebody typed; else as libpq finds a password, or none, in its own places."""
    if credentials is None:
        return connected(settings)
    return admitted(replace(settings, password=credentials.password))


def _signed_in(store: Store, server: EmbeddedServer | None, credentials: Credentials | None) -> Desk:
    check_server(store)
    check_schema(store)
    person = sign_in(store, login_of_session(store))
    # Only who came through the window takes back what the window counted.
    wrong_passwords = note_log_in(store) if credentials and store.used_password else 0
    return Desk(store, person, server, asked_password=store.used_password, wrong_passwords=wrong_passwords)


@dataclass(frozen=True, slots=True)
class _Embedded:
    """Opens one of the embedded server's databases."""

    config: AppConfig
    server: EmbeddedServer
    credentials: Credentials | None
    statement_timeout_s: float

    def open(self, room: Room, *, as_administrator: bool) -> Desk:
        if room is Room.REPLAY:
            return self._open_new_replay() if as_administrator else self._look_at_replay()
        if room is Room.LIVE or (room is Room.LIVE_IF_THERE and self.server.has_database(LIVE_DATABASE)):
            self.server.ensure_database(LIVE_DATABASE)
            with connected(self._settings(LIVE_DATABASE)) as store:
                # An import that failed, or one of places alone, leaves a database that is no control room yet.
                if room is Room.LIVE or has_control_room(store):
                    bring_up_to_date(store)
                    return self._open_live(store, as_administrator=as_administrator)
                store.close()
        self.server.ensure_database(DEMO_DATABASE)
        with connected(self._settings(DEMO_DATABASE)) as store:
            bring_up_to_date(store)
            return self._as_oneself(store, DEMO_DATABASE, _demo_login, as_administrator=as_administrator)

    def _open_live(self, store: Store, *, as_administrator: bool) -> Desk:
        if as_administrator:
            return Desk(store, sign_in(store, login_of_session(store)), self.server)
        if not self.server.asks_passwords(LIVE_DATABASE):
            return self._as_oneself(store, LIVE_DATABASE, _live_login, as_administrator=False)
        name = store.desk
        store.close()
        login = self.credentials.login if self.credentials else self.config.login
        if not login:
            raise PasswordNeeded("This control room asks for a name and a password: say who you are with --login.")
        settings = replace(self._settings(LIVE_DATABASE, login), desk=name, login=login)
        with _let_in(settings, self.credentials) as own:
            return _signed_in(own, self.server, self.credentials)

    def _open_new_replay(self) -> Desk:
        self.server.renew_database(REPLAY_DATABASE)
        with connected(self._settings(REPLAY_DATABASE)) as store:
            bring_up_to_date(store)
            return Desk(store, sign_in(store, login_of_session(store)), self.server)

    def _look_at_replay(self) -> Desk:
        if self.server.has_database(REPLAY_DATABASE):
            with connected(self._settings(REPLAY_DATABASE)) as store:
                if has_control_room(store):
                    return self._as_oneself(store, REPLAY_DATABASE, _onlooker_login, as_administrator=False)
                store.close()
        raise Unavailable("There is no replay to look at yet. Start one with: dispatcher replay FILE")

    def _as_oneself(
        self, store: Store, database: str, login_for: Callable[[Store], str], *, as_administrator: bool
    ) -> Desk:
        """Open the same desk again under the person's own log-in, which needs no password."""
        login = login_for(store)
        is_demo = database == DEMO_DATABASE
        if as_administrator:
            return Desk(store, sign_in(store, login), self.server, is_demo=is_demo)
        name = store.desk
        store.close()
        with connected(replace(self._settings(database, login), desk=name)) as own:
            return Desk(own, sign_in(own, login), self.server, is_demo=is_demo)

    def _settings(self, database: str, login: str | None = None) -> ConnectionSettings:
        conninfo = self.server.conninfo(database) if login is None else self.server.conninfo(database, login)
        return ConnectionSettings(
            conninfo,
            desk=self.config.desk,
            statement_timeout_s=self.statement_timeout_s,
            is_replay=database == REPLAY_DATABASE,
        )


def bring_up_to_date(store: Store) -> None:
    """Make a database's tables this desk's. Raises SchemaMismatch if they are newer, or the server is too old."""
    check_server(store)
    migrated = migrate(store)
    if migrated:
        _log.info("migrated: %s", ", ".join(migrated))
    check_schema(store)


def _leave(store: Store | None, server: EmbeddedServer | None) -> None:
    for end in (store and store.retire, server and server.stop):
        try:
            if end:
                end()
        except Exception:  # noqa: BLE001  (logged whole)
            _log.exception("leaving the database failed")


def _live_login(store: Store) -> str:
    """Whoever can reach this person's own server is this person."""
    login = getpass.getuser()
    ensure_dispatcher(store, login, login)
    let_in(store, login, Role.DISPATCHER)
    return login


def _onlooker_login(store: Store) -> str:
    """Nobody meddles with a replay: whoever looks on may do no more than that."""
    let_in(store, _ONLOOKER, Role.VIEWER)
    return _ONLOOKER


def _demo_login(store: Store) -> str:
    """Give each desk a demo dispatcher of its own, as far as they go."""
    if has_control_room(store):
        refresh_demo_city(store)
    else:
        create_demo_city(store, time_zone=_machine_zone())
    let_demo_people_in(store)
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
