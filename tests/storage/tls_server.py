"""A line in front of a real PostgreSQL: with TLS, or plain, as a server across the network would have it.

The PostgreSQL that comes along is built without TLS and listens on no network. What stands in front of it answers the
request for TLS, shows a certificate made for the test, and hands every byte on.
"""

import os
import select
import socket
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from dispatcher_app.storage.embedded import EmbeddedServer
from dispatcher_app.storage.store import ConnectionSettings, Store
from dispatcher_app.storage.transport import Tls

_REQUEST_BYTES = 8
_PIECE_BYTES = 65536


class Front(socketserver.ThreadingTCPServer):
    """Listens on a port of this machine; `connections` counts who came."""

    # Who is left when a test fails does not keep the others waiting.
    daemon_threads = True

    def __init__(self, behind: Path, tls: ssl.SSLContext | None) -> None:
        """Remember the socket of the PostgreSQL `behind`, which itself answers a request for TLS with no."""
        super().__init__(("127.0.0.1", 0), _Door)
        self.behind = behind
        self.tls = tls
        self.connections = 0

    @property
    def port(self) -> int:
        """The port that was free."""
        return int(self.server_address[1])


class _Door(socketserver.BaseRequestHandler):
    server: Front

    def handle(self) -> None:
        self.server.connections += 1
        # A desk that does not trust the certificate hangs up.
        with suppress(OSError):
            self._hand_on()

    def _hand_on(self) -> None:
        line: socket.socket = self.request
        if self.server.tls is not None:
            line.recv(_REQUEST_BYTES, socket.MSG_WAITALL)
            line.sendall(b"S")
            line = self.server.tls.wrap_socket(line, server_side=True)
        with line, socket.socket(socket.AF_UNIX) as behind:
            behind.connect(str(self.server.behind))
            other = {line: behind, behind: line}
            while True:
                for source in select.select([line, behind], [], [])[0]:
                    piece = source.recv(_PIECE_BYTES)
                    if not piece:
                        return
                    other[source].sendall(piece)


@dataclass(frozen=True)
class Elsewhere:
    """A control room's database on another machine, db.example: as far as a desk can tell."""

    socket: Path
    conninfo: str
    issuer: trustme.CA
    root: Path

    @classmethod
    def of(cls, server: EmbeddedServer, conninfo: str, folder: Path) -> "Elsewhere":
        """Lay the certificate of an issuer of its own into the folder."""
        made = cls(server._places.socket / ".s.PGSQL.5432", conninfo, trustme.CA(), folder / "ca.crt")
        made.issuer.cert_pem.write_to_path(str(made.root))
        return made

    @contextmanager
    def serving(self, tls: ssl.SSLContext | None = None) -> Iterator[Front]:
        """Be there for as long as a test needs."""
        with Front(self.socket, tls) as front:
            thread = threading.Thread(target=front.serve_forever, args=(0.01,))
            thread.start()
            try:
                yield front
            finally:
                front.shutdown()
                thread.join()

    def proof(self, *names: str, issuer: trustme.CA | None = None, has_run_out: bool = False) -> ssl.SSLContext:
        """Have a certificate issued for the host names (db.example), or one that ran out yesterday."""
        now = datetime.now(UTC)
        until = now - timedelta(days=1) if has_run_out else now + timedelta(days=1)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        (issuer or self.issuer).issue_cert(
            *(names or ["db.example"]), not_before=now - timedelta(days=2), not_after=until
        ).configure_cert(context)
        return context

    def settings(self, at: Front, tls: Tls | None = None, **address: str) -> ConnectionSettings:
        """Connect there, trusting the issuer; `address` outweighs the parts of the usual one."""
        given = conninfo_to_dict(self.conninfo)
        usual = {"host": "db.example", "hostaddr": "127.0.0.1", "port": str(at.port), "user": str(given["user"])}
        conninfo = make_conninfo(**{**usual, "dbname": str(given["dbname"]), **address})
        return ConnectionSettings(conninfo, tls=tls, root_certificate=str(self.root))


def ask(settings: ConnectionSettings, query: str = "SELECT current_user") -> object:
    """Connect as a desk does, and ask for one value."""
    with closing(Store(settings)) as store, store.snapshot() as tx:
        return tx.database.execute_sql(query).fetchone()[0]


def forget_this_machine(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Let neither the machine's own settings for libpq nor its issuers take part."""
    for name in [name for name in os.environ if name.startswith("PG")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(home))
