"""Draws the pictures of the documentation from real windows on a real database: make screenshots.

The board is San Francisco's of 6 January 2017, 17:40:16, read from unit records that are not part of this project
(DISPATCHER_TEST_DATA names their folder); without them its pictures, and those of the conflicts, stay as they are.
"""

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEventLoop, QPoint, Qt, QTimer
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.bootstrap.running_desk import RunningDesk
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.domain.statuses import CallStatus
from dispatcher_app.domain.targets import DEFAULT_TARGETS
from dispatcher_app.operations.demo import create_demo_city
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.importing import ImportOptions, import_places, import_unit_records
from dispatcher_app.operations.read_board import load_board, sign_in
from dispatcher_app.operations.set_up import ensure_dispatcher
from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer
from dispatcher_app.storage.importing import database_now
from dispatcher_app.storage.importing_demo import bring_to_rest
from dispatcher_app.storage.migrate import migrate
from dispatcher_app.storage.store import ConnectionSettings, Store
from dispatcher_app.ui.theme.application_theme import apply_theme
from dispatcher_app.ui.theme.tokens import DARK, LIGHT, Tokens
from tests.real_data import REAL_DATA, THE_EVENING

PICTURES = Path(__file__).parents[2] / "docs" / "screenshots"
SIZES = ((1920, 1080), (1280, 720))
PATIENCE_MS = 20_000


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
        self.desk = RunningDesk(Desk(store, "ben", person, None), JobRunner(), DEFAULT_TARGETS)
        self.desk.window.show()
        self.desk.start()
        until(lambda: self.desk.feed.age() is not None)
        self.desk.feed.stop()

    def draw(self, name: str) -> None:
        """Draw the window, and the dialog before it, into a file."""
        window = self.desk.window
        settle()
        picture = window.grab()
        dialog = self.desk.flow.dialog
        if dialog is not None:
            picture = with_dialog(picture, dialog.grab(), window.rect().center() - dialog.rect().center())
        picture.save(str(PICTURES / f"{name}.png"), "PNG")

    def refuse_and_draw(self, name: str) -> None:
        """Press the dispatch key, draw the refusal, and go back to the board."""
        self.desk.window.activateWindow()
        until(self.desk.window.isActiveWindow)
        QTest.keyClick(self.desk.window, Qt.Key.Key_F8)
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
        self.desk.close()
        self.rival.close()
        settle()


def until(is_so: Callable[[], bool]) -> None:
    """Let the window live until something is so."""
    loop, ticks, end = QEventLoop(), QTimer(), QTimer()
    ticks.timeout.connect(lambda: loop.quit() if is_so() else None)
    end.setSingleShot(True)
    end.timeout.connect(loop.quit)
    ticks.start(10)
    end.start(PATIENCE_MS)
    loop.exec()
    if not is_so():
        raise TimeoutError("the window never came to that")


def settle() -> None:
    """Let layouts come to rest."""
    rested = QTimer()
    rested.setSingleShot(True)
    rested.start(60)
    until(lambda: not rested.isActive())


def with_dialog(window: QPixmap, dialog: QPixmap, at: QPoint) -> QPixmap:
    """Lay a dialog over a window."""
    painter = QPainter(window)
    painter.drawPixmap(at, dialog)
    painter.end()
    return window


@contextmanager
def studio(server: EmbeddedServer, name: str, fill: Callable[[Store], object]) -> Iterator[Studio]:
    """Open the desks on a database of its own."""
    server.ensure_database(name)
    store = Store(ConnectionSettings(server.conninfo(name), desk="filling"))
    migrate(store)
    fill(store)
    store.close()
    opened = Studio(server, name)
    try:
        yield opened
    finally:
        opened.close()


def fill_real(folder: Path, store: Store) -> None:
    """Set the board to the evening of 6 January 2017."""
    places = folder / "sf_places"
    import_places(store, places / "sf_fire_department_facilities.csv", places / "sf_healthcare_facilities.csv")
    files = sorted((folder / "sf_2017").glob("*.csv.gz"))
    import_unit_records(store, files, ImportOptions(at=THE_EVENING))


