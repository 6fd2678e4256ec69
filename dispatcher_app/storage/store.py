"""One desk's connection to the shared database, and the transactions on it."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

import peewee
import psycopg
from peewee import PostgresqlDatabase

from dispatcher_app.domain.errors import OutcomeUnknown, Unavailable
from dispatcher_app.storage.address import signed_by, take_apart
from dispatcher_app.storage.translation import LockNotGranted, translated
from dispatcher_app.storage.transport import Tls, secured

_DESK_LOCK_SPACE = 0x4445534B
"""Advisory-lock space ("DESK") in which each desk holds its number for as long as its connection lives."""

_NAME_LOCK_SPACE = 0x4445534E
"""The same ("DESN") for desks whose name is no number."""

_MOST_DESKS = 999

_NAME_WAIT = "500ms"


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """How a desk connects. `desk` empty: the lowest free number is taken. Durations in seconds.

    `login` and `password` outweigh those of the address. `tls` None: what the server has to prove goes by where it is.
    `is_desk` False: the connection bears no desk's name, so it keeps nobody else from one.
    """

    conninfo: str = field(repr=False)
    desk: str = ""
    login: str = ""
    password: str = field(default="", repr=False)
    tls: Tls | None = None
    root_certificate: str = ""
    is_desk: bool = True
    connect_timeout_s: int = 5
    lock_timeout_s: float = 3.0
    statement_timeout_s: float = 15.0
    idle_in_transaction_timeout_s: float = 10.0


@dataclass(frozen=True, slots=True)
class Transaction:
    """The proof that a transaction is open: whatever reads or writes asks for one."""

    database: PostgresqlDatabase
    desk: str


class Store:
    """Opens the connection when first needed and again after a loss. Belongs to the thread that uses it."""

    def __init__(self, settings: ConnectionSettings) -> None:
        """Only remember the settings; nothing is opened yet. Raises InvalidInput for an address that cannot do."""
        self._settings = settings
        self._database = _database(settings)
        self._desk = settings.desk
        self._is_retired = False

    @property
    def desk(self) -> str:
        """This desk's name; empty until the first connection has given it a number."""
        return self._desk

    @property
    def settings(self) -> ConnectionSettings:
        """How it connects."""
        return self._settings

    @property
    def used_password(self) -> bool:
        """Tell whether the server asked for a password, and got one, when the connection was opened."""
        return not self._database.is_closed() and bool(self._database.connection().pgconn.used_password)

    def open(self) -> None:
        """Connect, unless it is connected. Raises LogInRefused, Unavailable."""
        with self._translating():
            self._connect()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """BEGIN … COMMIT, or ROLLBACK on any exception.

        Raises Unavailable (nothing was written), OutcomeUnknown (the line broke during COMMIT), NotAllowed,
        SchemaMismatch, or the storage's own words to an operation.
        """
        is_committing = False
        try:
            with self._translating():
                self._connect()
                with self._atomic():
                    yield Transaction(self._database, self._desk)
                    is_committing = True
        except Unavailable as error:
            if is_committing:
                raise OutcomeUnknown("The line broke while the order was being written.") from error
            raise

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """Read one unchanging picture of everything, without locking anything."""
        with self._translating():
            self._connect()
            with self._atomic("REPEATABLE READ"):
                self._database.execute_sql("SET TRANSACTION READ ONLY")
                yield Transaction(self._database, self._desk)

    def server_version(self) -> str:
        """Name the server's version: PostgreSQL 18.4. Raises Unavailable."""
        with self.snapshot() as tx:
            (version,) = tx.database.execute_sql("SHOW server_version").fetchone()
        return f"PostgreSQL {version}"

    def renew_password(self, password: str) -> None:
        """Connect with another password from the next loss on: it was changed while the desk was at work."""
        self._settings = replace(self._settings, password=password)
        self._database.connect_params["password"] = password

    def retire(self) -> None:
        """Close the connection for good: whoever comes late with this store finds it shut."""
        self._is_retired = True
        self.close()

    def close(self) -> None:
        """Close the connection, if there is one; the next use opens another."""
        with suppress(peewee.PeeweeException, psycopg.Error):
            self._database.close()

    @contextmanager
    def _atomic(self, *isolation: str) -> Iterator[None]:
        """Open a transaction. What went wrong in it is what is raised, even where ROLLBACK then finds the line dead."""
        wrong: BaseException | None = None
        try:
            with self._database.atomic(*isolation):
                try:
                    yield
                except BaseException as error:
                    wrong = error
                    raise
        except peewee.PeeweeException as error:
            if wrong is None or wrong is error:
                raise
            raise wrong from wrong.__cause__

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except peewee.PeeweeException as error:
            cause = _driver_error(error)
            if cause is None:
                raise
            raise self._judged(translated(cause)) from None
        except psycopg.Error as error:
            raise self._judged(translated(error)) from None

    def _judged(self, error: Exception) -> Exception:
        if isinstance(error, Unavailable) or not self._database.is_connection_usable():
            self.close()
        return error

    def _connect(self) -> None:
        if self._is_retired:
            raise Unavailable("Nobody works at this desk any more.")
        if not self._database.is_closed() and not self._database.is_connection_usable():
            self.close()
        if self._database.is_closed():
            self._database.connect()
            if self._settings.is_desk:
                self._claim_desk()

    def _claim_desk(self) -> None:
        """Take the name held before a loss, else the given one, else the lowest free number.

        Two desks never bear one name: a given one that is held gets a number behind it, "desk 3 (2)".
        """
        given = self._settings.desk
        if given:
            others = [f"{given} ({number})" for number in range(2, _MOST_DESKS + 1)]
        else:
            others = [f"desk {number}" for number in range(1, _MOST_DESKS + 1)]
        for name in filter(None, dict.fromkeys([self._desk, given, *others])):
            if self._try_name(name) or (name == given and self._wait_for_name(name)):
                self._desk = name
                self._database.execute_sql(
                    "SELECT set_config('application_name', %s, false), set_config('dispatcher.desk', %s, false)",
                    (name, name),
                )
                return
        raise Unavailable("All desk numbers are taken. Name this desk in the configuration.")

    def _try_name(self, name: str) -> bool:
        cursor = self._database.execute_sql("SELECT pg_try_advisory_lock(%s, %s)", _lock_of(name))
        return bool(cursor.fetchone()[0])

    def _wait_for_name(self, name: str) -> bool:
        """Give a desk that has just left, or was cut off, the moment it needs to be gone."""
        self._database.execute_sql("SELECT set_config('lock_timeout', %s, false)", (_NAME_WAIT,))
        try:
            self._database.execute_sql("SELECT pg_advisory_lock(%s, %s)", _lock_of(name))
        except peewee.OperationalError as error:
            cause = _driver_error(error)
            if cause is None or not isinstance(translated(cause), LockNotGranted):
                raise
            return False
        finally:
            if self._database.is_connection_usable():
                self._database.execute_sql("RESET lock_timeout")
        return True


