"""The log-in window: keys, focus, failures, and that the password does not stay."""

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.errors import (
    AccountDisabled,
    AccountLocked,
    PasswordNeeded,
    SchemaMismatch,
    Unavailable,
    Untrusted,
    WrongPassword,
)
from dispatcher_app.ui.log_in.failure_words import log_in_failure
from dispatcher_app.ui.log_in.log_in_form import LogInForm
from dispatcher_app.ui.log_in.log_in_window import LogInWindow
from dispatcher_app.ui.theme.application_theme import apply_theme
from dispatcher_app.ui.theme.tokens import DARK, LIGHT, Tokens
from tests.ui.log_in.form_keys import SECRET, focus_name, is_busy, press, type_in

FIELDS = ["server_chooser", "name_field", "password_field", "keep_box", "log_in_button"]


@pytest.mark.parametrize("name", FIELDS)
def test_enter_logs_in_from_everywhere(window: LogInWindow, qtbot: QtBot, name: str) -> None:
    window.show_keyring(True)  # noqa: FBT003
    type_in(window)
    field = window.findChild(QWidget, name)
    assert field is not None
    field.setFocus()
    with qtbot.waitSignal(window.log_in_requested) as asked:
        press(Qt.Key.Key_Return)
    assert asked.args == [LogInForm("Main room", "anna", SECRET)]


def test_the_name_is_trimmed_and_the_password_is_not(window: LogInWindow, qtbot: QtBot) -> None:
    type_in(window, "  anna ", " x ")
    with qtbot.waitSignal(window.log_in_requested) as asked:
        QTest.mouseClick(window.sheet.log_in_button, Qt.MouseButton.LeftButton)
    assert asked.args == [LogInForm("Main room", "anna", " x ")]


def test_a_server_may_ask_for_no_password(window: LogInWindow, qtbot: QtBot) -> None:
    type_in(window, password="")
    with qtbot.waitSignal(window.log_in_requested) as asked:
        press(Qt.Key.Key_Enter)
    assert asked.args == [LogInForm("Main room", "anna", "")]


def test_without_a_name_nobody_is_asked(window: LogInWindow, qtbot: QtBot) -> None:
    type_in(window, "   ")
    with qtbot.assertNotEmitted(window.log_in_requested):
        press(Qt.Key.Key_Return)
    assert window.sheet.failure_box.isVisible()
    assert window.sheet.failure_box.sentence.text() == "Type your name to log in."
    assert (focus_name(), window.sheet.password.text()) == ("name_field", SECRET)
    assert not is_busy(window)


def test_a_name_is_told_when_it_is_complete(window: LogInWindow, qtbot: QtBot) -> None:
    told: list[str] = []
    window.name_entered.connect(lambda: told.append(window.typed_login()))
    QTest.keyClicks(window.sheet.name_field, "anna")
    assert told == []
    press(Qt.Key.Key_Tab)
    assert told == ["anna"]


def test_tab_goes_through_the_form_in_order(window: LogInWindow) -> None:
    window.show_keyring(True)  # noqa: FBT003
    window.sheet.server_chooser.setFocus()
    went = [focus_name()]
    for _ in range(6):
        press(Qt.Key.Key_Tab)
        went.append(focus_name())
    assert went == [
        "server_chooser", "name_field", "password_field", "eye", "keep_box", "log_in_button", "quit_button",
    ]  # fmt: skip


def test_the_keyboard_starts_at_what_is_missing(window: LogInWindow) -> None:
    assert focus_name() == "name_field"
    window.sheet.quit_button.setFocus()
    window.show_login("")
    assert focus_name() == "name_field"
    window.show_login("anna")
    assert (focus_name(), window.sheet.name_field.text()) == ("password_field", "anna")


def test_escape_quits_and_forgets(window: LogInWindow, qtbot: QtBot) -> None:
    type_in(window)
    with qtbot.waitSignal(window.quit_requested), qtbot.assertNotEmitted(window.cancelled):
        press(Qt.Key.Key_Escape)
    assert window.sheet.password.text() == ""


def test_while_the_server_is_asked_only_escape_counts(window: LogInWindow, qtbot: QtBot) -> None:
    type_in(window)
    asked: list[object] = []
    window.log_in_requested.connect(asked.append)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_X):
        press(key)
    QTest.mouseClick(window.sheet.log_in_button, Qt.MouseButton.LeftButton)
    assert len(asked) == 1
    assert is_busy(window)
    assert (window.sheet.log_in_button.text(), window.sheet.quit_button.text()) == ("Checking…", "Cancel")
    assert window.sheet.password.text() == SECRET
    with qtbot.waitSignal(window.cancelled), qtbot.assertNotEmitted(window.quit_requested):
        press(Qt.Key.Key_Escape)
    assert not is_busy(window)
    assert (window.sheet.name_field.text(), window.sheet.password.text()) == ("anna", SECRET)
    press(Qt.Key.Key_Return)
    assert len(asked) == 2


def test_a_key_held_down_counts_once(window: LogInWindow, qtbot: QtBot) -> None:
    type_in(window)
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Escape)
    with qtbot.assertNotEmitted(window.quit_requested), qtbot.assertNotEmitted(window.log_in_requested):
        for key in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
            held = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", True)  # noqa: FBT003
            QApplication.sendEvent(window.sheet.password.field, held)


