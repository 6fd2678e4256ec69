"""The paper board at a shell: of the live board, of the kept one while the database is away, and never of nothing."""

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from psycopg.conninfo import make_conninfo

from dispatcher_app.operations.read_board import load_board
from dispatcher_app.storage.address import place_of
from dispatcher_app.storage.kept_board import KeptBoard
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.control_room import ControlRoomBuilder
from tests.e2e.conftest import Run, start


def test_the_live_board_goes_on_paper(room: ControlRoomBuilder, run: Run, tmp_path: Path) -> None:
    room.add_dispatcher("postgres", "Petra Gres")
    room.add_call(number=1042, caller_name="Juno Pebble")
    file = tmp_path / "board.pdf"
    said = run("board", "--paper", str(file))
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("This is the live board of ")
    assert file.read_bytes().startswith(b"%PDF-")
    told = run("board", "--paper", str(file), "--json").json
    assert (told["is_live"], told["pages"]) == (True, 2)
    nowhere = run("board", "--paper", str(tmp_path / "gone" / "board.pdf"))
    assert (nowhere.code, nowhere.err) == (2, "The file cannot be written. Choose another place for it.\n")


def test_without_the_database_the_last_board_goes_on_paper_and_says_so(
    room: ControlRoomBuilder, conninfo: str, folders: dict[str, str], tmp_path: Path
) -> None:
    room.add_call(number=1042, caller_name="Juno Pebble")
    away = make_conninfo(conninfo, host=str(tmp_path / "away"))
    file = tmp_path / "board.pdf"
    nothing = start(folders, "--database", away, "board", "--paper", str(file))
    assert nothing.code == 69
    assert not file.exists()
    with closing(Store(ConnectionSettings(conninfo, desk="desk 1"))) as store:
        board = load_board(store)
    KeptBoard(tmp_path / "data" / "boards", place_of(away)).keep(board)
    said = start(folders, "--database", away, "board", "--paper", str(file))
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("The database cannot be reached. This is the last board this desk saw, ")
    assert "Nothing here is live. 2 pages written." in said.err
    assert file.read_bytes().startswith(b"%PDF-")
    assert datetime.now(UTC) > board.taken_at
