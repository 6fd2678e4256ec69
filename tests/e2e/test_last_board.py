"""A workstation that starts while its database is away: the last board it saw, marked as old, until the real one."""

import tempfile
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dispatcher_app.bootstrap import last_board
from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.last_board import kept_of
from dispatcher_app.config import AppConfig, ServerProfile
from dispatcher_app.domain.roles import Role
from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer
from dispatcher_app.storage.migrate import migrate
from dispatcher_app.storage.store import ConnectionSettings, Store
from dispatcher_app.ui.desk_window import DeskWindow
from tests.control_room import ControlRoomBuilder
from tests.e2e.workstations import Place, texts_of
from tests.password_room import PASSWORD, PasswordRoom


class AwayRoom:
    """A room on a server of its own, which comes and goes."""

    def __init__(self, server: EmbeddedServer, folder: Path) -> None:
        """Fill it."""
        self.server = server
        self.folder = folder
        self._is_there = True
        self.store = Store(ConnectionSettings(server.conninfo("room"), desk="filling"))
        migrate(self.store)
        room = ControlRoomBuilder(self.store)
        room.add_control_room()
        room.add_dispatcher("postgres", "Petra Gres")
        self.calls = [room.add_call(number=number, caller_name="Juno Pebble", notes="Blue door") for number in (1, 2)]
        room.add_ambulance("M12")
        self.address = server.conninfo("room")

    def config(self, address: str = "") -> AppConfig:
        """Configure a desk."""
        return AppConfig(self.folder / "data", self.folder / "log", ServerProfile("", address or self.address))

    def go_away(self) -> None:
        """Stop the server."""
        self.end()
        self._is_there = False

    def come_back(self) -> None:
        """Start it again."""
        self.server.start()
        self._is_there = True

    def end(self) -> None:
        """Leave nothing running."""
        self.store.close()
        if self._is_there:
            self.server.stop()


