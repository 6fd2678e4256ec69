"""How soon a change is seen on another desk, and what a flood of changes does to a window."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial

import psycopg
import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from pytestqt.qtbot import QtBot

from dispatcher_app.operations.read_board import load_board
from dispatcher_app.storage.store import ConnectionSettings, Store
from dispatcher_app.ui.board.desk_table import DeskTable
from dispatcher_app.ui.board.row_table_model import RowRole
from tests.benchmarks.test_figures import show
from tests.concurrency.city import City
from tests.e2e.desks import DeskInTest, opened_desks
from tests.e2e.event_loop import LoopWatch

pytestmark = pytest.mark.bench

CHANGES = 500
BURST = 5_000
SEEN_CALLS = 8


class Painting(QObject):
    """Notes when a table has been painted with a word in it."""

    def __init__(self, table: DeskTable) -> None:
        super().__init__()
        self.painted_at: float | None = None
        self._table = table
        self._key, self._word = 0, ""
        table.viewport().installEventFilter(self)

    def wait_for(self, key: int, word: str) -> None:
        """Look for a word in the row of a call from now on."""
        self.painted_at, self._key, self._word = None, key, word

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and self.painted_at is None and self._is_there():
            # This event is on its way to the table: when the loop turns next, it has been painted.
            QTimer.singleShot(0, self, self._note)
        return super().eventFilter(watched, event)

    def _is_there(self) -> bool:
        model = self._table.model()
        rows = (model.index(position, 0).data(RowRole.ROW) for position in range(min(40, model.rowCount())))
        return any(row.key == self._key and row.call.type_text == self._word for row in rows)

    def _note(self) -> None:
        self.painted_at = time.perf_counter()


@pytest.fixture
def desk(city: City, qtbot: QtBot) -> Iterator[tuple[DeskInTest, str]]:
    conninfo = city(calls=300, ambulances=100)
    with opened_desks(conninfo, qtbot, is_live=True) as open_one:
        yield open_one("desk 2", "d2"), conninfo


def test_commit_on_one_desk_to_repainted_row_on_another(
    desk: tuple[DeskInTest, str], open_store: Callable[..., Store], qtbot: QtBot
) -> None:
    b, _ = desk
    table = b.window.panels.calls_panel.tables.waiting_table
    painting = Painting(table)
    seen = [table.model().index(position, 0).data(RowRole.ROW).key for position in range(SEEN_CALLS)]
    a = open_store("desk 1")
    chance = random.Random(1)
    took = []
    for number in range(CHANGES):
        key, word = chance.choice(seen), f"Change {number}"
        painting.wait_for(key, word)
        with a.transaction() as tx:
            tx.database.execute_sql("UPDATE emergency_call SET type_text = %s WHERE id = %s", (word, key))
            committed = time.perf_counter()
        qtbot.waitUntil(lambda: painting.painted_at is not None)
        assert painting.painted_at is not None
        took.append(painting.painted_at - committed)
        rest = time.monotonic() + chance.uniform(0, 0.15)
        qtbot.waitUntil(partial(_is_past, rest))
    show("COMMIT on one desk to repainted row on another, board of 300 calls", took)


def _is_past(instant: float) -> bool:
    return time.monotonic() > instant


def test_a_burst_in_one_transaction(desk: tuple[DeskInTest, str], qtbot: QtBot) -> None:
    b, conninfo = desk
    watch = LoopWatch()
    for what, sql in (
        ("calls come in", _INSERT),
        ("calls change", "UPDATE emergency_call SET priority = 1 + priority % 4 WHERE id > 1000"),
        ("calls are over", "UPDATE emergency_call SET status = 'CANCELLED', ended_at = now() WHERE id > 1000"),
    ):
        took = _in_one_transaction(conninfo, sql, b, watch, qtbot)
        print(
            f"\n{BURST} {what} in one transaction: on the other desk after {took:.2f} s,"
            f" whose event loop stood still for {watch.longest_s * 1000:.0f} ms at most"
        )
        assert b.running.feed._board is not None
        whole = Store(ConnectionSettings(conninfo, desk="looking"))
        assert b.running.feed._board.calls == load_board(whole).calls
        whole.close()
    watch.stop()


_INSERT = (
    "INSERT INTO emergency_call (id, number, status, priority, type_text, received_at, location_text)"
    f" SELECT i, i, 'OPEN', 2, 'Fall', now(), '400 Castro St' FROM generate_series(1001, {1000 + BURST}) AS i"
)


def _in_one_transaction(conninfo: str, sql: str, desk: DeskInTest, watch: LoopWatch, qtbot: QtBot) -> float:
    """Run it beside the window; give the seconds from its COMMIT until the desk has read all of it."""
    committed: list[float] = []

    def run() -> None:
        with psycopg.connect(conninfo) as connection:
            connection.execute(sql.encode())
            committed.append(time.perf_counter())

    boards: list[float] = []

    def note(_: object) -> None:
        boards.append(time.perf_counter())

    desk.running.feed.board_loaded.connect(note)
    thread = threading.Thread(target=run)
    watch.begin()
    thread.start()
    qtbot.waitUntil(lambda: bool(boards) and desk.running.feed._is_idle() and not thread.is_alive(), timeout=60_000)
    thread.join()
    # A second, so that whatever is still to be painted is.
    rest = time.monotonic() + 1
    qtbot.waitUntil(lambda: time.monotonic() > rest)
    return boards[-1] - committed[0]
