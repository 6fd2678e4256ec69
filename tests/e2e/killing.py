"""A desk's program that is killed over an order: at the start given, in front of COMMIT, on it, or behind it.

Run as a program of its own: `python -m tests.e2e.killing MOMENT DATA_FOLDER ADDRESS`.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication

from dispatcher_app.bootstrap import noted_orders
from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.running_desk import RunningDesk
from dispatcher_app.bootstrap.workstation import Workstation
from dispatcher_app.config import AppConfig, ServerProfile
from dispatcher_app.domain.entities import Board
from dispatcher_app.operations.dispatch import Dispatched, dispatch_ambulance
from dispatcher_app.storage.store import Store
from dispatcher_app.ui.theme.application_theme import apply_theme
from dispatcher_app.ui.theme.tokens import DARK

MOMENTS = ("noted", "before COMMIT", "sending COMMIT", "after COMMIT")


def config_of(folder: Path, address: str) -> AppConfig:
    """Tell a desk its folders and its server."""
    return AppConfig(folder / "data", folder / "log", ServerProfile("", address), desk="desk 3", login="postgres")


def die() -> None:
    """End as in a power cut: nothing is flushed, nothing is closed."""
    os.kill(os.getpid(), signal.SIGKILL)


def _arm(store: Store, moment: str) -> None:
    """Let the next COMMIT be this program's end."""
    database: Any = store._database
    commit = database.commit

    def last() -> None:
        if moment == "sending COMMIT":
            wire = database.connection().pgconn
            wire.send_query(b"COMMIT")
            wire.flush()
        if moment == "after COMMIT":
            commit()
        die()

    database.commit = last


def _deadly(dispatch: Callable[..., Dispatched], moment: str) -> Callable[..., Dispatched]:
    def dispatch_once(store: Store, *arguments: Any) -> Dispatched:
        if moment == "noted":
            die()
        _arm(store, moment)
        return dispatch(store, *arguments)

    return dispatch_once


class _Hand:
    """Presses the dispatch key once there is a board."""

    def __init__(self, station: Workstation) -> None:
        self._desk: RunningDesk | None = None
        station.desk_opened.connect(self._take)

    def _take(self, desk: RunningDesk) -> None:
        self._desk = desk
        desk.feed.board_loaded.connect(self._press)

    def _press(self, _board: Board) -> None:
        assert self._desk is not None
        self._desk.window.panels.dispatch_bar.dispatch_button.click()


def main(moment: str, folder: str, address: str) -> int:
    """Open the desk and send what it proposes."""
    application = QApplication([])
    apply_theme(application, DARK)
    vars(noted_orders)["dispatch_ambulance"] = _deadly(dispatch_ambulance, moment)
    station = Workstation(config_of(Path(folder), address), Room.LIVE_IF_THERE, is_seen=True)
    hand = _Hand(station)
    station.begin()
    code = application.exec()
    del hand
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
