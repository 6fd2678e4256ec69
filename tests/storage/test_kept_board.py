"""The board that is kept on this machine: what is in it, and that nothing in its place harms whoever reads it."""

import hashlib
import json
import logging
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dispatcher_app.domain.entities import Board, Crew, CrewMember, EmergencyCall
from dispatcher_app.domain.ids import EmergencyAccessId, ParamedicId
from dispatcher_app.domain.roles import EmergencyAccess
from dispatcher_app.domain.statuses import Capability, CrewLevel, HospitalStatus
from dispatcher_app.storage.board_text import board_of_text, text_of_board, without_callers
from dispatcher_app.storage.kept_board import KeptBoard
from tests.ui.boards import NOW, make_board, make_call

WHERE = "db.county.example:5432/room"
PROJECT = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "boards"


@pytest.fixture
def kept(folder: Path) -> KeptBoard:
    return KeptBoard(folder, WHERE)


@pytest.fixture
def file(kept: KeptBoard, folder: Path) -> Path:
    """The file, with a board in it."""
    kept.keep(full_board())
    (found,) = folder.glob("*.board")
    return found


def full_board() -> Board:
    """A board with callers and an alarm."""
    board = make_board()
    call = make_call(104, caller_name="Juno Pebble", caller_phone="555-0142", notes="Blue door")
    call = replace(call, patient_name="Otis Tallow", patient_age=97, patient_sex="X", patient_condition="very pale")
    access = EmergencyAccess(EmergencyAccessId(1), "glass", "Ada Quill", "desk 9", "Nobody can log in", NOW)
    return replace(board, calls=(*board.calls, call), emergencies=(access,))


def test_the_board_comes_back_without_its_callers_and_alarms(kept: KeptBoard, file: Path) -> None:
    board = kept.read()
    assert board == without_callers(full_board())
    assert len(board.calls) == 5
    for private in (
        b"Juno",
        b"555-0142",
        b"Blue door",
        b"A neighbour",
        b"Ada Quill",
        b"county",
        b"Otis",
        b"97",
        b"pale",
    ):
        assert private not in file.read_bytes()


def test_whoever_adds_a_field_to_a_call_decides_whether_a_disk_may_have_it() -> None:
    private = {
        "caller_name", "caller_phone", "notes", "patient_name", "patient_age", "patient_sex", "patient_condition",
    }  # fmt: skip
    public = {
        "id", "number", "status", "priority", "type_text", "type_code", "received_at", "location_text", "area_text",
        "position", "version", "taken_by_id", "handled_by_id",
    }  # fmt: skip
    assert {field.name for field in fields(EmergencyCall)} == private | public


def test_how_hospitals_stand_and_who_is_aboard_come_back_too() -> None:
    board = make_board()
    told = replace(
        board.hospitals[0],
        status=HospitalStatus.DIVERT,
        status_since=NOW,
        status_by="Ben Ortiz",
        beds_free=0,
        capabilities=(Capability.STROKE, Capability.BURNS),
    )
    pat = CrewMember(ParamedicId(7), "Pat Lee", CrewLevel.ALS, NOW, NOW + timedelta(hours=8))
    crew = Crew(board.ambulances[0].id, (pat,), break_since=NOW)
    kept = replace(board, hospitals=(told,), crews=(crew,))
    assert board_of_text(text_of_board(kept)) == kept


def test_nobody_else_may_read_it(file: Path, folder: Path) -> None:
    assert (stat.S_IMODE(file.stat().st_mode), stat.S_IMODE(folder.stat().st_mode)) == (0o600, 0o700)


def test_each_database_has_a_file_of_its_own(kept: KeptBoard, file: Path, folder: Path) -> None:
    other = KeptBoard(folder, "db.city.example:5432/room")
    assert other.read() is None
    other.keep(make_board())
    assert len(list(folder.glob("*.board"))) == 2
    assert kept.read() == without_callers(full_board())


def test_a_newer_board_is_never_replaced_by_an_older_one(kept: KeptBoard) -> None:
    newer, older = (replace(make_board(), taken_at=NOW + timedelta(seconds=s)) for s in (30, 10))
    for board in (older, newer, older):
        kept.keep(board)
    assert taken_at(kept) == newer.taken_at


def test_a_board_of_a_wrong_clock_does_not_stay_for_ever(kept: KeptBoard) -> None:
    kept.keep(replace(make_board(), taken_at=NOW + timedelta(days=400)))
    kept.keep(make_board())
    assert taken_at(kept) == NOW


def taken_at(kept: KeptBoard) -> datetime:
    board = kept.read()
    assert board is not None
    return board.taken_at


def test_a_torn_file_is_no_board(kept: KeptBoard, file: Path, caplog: pytest.LogCaptureFixture) -> None:
    whole = file.read_bytes()
    # What is cut off last is only the end of the line.
    for length in (*range(0, len(whole) - 1, 7), len(whole) - 2):
        file.write_bytes(whole[:length])
        assert kept.read() is None, length
    assert "the kept board was not used" in caplog.text
    file.write_bytes(whole)
    assert kept.read() is not None


def test_a_single_wrong_byte_is_no_board(kept: KeptBoard, file: Path) -> None:
    whole = file.read_bytes()
    start = whole.index(b"\n")
    for place in range(start + 1, len(whole) - 1, 11):
        file.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert kept.read() is None, place


