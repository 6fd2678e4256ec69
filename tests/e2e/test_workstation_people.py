"""One workstation and many people: other roles, emergency access, the people of the demonstration."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.roles import Role
from dispatcher_app.operations.people import change_role
from dispatcher_app.storage.parameters import LONGEST_SILENCE_S
from tests.control_room import ControlRoomBuilder
from tests.e2e.workstations import Place, Sit, anna_at_work, sent, texts_of, unlock, with_board
from tests.password_room import PASSWORD, PasswordRoom


def test_another_role_is_another_desk_within_a_moment(
    sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom
) -> None:
    place, desk, login = anna_at_work(sit, password_room)
    assert "Juno Pebble" in texts_of(desk.window)
    change_role(password_room.store, login, Role.VIEWER)
    desk.feed.refresh()
    place.until(lambda: place.station.desk is not desk)
    seen = texts_of(place.desk("viewer").window)
    assert "Juno Pebble" not in seen
    assert "Dispatch M12" not in seen


def test_a_locked_desk_stays_locked_whatever_its_person_becomes(
    sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom
) -> None:
    place, desk, login = anna_at_work(sit, password_room)
    place.press(desk.window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    change_role(password_room.store, login, Role.SUPERVISOR)
    with_board(place, desk)
    assert place.station.desk is desk
    assert desk.window.is_locked()
    unlock(place, PASSWORD)
    place.until(lambda: place.station.desk is not desk)
    assert place.desk("supervisor").trail is not None


def test_what_was_selected_stays_so_for_another_role(
    sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom
) -> None:
    other = board.add_call(number=1043, priority=4, type_text="Sprained ankle")
    place, desk, login = anna_at_work(sit, password_room)
    desk.window.select_call(other)
    change_role(password_room.store, login, Role.SUPERVISOR)
    desk.feed.refresh()
    place.until(lambda: place.station.desk is not desk)
    assert place.desk("supervisor").window.choosing.selection().call_id == other


def test_another_role_goes_on_with_a_connection_that_is_as_patient_as_before(
    sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom
) -> None:
    place, desk, login = anna_at_work(sit, password_room)
    change_role(password_room.store, login, Role.SUPERVISOR)
    desk.feed.refresh()
    place.until(lambda: place.station.desk is not desk)
    store = place.desk("supervisor")._desk.store
    assert store is desk._desk.store
    assert store._database.longest_silence_s == LONGEST_SILENCE_S


def test_two_quick_switches_leave_one_desk(demo: Place) -> None:
    desk = demo.desk("Marit Holloway")
    desk.switch_requested.emit("demo_viewer")
    desk.switch_requested.emit("demo_supervisor")
    running = demo.desk("Yrsa Halloran")
    with_board(demo, running)
    assert "desk 1" in texts_of(running.window.panels.header_bar)
    assert "(2)" not in texts_of(running.window.panels.header_bar)


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
    place.press(dialog.reason_field, Qt.Key.Key_Return)
    place.until(lambda: "needs 3 visible characters" in texts_of(dialog.failure_box))
    dialog.reason_field.setText("Nobody else can log in")
    place.press(dialog.reason_field, Qt.Key.Key_Return)
    place.until(dialog.open_button.hasFocus)
    place.press(dialog.open_button, Qt.Key.Key_Return)
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
