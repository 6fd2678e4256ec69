"""One workstation from log-in to log-out: real windows, a server that asks for passwords, and keys that are pressed."""

import pytest
from PySide6.QtCore import Qt

from dispatcher_app.domain.errors import WrongPassword
from dispatcher_app.domain.roles import Role
from dispatcher_app.operations.people import change_password, disable_person
from tests.control_room import ControlRoomBuilder
from tests.e2e.workstations import Sit, anna_at_work, sent, texts_of, unlock, with_board
from tests.password_room import PASSWORD, WRONG, PasswordRoom


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


def test_somebody_disabled_at_work_is_back_at_the_log_in(
    sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom
) -> None:
    place, desk, login = anna_at_work(sit, password_room)
    disable_person(password_room.store, login)
    desk.feed.refresh()
    place.until(place.station.log_in.window.isVisible)
    assert "log-in is disabled" in place.failure()
    assert place.station.desk is None


def test_the_trail_goes_when_the_lock_falls(sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom) -> None:
    place = sit()
    place.log_in(password_room.add("sue", Role.SUPERVISOR), PASSWORD)
    desk = place.desk("Sue Person")
    place.press(desk.window, Qt.Key.Key_F6)
    assert desk.trail is not None
    trail = desk.trail.window
    place.until(trail.isVisible)
    desk.lock_keeper.lock()
    place.until(lambda: desk.window.is_locked() and not trail.isVisible())


def test_a_password_changed_at_work_is_the_one_to_go_on_with(
    sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom
) -> None:
    place, desk, login = anna_at_work(sit, password_room)
    change_password(password_room.store, login, "another long one")
    desk.lock_keeper.lock()
    unlock(place, "another long one")
    place.until(lambda: not desk.window.is_locked())
    password_room.run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = %s", login)
    with_board(place, desk)
    assert place.station.desk is desk
    # Without having unlocked with it the person is told, and logs in anew.
    change_password(password_room.store, login, "a third long one")
    password_room.run("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = %s", login)
    desk.feed.refresh()
    place.until(place.station.log_in.window.isVisible)
    assert "Your password was changed" in place.failure()


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


def test_giving_up_leaves_no_session_behind(sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    place = sit()
    place.log_in(login, PASSWORD)
    place.press(place.station.log_in.window, Qt.Key.Key_Escape)
    place.until(lambda: password_room.one("SELECT failures FROM log_in_failure UNION ALL SELECT 0 LIMIT 1") == 0)
    place.until(lambda: password_room.one("SELECT count(*) FROM pg_stat_activity WHERE usename = %s", login) == 0)
    assert place.station.desk is None


def test_a_desk_that_is_left_watches_nobody_any_more(
    sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom
) -> None:
    _, desk, _ = anna_at_work(sit, password_room)
    watch = desk.lock_keeper.idle_watch
    assert watch.look_timer.isActive()
    desk.pause()
    assert not watch.look_timer.isActive()


def test_guessing_at_a_locked_desk_makes_that_desk_rest_and_keeps_nobody_else_out(
    sit: Sit, board: ControlRoomBuilder, password_room: PasswordRoom
) -> None:
    place, desk, login = anna_at_work(sit, password_room)
    desk.lock_keeper.lock()
    card = desk.window.panels.lock_card
    for _ in range(5):
        unlock(place, WRONG)
        place.until(lambda: "password is wrong" in texts_of(card))
        place.until(lambda: not desk.lock_keeper.is_checking)
    unlock(place, PASSWORD)
    place.until(lambda: "Try again in half a minute" in texts_of(card))
    assert desk.window.is_locked()
    with password_room.store_of(login):
        pass
    desk.lock_keeper.rest_timer.setInterval(1)
    place.until(lambda: not desk.lock_keeper.rest_timer.isActive())
    unlock(place, PASSWORD)
    place.until(lambda: not desk.window.is_locked())
