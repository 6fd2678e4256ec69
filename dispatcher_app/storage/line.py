"""The line to a server: which of several hosts it leads to, how long it has been silent, and how it is broken off."""

import logging
import os
import socket
import threading
import time
import weakref
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from peewee import PostgresqlDatabase

_TRIAL_TIMEOUT_S = 2
"""How long a host has to answer that is only looked at while another one serves; less the driver does not know."""

_LOOKED_EVERY_S = 0.25

_log = logging.getLogger(__name__)

Connection = psycopg.Connection[tuple[Any, ...]]


class Line(PostgresqlDatabase):
    """Peewee's database over one line, which is opened to the first host that allows writing, else to any.

    It belongs to the thread that uses it; `silent_for`, `break_off` and `is_read_only` are for any. `is_doubted`: the
    server warned at the last COMMIT, which is then on it alone, and lost if its standby takes over.
    """

    def __init__(self, ways: Sequence[dict[str, Any]], longest_silence_s: float | None = None) -> None:
        """Remember the parameters of each host. The one that allowed writing last is asked first.

        A server that owes an answer for longer than that is given up; with None it is waited for.
        """
        self.longest_silence_s = longest_silence_s
        self.is_read_only = False
        self.is_doubted = False
        self._ways = deque(ways)
        self._way = ways[0]
        self._began_at: float | None = None
        self._guard = threading.Lock()
        self._socket: socket.socket | None = None
        super().__init__(ways[0]["dbname"], prefer_psycopg3=True)

    def renew_password(self, password: str) -> None:
        """Use another one from the next connection on."""
        for way in self._ways:
            way["password"] = password

    def silent_for(self) -> float:
        """Tell for how many seconds the server has owed an answer; 0.0 when it owes none."""
        began_at = self._began_at
        return 0.0 if began_at is None else time.monotonic() - began_at

    def break_off(self) -> None:
        """Cut the line: whoever waits at it gets an error at once. Does nothing without one. Never raises."""
        with self._guard, suppress(OSError):
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)

    def allows_writing_by_now(self) -> bool:
        """Ask the server this line leads to."""
        self.execute_sql("SELECT 1")
        return not self.is_read_only

    def another_allows_writing(self) -> bool:
        """Ask the other hosts, each for a short while, and begin with the one that said yes at the next connection."""
        for way in tuple(self._ways):
            if way is self._way:
                continue
            with suppress(psycopg.Error), psycopg.connect(**way | {"connect_timeout": _TRIAL_TIMEOUT_S}) as trial:
                if not _is_read_only(trial):
                    self._begin_with(way)
                    return True
        return False

    def connection(self) -> Connection:
        """Give the driver's connection, opened if need be."""
        opened: Connection = PostgresqlDatabase.connection(self)
        return opened

    def close(self) -> bool:
        """Hang up; tell whether there was anything to hang up."""
        was_open = bool(PostgresqlDatabase.close(self))
        if was_open:
            self._hold(None)
        return was_open

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Run a statement."""
        with self._exchange():
            return PostgresqlDatabase.execute_sql(self, sql, params)

    def begin(self, isolation_level: str | None = None) -> None:
        """Open a transaction."""
        with self._exchange():
            super().begin(isolation_level)

    def commit(self) -> None:
        """Make a transaction final."""
        self.is_doubted = False
        with self._exchange():
            super().commit()

    def rollback(self) -> None:
        """Undo a transaction."""
        with self._exchange():
            super().rollback()

    @contextmanager
    def _exchange(self) -> Iterator[None]:
        self._began_at = time.monotonic()
        try:
            yield
        finally:
            self._began_at = None
            if not self.is_closed() and not self.connection().closed:
                # The server tells of a promotion with its next answer.
                self.is_read_only = _is_read_only(self.connection())

    def _connect(self) -> Connection:
        connection = self._best()
        connection.autocommit = True
        connection.add_notice_handler(self._on_notice)
        self.is_read_only = _is_read_only(connection)
        self._hold(second_handle(connection.fileno()))
        if self.longest_silence_s is not None:
            threading.Thread(target=_watch, args=(weakref.ref(self), self._socket), name="silence", daemon=True).start()
        return connection

    def is_on(self, handle: socket.socket | None) -> bool:
        """Tell whether this is still the connection with that handle."""
        return handle is not None and self._socket is handle

    def _hold(self, handle: socket.socket | None) -> None:
        with self._guard:
            if self._socket is not None:
                self._socket.close()
            self._socket = handle

    def _on_notice(self, notice: psycopg.errors.Diagnostic) -> None:
        # At COMMIT the server warns of one thing: somebody made it give up waiting for its standby.
        if notice.severity_nonlocalized == "WARNING":
            self.is_doubted = True

    def _best(self) -> Connection:
        """Connect to the first host that allows writing, else to the first that answers."""
        errors: list[psycopg.Error] = []
        readable: Connection | None = None
        for way in tuple(self._ways):
            try:
                connection = psycopg.connect(**way)
            except psycopg.Error as error:
                errors.append(error)
                continue
            if _is_read_only(connection) and readable is not None:
                connection.close()
                continue
            self._way = way
            if _is_read_only(connection):
                readable = connection
                continue
            if readable is not None:
                readable.close()
            self._begin_with(way)
            return connection
        if readable is not None:
            return readable
        raise errors[0] if len(errors) == 1 else psycopg.OperationalError("\n".join(map(str, errors)))

    def _begin_with(self, way: dict[str, Any]) -> None:
        while self._ways[0] is not way:
            self._ways.rotate(-1)


def _is_read_only(connection: Connection) -> bool:
    told = map(connection.pgconn.parameter_status, (b"in_hot_standby", b"default_transaction_read_only"))
    return b"on" in told


def _watch(line: "weakref.ref[Line]", handle: socket.socket | None) -> None:
    """Cut a line that has been silent for too long, from a thread of its own, until it is another connection's."""
    rest = threading.Event()
    while (watched := line()) is not None and watched.is_on(handle):
        silent_s = watched.silent_for()
        if watched.longest_silence_s is not None and silent_s > watched.longest_silence_s:
            _log.warning("the database has not answered for %.1f s: the line is cut", silent_s)
            watched.break_off()
            return
        del watched
        rest.wait(_LOOKED_EVERY_S)


def second_handle(descriptor: int) -> socket.socket:
    """Give a handle of our own: the driver's may be closed, and its number be another's, when the line is cut.

    Python's own way to copy a socket would make the driver's wait, too, where it must not.
    """
    return socket.socket(fileno=os.dup(descriptor))
