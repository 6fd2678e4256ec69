"""Two PostgreSQL servers, one of which follows the other: a primary, and a standby without which nothing is committed.

Both are made from the programs of the embedded server, listen on free ports of this machine, and believe whoever asks.
"""

import os
import select
import shlex
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from dispatcher_app.storage.embedded_access import SUPERUSER
from dispatcher_app.storage.embedded_places import server_account
from dispatcher_app.storage.embedded_programs import ServerPrograms
from dispatcher_app.storage.migrate import migrate
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.concurrency.city import fill
from tests.concurrency.waiting import wait_for_row

ROOM = "control_room"
_HOST = "127.0.0.1"
_SETTINGS = (
    f"listen_addresses={_HOST}",
    "unix_socket_directories=",
    "max_connections=60",
    "synchronous_commit=on",
    "wal_retrieve_retry_interval=100ms",
    "log_min_messages=warning",
)


class Node:
    """One of the two servers. A name of a letter, so that no program's idea of a path can matter."""

    def __init__(self, name: str, folder: Path) -> None:
        """Take a free port and an empty folder that the server's account owns."""
        self.name = name
        self.port = _free_port()
        self._folder = folder
        self._account = server_account()
        self._programs = ServerPrograms(folder, self._account)
        self._cluster = folder / name
        self._make_room()

    def initialise(self) -> None:
        """Make the first of the two."""
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        options = (f"--username={SUPERUSER}", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync")
        self._programs.run("initdb", *options, *settings, "-D", self.name)

    def copy(self, source: "Node") -> None:
        """Become a standby of another: all that was here is thrown away."""
        shutil.rmtree(self._cluster)
        self._make_room()
        line = make_conninfo(host=_HOST, port=source.port, user=SUPERUSER, application_name=self.name)
        self._programs.run(
            "pg_basebackup", "-d", line, "-D", self.name, "--write-recovery-conf", "--checkpoint=fast", "--no-sync"
        )

    def start(self) -> None:
        """Start, and wait until it answers."""
        options = f"-p {self.port} -c cluster_name={shlex.quote(self.name)}"
        self._pg_ctl("start", "-l", f"{self.name}/server.log", "-o", options)

    def stop(self) -> None:
        """Stop in an orderly way."""
        self._pg_ctl("stop", "--mode=fast")

    def promote(self) -> None:
        """Stop following, and wait until it can be written to."""
        self._pg_ctl("promote")

    def kill(self) -> None:
        """End the server and every process of it as a power cut would; one that does not run stays so."""
        kill_server(self._cluster)
        # The dead may not be buried yet: the next server here must not take them for living.
        (self._cluster / "postmaster.pid").unlink(missing_ok=True)

    def require_standby(self, name: str) -> None:
        """From now on commit nothing that the standby of this name has not on its disk; with no name, all."""
        wanted = sql.SQL("ALTER SYSTEM SET synchronous_standby_names = {}").format(name)
        with psycopg.connect(self.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(wanted)
            connection.execute("SELECT pg_reload_conf()")
        if name:
            wait_for_row(self.conninfo("postgres"), "SELECT 1 FROM pg_stat_replication WHERE sync_state = 'sync'")

    def conninfo(self, database: str, login: str = SUPERUSER) -> str:
        """Give the address of this server alone, whatever it allows."""
        return make_conninfo(host=_HOST, port=self.port, dbname=database, user=login)

    def _make_room(self) -> None:
        self._cluster.mkdir(mode=0o700)
        if self._account is not None:
            os.chown(self._cluster, self._account.pw_uid, self._account.pw_gid)

    def _pg_ctl(self, verb: str, *arguments: str) -> None:
        self._programs.run("pg_ctl", verb, "--wait", "-D", self.name, *arguments)


class Cluster:
    """The two together. A fail-over changes which of them is the `primary`; the other is the `standby`."""

    def __init__(self, folder: Path) -> None:
        """Only name them."""
        self.primary, self.standby = Node("a", folder), Node("b", folder)

    def start(self) -> None:
        """Make both, and have the first wait for the second at every COMMIT."""
        self.primary.initialise()
        self.primary.start()
        self._follow()

    def conninfo(self, database: str = ROOM, login: str = SUPERUSER, **parameters: Any) -> str:
        """Give a desk's address: both servers, and whichever can be written to. `parameters` outweigh that."""
        nodes = sorted((self.primary, self.standby), key=lambda node: node.name)
        usual: dict[str, Any] = {
            "host": ",".join(_HOST for _ in nodes),
            "port": ",".join(str(node.port) for node in nodes),
            "target_session_attrs": "read-write",
        }
        return make_conninfo(**{**usual, "dbname": database, "user": login, **parameters})

    def make_room(self, *, calls: int, ambulances: int, dispatchers: int = 20) -> None:
        """Make a migrated database ROOM with a city in it."""
        with psycopg.connect(self.primary.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(ROOM)))
        with closing(Store(ConnectionSettings(self.primary.conninfo(ROOM), is_desk=False))) as store:
            migrate(store)
        fill(self.primary.conninfo(ROOM), calls=calls, ambulances=ambulances, dispatchers=dispatchers)

    def kill_primary(self) -> None:
        """Take the primary down as a power cut would."""
        self.primary.kill()

    def stop_standby(self) -> None:
        """Take the standby down. From now on every COMMIT waits."""
        self.standby.stop()

    def start_standby(self) -> None:
        """Bring it back."""
        self.standby.start()

    def promote(self) -> None:
        """Make the standby the primary: it waits for nobody, for nobody is left."""
        self.standby.promote()
        self.primary, self.standby = self.standby, self.primary

    def restart_primary_as_standby(self) -> None:
        """Let the one that was killed follow the one that was promoted, which from now on waits for it."""
        self.standby.kill()
        self._follow()

    def end(self) -> None:
        """Kill both, whatever they are doing."""
        self.primary.kill()
        self.standby.kill()

    def _follow(self) -> None:
        self.standby.copy(self.primary)
        self.standby.start()
        self.primary.require_standby(self.standby.name)


@contextmanager
def running_cluster() -> Iterator[Cluster]:
    """Make a primary and a synchronous standby, and end both."""
    with tempfile.TemporaryDirectory(prefix="dispatcher-cluster-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        cluster = Cluster(Path(folder))
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.end()


def kill_server(data: Path) -> None:
    """End the server of a data folder with all its processes, and wait until they are gone; none may be there."""
    for pid in _processes_of(data):
        with suppress(ProcessLookupError):
            gone = os.pidfd_open(pid)
            os.kill(pid, signal.SIGKILL)
            select.select([gone], [], [])
            os.close(gone)


def _processes_of(data: Path) -> list[int]:
    """Stop the first process, so that it makes no more of them, and give it and its children."""
    with suppress(OSError, ValueError):
        pid = int((data / "postmaster.pid").read_text(encoding="utf-8").split()[0])
        # The number may be another program's by now.
        if Path(f"/proc/{pid}/cwd").resolve() == data.resolve():
            os.kill(pid, signal.SIGSTOP)
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
            return [pid, *map(int, children.split())]
    return []


def _free_port() -> int:
    with socket.socket() as asking:
        asking.bind((_HOST, 0))
        return int(asking.getsockname()[1])
