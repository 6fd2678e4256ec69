"""Looking a set-up over: each thing that a desk needs, whether it is so, and what to do if not."""

import importlib.metadata
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from dispatcher_app.bootstrap.desk import Desk, open_desk
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.errors import DispatcherError, PasswordNeeded
from dispatcher_app.operations.read_board import load_board

_BAD_QT = ("6.12.0",)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `advice` is empty when all is well."""

    what: str
    found: str
    advice: str = ""


def examine(config: AppConfig) -> Iterator[Finding]:
    """Look at everything, from the machine inwards. A finding never stops the next."""
    yield Finding("Python", f"{platform.python_version()} on {platform.system()}")
    yield _qt()
    yield from _folders(config)
    yield from _database(config)


def qt_problem() -> str:
    """Name the pair of Qt and Python that loses a reference with every signal and in the end aborts, or nothing."""
    version = importlib.metadata.version("PySide6-Essentials")
    if version in _BAD_QT and sys.version_info < (3, 12):
        return f"PySide6 {version} aborts on Python {platform.python_version()}. Install PySide6-Essentials 6.11.3."
    return ""


def _qt() -> Finding:
    return Finding("PySide6", importlib.metadata.version("PySide6-Essentials"), qt_problem())


def _folders(config: AppConfig) -> Iterator[Finding]:
    for what, folder in (("Data folder", config.data_dir), ("Log folder", config.log_dir)):
        nearest = next(path for path in (folder, *folder.parents) if os.access(path, os.F_OK))
        if not nearest.is_dir():
            yield Finding(what, str(folder), f"{nearest} is no folder. Choose another.")
            continue
        is_writable = os.access(nearest, os.W_OK | os.X_OK)
        yield Finding(what, str(folder), "" if is_writable else f"Give yourself the right to write in {nearest}.")


def _database(config: AppConfig) -> Iterator[Finding]:
    where = "a shared database" if config.database_url else "the embedded PostgreSQL"
    try:
        desk = open_desk(config)
    except PasswordNeeded:
        # Nobody said who they are: that it asks is as it should be.
        yield Finding("Database", f"{where}, asks for name and password")
        return
    except DispatcherError as error:
        yield Finding("Database", where, str(error))
        return
    try:
        yield Finding("Database", f"{where}, {desk.store.server_version()}")
        for look in (_person, _board):
            yield look(desk)
    except DispatcherError as error:
        yield Finding("Database", where, str(error))
    finally:
        desk.close()


def _person(desk: Desk) -> Finding:
    person = desk.person
    who = f"{person.full_name}, {person.role.words}, {desk.store.desk}"
    if person.is_dispatching and not person.can_dispatch:
        return Finding("You", who, "This log-in has no dispatcher's profile: it may look, not dispatch.")
    return Finding("You", who)


def _board(desk: Desk) -> Finding:
    board = load_board(desk.store)
    kind = "a demonstration" if board.room.is_demo else "live"
    return Finding("Board", f"{board.room.name} ({kind}): {len(board.calls)} calls, {len(board.ambulances)} ambulances")
