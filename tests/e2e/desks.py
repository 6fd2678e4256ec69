"""Whole desks in a test: real windows on a real database, pressed by keys."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.bootstrap.running_desk import RunningDesk
from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.domain.targets import DEFAULT_TARGETS
from dispatcher_app.operations.read_board import sign_in
from dispatcher_app.storage.store import ConnectionSettings, Store, Transaction
from dispatcher_app.ui.conflict.conflict_dialog import ConflictDialog
from dispatcher_app.ui.conflict.wording import Way
from dispatcher_app.ui.theme.application_theme import apply_theme, is_themed
from dispatcher_app.ui.theme.tokens import DARK


class WorkerOnlyStore(Store):
    """A store that refuses to run SQL on the thread of the windows."""

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Check, then as ever."""
        _refuse_gui_thread()
        with super().transaction() as tx:
            yield tx

    @contextmanager
    def snapshot(self) -> Iterator[Transaction]:
        """Check, then as ever."""
        _refuse_gui_thread()
        with super().snapshot() as tx:
            yield tx


def _refuse_gui_thread() -> None:
    assert threading.current_thread() is not threading.main_thread(), "SQL on the GUI thread"


class DeskInTest:
    """A window with hands and eyes."""

    def __init__(self, running: RunningDesk, qtbot: QtBot) -> None:
        """Take a desk."""
        self.running = running
        self.window = running.window
        self._qtbot = qtbot

    def refresh(self) -> None:
        """Read the board once more, and wait for it."""
        with self._qtbot.waitSignal(self.running.feed.board_loaded):
            self.running.feed.refresh()

    def choose(self, call_id: EmergencyCallId) -> None:
        """Select a call; the nearest ambulance comes with it."""
        self.window.select_call(call_id)

    def press(self, key: Qt.Key, target: QWidget | None = None) -> None:
        """Press a key at this desk, once its window has the keyboard."""
        self.window.activateWindow()
        self._qtbot.waitUntil((target or self.window).isActiveWindow)
        QTest.keyClick(target or self.window, key)

    def dispatch(self) -> None:
        """Press the dispatch key."""
        self.press(Qt.Key.Key_F8)

    def text(self, name: str) -> str:
        """Read a label."""
        label = self.window.findChild(QLabel, name)
        assert label is not None, name
        return label.text()

    def wait_for_text(self, name: str, part: str) -> None:
        """Wait until a label says something."""
        self._qtbot.waitUntil(lambda: part in self.text(name), timeout=15_000)

    def wait_for_dialog(self) -> ConflictDialog:
        """Wait for the conflict, and until it takes an answer."""
        self._qtbot.waitUntil(lambda: self.running.flow.dialog is not None, timeout=15_000)
        dialog = self.running.flow.dialog
        assert dialog is not None
        self._qtbot.waitUntil(lambda: dialog.is_armed)
        return dialog

    def wait_for_no_dialog(self) -> None:
        """Wait until the conflict is gone."""
        self._qtbot.waitUntil(lambda: self.running.flow.dialog is None, timeout=15_000)

    def take(self, way: Way) -> None:
        """Take a way out with the keyboard."""
        dialog = self.wait_for_dialog()
        dialog.buttons[way].setFocus()
        self.press(Qt.Key.Key_Return, dialog.buttons[way])


def open_running_desk(conninfo: str, desk: str, login: str) -> RunningDesk:
    """Open a desk as somebody."""
    jobs = JobRunner()
    store = WorkerOnlyStore(ConnectionSettings(conninfo, desk=desk, lock_timeout_s=0.5))
    looking = Store(ConnectionSettings(conninfo, desk=desk))
    person = sign_in(looking, login)
    looking.close()
    return RunningDesk(Desk(store, login, person, None), jobs, DEFAULT_TARGETS)


def ensure_theme(qtbot: QtBot) -> None:
    """Dress the application once."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    application = QApplication.instance()
    if isinstance(application, QApplication) and not is_themed(application):
        apply_theme(application, DARK)