def fill_and_empty(store: Store) -> None:
    """Make the demo city, and end all that runs or waits in it."""
    create_demo_city(store)
    with store.transaction() as tx:
        bring_to_rest(tx, database_now(tx))


def draw_boards(scene: Studio, application: QApplication, prefix: str) -> None:
    """Draw the board in both palettes and both sizes."""
    for tokens in (DARK, LIGHT):
        wear(application, tokens)
        for width, height in SIZES:
            scene.desk.window.resize(width, height)
            scene.draw(f"{prefix}-{tokens.name}-{width}x{height}")


def wear(application: QApplication, tokens: Tokens) -> None:
    """Change the theme."""
    apply_theme(application, tokens)


def draw_conflicts(scene: Studio, tokens: Tokens) -> None:
    """Make each conflict for real, and draw what the dispatcher is told."""
    waiting = [call.id for call in load_board(scene.rival).calls if call.status is CallStatus.OPEN]
    scene.suffix = tokens.name
    scene.desk.window.resize(*SIZES[0])
    _ambulance_taken(scene, waiting[0], waiting[1])
    _call_taken(scene, waiting[1])
    _call_over(scene, waiting[2], "cancelled")
    _call_over(scene, waiting[3], "closed")
    _record_busy(scene, waiting[4])
    _unreachable(scene, waiting[5])


def _ambulance_taken(scene: Studio, mine: EmergencyCallId, other: EmergencyCallId) -> None:
    scene.desk.window.select_call(mine)
    nearest = scene.desk.window.nearest_available(mine, None)
    if nearest is None:
        raise LookupError("no available ambulance with a position")
    dispatch_ambulance(scene.rival, DispatchAmbulance(other, nearest.ambulance.id), "anna")
    scene.refuse_and_draw("conflict-ambulance-taken")


def _call_taken(scene: Studio, call: EmergencyCallId) -> None:
    scene.refresh()
    scene.desk.window.select_call(call)
    scene.refuse_and_draw("conflict-call-taken")


def _call_over(scene: Studio, call: EmergencyCallId, how: str) -> None:
    scene.desk.window.select_call(call)
    with scene.rival.transaction() as tx:
        tx.database.execute_sql(
            "UPDATE emergency_call SET status = %s, ended_at = now(), ended_at_desk = 'desk 2',"
            " ended_by_id = (SELECT id FROM dispatcher WHERE login = 'anna') WHERE id = %s",
            (how.upper(), call),
        )
    scene.refuse_and_draw(f"conflict-call-{how}")


def _record_busy(scene: Studio, call: EmergencyCallId) -> None:
    scene.desk.window.select_call(call)
    with scene.rival.transaction() as tx:
        tx.database.execute_sql("SELECT 1 FROM emergency_call WHERE id = %s FOR UPDATE", (call,))
        scene.refuse_and_draw("conflict-record-busy")


def _unreachable(scene: Studio, call: EmergencyCallId) -> None:
    scene.desk.window.select_call(call)
    scene.server.stop()
    scene.refuse_and_draw("conflict-unreachable")
    scene.server.start()


def main() -> None:
    """Draw everything."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    PICTURES.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    wear(application, DARK)
    with tempfile.TemporaryDirectory(prefix="dispatcher-pictures-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedServer(EmbeddedPlaces.under(Path(folder)))
        server.start()
        try:
            draw_all(server, application)
        finally:
            server.stop()


def draw_all(server: EmbeddedServer, application: QApplication) -> None:
    """Draw every picture, each scene on a database of its own."""
    with studio(server, "demo", create_demo_city) as scene:
        draw_boards(scene, application, "demo")
    with studio(server, "empty", fill_and_empty) as scene:
        draw_boards(scene, application, "empty")
    if REAL_DATA is None:
        print("No public records: desk-*.png and conflict-*.png stay as they are. Set DISPATCHER_TEST_DATA.")
        return
    real = partial(fill_real, REAL_DATA)
    with studio(server, "real", real) as scene:
        draw_boards(scene, application, "desk")
    for tokens in (LIGHT, DARK):
        wear(application, tokens)
        with studio(server, f"conflicts_{tokens.name}", real) as scene:
            draw_conflicts(scene, tokens)


if __name__ == "__main__":
    main()