@pytest.mark.parametrize("name", ["log_in_button", "keep_box", "server_chooser"])
def test_an_impatient_enter_does_not_cancel(window: LogInWindow, qtbot: QtBot, name: str) -> None:
    window.show_keyring(True)  # noqa: FBT003
    type_in(window)
    field = window.findChild(QWidget, name)
    assert field is not None
    field.setFocus()
    with qtbot.assertNotEmitted(window.cancelled):
        press(Qt.Key.Key_Return)
        press(Qt.Key.Key_Return)
    assert is_busy(window)


LOCKED = AccountLocked(datetime(2026, 3, 1, 14, 5, tzinfo=UTC))
FAILURES = [
    pytest.param(WrongPassword("No."), "password_field", "", id="wrong password"),
    pytest.param(PasswordNeeded("No."), "password_field", SECRET, id="password needed"),
    pytest.param(AccountDisabled("No."), "name_field", SECRET, id="disabled"),
    pytest.param(LOCKED, "name_field", SECRET, id="locked"),
    pytest.param(Unavailable("No."), "log_in_button", SECRET, id="unreachable"),
    pytest.param(SchemaMismatch("No."), "log_in_button", SECRET, id="wrong schema"),
    pytest.param(Untrusted("No."), "log_in_button", SECRET, id="untrusted"),
]


@pytest.mark.parametrize(("error", "focus", "password"), FAILURES)
def test_a_failure_leads_to_what_can_be_done(window: LogInWindow, error: Exception, focus: str, password: str) -> None:
    type_in(window)
    press(Qt.Key.Key_Return)
    window.show_failure(log_in_failure(error))
    assert (focus_name(), window.sheet.password.text()) == (focus, password)
    assert window.sheet.name_field.text() == "anna"
    assert not is_busy(window)
    assert window.sheet.failure_box.isVisible()
    assert window.sheet.failure_box.accessibleName()


def test_a_failure_goes_when_it_is_tried_again(window: LogInWindow) -> None:
    type_in(window)
    window.show_failure("The certificate is not known.")
    assert focus_name() == "log_in_button"
    press(Qt.Key.Key_Return)
    assert not window.sheet.failure_box.isVisible()


def test_who_closes_the_window_quits(window: LogInWindow, qtbot: QtBot) -> None:
    class ByPerson(QCloseEvent):
        def spontaneous(self) -> bool:
            return True

    with qtbot.waitSignal(window.quit_requested):
        window.closeEvent(ByPerson())


def test_the_servers_are_offered_only_where_there_is_a_choice(window: LogInWindow, qtbot: QtBot) -> None:
    assert window.sheet.server_chooser.isVisible()
    with qtbot.waitSignal(window.server_chosen) as chosen:
        QTest.keyClick(window.sheet.server_chooser, Qt.Key.Key_Down)
    assert chosen.args == ["Backup site"]
    type_in(window)
    with qtbot.waitSignal(window.log_in_requested) as asked:
        press(Qt.Key.Key_Return)
    assert asked.args == [LogInForm("Backup site", "anna", SECRET)]
    window.show_servers(["only"], "gone")
    assert not window.sheet.server_chooser.isVisible()
    assert not window.sheet.server_label.isVisible()
    window.show_idle()
    with qtbot.waitSignal(window.log_in_requested) as asked:
        press(Qt.Key.Key_Return)
    assert asked.args == [LogInForm("only", "anna", SECRET)]


def test_choosing_a_server_keeps_the_keyboard_there(window: LogInWindow) -> None:
    window.server_chosen.connect(lambda _: window.show_login("ben"))
    window.sheet.server_chooser.setFocus()
    press(Qt.Key.Key_Down)
    assert (focus_name(), window.sheet.name_field.text()) == ("server_chooser", "ben")


def test_markup_in_a_sentence_stays_text(window: LogInWindow) -> None:
    nasty = "<b>Hello</b> &amp; <img src=x>"
    window.show_servers([nasty, "Main room"], nasty)
    window.show_failure(nasty)
    assert window.sheet.failure_box.sentence.text() == nasty
    assert {label.textFormat() for label in window.findChildren(QLabel)} == {Qt.TextFormat.PlainText}


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_everything_is_drawn_whole_in_both_themes(window: LogInWindow, qapp: QApplication, tokens: Tokens) -> None:
    apply_theme(qapp, tokens)
    window.show_keyring(True)  # noqa: FBT003
    type_in(window)
    for sentence in ("Short.", f"The server db-{'x' * 90}.example.org is not known. " * 2):
        window.show_failure(sentence)
        picture = window.grab().toImage()
        assert picture.pixelColor(2, 2).name() == tokens.panel
        for part in window.findChildren(QWidget):
            if part.isVisible() and isinstance(part, QLabel | QLineEdit | QAbstractButton | QComboBox):
                room = (
                    part.heightForWidth(part.width()) if part.hasHeightForWidth() else part.minimumSizeHint().height()
                )
                assert part.height() >= room, part.objectName()
                assert part.width() >= part.minimumSizeHint().width(), part.objectName()
                around = part.parentWidget()
                assert around is not None
                assert around.rect().contains(part.geometry()), part.objectName()
        assert window.rect().contains(window.sheet.geometry())


def test_everything_that_takes_the_keyboard_has_a_name(window: LogInWindow) -> None:
    window.show_keyring(True)  # noqa: FBT003
    reached = [part for part in window.findChildren(QWidget) if part.focusPolicy() & Qt.FocusPolicy.TabFocus]
    names = {part.accessibleName() for part in reached if part.isVisible() and part.focusProxy() is None}
    assert names == {
        "Server", "Name", "Password", "Show the password", "Keep the password in this computer's keyring", "Log in",
        "Quit",
    }  # fmt: skip
