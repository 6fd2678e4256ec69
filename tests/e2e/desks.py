"""Whole desks in a test: real windows on a real database, pressed by keys."""

import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.bootstrap.identity import DeskRules
from dispatcher_app.bootstrap.running_desk import RunningDesk
from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.operations.logging_in import sign_in
from dispatcher_app.storage.order_journal import OrderJournal
from dispatcher_app.storage.parameters import WATCHED_STATEMENT_TIMEOUT_S
from dispatcher_app.storage.store import ConnectionSettings, Store, Transaction
from dispatcher_app.ui.conflict.conflict_dialog import ConflictDialog
from dispatcher_app.ui.conflict.wording import Way
from dispatcher_app.ui.theme.application_theme import apply_theme, is_themed
from dispatcher_app.ui.theme.tokens import DARK
from tests.control_room import ControlRoomBuilder

Deed = Callable[[Transaction], None]


class WorkerOnlyStore(Store):
    """A store that refuses to run SQL on the thread of the windows.

    The next transaction alone suffers what a test puts before its COMMIT or after it.
    """

    def __init__(self, settings: ConnectionSettings) -> None:
        """As ever; nothing happens to it yet."""
        super().__init__(settings)
        self.before_transaction: Deed | None = None
        self.before_commit: Deed | None = None
        self.after_commit: Deed | None = None
        self.begun = 0

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Check, then as ever."""
        _refuse_gui_thread()
        self.begun += 1
        first, self.before_transaction = self.before_transaction, None
        before, self.before_commit = self.before_commit, None
        after, self.after_commit = self.after_commit, None
        with super().transaction() as tx:
            if first is not None:
                first(tx)
            yield tx
            if before is not None:
                before(tx)
        if after is not None:
            after(tx)

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
        store = running._desk.store
        assert isinstance(store, WorkerOnlyStore)
        self.store = store
        self.window = running.window
        self._qtbot = qtbot

    def refresh(self) -> None:
        """Read the board once more, and wait for it."""
        with self._qtbot.waitSignal(self.running.feed.board_loaded):
            self.running.feed.refresh()

    def lose_connection(self) -> None:
        """Read the board once more, and wait until it is found that this cannot be done."""
        with self._qtbot.waitSignal(self.running.feed.load_failed):
            self.running.feed.refresh()

    def choose(self, call_id: EmergencyCallId) -> None:
        """Select a call; the nearest ambulance comes with it."""
        self.window.select_call(call_id)

    def press(self, key: Qt.Key, target: QWidget | None = None) -> None:
        """Press a key at this desk, once its window has the keyboard."""
        pressed_on = target or self.window
        pressed_on.window().activateWindow()
        self._qtbot.waitUntil(pressed_on.isActiveWindow)
        QTest.keyClick(pressed_on, key)

    def press_with_control(self, key: Qt.Key) -> None:
        """Press a key together with Ctrl."""
        self.window.activateWindow()
        self._qtbot.waitUntil(self.window.isActiveWindow)
        QTest.keyClick(self.window, key, Qt.KeyboardModifier.ControlModifier)

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


def open_running_desk(conninfo: str, desk: str, login: str, rules: DeskRules = DeskRules()) -> RunningDesk:  # noqa: B008
    """Open a desk as somebody."""
    jobs = JobRunner()
    watched = ConnectionSettings(conninfo, statement_timeout_s=WATCHED_STATEMENT_TIMEOUT_S)
    store = WorkerOnlyStore(replace(watched, desk=desk, lock_timeout_s=0.5))
    looking = Store(ConnectionSettings(conninfo, desk=desk))
    person = sign_in(looking, login)
    looking.close()
    return RunningDesk(Desk(store, person), jobs, OrderJournal(Path(tempfile.mkdtemp())), rules)


def close_running_desk(running: RunningDesk) -> None:
    """Take its window away, and leave the database on the thread that owns the connection."""
    running.leave()
    running._jobs.close(partial(_leave, running))
    shutil.rmtree(running.orders.journal.folder)


def _leave(running: RunningDesk) -> None:
    running._desk.close()
    running.orders.journal.close()


OpenDesk = Callable[[str, str], DeskInTest]


@contextmanager
def opened_desks(
    conninfo: str,
    qtbot: QtBot,
    *,
    is_live: bool = False,
    rules: DeskRules = DeskRules(),  # noqa: B008
) -> Iterator[OpenDesk]:
    """Open desks whose boards are live, or stand still until told: each then holds a picture that has grown old."""
    ensure_theme(qtbot)
    opened: list[DeskInTest] = []

    def open_one(name: str, login: str) -> DeskInTest:
        running = open_running_desk(conninfo, name, login, rules)
        desk = DeskInTest(running, qtbot)
        opened.append(desk)
        qtbot.addWidget(running.window)
        running.window.resize(1280, 720)
        running.window.show()
        qtbot.waitExposed(running.window)
        with qtbot.waitSignal(running.feed.board_loaded):
            running.start()
        if is_live:
            with qtbot.waitSignal(running.feed.proved):
                pass
        else:
            running.feed.stop()
            running.sending.stop()
        return desk

    yield open_one
    for desk in opened:
        close_running_desk(desk.running)


class Scene:
    """Two calls, and two ambulances of which M12 is nearer to both."""

    def __init__(self, room: ControlRoomBuilder) -> None:
        """Make it."""
        self.room = room
        self.first = room.add_call(number=1001, type_text="Cardiac arrest", priority=1)
        self.second = room.add_call(number=1002, type_text="Fall", location_text="1 Ocean Ave", priority=1)
        self.m12 = room.add_ambulance("M12", latitude=37.7612, longitude=-122.4351)
        self.m07 = room.add_ambulance("M07", latitude=37.7900, longitude=-122.4000)

    def sent(self) -> list[tuple[str, int]]:
        """List which ambulance is on which call."""
        with self.room.store.transaction() as tx:
            cursor = tx.database.execute_sql(
                "SELECT call_sign, number FROM assignment JOIN ambulance a ON a.id = ambulance_id"
                " JOIN emergency_call c ON c.id = emergency_call_id WHERE cleared_at IS NULL ORDER BY 1"
            )
            return [(sign, number) for sign, number in cursor.fetchall()]


def kill_line(conninfo: str) -> Deed:
    """Kill the server's end of the line from beside, and wait until it is gone."""

    def kill(tx: Transaction) -> None:
        (pid,) = tx.database.execute_sql("SELECT pg_backend_pid()").fetchone()
        beside = Store(ConnectionSettings(conninfo, desk="beside"))
        with beside.transaction() as other:
            other.database.execute_sql("SELECT pg_terminate_backend(%s, 5000)", (pid,))
        beside.close()

    return kill


def allow_only_reading(store: Store, *, is_so: bool) -> None:
    """Let sessions that begin from now on only read, or write again."""
    with store.transaction() as tx:
        (name,) = tx.database.execute_sql("SELECT current_database()").fetchone()
        tx.database.execute_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = {'on' if is_so else 'off'}")


def ensure_theme(qtbot: QtBot) -> None:
    """Dress the application once."""
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    application = QApplication.instance()
    if isinstance(application, QApplication) and not is_themed(application):
        apply_theme(application, DARK)