@pytest.fixture
def away() -> Iterator[AwayRoom]:
    with tempfile.TemporaryDirectory(prefix="dispatcher-away-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedServer(EmbeddedPlaces.under(Path(folder, "server")))
        server.start()
        server.ensure_database("room")
        room = AwayRoom(server, Path(folder))
        yield room
        room.end()


class Chairs:
    """Where one sits down at workstations, and gets up again."""

    def __init__(self, qtbot: QtBot) -> None:
        """Sit nowhere yet."""
        self._qtbot = qtbot
        self._taken: list[Place] = []

    def sit(self, config: AppConfig) -> Place:
        """Sit down."""
        self._taken.append(Place(config, self._qtbot))
        return self._taken[-1]

    def leave(self, place: Place) -> None:
        """End the program there."""
        self._taken.remove(place)
        place.station.close()

    def leave_all(self) -> None:
        """End all."""
        for place in tuple(self._taken):
            self.leave(place)

    def see_the_board(self, config: AppConfig) -> None:
        """Look at the live board once; the desk keeps it."""
        place = self.sit(config)
        place.desk()
        self.leave(place)


@pytest.fixture
def chairs(qtbot: QtBot) -> Iterator[Chairs]:
    """Workstations that are closed in the end."""
    made = Chairs(qtbot)
    yield made
    made.leave_all()


def old_window(place: Place) -> DeskWindow:
    window = place.station.last_board.window
    assert window is not None
    return window


def test_the_last_board_is_offered_shown_as_old_and_replaced_by_the_live_one(away: AwayRoom, chairs: Chairs) -> None:
    chairs.see_the_board(away.config())
    away.go_away()
    place = chairs.sit(away.config())
    starting = place.station.starting
    place.until(starting.last_board_button.isVisible)
    assert starting.retry_button.hasFocus()
    assert "Show the last board (" in starting.last_board_button.text()
    assert "ago)" in starting.last_board_button.text()
    QTest.mouseClick(starting.last_board_button, Qt.MouseButton.LeftButton)
    window = old_window(place)
    place.until(lambda: window.isVisible() and not starting.isVisible())
    seen = texts_of(window)
    assert "This is the last board this desk saw" in seen
    assert "Nothing here is live." in seen
    assert "No connection" in seen
    assert "last board of" in window.windowTitle()
    for private in ("Juno", "Blue door", "555"):
        assert private not in seen
    assert not window.panels.dispatch_bar.dispatch_button.isVisible()
    window.resize(1180, 700)
    window.select_call(away.calls[1])
    away.come_back()
    desk = place.desk("Petra Gres")
    assert place.station.last_board.window is None
    assert desk.window.size().toTuple() == (1180, 700)
    assert desk.window.choosing.selection().call_id == away.calls[1]
    assert desk.window.panels.lock_strip.sentence() == ""


def test_without_a_kept_board_nothing_is_offered(away: AwayRoom, chairs: Chairs) -> None:
    away.go_away()
    place = chairs.sit(away.config())
    place.until(place.station.starting.retry_button.isVisible)
    place.until(lambda: not place.station.last_board._aside._timer.isActive())
    assert not place.station.starting.last_board_button.isVisible()


def test_of_another_database_nothing_is_offered(away: AwayRoom, chairs: Chairs) -> None:
    chairs.see_the_board(away.config())
    away.go_away()
    place = chairs.sit(away.config(away.server.conninfo("elsewhere")))
    place.until(place.station.starting.retry_button.isVisible)
    place.until(lambda: not place.station.last_board._aside._timer.isActive())
    assert not place.station.starting.last_board_button.isVisible()


def test_where_a_password_is_needed_the_log_in_stays_beside_and_replaces_it(away: AwayRoom, chairs: Chairs) -> None:
    password_room = PasswordRoom(away.server, away.store)
    login = password_room.add("anna", Role.DISPATCHER)
    host = away.address.split("host=")[1].split()[0]
    config = away.config(f"host={host} dbname=room")
    place = chairs.sit(config)
    place.log_in(login, PASSWORD)
    place.desk("Anna Person")
    chairs.leave(place)
    away.go_away()
    place = chairs.sit(config)
    log_in = place.station.log_in.window
    place.until(log_in.isVisible)
    assert not log_in.sheet.last_board_button.isVisible(), "nobody knows yet that it is away"
    place.log_in(login, PASSWORD)
    place.until(log_in.sheet.last_board_button.isVisible)
    place.press(log_in.sheet.last_board_button, Qt.Key.Key_Space)
    window = old_window(place)
    place.until(window.isVisible)
    assert log_in.isVisible()
    place.until(lambda: not log_in.sheet.last_board_button.isVisible())
    away.come_back()
    place.log_in(login, PASSWORD)
    desk = place.desk("Anna Person")
    assert place.station.last_board.window is None
    assert desk.window.isVisible()


def test_a_refused_person_is_offered_nothing(away: AwayRoom, chairs: Chairs) -> None:
    chairs.see_the_board(away.config())
    PasswordRoom(away.server, away.store)
    host = away.address.split("host=")[1].split()[0]
    place = chairs.sit(away.config(f"host={host} dbname=room"))
    place.log_in("nobody", "a wrong password")
    place.until(lambda: "wrong" in place.failure())
    place.until(lambda: not place.station.last_board._aside._timer.isActive())
    assert not place.station.log_in.window.sheet.last_board_button.isVisible()


def test_a_clock_that_is_behind_tells_no_age(away: AwayRoom, chairs: Chairs, monkeypatch: pytest.MonkeyPatch) -> None:
    chairs.see_the_board(away.config())
    away.go_away()
    local_now = last_board._local_now
    monkeypatch.setattr(last_board, "_local_now", lambda: local_now() - timedelta(days=3))
    place = chairs.sit(away.config())
    button = place.station.starting.last_board_button
    place.until(button.isVisible)
    assert "ago" not in button.text()
    button.click()
    window = old_window(place)
    assert "How old it is cannot be told" in window.panels.lock_strip.sentence()
    kept = last_board.first_board(kept_of(away.config(), away.config().server, Room.LIVE))
    assert kept is not None
    assert window._now() == kept.taken_at, "nothing has waited for less than no time"


def test_a_quiet_board_is_kept_as_of_when_it_was_last_true(away: AwayRoom, chairs: Chairs) -> None:
    place = chairs.sit(away.config())
    desk = place.desk()
    boards: list[object] = []
    desk.feed.board_loaded.connect(boards.append)
    place.until(lambda: boards)
    loaded = boards[-1]
    with closing(away.store):
        place.until(lambda: kept_at(away) is not None)
        seen = place.station._seen
        assert seen is not None
        proofs: list[int] = []
        desk.feed.proved.connect(lambda: proofs.append(1))
        place.until(lambda: len(proofs) > 1)
    chairs.leave(place)
    assert kept_at(away) > getattr(loaded, "taken_at")  # noqa: B009


def kept_at(away: AwayRoom) -> object:
    board = last_board.first_board(kept_of(away.config(), away.config().server, Room.LIVE))
    return None if board is None else board.taken_at