def _lock_of(desk: str) -> tuple[int, int]:
    """Give the advisory lock that stands for a desk's name: its number, or a digest of any other name."""
    number = desk.removeprefix("desk ")
    if desk != number and number.isascii() and number.isdecimal() and len(number) < 9:
        return _DESK_LOCK_SPACE, int(number)
    digest = zlib.crc32(desk.encode(errors="replace")).to_bytes(4)
    return _NAME_LOCK_SPACE, int.from_bytes(digest, signed=True)


def _database(settings: ConnectionSettings) -> PostgresqlDatabase:
    given = signed_by(take_apart(settings.conninfo), settings.login, settings.password)
    name = given.pop("dbname")
    safe = secured(given, settings.tls, settings.root_certificate)
    options = " ".join(
        (
            given.pop("options", ""),
            f"-c lock_timeout={int(settings.lock_timeout_s * 1000)}",
            f"-c statement_timeout={int(settings.statement_timeout_s * 1000)}",
            f"-c idle_in_transaction_session_timeout={int(settings.idle_in_transaction_timeout_s * 1000)}",
            "-c timezone=UTC",
            "-c search_path=public",
        )
    )
    defaults: dict[str, Any] = {
        "connect_timeout": settings.connect_timeout_s,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        "application_name": settings.desk or "dispatcher",
    }
    return PostgresqlDatabase(name, prefer_psycopg3=True, options=options.strip(), **(defaults | given | safe))


def _driver_error(error: peewee.PeeweeException) -> psycopg.Error | None:
    original = getattr(error, "orig", None)
    return original if isinstance(original, psycopg.Error) else None
