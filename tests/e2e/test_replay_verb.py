"""Replaying at a shell: the figures told, where it may be done, and Ctrl+C."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from pytestqt.qtbot import QtBot

from dispatcher_app.storage.embedded import EmbeddedServer
from tests.control_room import ControlRoomBuilder
from tests.e2e.conftest import START, Run, start
from tests.operations.importing.rows import a_row, write


@pytest.fixture
def empty(server: EmbeddedServer, database_numbers: Iterator[int]) -> str:
    """A database with nothing in it, not even tables."""
    name = f"replay_{next(database_numbers)}"
    server.ensure_database(name)
    return server.conninfo(name)


@pytest.fixture
def embedded(folders: dict[str, str]) -> Iterator[dict[str, str]]:
    """A data folder that the embedded server's own account can reach."""
    with tempfile.TemporaryDirectory(prefix="dispatcher-replay-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        yield folders | {"DISPATCHER_DATA_DIR": str(Path(folder, "data"))}


def test_figures_refusals_and_report_are_told(folders: dict[str, str], empty: str, tmp_path: Path) -> None:
    records = write(tmp_path / "rows.csv", [a_row(), a_row(2, "78", hospital="17:25:00")])
    report = tmp_path / "report.csv"
    said = start(folders, "--database", empty, "replay", str(records), "--report", str(report))
    assert (said.code, said.err[-1:]) == (0, "\n"), said.err
    assert "2 records of 2 calls, 18 orders" in said.out
    assert "1 x at hospital: stamp does not follow. Settled: left out." in said.out
    assert "424 of 424 with refused records as the file has them." in said.out
    rows = report.read_text(encoding="utf-8").splitlines()
    assert len(rows) == 3
    assert "2-78,2,78,at hospital,2017-01-07T01:25:00+00:00,stamp does not follow,78 is on scene" in rows[1]


def test_figures_that_are_not_as_expected_are_told_with_a_code(
    folders: dict[str, str], empty: str, tmp_path: Path
) -> None:
    records = write(tmp_path / "rows.csv", [a_row()])
    expected = tmp_path / "expected.json"
    expected.write_text('{"call_level_all": {"received_to_first_dispatch": {"n": 1, "mean": 99.0}}}', encoding="utf-8")
    said = start(folders, "--database", empty, "replay", str(records), "--expect", str(expected))
    assert said.code == 1
    assert "As expected: 1 of 2 figures by the database alone, 1 of 2 with" in said.out
    assert "differs" in said.out


def test_room_in_use_and_wrong_options_are_refused_in_a_sentence(
    room: ControlRoomBuilder, run: Run, tmp_path: Path
) -> None:
    records = str(write(tmp_path / "rows.csv", [a_row()]))
    said = run("replay", records)
    assert (said.code, said.err.splitlines()[-1]) == (
        2,
        "There is a control room in this database already. A replay needs an empty database of its own.",
    )
    assert room.count("emergency_call") == 0
    assert "how many times faster" in run("replay", records, "--speed", "0").err
    assert "is no time" in run("replay", records, "--from", "noon").err
    assert "is no JSON file" in run("replay", records, "--expect", records).err


def test_there_is_nothing_to_look_on_before_a_replay(embedded: dict[str, str]) -> None:
    said = start(embedded, "--replay", "board")
    assert said.code == 69
    assert said.err == "There is no replay to look at yet. Start one with: dispatcher replay FILE\n"


def test_embedded_replay_is_made_anew_and_looked_at_beside_the_demo(embedded: dict[str, str], tmp_path: Path) -> None:
    running = a_row(available="")
    for call in (1, 2):
        records = write(tmp_path / "rows.csv", [running | {"Unit ID": f"M{call}"}])
        assert start(embedded, "replay", str(records)).code == 0
        board = start(embedded, "--replay", "board", "--json").json
        assert board["room"]["name"] == "Replay of 6 Jan 2017"
        # A call that rang nine years ago has been running for forty minutes, by the replay's own clock.
        assert board["taken_at"] == "2017-01-07T01:40:00+00:00"
        assert [ambulance["call_sign"] for ambulance in board["ambulances"]] == [f"M{call}"]
    assert start(embedded, "--demo", "board", "--json").json["room"]["name"] != board["room"]["name"]
    # Nobody meddles with it.
    order = ("dispatch", "--call", str(board["calls"][0]["number"]), "--ambulance", "M2", "--additional")
    assert start(embedded, "--replay", *order).code == 3


def test_ctrl_c_ends_it_between_two_orders(folders: dict[str, str], empty: str, tmp_path: Path, qtbot: QtBot) -> None:
    records = write(tmp_path / "rows.csv", [a_row()])
    command = [sys.executable, "-c", START, "--database", empty, "replay", str(records), "--speed", "1"]
    replaying = subprocess.Popen(command, env=folders, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        qtbot.waitUntil(lambda: _calls(empty) == ["OPEN"], timeout=30_000)
        os.kill(replaying.pid, signal.SIGINT)
        out, _ = replaying.communicate(timeout=60)
    finally:
        replaying.kill()
    assert replaying.returncode == 0
    assert "Stopped. The board stands as it stood then" in out
    assert _calls(empty) == ["OPEN"]


def _calls(conninfo: str) -> list[str]:
    with psycopg.connect(conninfo) as connection:
        try:
            return [status for (status,) in connection.execute("SELECT status FROM emergency_call")]
        except psycopg.errors.UndefinedTable:
            return []
