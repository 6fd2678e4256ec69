"""The pictures of people: the log-in, the locked desk, and what each person of the demonstration sees."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget

from dispatcher_app.bootstrap.desk import DEMO_DATABASE, Room
from dispatcher_app.bootstrap.running_desk import RunningDesk
from dispatcher_app.bootstrap.workstation import Workstation
from dispatcher_app.config import AppConfig, ServerProfile
from dispatcher_app.domain.roles import NewPerson, Role
from dispatcher_app.operations.demo import create_demo_city
from dispatcher_app.operations.logging_in import open_emergency_access
from dispatcher_app.operations.people import add_person
from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer
from dispatcher_app.storage.store import ConnectionSettings, Store
from dispatcher_app.ui.theme.tokens import DARK, LIGHT
from tests.tools.picture import draw
from tests.tools.studio import SIZES, filled, press, settle, until, wear

_ROOM = "people"
_PASSWORD = "a long enough one"  # noqa: S105  (of a room that is gone with the pictures)


class Seat:
    """A workstation with hands."""

    def __init__(self, station: Workstation, application: QApplication) -> None:
        """Sit down."""
        self.station = station
        self._application = application
        wear(application, DARK)
        station.begin()

    def palettes(self) -> Iterator[str]:
        """Wear one palette after the other, and tell its name."""
        for tokens in (DARK, LIGHT):
            wear(self._application, tokens)
            settle()
            yield tokens.name

    def draw(self, name: str, window: QWidget) -> None:
        """Draw a window in both palettes."""
        for palette in self.palettes():
            draw(f"{name}-{palette}", window)

    def desk(self, person: str) -> RunningDesk:
        """Wait for somebody's desk, with a board on it."""
        until(lambda: self._is_there(person))
        desk = self.station.desk
        if desk is None:
            raise LookupError("the desk has gone again")
        desk.window.resize(*SIZES[1])
        return desk

    def _is_there(self, person: str) -> bool:
        desk = self.station.desk
        if desk is None or desk.feed.age() is None:
            return False
        return desk.window.panels.header_bar.person_button.accessibleName().startswith(person)


def draw_people(server: EmbeddedServer, folder: Path, application: QApplication) -> None:
    """Draw who comes in, and what they find. The demonstration is given a server of its own, which it ends."""
    with _seat(_password_room(server, folder), Room.LIVE, application) as seat:
        _draw_log_in(seat)
        _draw_lock(seat)
    with _seat(AppConfig(folder / "demo", folder / "log"), Room.DEMO, application) as seat:
        _draw_menu(seat)
        _draw_viewer(seat)
        _draw_emergency(seat)
        _draw_overseeing(seat, EmbeddedServer(EmbeddedPlaces.under(folder / "demo")))


@contextmanager
def _seat(config: AppConfig, room: Room, application: QApplication) -> Iterator[Seat]:
    station = Workstation(config, room, is_seen=True)
    try:
        yield Seat(station, application)
    finally:
        station.close()
        settle()


def _password_room(server: EmbeddedServer, folder: Path) -> AppConfig:
    filled(server, _ROOM, _fill_password_room)
    server.ask_passwords(_ROOM)
    given = conninfo_to_dict(server.conninfo(_ROOM))
    address = f"postgresql:///{_ROOM}?host={given['host']}"
    north, south = (ServerProfile(name, address) for name in ("County North", "County South"))
    return AppConfig(folder, folder / "log", north, (north, south))


def _fill_password_room(store: Store) -> None:
    create_demo_city(store)
    add_person(store, NewPerson("anna", "Anna Kern", Role.DISPATCHER), _PASSWORD)


def _draw_log_in(seat: Seat) -> None:
    window = seat.station.log_in.window
    until(window.isVisible)
    seat.draw("log-in", window)
    _log_in(seat, "wrong password")
    until(window.sheet.failure_box.isVisible)
    seat.draw("log-in-wrong-password", window)
    _log_in(seat, _PASSWORD)


def _log_in(seat: Seat, password: str) -> None:
    sheet = seat.station.log_in.window.sheet
    sheet.name_field.setText("anna")
    sheet.password.field.setText(password)
    press(sheet.password.field, Qt.Key.Key_Return)


def _draw_lock(seat: Seat) -> None:
    window = seat.desk("Anna Kern").window
    press(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    until(window.is_locked)
    seat.draw("locked", window)


def _draw_menu(seat: Seat) -> None:
    window = seat.desk("Marit Holloway").window
    button = window.panels.header_bar.person_button
    for palette in seat.palettes():
        button.click()
        until(button.menu.isVisible)
        # Where it opens on a screen that is as wide as the window.
        below = button.mapTo(window, QPoint(button.width() - button.menu.width(), button.height() + 4))
        draw(f"person-menu-{palette}", window, button.menu, below)
        button.menu.close()


def _switch(seat: Seat, login: str) -> None:
    if seat.station.desk is not None:
        seat.station.desk.window.switch_requested.emit(login)


def _draw_viewer(seat: Seat) -> None:
    _switch(seat, "demo_viewer")
    seat.draw("viewer", seat.desk("Linus Quayle").window)


def _draw_emergency(seat: Seat) -> None:
    _switch(seat, "demo_emergency")
    until(lambda: seat.station.glass.dialog is not None and seat.station.glass.dialog.isVisible())
    dialog = seat.station.glass.dialog
    if dialog is None:
        raise LookupError("the dialog has gone again")
    dialog.reason_field.setText("Nobody can log in: the list of people was lost")
    seat.draw("emergency-access", dialog)
    dialog.reject()
    seat.desk("Linus Quayle")


def _draw_overseeing(seat: Seat, server: EmbeddedServer) -> None:
    _switch(seat, "demo_supervisor")
    desk = seat.desk("Yrsa Halloran")
    press(desk.window, Qt.Key.Key_F8)
    until(lambda: not desk.window.is_order_pending())
    settings = ConnectionSettings(server.conninfo(DEMO_DATABASE, "demo_emergency"), desk="desk 5")
    with closing(Store(settings)) as rival:
        open_emergency_access(rival, "Nobody can log in: the list of people was lost")
    desk.feed.refresh()
    until(desk.window.panels.alarm_strip.isVisible)
    seat.draw("alarm", desk.window)
    _draw_trail(seat, desk)


def _draw_trail(seat: Seat, desk: RunningDesk) -> None:
    press(desk.window, Qt.Key.Key_F6)
    if desk.trail is None:
        raise LookupError("a supervisor without a trail")
    window = desk.trail.window
    until(window.more_button.isVisible)
    window.trail_table.focus_row(0)
    for _ in range(3):
        press(window.trail_table, Qt.Key.Key_Down)
    settle()
    seat.draw("trail", window)
