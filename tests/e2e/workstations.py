"""A whole workstation in a test, with hands and eyes: from the log-in window to the desk and back."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.running_desk import RunningDesk
from dispatcher_app.bootstrap.workstation import Workstation
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.roles import Role
from tests.e2e.desks import ensure_theme
from tests.password_room import PASSWORD, PasswordRoom


class Place:
    """A workstation with hands and eyes."""

    def __init__(self, config: AppConfig, qtbot: QtBot, room: Room = Room.LIVE_IF_THERE) -> None:
        """Sit down."""
        ensure_theme(qtbot)
        self.station = Workstation(config, room, is_seen=True)
        self._qtbot = qtbot
        self.station.begin()

    def until(self, fact: Callable[[], object]) -> None:
        """Wait for something to be seen."""
        self._qtbot.waitUntil(lambda: bool(fact()), timeout=30_000)

    def press(
        self, target: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        """Press a key in a window that has the keyboard."""
        target.window().activateWindow()
        self.until(target.isActiveWindow)
        QTest.keyClick(target, key, modifier)

    def log_in(self, login: str, password: str) -> None:
        """Type name and password, and press Enter."""
        window = self.station.log_in.window
        self.until(lambda: window.isVisible() and not window.is_busy)
        window.sheet.name_field.setText(login)
        window.sheet.password.field.setText(password)
        self.press(window.sheet.password.field, Qt.Key.Key_Return)

    def failure(self) -> str:
        """Read what the log-in window says."""
        return texts_of(self.station.log_in.window.sheet.failure_box)

    def desk(self, person: str = "") -> RunningDesk:
        """Wait for a desk, of somebody, with a board on it."""
        self.until(
            lambda: (
                self.station.desk is not None
                and self.station.desk.feed.age() is not None
                and person in texts_of(self.station.desk.window.panels.header_bar)
            )
        )
        desk = self.station.desk
        assert desk is not None
        assert desk.window.isVisible()
        assert not self.station.log_in.window.isVisible()
        assert not self.station.starting.isVisible()
        return desk


def texts_of(widget: QWidget) -> str:
    """Read everything that a widget shows or tells."""
    said = [
        text
        for child in (widget, *widget.findChildren(QWidget))
        if child.isVisible()
        for text in (child.accessibleName(), getattr(child, "text", str)())
    ]
    return " | ".join(text for text in said if text)


Sit = Callable[..., Place]


def sent(password_room: PasswordRoom) -> object:
    return password_room.one("SELECT count(*) FROM assignment")


def unlock(place: Place, password: str) -> None:
    desk = place.station.desk
    assert desk is not None
    field = desk.window.panels.lock_card.password.field
    field.setText(password)
    place.press(field, Qt.Key.Key_Return)


def with_board(place: Place, desk: RunningDesk) -> None:
    """Wait for one more board, and for what came with it."""
    seen: list[object] = []
    desk.feed.board_loaded.connect(seen.append)
    desk.feed.refresh()
    place.until(lambda: seen)


def anna_at_work(sit: Sit, password_room: PasswordRoom) -> tuple[Place, RunningDesk, str]:
    """Let a dispatcher in and log her in at a workstation; give that, her desk and her log-in."""
    login = password_room.add("anna", Role.DISPATCHER)
    place = sit()
    place.log_in(login, PASSWORD)
    return place, place.desk("Anna Person"), login
