"""A desk that is killed over an order: the next start on its machine says, rightly, what became of it."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.ui.conflict.conflict_dialog import ConflictDialog
from dispatcher_app.ui.conflict.wording import Way
from tests.control_room import ControlRoomBuilder
from tests.e2e.killing import MOMENTS, config_of
from tests.e2e.workstations import Place

PROJECT = Path(__file__).parents[2]


@pytest.fixture
def waiting(room: ControlRoomBuilder) -> ControlRoomBuilder:
    """One call, one ambulance, and whoever runs the tests as a dispatcher."""
    room.add_dispatcher("postgres", "Petra Gres")
    room.add_call(number=1042, location_text="12 Elm St", caller_name="Juno Pebble", caller_phone="555-0142")
    room.add_ambulance("M12")
    return room


class Machine:
    """One workstation, at which the program is started again and again."""

    def __init__(self, folder: Path, conninfo: str, qtbot: QtBot) -> None:
        """Take its folders and its server."""
        self._config = config_of(folder, conninfo)
        self._qtbot = qtbot
        self._place: Place | None = None

    def start(self) -> Place:
        """Start it."""
        self._place = Place(self._config, self._qtbot, Room.LIVE_IF_THERE)
        return self._place

    def leave(self) -> None:
        """Close it, if it runs."""
        place, self._place = self._place, None
        if place is not None:
            place.station.close()


@pytest.fixture
def machine(conninfo: str, tmp_path: Path, qtbot: QtBot) -> Iterator[Machine]:
    one = Machine(tmp_path, conninfo, qtbot)
    yield one
    one.leave()


def kill_over_an_order(moment: str, folder: Path, conninfo: str) -> None:
    """Let a desk of its own send its order, and be killed at that moment."""
    command = [sys.executable, "-m", "tests.e2e.killing", moment, str(folder), conninfo]
    environ = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=60, check=False, cwd=PROJECT)
    assert done.returncode == -signal.SIGKILL, done.stderr


def journals(folder: Path) -> list[Path]:
    return sorted((folder / "data" / "orders").glob("*.jsonl"))


def told(place: Place) -> ConflictDialog:
    """Wait for the news that stay until they are read."""
    desk = place.desk()
    place.until(lambda: desk.flow.dialog is not None and desk.flow.dialog.is_armed)
    assert desk.flow.dialog is not None
    return desk.flow.dialog


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_next_start_says_what_became_of_it(
    moment: str, waiting: ControlRoomBuilder, conninfo: str, tmp_path: Path, machine: Machine
) -> None:
    kill_over_an_order(moment, tmp_path, conninfo)
    (left,) = journals(tmp_path)
    assert not {word for word in ("Juno", "555", "Elm", "host=") if word in left.read_text()}

    place = machine.start()
    dialog = told(place)
    is_sent = waiting.count("assignment") == 1
    assert is_sent is (moment in {"sending COMMIT", "after COMMIT"})
    assert dialog.title.text() == ("M12 was sent to #1042" if is_sent else "M12 was not sent to #1042")
    assert "at desk 3, which ended before the answer came." in dialog.lead.text()
    assert left not in journals(tmp_path)
    QTest.keyClick(dialog.buttons[Way.BACK], Qt.Key.Key_Return)
    bar = place.desk().window.panels.dispatch_bar
    assert bar.outcome_label.text().startswith("M12 sent to #1042, " if is_sent else "M12 was not sent to #1042: ")
    assert bar.unsettled_label.text() == ""
    machine.leave()
    assert journals(tmp_path) == []


def test_until_the_database_can_tell_the_next_start_says_checking(
    waiting: ControlRoomBuilder, conninfo: str, tmp_path: Path, machine: Machine
) -> None:
    kill_over_an_order("before COMMIT", tmp_path, conninfo)
    with waiting.store.transaction() as tx:
        tx.database.execute_sql("SELECT 1 FROM emergency_call FOR UPDATE")
        place = machine.start()
        label = place.desk().window.panels.dispatch_bar.unsettled_label
        place.until(lambda: label.text().startswith("Checking whether M12 was sent to #1042 (ordered "))
        assert label.text().endswith(" at desk 3, which then ended)…")
    assert told(place).title.text() == "M12 was not sent to #1042"


def test_who_may_not_dispatch_leaves_it_to_who_may(
    waiting: ControlRoomBuilder, conninfo: str, tmp_path: Path, machine: Machine
) -> None:
    kill_over_an_order("after COMMIT", tmp_path, conninfo)
    with waiting.store.transaction() as tx:
        tx.database.execute_sql("UPDATE dispatcher SET is_active = false WHERE login = 'postgres'")
    place = machine.start()
    desk = place.desk()
    assert not desk._desk.person.can_dispatch
    assert desk.flow.open_orders() == ()
    machine.leave()
    with waiting.store.transaction() as tx:
        tx.database.execute_sql("UPDATE dispatcher SET is_active = true WHERE login = 'postgres'")
    assert told(machine.start()).title.text() == "M12 was sent to #1042"
