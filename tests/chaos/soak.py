"""A desk at work for a long time: `python -m tests.chaos.soak --seconds 1800` prints what it costs, minute by minute.

A whole workstation, its window offscreen, follows a board of 300 calls on which another process makes 20 changes a
second. After a warm-up neither its memory nor its threads may grow; in the end its board is the database's.
"""

import argparse
import json
import multiprocessing
import os
import random
import statistics
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from multiprocessing.synchronize import Event
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import psycopg
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.running_desk import RunningDesk
from dispatcher_app.bootstrap.workstation import Workstation
from dispatcher_app.config import AppConfig, ServerProfile
from dispatcher_app.domain.roles import Role
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.operations.set_up import let_in
from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer
from dispatcher_app.storage.migrate import migrate
from dispatcher_app.storage.store import ConnectionSettings, Store
from dispatcher_app.ui.theme.application_theme import apply_theme
from dispatcher_app.ui.theme.tokens import DARK
from tests.concurrency.city import fill
from tests.e2e.event_loop import LoopWatch

CALLS, AMBULANCES = 300, 100
CHANGES_PER_S = 20
_SAMPLED_EVERY_MS = 500
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class Figures:
    """What came of it. Memory in MiB; `grown` compares the end with what it was after the warm-up."""

    seconds: float
    changes: int = 0
    boards: int = 0
    memory: list[float] = field(default_factory=list)
    threads: list[int] = field(default_factory=list)
    longest_pause_s: float = 0.0
    oldest_s: float = 0.0
    is_board_right: bool = False

    def grown(self) -> float:
        """Divide the last third's memory by the first third's, the warm-up (a quarter of all) left out."""
        warm = self.memory[len(self.memory) // 4 :]
        third = len(warm) // 3
        return statistics.median(warm[-third:]) / statistics.median(warm[:third])

    def more_threads(self) -> int:
        """Count the threads that have come since the warm-up."""
        warm = self.threads[len(self.threads) // 4 :]
        return warm[-1] - min(warm[: len(warm) // 3])


class Soak(QObject):
    """Samples one desk."""

    def __init__(self, workstation: Workstation, figures: Figures) -> None:
        """Begin once a desk is open."""
        super().__init__()
        self._figures = figures
        self._desk: RunningDesk | None = None
        self._watch = LoopWatch()
        self._timer = QTimer(self, interval=_SAMPLED_EVERY_MS)
        self._timer.timeout.connect(self._sample)
        workstation.desk_opened.connect(self._on_desk_opened)

    @Slot(object)
    def _on_desk_opened(self, desk: RunningDesk) -> None:
        self._desk = desk
        desk.feed.board_loaded.connect(self._on_board)
        self._timer.start()
        QTimer.singleShot(2_000, self, self._watch.begin)

    @Slot(object)
    def _on_board(self, _: object) -> None:
        self._figures.boards += 1

    @Slot()
    def _sample(self) -> None:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        self._figures.memory.append(pages * _PAGE / 2**20)
        self._figures.threads.append(sum(1 for _ in Path("/proc/self/task").iterdir()))
        self._figures.longest_pause_s = self._watch.longest_s
        age = None if self._desk is None else self._desk.feed.age()
        if age is not None:
            self._figures.oldest_s = max(self._figures.oldest_s, age.total_seconds())


def change_on(conninfo: str, stop: Event, counted: "multiprocessing.sharedctypes.Synchronized[int]") -> None:
    """Change something 20 times a second until told to stop. Runs in a process of its own."""
    chance = random.Random(7)
    with psycopg.connect(conninfo, autocommit=True) as connection:
        number = CALLS
        while not stop.wait(1 / CHANGES_PER_S):
            match chance.randint(0, 3):
                case 0:
                    number += 1
                    connection.execute(_REPLACE_CALL, {"number": number, "id": number})
                case 1:
                    connection.execute(_CHANGE_CALL, (f"Change {counted.value}", chance.random()))
                case 2:
                    connection.execute(_MOVE_AMBULANCE, (chance.uniform(37, 38), chance.randint(1, AMBULANCES)))
                case _:
                    connection.execute(_TAKE_OUT, (chance.randint(1, AMBULANCES),))
            counted.value += 1


_REPLACE_CALL = """
    WITH over AS (UPDATE emergency_call SET status = 'CANCELLED', ended_at = now()
                  WHERE id = (SELECT min(id) FROM emergency_call WHERE ended_at IS NULL))
    INSERT INTO emergency_call (id, number, status, priority, type_text, received_at, location_text)
    VALUES (%(id)s, %(number)s, 'OPEN', 2, 'Fall', now(), '400 Castro St')"""
_CHANGE_CALL = """
    UPDATE emergency_call SET type_text = %s
    WHERE id = (SELECT id FROM emergency_call WHERE ended_at IS NULL ORDER BY id OFFSET floor(%s * 299) LIMIT 1)"""
_MOVE_AMBULANCE = "UPDATE ambulance SET latitude = %s, longitude = -122, position_at = now() WHERE id = %s"
_TAKE_OUT = """
    UPDATE ambulance SET status = CASE status WHEN 'AVAILABLE' THEN 'OUT_OF_SERVICE' ELSE 'AVAILABLE' END,
           status_since = now() WHERE id = %s"""


def soak(seconds: float, folder: Path) -> Figures:
    """Run it on a server of its own."""
    folder.chmod(0o755)
    server = EmbeddedServer(EmbeddedPlaces(folder / "data", folder / "run"))
    server.start()
    try:
        return _soak_on(_filled(server), seconds, folder)
    finally:
        server.stop()


def _filled(server: EmbeddedServer) -> str:
    server.ensure_database("room")
    conninfo = server.conninfo("room")
    store = Store(ConnectionSettings(conninfo, desk="filling"))
    migrate(store)
    fill(conninfo, calls=CALLS, ambulances=AMBULANCES)
    let_in(store, "d1", Role.DISPATCHER)
    store.close()
    return conninfo


def _soak_on(conninfo: str, seconds: float, folder: Path) -> Figures:
    figures = Figures(seconds)
    spawning = multiprocessing.get_context("spawn")
    stop, counted = spawning.Event(), spawning.Value("q", 0)
    changing = spawning.Process(target=change_on, args=(conninfo, stop, counted))
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    apply_theme(application, DARK)
    profile = ServerProfile("", psycopg.conninfo.make_conninfo(conninfo, user="d1"))
    workstation = Workstation(AppConfig(folder / "desk", folder / "logs", profile), Room.LIVE, is_seen=True)
    soaking = Soak(workstation, figures)
    changing.start()
    QTimer.singleShot(round(seconds * 1000), stop.set)
    QTimer.singleShot(round(seconds * 1000) + 2_000, application.quit)
    workstation.begin()
    application.exec()
    changing.join(10)
    figures.changes = counted.value
    figures.is_board_right = _is_right(workstation, conninfo)
    soaking.deleteLater()
    workstation.close()
    return figures


def _is_right(workstation: Workstation, conninfo: str) -> bool:
    store = Store(ConnectionSettings(conninfo, desk="looking"))
    whole = load_board(store)
    store.close()
    board = None if workstation.desk is None else workstation.desk.feed._board
    return board is not None and (board.calls, board.ambulances) == (whole.calls, whole.ambulances)


def main() -> int:
    """Print the figures; `--json` for a program."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=1800)
    arguments.add_argument("--json", action="store_true")
    given = arguments.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="dispatcher-soak-", ignore_cleanup_errors=True) as folder:
        figures = soak(given.seconds, Path(folder))
    if given.json:
        print(json.dumps(asdict(figures) | {"grown": figures.grown(), "more_threads": figures.more_threads()}))
        return 0
    per_minute = max(1, round(60_000 / _SAMPLED_EVERY_MS))
    for minute, first in enumerate(range(0, len(figures.memory), per_minute)):
        threads = figures.threads[first]
        print(f"minute {minute:3}: {figures.memory[first]:7.1f} MiB, {threads} threads")
    print(f"{figures.changes} changes and {figures.boards} boards in {time.monotonic() - started:.0f} s")
    print(f"memory at the end / after the warm-up: {figures.grown():.3f}; threads more: {figures.more_threads()}")
    print(f"oldest board {figures.oldest_s:.1f} s; event loop stood still for {figures.longest_pause_s * 1000:.0f} ms")
    print(f"the board is the database's: {figures.is_board_right}")
    return 0 if figures.is_board_right else 1


if __name__ == "__main__":
    sys.exit(main())
