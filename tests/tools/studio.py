"""Desks that can be posed: the window, a second desk beside it, and the patience to wait for what is to be seen."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.bootstrap.identity import DeskRules
from dispatcher_app.bootstrap.running_desk import RunningDesk
from dispatcher_app.operations.logging_in import sign_in
from dispatcher_app.operations.set_up import ensure_dispatcher
from dispatcher_app.storage.embedded import EmbeddedServer
from dispatcher_app.storage.migrate import migrate
from dispatcher_app.storage.order_journal import OrderJournal
from dispatcher_app.storage.store import ConnectionSettings, Store
from dispatcher_app.ui.theme.application_theme import apply_theme
from dispatcher_app.ui.theme.tokens import Tokens
from tests.e2e.desks import close_running_desk
from tests.tools.picture import draw

SIZES = ((1920, 1080), (1280, 720))

_PATIENCE_MS = 20_000


class Studio:
    """A desk that can be posed and drawn, and a second desk that gets in its way."""

    def __init__(self, server: EmbeddedServer, database: str) -> None:
        """Open both desks."""
        self.server = server
        self.suffix = ""
        conninfo = server.conninfo(database)
        self.rival = Store(ConnectionSettings(conninfo, desk="desk 2"))
        ensure_dispatcher(self.rival, "anna", "Anna Kern")
        ensure_dispatcher(self.rival, "ben", "Ben Ortiz")
        store = Store(ConnectionSettings(conninfo, desk="desk 3", lock_timeout_s=0.3))
        person = sign_in(self.rival, "ben")
        self.desk = RunningDesk(Desk(store, person), JobRunner(), OrderJournal(Path(tempfile.mkdtemp())), DeskRules())
        self.desk.window.show()
        self.desk.start()
        until(lambda: self.desk.feed.age() is not None)
        self.desk.feed.stop()

    def draw(self, name: str) -> None:
        """Draw the window, and the dialog before it, into a file."""
        settle()
        draw(name, self.desk.window, self.desk.flow.dialog)

    def refuse_and_draw(self, name: str) -> None:
        """Press the dispatch key, draw the refusal, and go back to the board."""
        press(self.desk.window, Qt.Key.Key_F8)
        until(lambda: self.desk.flow.dialog is not None)
        self.draw(f"{name}-{self.suffix}")
        if self.desk.flow.dialog is not None:
            self.desk.flow.dialog.reject()

    def refresh(self) -> None:
        """Read the board anew."""
        loaded: list[object] = []
        self.desk.feed.board_loaded.connect(loaded.append)
        self.desk.feed.refresh()
        until(lambda: bool(loaded))

    def close(self) -> None:
        """Close both desks."""
        close_running_desk(self.desk)
        self.rival.close()
        settle()


def until(is_so: Callable[[], bool]) -> None:
    """Let the window live until something is so."""
    loop, ticks, end = QEventLoop(), QTimer(), QTimer()
    ticks.timeout.connect(lambda: loop.quit() if is_so() else None)
    end.setSingleShot(True)
    end.timeout.connect(loop.quit)
    ticks.start(10)
    end.start(_PATIENCE_MS)
    loop.exec()
    if not is_so():
        raise TimeoutError("the window never came to that")


def settle() -> None:
    """Let layouts come to rest."""
    rested = QTimer()
    rested.setSingleShot(True)
    rested.start(60)
    until(lambda: not rested.isActive())


def press(target: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key in a window that has the keyboard."""
    target.window().activateWindow()
    until(target.isActiveWindow)
    QTest.keyClick(target, key, modifier)


def wear(application: QApplication, tokens: Tokens) -> None:
    """Change the theme."""
    apply_theme(application, tokens)


def filled(server: EmbeddedServer, name: str, fill: Callable[[Store], object]) -> None:
    """Make a database and fill it."""
    server.ensure_database(name)
    with closing(Store(ConnectionSettings(server.conninfo(name), desk="filling"))) as store:
        migrate(store)
        fill(store)


@contextmanager
def studio(server: EmbeddedServer, name: str, fill: Callable[[Store], object]) -> Iterator[Studio]:
    """Open the desks on a database of its own."""
    filled(server, name, fill)
    opened = Studio(server, name)
    try:
        yield opened
    finally:
        opened.close()
