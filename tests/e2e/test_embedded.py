"""The product on the PostgreSQL that comes along: demo city, live room, pictures, and nothing left running."""

import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.e2e.conftest import RECORDS, START, Said, start


@pytest.fixture
def embedded(folders: dict[str, str]) -> Iterator[dict[str, str]]:
    """An environment with a data folder that the server's own account can reach, too."""
    with tempfile.TemporaryDirectory(prefix="dispatcher test ", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield folders | {"DISPATCHER_DATA_DIR": str(Path(folder, "data"))}


def is_stopped(environ: dict[str, str]) -> bool:
    return not list(Path(environ["DISPATCHER_DATA_DIR"]).glob("postgresql-*/postmaster.pid"))


def board(environ: dict[str, str], *arguments: str) -> Said:
    said = start(environ, *arguments, "board", "--json")
    assert (said.code, said.err) == (0, "")
    return said


def test_first_start_makes_a_demo_city_and_the_next_finds_it(embedded: dict[str, str]) -> None:
    first = board(embedded).json
    assert first["room"]["is_demo"]
    assert {call["status"] for call in first["calls"]} == {"OPEN", "DISPATCHED"}
    assert is_stopped(embedded)
    again = board(embedded).json
    assert {call["id"] for call in first["calls"]} == {call["id"] for call in again["calls"]}


def test_two_desks_share_the_server_and_the_last_one_stops_it(embedded: dict[str, str]) -> None:
    board(embedded)
    holding = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        env=embedded,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holding.stdout is not None
    assert holding.stdout.readline() == "desk 1\n"
    numbers = {call["number"] for call in board(embedded).json["calls"] if call["status"] == "OPEN"}
    free = next(item for item in board(embedded).json["ambulances"] if item["status"] == "AVAILABLE")
    sent = start(embedded, "dispatch", "--call", str(min(numbers)), "--ambulance", free["call_sign"], "--json")
    assert sent.json["assignment"]["desk"] == "desk 2"
    assert sent.json["assignment"]["dispatcher_name"]
    assert not is_stopped(embedded)
    holding.communicate("leave\n")
    assert holding.returncode == 0
    assert is_stopped(embedded)


HOLD = """
import os
from dispatcher_app.bootstrap.desk import open_desk
from dispatcher_app.config import load_config
desk = open_desk(load_config(os.environ))
print(desk.store.desk, flush=True)
input()
desk.close()
"""


def test_import_opens_a_live_room_beside_the_demo_city(embedded: dict[str, str], tmp_path: Path) -> None:
    records, report = tmp_path / "records.csv", tmp_path / "report.csv"
    records.write_text("a,b\n1,2\n", encoding="utf-8")
    assert start(embedded, "import", "sf", str(records), "--report", str(report)).code == 2
    records.write_text("name,latitude,longitude\nStation 6,37.77,-122.43\n", encoding="utf-8")
    places = start(embedded, "import", "places", "--stations", str(records), "--report", str(report))
    assert "This database is no control room yet." in places.out
    assert board(embedded).json["room"]["is_demo"]
    records.write_text(RECORDS, encoding="utf-8")
    arguments = ("import", "sf", str(records), "--at", "2017-01-01 10:05:00", "--report", str(report))
    imported = start(embedded, *arguments)
    assert imported.code == 0, imported.err
    assert "Calls: 1 new, 0 unchanged." in imported.out
    live = board(embedded).json
    assert [(call["number"], call["status"]) for call in live["calls"]] == [(170010001, "DISPATCHED")]
    assert not live["room"]["is_demo"]
    assert "Calls: 0 new, 1 unchanged." in start(embedded, *arguments).out
    assert board(embedded, "--demo").json["room"]["is_demo"]
    wrong = start(embedded, "import", "sf", str(records), "--at", "yesterday")
    assert (wrong.code, "yesterday is no time" in wrong.err) == (2, True)


def test_grab_draws_the_window_and_leaves(embedded: dict[str, str], tmp_path: Path) -> None:
    picture = tmp_path / "desk.png"
    said = start(embedded, "--grab", str(picture), "--size", "1280x720")
    assert said.code == 0, said.err
    image = QImage(str(picture))
    assert (image.width(), image.height()) == (1280, 720)
    assert is_stopped(embedded)
    assert start(embedded, "--grab", str(picture), "--size", "big").code == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_leaving_while_the_window_still_opens_stops_the_server_too(
    embedded: dict[str, str], number: signal.Signals
) -> None:
    opening = subprocess.Popen([sys.executable, "-c", START], env=embedded, stderr=subprocess.PIPE, text=True)
    never = threading.Event()
    while is_stopped(embedded):
        assert opening.poll() is None
        never.wait(0.005)
    opening.send_signal(number)
    _, err = opening.communicate(timeout=60)
    assert opening.returncode == 0
    assert "Traceback" not in err
    assert is_stopped(embedded)


def test_doctor_finds_all_well(embedded: dict[str, str]) -> None:
    said = start(embedded, "doctor")
    assert said.code == 0, said.out
    assert "ok   Database: the embedded PostgreSQL, PostgreSQL 18" in said.out
