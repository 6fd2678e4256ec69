"""A line to the database that breaks at the worst moment: once COMMIT is done, and before anybody hears of it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

_SOCKET = ".s.PGSQL.5432"
_BYTES = 65536


class CutLine:
    """Passes everything on, until the server says that something written is final: that answer is thrown away."""

    def __init__(self, server: str, here: Path, *, comes_back: bool) -> None:
        """Listen where libpq looks for a server."""
        self._server = server
        self._comes_back = comes_back
        self.was_cut = False
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(here / _SOCKET))
        self._listening.listen()

    def serve(self) -> None:
        """Take one desk after the other, until closed."""
        while True:
            try:
                desk, _ = self._listening.accept()
            except OSError:
                return
            if self.was_cut and not self._comes_back:
                desk.close()
                continue
            threading.Thread(target=self._pass_on, args=(desk,)).start()

    def close(self) -> None:
        """Take no more."""
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _pass_on(self, desk: socket.socket) -> None:
        has_written = threading.Event()
        with desk, socket.socket(socket.AF_UNIX) as server:
            server.connect(self._server)
            answers = threading.Thread(target=self._answer, args=(server, desk, has_written))
            answers.start()
            while data := desk.recv(_BYTES):
                if b"INSERT INTO" in data:
                    has_written.set()
                server.sendall(data)
            server.shutdown(socket.SHUT_WR)
            answers.join()

    def _answer(self, server: socket.socket, desk: socket.socket, has_written: threading.Event) -> None:
        while data := server.recv(_BYTES):
            if has_written.is_set() and not self.was_cut and b"COMMIT\0" in data:
                self.was_cut = True
                desk.shutdown(socket.SHUT_RDWR)
                return
            desk.sendall(data)


@contextmanager
def cut_line(conninfo: str, here: Path, *, comes_back: bool = True) -> Iterator[str]:
    """Give what a desk connects with, to reach the server over such a line."""
    line = CutLine(f"{conninfo_to_dict(conninfo)['host']}/{_SOCKET}", here, comes_back=comes_back)
    serving = threading.Thread(target=line.serve)
    serving.start()
    try:
        yield make_conninfo(conninfo, host=str(here))
    finally:
        line.close()
        serving.join()
    assert line.was_cut
