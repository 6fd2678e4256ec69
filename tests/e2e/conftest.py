"""The product as a person starts it: a process of its own, with folders of its own."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.config import AppConfig, ServerProfile
from tests.control_room import ControlRoomBuilder
from tests.e2e.workstations import Place, Sit
from tests.password_room import PasswordRoom

START = "import sys; from dispatcher_app.cli import main; sys.exit(main())"
PROJECT = Path(__file__).parents[2]

RECORDS = """Call Number,Unit ID,Call Type,Received DtTm,Entry DtTm,Dispatch DtTm,Response DtTm,On Scene DtTm,\
Transport DtTm,Hospital DtTm,Available DtTm,Address,City,Original Priority,Priority,Final Priority,ALS Unit,Unit Type,\
Neighborhood  District,Location,RowID
170010001,M12,Medical Incident,01/01/2017 10:00:00 AM,01/01/2017 10:01:00 AM,01/01/2017 10:02:00 AM,\
01/01/2017 10:03:00 AM,,,,01/01/2017 10:30:00 AM,400 Block of CASTRO ST,San Francisco,3,3,3,true,MEDIC,\
Castro,"(37.7611, -122.435)",170010001-M12
"""
"""Unit records of San Francisco: one ambulance on one call."""


@dataclass(frozen=True)
class Said:
    """What a run printed, and its exit code."""

    out: str
    err: str
    code: int

    @property
    def json(self) -> Any:
        """Read the output as JSON."""
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, str]:
    """An environment whose data, logs and configuration are the test's own."""
    return {
        **os.environ,
        "DISPATCHER_DATA_DIR": str(tmp_path / "data"),
        "DISPATCHER_LOG_DIR": str(tmp_path / "log"),
        "DISPATCHER_CONFIG": str(tmp_path / "config.toml"),
        "PYTHONPATH": str(PROJECT),
        "PYTHONWARNINGS": "error",
    }


@pytest.fixture
def run(folders: dict[str, str], conninfo: str) -> Run:
    """Run a verb on the test's database."""

    def run_verb(*arguments: str, typed: str = "") -> Said:
        return start(folders, "--database", conninfo, *arguments, typed=typed)

    return run_verb


def start(environ: dict[str, str], *arguments: str, typed: str = "") -> Said:
    """Run the command line with a line on its input, and wait for its end."""
    command = [sys.executable, "-c", START, *arguments]
    done = subprocess.run(command, env=environ, input=typed, capture_output=True, text=True, timeout=120, check=False)
    return Said(done.stdout, done.stderr, done.returncode)


@pytest.fixture
def sit(password_room: PasswordRoom, qtbot: QtBot, tmp_path: Path) -> Iterator[Sit]:
    """Sit down at workstations whose server is the test's, by an address that names nobody."""
    address = f"host={password_room.server.conninfo('x').split('host=')[1].split()[0]} dbname={password_room.database}"
    places: list[Place] = []

    def one(**more: object) -> Place:
        config = AppConfig(tmp_path / "data", tmp_path / "log", ServerProfile("", address), **more)  # type: ignore[arg-type]
        places.append(Place(config, qtbot))
        return places[-1]

    yield one
    for place in places:
        place.station.close()


@pytest.fixture
def board(room: ControlRoomBuilder) -> ControlRoomBuilder:
    """One call with a caller, one ambulance."""
    room.add_call(number=1042, caller_name="Juno Pebble", caller_phone="555-0142", notes="Blue door")
    room.add_ambulance("M12")
    return room


@pytest.fixture
def demo(qtbot: QtBot) -> Iterator[Place]:
    """A workstation on a demo city of its own."""
    with tempfile.TemporaryDirectory(prefix="dispatcher-demo-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        place = Place(AppConfig(Path(folder, "data"), Path(folder, "log")), qtbot, Room.DEMO)
        yield place
        place.station.close()
