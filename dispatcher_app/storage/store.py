"""One desk's connection to the shared database, and the transactions on it."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime

import peewee
import psycopg
from peewee import PostgresqlDatabase

from dispatcher_app.domain.errors import KEEPS_TRYING, OutcomeUnknown, Unavailable
from dispatcher_app.storage.desk_name import claim_desk
from dispatcher_app.storage.line import Line
from dispatcher_app.storage.parameters import ConnectionSettings, parameters_by_host
from dispatcher_app.storage.translation import LockNotGranted, MustRestart, driver_error, translated

__all__ = ["ConnectionSettings", "Store", "Transaction"]

_PATIENCE_WHEN_LEAVING_S = 2.0

_QUEUED = "The database has not finished writing what another desk ordered. Nothing was written. Try again."


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
        self._database = Line(parameters_by_host(settings), settings.longest_silence_s)
        self._desk = settings.desk
        self._is_retired = False
        self._room_clock = ""

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

    @property
    def is_read_only(self) -> bool:
        """Tell whether the server that was reached last only allows reading, as a standby does. For any thread."""
        return self._database.is_read_only

    def silent_for(self) -> float:
        """Tell for how many seconds the server has owed an answer; 0.0 when it owes none. For any thread."""
        return self._database.silent_for()

    def break_off(self) -> None:
        """Cut the line: whoever waits at it hears Unreachable, or OutcomeUnknown, at once. Never raises; any thread."""
        self._database.break_off()

    def hurry(self) -> None:
        """Wait for no answer much longer: whoever works here is leaving. For any thread."""
        if self._database.longest_silence_s is not None:
            self._database.longest_silence_s = _PATIENCE_WHEN_LEAVING_S

    def seek_primary(self) -> None:
        """Look whether writing is possible by now, where it was not: here, or at another host of the address.

        In the latter case the connection is closed, and the next use goes there. Raises Unavailable.
        """
        line = self._database
        if line.is_closed() or not line.is_read_only:
            return
        with self._translating():
            if not line.allows_writing_by_now() and line.another_allows_writing():
                self.close()

    def open(self) -> None:
        """Connect, unless it is connected. Raises LogInRefused, Unavailable."""
        with self._translating():
            self._connect()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """BEGIN … COMMIT, or ROLLBACK on any exception.

        Raises Unavailable (nothing was written), OutcomeUnknown (the line broke during COMMIT, or the standby did not
        confirm it), NotAllowed, SchemaMismatch, or the storage's own words to an operation.
        """
        is_committing = False
        try:
            with self._translating():
                self._connect()
                with self._atomic():
                    self._tell_room_clock()
                    yield Transaction(self._database, self._desk)
                    is_committing = True
        except Unavailable as error:
            if is_committing:
                raise OutcomeUnknown("The line broke while the order was being written.") from error
            raise
        except LockNotGranted:
            if is_committing:
                # Notifications are told one COMMIT after the other, and the one before waits for its standby.
                raise Unavailable(_QUEUED) from None
            raise
        if self._database.is_doubted:
            raise OutcomeUnknown("The database wrote the order, but its standby has not confirmed it.")

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """Read one unchanging picture of everything, without locking anything. Raises Unavailable."""
        try:
            with self._translating():
                self._connect()
                with self._atomic("REPEATABLE READ"):
                    self._database.execute_sql("SET TRANSACTION READ ONLY")
                    yield Transaction(self._database, self._desk)
        except (LockNotGranted, MustRestart):
            # Nobody's records are in the way of one who reads, only work on the tables, or a standby's catching up.
            raise Unavailable(f"The database is being worked on and cannot be read just now.{KEEPS_TRYING}") from None

    def server_version(self) -> str:
        """Name the server's version: PostgreSQL 18.4. Raises Unavailable."""
        with self.snapshot() as tx:
            (version,) = tx.database.execute_sql("SHOW server_version").fetchone()
        return f"PostgreSQL {version}"

    def set_room_clock(self, at: datetime | None) -> None:
        """Let the room's clock say this in every transaction from now on; None: what it is again.

        The database takes that of its administrators alone: so a recorded week is driven through the verbs.
        """
        self._room_clock = "" if at is None else at.isoformat()

    def renew_password(self, password: str) -> None:
        """Connect with another password from the next loss on: it was changed while the desk was at work."""
        self._settings = replace(self._settings, password=password)
        self._database.renew_password(password)

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
            cause = driver_error(error)
            if cause is None:
                raise
            raise self._judged(translated(cause)) from None
        except psycopg.Error as error:
            raise self._judged(translated(error)) from None

    def _tell_room_clock(self) -> None:
        if self._room_clock:
            self._database.execute_sql("SELECT set_config('dispatcher.now', %s, true)", (self._room_clock,))

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
        try:
            self._desk = claim_desk(self._database, self._settings.desk, self._desk)
        except BaseException:
            # Nobody works under no name.
            self.close()
            raise
