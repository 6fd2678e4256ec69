"""One desk's connection to the shared database, and the transactions on it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import peewee
import psycopg
from peewee import PostgresqlDatabase
from psycopg.conninfo import conninfo_to_dict

from dispatcher_app.domain.errors import OutcomeUnknown, Unavailable
from dispatcher_app.storage.translation import translated

_DESK_LOCK_SPACE = 0x4445534B
"""Advisory-lock space ("DESK") in which each desk holds its number for as long as its connection lives."""

_MOST_DESKS = 999


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """How a desk connects. `desk` empty: the lowest free number is taken. Durations in seconds."""

    conninfo: str
    desk: str = ""
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
        """Only remember the settings; nothing is opened yet."""
        self._settings = settings
        self._database = _database(settings)
        self._desk = settings.desk

    @property
    def desk(self) -> str:
        """This desk's name; empty until the first connection has given it a number."""
        return self._desk

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

    def close(self) -> None:
        """Close the connection, if there is one."""
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
        if not self._database.is_closed() and not self._database.is_connection_usable():
            self.close()
        if self._database.is_closed():
            self._database.connect()
            self._claim_desk()

    def _claim_desk(self) -> None:
        """Take the given name, else the number held before a loss, else the lowest that is free."""
        if self._settings.desk:
            self._try_number(_number_in(self._desk))
        else:
            wanted = [_number_in(self._desk), *range(1, _MOST_DESKS + 1)]
            number = next((number for number in wanted if self._try_number(number)), None)
            if number is None:
                raise Unavailable("All desk numbers are taken. Name this desk in the configuration.")
            self._desk = f"desk {number}"
        self._database.execute_sql("SELECT set_config('application_name', %s, false)", (self._desk,))

    def _try_number(self, number: int | None) -> bool:
        if number is None:
            return False
        sql = "SELECT pg_try_advisory_lock(%s, %s)"
        return bool(self._database.execute_sql(sql, (_DESK_LOCK_SPACE, number)).fetchone()[0])


def _number_in(desk: str) -> int | None:
    number = desk.removeprefix("desk ")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else None


def _database(settings: ConnectionSettings) -> PostgresqlDatabase:
    given: dict[str, Any] = dict(conninfo_to_dict(settings.conninfo))
    name = given.pop("dbname", "")
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
    return PostgresqlDatabase(name, prefer_psycopg3=True, options=options.strip(), **(defaults | given))


def _driver_error(error: peewee.PeeweeException) -> psycopg.Error | None:
    original = getattr(error, "orig", None)
    return original if isinstance(original, psycopg.Error) else None
