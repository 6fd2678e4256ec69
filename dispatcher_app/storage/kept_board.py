"""The last good board of a database, kept on this machine for the hour in which that database cannot be reached.

One small file for each database, shared by all desks of this machine's person. Its first line says what it is and of
which instant, and vouches for the second, which is the board. What callers said of themselves is never in it.
"""

import errno
import hashlib
import json
import logging
import os
import stat
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

import fasteners

from dispatcher_app.domain.entities import Board
from dispatcher_app.storage.board_text import board_of_text, instant_of_text, text_of_board, without_callers
from dispatcher_app.storage.lasting import make_names_last

FORMAT = 1
_LARGEST_FILE = 16_000_000
_LONGEST_HEAD = 1_000
_LOCK_WAIT_S = 5.0
_WRONG_CLOCK = timedelta(hours=1)
"""Desks of one machine differ by seconds: what is kept of so much later was taken by a wrong clock."""

_writing = threading.Lock()
"""The system's lock holds other processes back, but not this one's threads."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Head:
    taken_at: datetime
    digest: str


class KeptBoard:
    """The file of one database. Any thread may use it, and any number of desks at once."""

    def __init__(self, folder: Path, where: str) -> None:
        """Only remember the folder and which database it is about: `where` has neither a name nor a password in it."""
        self._folder = folder
        self._database = hashlib.sha256(where.encode()).hexdigest()
        name = self._database[:24]
        self._file = folder / f"{name}.board"
        self._new_file = folder / f"{name}.new"
        self._lock_file = folder / f"{name}.lock"

    def keep(self, board: Board) -> None:
        """Write the board without its callers, unless what is there is newer. Raises OSError."""
        text = text_of_board(without_callers(board)).encode()
        with _writing:
            self._folder.parent.mkdir(parents=True, exist_ok=True)
            self._folder.mkdir(mode=0o700, exist_ok=True)
            lock = fasteners.InterProcessLock(str(self._lock_file))
            if not lock.acquire(timeout=_LOCK_WAIT_S):
                raise TimeoutError(errno.ETIMEDOUT, "another desk does not finish writing")
            try:
                if not self._has_newer(board.taken_at):
                    self._replace(self._first_line(board.taken_at, text) + text + b"\n")
            finally:
                lock.release()

    def read(self) -> Board | None:
        """Give the board that was kept; None, and a line in the log, if there is none that can be trusted."""
        try:
            with self._opened() as file:
                head = self._head_in(file)
                text = file.read(_LARGEST_FILE).removesuffix(b"\n")
            if hashlib.sha256(text).hexdigest() != head.digest:
                raise ValueError("it is not whole")  # noqa: TRY301  (torn is one of many ways to be no board)
            board = board_of_text(text.decode())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            _log.warning("the kept board was not used: %s", error)
            return None
        return board

    def _has_newer(self, instant: datetime) -> bool:
        with suppress(OSError, ValueError), self._opened() as file:
            return instant < self._head_in(file).taken_at < instant + _WRONG_CLOCK
        return False

    def _opened(self) -> BinaryIO:
        """Open the file, if that is what it is: neither a link to somebody else's nor a pipe on which reading waits."""
        flags = os.O_RDONLY
        for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
            flags |= getattr(os, name, 0)
        file = os.fdopen(os.open(self._file, flags), "rb")
        found = os.fstat(file.fileno())
        if stat.S_ISREG(found.st_mode) and found.st_size <= _LARGEST_FILE:
            return file
        file.close()
        raise ValueError("it is no file of ours")

    def _first_line(self, taken_at: datetime, text: bytes) -> bytes:
        head = {"format": FORMAT, "database": self._database, "taken_at": taken_at.isoformat()}
        return json.dumps(head | {"digest": hashlib.sha256(text).hexdigest()}).encode() + b"\n"

    def _head_in(self, file: BinaryIO) -> _Head:
        try:
            head = json.loads(file.readline(_LONGEST_HEAD))
            if head["format"] != FORMAT:
                raise ValueError("it is of another version")
            if head["database"] != self._database:
                raise ValueError("it is of another database")
            return _Head(instant_of_text(head["taken_at"]), str(head["digest"]))
        except (TypeError, KeyError, RecursionError) as error:
            raise ValueError("its first line cannot be read") from error

    def _replace(self, content: bytes) -> None:
        """Put the new file in place of the old one in a single step: whoever reads finds one of the two, whole."""
        # One that a killed desk left behind is in the way.
        self._new_file.unlink(missing_ok=True)
        file = os.open(self._new_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(file, "wb") as new:
            new.write(content)
            new.flush()
            os.fsync(new.fileno())
        self._new_file.replace(self._file)
        make_names_last(self._folder)
