"""The log-in window, wired to the servers of a configuration."""

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dispatcher_app.background.aside import Aside
from dispatcher_app.config import ServerProfile
from dispatcher_app.domain.errors import Unavailable
from dispatcher_app.ui.log_in.log_in_form import LogInForm
from tests.bootstrap.log_in_desks import NEEDED, SECRET, WRONG, Open, log_in


def test_a_server_without_a_name_is_known_by_its_address(open_desk: Open, qtbot: QtBot) -> None:
    profile = ServerProfile("", "host=db.example dbname=room password=hunter2hunter2")
    desk = open_desk(server=profile)
    assert not desk.window.sheet.server_chooser.isVisible()
    attempt = log_in(desk, qtbot, SECRET)
    assert attempt.server is profile
    assert SECRET not in repr(attempt)
    assert "hunter2" not in repr(attempt)


def test_that_a_password_is_wanted_is_no_failure(open_desk: Open) -> None:
    desk = open_desk(error=NEEDED)
    assert not desk.window.sheet.failure_box.isVisible()
    assert desk.window.sheet.password.field.hasFocus() or not desk.window.isActiveWindow()


def test_an_empty_password_is_asked_for(open_desk: Open, qtbot: QtBot) -> None:
    desk = open_desk()
    log_in(desk, qtbot)
    desk.ask(NEEDED)
    sheet = desk.window.sheet
    assert not desk.window.is_busy
    assert sheet.log_in_button.isEnabled()
    assert (sheet.failure_box.isVisible(), sheet.failure_box.sentence.text()) == (True, "Type the password.")
    assert desk.window.focusWidget() is sheet.password.field


def test_to_be_asked_again_without_a_failure_is_to_find_an_empty_form(open_desk: Open, qtbot: QtBot) -> None:
    """As after emergency access was declined."""
    desk = open_desk()
    log_in(desk, qtbot, SECRET)
    desk.ask()
    assert not desk.window.is_busy
    assert desk.window.sheet.password.text() == ""
    assert not desk.window.sheet.failure_box.isVisible()


@pytest.mark.parametrize("way", ["wrong password", "no network", "cancelled", "declined", "logged out"])
def test_nothing_tried_is_held_once_it_came_to_nothing(
    open_desk: Open, qtbot: QtBot, kept: dict[tuple[str, str], str], way: str
) -> None:
    desk = open_desk()
    qtbot.waitUntil(desk.window.sheet.keep_box.isVisible)
    desk.window.sheet.keep_box.setChecked(True)
    log_in(desk, qtbot, SECRET)
    match way:
        case "wrong password":
            desk.show_failure(WRONG)
        case "no network":
            desk.ask(Unavailable("The database cannot be reached."))
        case "cancelled":
            with qtbot.waitSignal(desk.gave_up):
                QTest.keyClick(desk.window.sheet.password.field, Qt.Key.Key_Escape)
        case "declined":
            desk.ask()
        case _:
            desk.begin_anew()
    assert not [held for held in vars(desk).values() if isinstance(held, LogInForm)]
    assert kept == {}


@pytest.mark.parametrize("login", ["", "ben"])
def test_the_name_in_the_address_is_filled_in_unless_another_was_given(open_desk: Open, login: str) -> None:
    desk = open_desk(login, server=ServerProfile("", "host=db.example dbname=room user=anna"), error=NEEDED)
    assert desk.window.typed_login() == (login or "anna")


def test_what_never_answers_keeps_nobody(qtbot: QtBot) -> None:
    """Its thread dies with the program; an answer that comes after the end is dropped."""
    answer = threading.Event()
    heard: list[bool] = []
    aside = Aside()
    aside.run(answer.wait, heard.append)
    quick: list[str] = []
    aside.run(lambda: "done", quick.append)
    qtbot.waitUntil(lambda: quick == ["done"])
    aside.stop()
    answer.set()
    assert heard == []
