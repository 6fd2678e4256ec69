"""One workstation from log-in to log-out: real windows, a server that asks for passwords, and keys that are pressed."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.config import AppConfig, ServerProfile
from dispatcher_app.domain.errors import WrongPassword
from dispatcher_app.domain.roles import Role
from dispatcher_app.operations.people import change_role, disable_person
from tests.control_room import ControlRoomBuilder
from tests.e2e.workstations import Place, texts_of
from tests.password_room import PASSWORD, WRONG, PasswordRoom

Sit = Callable[..., Place]


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


def sent(password_room: PasswordRoom) -> object:
    return password_room.one("SELECT count(*) FROM assignment")


def test_wrong_then_right_then_out_again(sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    place = sit()
    place.log_in(login, WRONG)
    place.until(lambda: "name or the password is wrong" in place.failure())
    place.log_in(login, PASSWORD)
    desk = place.desk("Anna Person")
    assert "wrong password" not in texts_of(desk.window.panels.dispatch_bar), "one's own slip is no news"
    place.press(desk.window, Qt.Key.Key_F8)
    place.until(lambda: sent(password_room) == 1)
    place.until(lambda: not desk.window.is_order_pending())
    desk.window.log_out_requested.emit()
    place.until(place.station.log_in.window.isVisible)
    assert place.station.desk is None
    sheet = place.station.log_in.window.sheet
    assert (sheet.name_field.text(), sheet.password.text()) == ("", "")
    place.until(lambda: password_room.one("SELECT count(*) FROM pg_stat_activity WHERE usename = %s", login) == 0)


def test_what_a_stranger_tried_is_told(sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    for _ in range(2):
        with pytest.raises(WrongPassword), password_room.store_of(login, WRONG):
            pass
    place = sit()
    place.log_in(login, PASSWORD)
    bar = place.desk("Anna Person").window.panels.dispatch_bar
    assert "2 wrong passwords were tried on your log-in" in texts_of(bar)


def test_the_fifth_wrong_password_locks_and_says_until_when(
    sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom
) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    place = sit()
    for _ in range(4):
        place.log_in(login, WRONG)
        place.until(lambda: "wrong" in place.failure())
    place.log_in(login, WRONG)
    place.until(lambda: "is locked until" in place.failure())
    place.log_in(login, PASSWORD)
    place.until(lambda: not place.station.log_in.window.is_busy)
    assert "is locked until" in place.failure()
    assert place.station.desk is None


def test_a_locked_desk_shows_the_board_and_no_caller_and_sends_nothing(
    sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom
) -> None:
    place = sit()
    place.log_in(password_room.add("anna", Role.DISPATCHER), PASSWORD)
    window = place.desk("Anna Person").window
    place.until(lambda: "Juno Pebble" in texts_of(window))
    place.press(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    place.until(window.is_locked)
    seen = texts_of(window)
    assert "Juno Pebble" not in seen
    assert "555-0142" not in seen
    assert "Blue door" not in seen
    place.press(window, Qt.Key.Key_F8)
    unlock(place, WRONG)
    place.until(lambda: "password is wrong" in texts_of(window.panels.lock_card))
    assert window.is_locked()
    unlock(place, PASSWORD)
    place.until(lambda: not window.is_locked())
    place.until(lambda: "Juno Pebble" in texts_of(window))
    assert sent(password_room) == 0
    place.press(window, Qt.Key.Key_F8)
    place.until(lambda: sent(password_room) == 1)


def unlock(place: Place, password: str) -> None:
    desk = place.station.desk
    assert desk is not None
    field = desk.window.panels.lock_card.password.field
    field.setText(password)
    place.press(field, Qt.Key.Key_Return)


def test_somebody_disabled_at_work_is_back_at_the_log_in(
    sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom
) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    place = sit()
    place.log_in(login, PASSWORD)
    desk = place.desk("Anna Person")
    disable_person(password_room.store, login)
    desk.feed.refresh()
    place.until(place.station.log_in.window.isVisible)
    assert "log-in is disabled" in place.failure()
    assert place.station.desk is None


def test_another_role_is_another_desk_within_a_moment(
    sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom
) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    place = sit()
    place.log_in(login, PASSWORD)
    desk = place.desk("Anna Person")
    assert "Juno Pebble" in texts_of(desk.window)
    change_role(password_room.store, login, Role.VIEWER)
    desk.feed.refresh()
    place.until(lambda: place.station.desk is not desk)
    seen = texts_of(place.desk("viewer").window)
    assert "Juno Pebble" not in seen
    assert "Dispatch M12" not in seen


def test_what_is_given_up_while_it_is_tried_opens_no_desk(
    sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom
) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    place = sit()
    place.log_in(login, PASSWORD)
    place.press(place.station.log_in.window, Qt.Key.Key_Escape)
    place.until(lambda: not place.station.log_in.window.is_busy)
    place.log_in(login, WRONG)
    place.until(lambda: "wrong" in place.failure())
    assert place.station.desk is None
    place.until(lambda: password_room.one("SELECT count(*) FROM pg_stat_activity WHERE usename = %s", login) == 0)


def test_the_address_may_say_who_is_there_and_the_window_only_asks_for_the_password(
    sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom
) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    place = sit(login=login)
    place.until(place.station.log_in.window.isVisible)
    assert place.failure() == ""
    assert place.station.log_in.window.typed_login() == login
    place.log_in(login, PASSWORD)
    place.desk("Anna Person")


def test_emergency_access_asks_why_and_alarms_the_supervisor(
    sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom, qtbot: QtBot
) -> None:
    glass, supervisor = password_room.add("glass", Role.EMERGENCY), password_room.add("sue", Role.SUPERVISOR)
    place, overseeing = sit(), sit()
    overseeing.log_in(supervisor, PASSWORD)
    sue = overseeing.desk("Sue Person")
    place.log_in(glass, PASSWORD)
    place.until(lambda: place.station.glass.dialog is not None)
    dialog = place.station.glass.dialog
    assert dialog is not None
    dialog.opened.emit("Nobody else can log in")
    desk = place.desk("Glass Person")
    place.press(desk.window, Qt.Key.Key_F8)
    place.until(lambda: sent(password_room) == 1)
    sue.feed.refresh()
    overseeing.until(lambda: "Nobody else can log in" in texts_of(sue.window.panels.alarm_strip))
    overseeing.press(sue.window, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    overseeing.until(lambda: "Nobody else can log in" not in texts_of(sue.window.panels.alarm_strip))
    assert password_room.one("SELECT acknowledged_by FROM emergency_access") == supervisor
    place.until(lambda: not desk.window.is_order_pending())
    desk.window.log_out_requested.emit()
    place.until(lambda: password_room.one("SELECT ended_by FROM emergency_access") == glass)


def test_emergency_access_that_is_declined_leads_back(
    sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom
) -> None:
    place = sit()
    place.log_in(password_room.add("glass", Role.EMERGENCY), PASSWORD)
    place.until(lambda: place.station.glass.dialog is not None and place.station.glass.dialog.isVisible())
    dialog = place.station.glass.dialog
    assert dialog is not None
    place.press(dialog, Qt.Key.Key_Escape)
    place.until(place.station.log_in.window.isVisible)
    assert place.station.desk is None
    assert password_room.one("SELECT count(*) FROM emergency_access") == 0


@pytest.fixture
def demo(qtbot: QtBot) -> Iterator[Place]:
    """A workstation on a demo city of its own."""
    with tempfile.TemporaryDirectory(prefix="dispatcher-demo-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        place = Place(AppConfig(Path(folder, "data"), Path(folder, "log")), qtbot, Room.DEMO)
        yield place
        place.station.close()


def test_the_demo_switches_person_to_show_what_each_may_do(demo: Place) -> None:
    desk = demo.desk("Marit Holloway")
    for login, name, may_dispatch in (
        ("demo_viewer", "Linus Quayle", False),
        ("demo_supervisor", "Yrsa Halloran", True),
        ("demo_paramedic", "Ada Thistlewood", False),
        ("demo_admin", "Perpetua Voss", False),
        ("demo1", "Marit Holloway", True),
    ):
        desk.window.switch_requested.emit(login)
        desk = demo.desk(name)
        assert ("Dispatch" in texts_of(desk.window.panels.dispatch_bar.dispatch_button)) is may_dispatch
        assert (desk.trail is not None) is (login == "demo_supervisor")


def test_in_the_demo_glass_breaks_too_and_declining_gives_the_desk_back(demo: Place) -> None:
    desk = demo.desk("Marit Holloway")
    desk.window.switch_requested.emit("demo_emergency")
    demo.until(lambda: demo.station.glass.dialog is not None and demo.station.glass.dialog.isVisible())
    assert demo.station.glass.dialog is not None
    demo.press(demo.station.glass.dialog, Qt.Key.Key_Escape)
    demo.until(lambda: demo.station.desk is not desk)
    desk = demo.desk("Marit Holloway")
    demo.press(desk.window, Qt.Key.Key_F8)
    demo.until(lambda: "was sent" in texts_of(desk.window.panels.dispatch_bar) or "sent to" in texts_of(desk.window))