def forge(file: Path, text: str, **head: object) -> None:
    """Write a file that vouches for its own content."""
    first = json.loads(file.read_bytes().split(b"\n")[0])
    first |= {"digest": hashlib.sha256(text.encode()).hexdigest()} | head
    file.write_bytes(json.dumps(first).encode() + b"\n" + text.encode() + b"\n")


def changed(change: Callable[[dict[str, object]], object]) -> str:
    board = json.loads(text_of_board(without_callers(full_board())))
    change(board)
    return json.dumps(board)


HOSTILE = {
    "a list": "[]",
    "nothing": "",
    "deep": "[" * 200_000,
    "deep in a call": '{"calls":' + "[" * 200_000,
    "a number for a text": changed(lambda board: board["calls"][0].update(type_text=7)),  # type: ignore[index]
    "a truth for a number": changed(lambda board: board["calls"][0].update(number=True)),  # type: ignore[index]
    "a huge number": changed(lambda board: board["calls"][0].update(number=10**30)),  # type: ignore[index]
    "endless digits": '{"taken_at":' + "9" * 100_000 + "}",
    "no status": changed(lambda board: board["calls"][0].update(status="GONE")),  # type: ignore[index]
    "off the globe": changed(lambda board: board["calls"][0]["position"].update(latitude=1e9)),  # type: ignore[index]
    "not a number": changed(lambda board: board["calls"][0]["position"].update(latitude=float("nan"))),  # type: ignore[index]
    "before all calendars": changed(lambda board: board.update(taken_at="0001-01-01T00:00:00+00:00")),
    "without a zone": changed(lambda board: board.update(taken_at="2026-01-01T00:00:00")),
    "no room": changed(lambda board: board.pop("room")),
    "calls by name": changed(lambda board: board.update(calls={"a": 1})),
    "no identity": changed(lambda board: board["assignments"][0].update(request_id="x")),  # type: ignore[index]
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_whatever_a_file_says_it_is_a_board_or_nothing(kept: KeptBoard, file: Path, text: str) -> None:
    forge(file, text)
    assert kept.read() is None


@pytest.mark.parametrize("head", [{"format": 2}, {"format": None}, {"database": "x"}, {"taken_at": 3}, {"digest": 0}])
def test_a_file_of_another_version_or_database_is_left_alone(
    kept: KeptBoard, file: Path, head: dict[str, object]
) -> None:
    forge(file, text_of_board(make_board()), **head)
    assert kept.read() is None


def test_texts_that_would_steer_a_screen_are_laid_open(kept: KeptBoard, file: Path) -> None:
    # A lone half of a character would make Qt fail.
    forge(file, changed(lambda board: board["calls"][0].update(type_text="\ud800\x1b[2J\u202e" + "x" * 9_000)))  # type: ignore[index]
    board = kept.read()
    assert board is not None
    assert board.calls[0].type_text.startswith("\\ud800\\x1b[2J\\u202e")
    assert len(board.calls[0].type_text) < 1_000


def test_what_is_no_file_is_not_waited_for(
    kept: KeptBoard, file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    other = tmp_path / "other"
    file.rename(other)
    for make in (os.mkfifo, os.mkdir, lambda name: name.symlink_to(other)):
        make(file)
        assert kept.read() is None
        file.rmdir() if file.is_dir() and not file.is_symlink() else file.unlink()
    with file.open("wb") as huge:
        huge.truncate(16_000_001)
    assert kept.read() is None
    assert caplog.text.count("the kept board was not used") == 4


def test_what_a_killed_desk_left_behind_is_in_nobodys_way(kept: KeptBoard, file: Path) -> None:
    left = file.with_suffix(".new")
    left.symlink_to("/dev/full")
    kept.keep(replace(make_board(), taken_at=NOW + timedelta(seconds=9)))
    assert taken_at(kept) == NOW + timedelta(seconds=9)
    assert not left.exists()


def test_no_board_yet_is_no_news(kept: KeptBoard, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        assert kept.read() is None
    assert caplog.text == ""


WRITER = """
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from dispatcher_app.storage.kept_board import KeptBoard
from tests.ui.boards import NOW, make_board
kept, first = KeptBoard(Path(sys.argv[1]), sys.argv[2]), int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
for second in range(first, first + 200, 2):
    kept.keep(replace(make_board(), taken_at=NOW + timedelta(seconds=second)))
"""


def test_two_desks_write_and_a_third_reads_only_whole_boards_that_never_grow_older(
    kept: KeptBoard, folder: Path
) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(folder), WHERE, str(first)],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for first in (0, 1)
    ]
    kept.keep(replace(make_board(), taken_at=NOW - timedelta(seconds=1)))
    for writer in writers:
        assert writer.stdout is not None
        assert writer.stdin is not None
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    seen = [NOW - timedelta(seconds=1)]
    while any(writer.poll() is None for writer in writers):
        seen.append(taken_at(kept))
    for writer in writers:
        assert writer.communicate(timeout=60)[0] == ""
        assert writer.returncode == 0
    seen.append(taken_at(kept))
    assert seen == sorted(seen)
    assert seen[-1] == NOW + timedelta(seconds=199)
    assert len(set(seen)) > 3, "the third looked while they wrote"


def test_text_of_a_board_says_when_in_any_zone() -> None:
    board = replace(make_board(), taken_at=datetime.fromisoformat("2017-01-06T17:40:16-08:00"))
    assert board_of_text(text_of_board(board)).taken_at == datetime(2017, 1, 7, 1, 40, 16, tzinfo=UTC)
