"""The person's menu: what each role is offered, by mouse and by keyboard."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dispatcher_app.ui.desk_identity import DeskIdentity, SwitchTarget
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.help.keys import key_lines
from dispatcher_app.ui.person.person_menu import PersonMenu
from tests.ui.lock.callers import CALLER, NOTES, PHONE, board_with_callers
from tests.ui.lock.reach import readable_texts
from tests.ui.test_keyboard import press

pytestmark = pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)

PEOPLE = (SwitchTarget("vera", "Vera Lindqvist", "viewer"), SwitchTarget("sue", "Sofia & Söhne", "supervisor"))
DISPATCHER = DeskIdentity("Anna Kern", "dispatcher", "desk 3", can_dispatch=True, can_lock=True)
SUPERVISOR = replace(DISPATCHER, role="supervisor", sees_trail=True)
VIEWER = DeskIdentity("Vera Lindqvist", "viewer", "desk 3", can_dispatch=False, sees_callers=False)
DEMO = DeskIdentity("Anna Kern", "dispatcher", "desk 3", can_dispatch=True, people=PEOPLE)


def menu_of(window: DeskWindow) -> PersonMenu:
    return window.panels.header_bar.person_button.menu


def captions(menu: PersonMenu) -> list[str]:
    return [action.text().replace("\t", " | ") for action in menu.actions() if not action.isSeparator()]


def action(menu: PersonMenu, start: str) -> QAction:
    return next(item for item in menu.actions() if item.text().startswith(start))


@pytest.mark.parametrize(
    ("identity", "offered"),
    [
        pytest.param(DISPATCHER, ["Lock this desk | Ctrl+L", "Log out…"], id="dispatcher"),
        pytest.param(SUPERVISOR, ["Lock this desk | Ctrl+L", "Trail… | F6", "Log out…"], id="supervisor"),
        pytest.param(VIEWER, ["Log out…"], id="viewer without a password"),
        pytest.param(
            DEMO, ["Switch person", "Vera Lindqvist, viewer", "Sofia && Söhne, supervisor"], id="demo dispatcher"
        ),
    ],
)
def test_each_role_is_offered_its_own(
    identity: DeskIdentity, offered: list[str], open_window: Callable[..., DeskWindow]
) -> None:
    assert captions(menu_of(open_window(identity=identity))) == offered


def test_opened_and_used_by_keyboard(open_window: Callable[..., DeskWindow], qtbot: QtBot) -> None:
    window = open_window(identity=SUPERVISOR)
    qtbot.waitUntil(window.isActiveWindow)
    button, menu = window.panels.header_bar.person_button, menu_of(window)
    button.setFocus()
    press(Qt.Key.Key_Return)
    assert menu.isVisible()
    assert menu.activeAction() is action(menu, "Lock")
    with qtbot.waitSignal(window.trail_requested):
        QTest.keyClick(menu, Qt.Key.Key_Down)
        QTest.keyClick(menu, Qt.Key.Key_Return)
    assert not menu.isVisible()
    press(Qt.Key.Key_Down)
    assert menu.isVisible()
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()
    assert button.hasFocus()


def test_the_keys_do_what_the_menu_offers(open_window: Callable[..., DeskWindow], qtbot: QtBot) -> None:
    window = open_window(identity=SUPERVISOR)
    qtbot.waitUntil(window.isActiveWindow)
    with qtbot.waitSignal(window.lock_requested):
        press(Qt.Key.Key_L, modifier=Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(window.trail_requested):
        press(Qt.Key.Key_F6)


def test_what_is_not_offered_has_no_key_either(open_window: Callable[..., DeskWindow], qtbot: QtBot) -> None:
    window = open_window(identity=VIEWER)
    qtbot.waitUntil(window.isActiveWindow)
    with qtbot.assertNotEmitted(window.lock_requested), qtbot.assertNotEmitted(window.trail_requested):
        press(Qt.Key.Key_L, modifier=Qt.KeyboardModifier.ControlModifier)
        press(Qt.Key.Key_F6)


def test_a_demo_desk_is_handed_over(open_window: Callable[..., DeskWindow], qtbot: QtBot) -> None:
    window = open_window(identity=DEMO)
    assert not action(menu_of(window), "Switch person").isEnabled()
    with qtbot.waitSignal(window.switch_requested) as asked:
        action(menu_of(window), "Sofia").trigger()
    assert asked.args == ["sue"]


def test_a_shared_desk_is_left(open_window: Callable[..., DeskWindow], qtbot: QtBot) -> None:
    window = open_window(identity=DISPATCHER)
    with qtbot.waitSignal(window.log_out_requested):
        action(menu_of(window), "Log out").trigger()


def test_the_button_says_who_sits_here(open_window: Callable[..., DeskWindow]) -> None:
    button = open_window(identity=replace(DISPATCHER, person="<i>Anna</i>")).panels.header_bar.person_button
    assert button.accessibleName() == "<i>Anna</i>, dispatcher, desk 3"
    assert "<i>" not in button.toolTip()
    button.show_desk("desk 5")
    assert button.desk_label.text() == "dispatcher, desk 5"
    assert button.accessibleName().endswith("desk 5")


def test_a_long_name_gives_way_to_the_numbers_of_the_room(open_window: Callable[..., DeskWindow]) -> None:
    window = open_window(identity=replace(DISPATCHER, person="Maximiliane von Oberhuber-Schmidtkunz " * 2))
    window.resize(1280, 720)
    window.grab()
    assert window.width() == 1280
    for figure in window.panels.header_bar.figure_strip.buttons():
        assert figure.width() >= figure.sizeHint().width()


@pytest.mark.parametrize(
    ("identity", "has_alarm", "listed", "missing"),
    [
        (SUPERVISOR, True, {"F8 or Ctrl+Enter", "Ctrl+L", "F6", "Alt+A", "Alt+H, Alt+P"}, set()),
        (DISPATCHER, False, {"F8 or Ctrl+Enter", "Ctrl+L"}, {"F6", "Alt+A"}),
        (VIEWER, False, {"F5", "F9", "F1"}, {"F8 or Ctrl+Enter", "Ctrl+L", "F6", "Alt+A", "Alt+H, Alt+P"}),
    ],
)
def test_the_list_of_keys_shows_what_applies(
    identity: DeskIdentity, has_alarm: bool, listed: set[str], missing: set[str]
) -> None:
    keys = {line.keys for line in key_lines(identity, has_alarm=has_alarm)}
    assert listed <= keys
    assert not missing & keys


def test_the_list_on_screen_is_that_of_the_moment(open_window: Callable[..., DeskWindow]) -> None:
    window = open_window(identity=VIEWER)
    window.panels.header_bar.help_button.click()
    assert window.keys_dialog.isVisible()
    assert window.keys_dialog.lines() == key_lines(VIEWER, has_alarm=False)


def test_callers_are_not_shown_to_a_role_that_may_not_know_them(open_window: Callable[..., DeskWindow]) -> None:
    window = open_window(identity=VIEWER)
    window.show_board(board_with_callers())
    texts = readable_texts(window)
    assert "Caller and notes: not shown to this role" in texts
    assert [text for text in texts if CALLER in text or PHONE in text or NOTES in text] == []
    assert not window.panels.details_panel.notes_view.isVisible()
