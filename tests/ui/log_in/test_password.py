"""The password: shown on demand, kept on request, and gone afterwards."""

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.errors import (
    WrongPassword,
)
from dispatcher_app.ui.log_in.failure_words import log_in_failure
from dispatcher_app.ui.log_in.log_in_form import LogInForm
from dispatcher_app.ui.log_in.log_in_window import LogInWindow
from tests.ui.log_in.form_keys import SECRET, press, type_in


def texts_held(root: QObject) -> list[str]:
    """Everything that an object and its children tell to whoever asks: properties, texts, what undo brings back."""
    held: list[str] = []
    for item in (root, *root.findChildren(QObject)):
        meta = item.metaObject()
        properties = [meta.property(number) for number in range(meta.propertyCount())]
        held += [str(found.read(item)) for found in properties if str(found.typeName()) in {"QString", "QVariant"}]
        held += [str(value) for value in vars(item).values()]
        if isinstance(item, QLineEdit):
            item.undo()
            held.append(item.text())
            item.redo()
            held.append(item.text())
    return held


def test_the_form_never_tells_its_password() -> None:
    assert SECRET not in repr(LogInForm("Main room", "anna", SECRET))


@pytest.mark.parametrize("is_shown", [False, True])
def test_nothing_holds_the_password_afterwards(window: LogInWindow, *, is_shown: bool) -> None:
    if is_shown:
        window.sheet.password.eye.click()
    type_in(window)
    assert any(SECRET in text for text in texts_held(window))
    window.forget()
    assert window.sheet.password.field.echoMode() is QLineEdit.EchoMode.Password
    # In clear a field can undo, which it cannot while it shows dots.
    window.sheet.password.eye.click()
    assert not [text for text in texts_held(window) if SECRET in text]


def test_a_closed_window_holds_no_password(window: LogInWindow, qtbot: QtBot) -> None:
    type_in(window)
    with qtbot.assertNotEmitted(window.quit_requested):
        window.close()
    assert not [text for text in texts_held(window) if SECRET in text]


def test_the_eye_shows_and_hides_by_keyboard(window: LogInWindow) -> None:
    type_in(window)
    press(Qt.Key.Key_Tab)
    field, eye = window.sheet.password.field, window.sheet.password.eye
    for key, mode, name in (
        (Qt.Key.Key_Space, QLineEdit.EchoMode.Normal, "Hide the password"),
        (Qt.Key.Key_Return, QLineEdit.EchoMode.Password, "Show the password"),
    ):
        QTest.keyClick(eye, key)
        assert (field.echoMode(), eye.accessibleName()) == (mode, name)
        assert field.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData
    QTest.keyClick(eye, Qt.Key.Key_Space)
    window.show_busy()
    assert field.echoMode() is QLineEdit.EchoMode.Password


def test_the_keyring_is_offered_only_where_it_is_safe(window: LogInWindow, qtbot: QtBot) -> None:
    box = window.sheet.keep_box
    assert not box.isVisible()
    window.show_keyring(True)  # noqa: FBT003
    assert box.isVisible()
    assert not box.isChecked()
    type_in(window)
    QTest.keyClick(box, Qt.Key.Key_Space)
    with qtbot.waitSignal(window.log_in_requested) as asked:
        press(Qt.Key.Key_Return)
    assert asked.args == [LogInForm("Main room", "anna", SECRET, keep=True)]
    window.show_idle()
    window.show_keyring(False)  # noqa: FBT003
    with qtbot.waitSignal(window.log_in_requested) as asked:
        press(Qt.Key.Key_Return)
    assert asked.args == [LogInForm("Main room", "anna", SECRET)]


def test_a_kept_password_is_used_and_never_shown(window: LogInWindow, qtbot: QtBot) -> None:
    window.show_keyring(True)  # noqa: FBT003
    window.show_login("anna")
    window.show_password(LogInForm("Main room", "anna", SECRET))
    password = window.sheet.password
    assert window.sheet.keep_box.isChecked()
    assert not password.eye.isVisible()
    QTest.keyClick(password.field, Qt.Key.Key_End)
    QTest.keyClicks(password.field, "x")
    assert not password.eye.isVisible()
    QTest.keyClick(password.field, Qt.Key.Key_Backspace)
    with qtbot.waitSignal(window.log_in_requested) as asked:
        press(Qt.Key.Key_Return)
    assert asked.args == [LogInForm("Main room", "anna", SECRET, keep=True, was_kept=True)]
    window.show_failure(log_in_failure(WrongPassword("No.")))
    assert password.eye.isVisible()


def test_a_kept_password_goes_with_another_name_or_server(window: LogInWindow) -> None:
    window.show_login("anna")
    window.show_password(LogInForm("Main room", "anna", SECRET))
    QTest.keyClicks(window.sheet.name_field, "b")
    assert window.sheet.password.text() == ""
    window.show_login("anna")
    window.show_password(LogInForm("Main room", "anna", SECRET))
    QTest.keyClick(window.sheet.server_chooser, Qt.Key.Key_Down)
    assert window.sheet.password.text() == ""


def test_the_box_that_a_kept_password_ticked_goes_with_it(window: LogInWindow, qtbot: QtBot) -> None:
    window.show_keyring(True)  # noqa: FBT003
    window.show_login("anna")
    window.show_password(LogInForm("Main room", "anna", SECRET))
    QTest.keyClicks(window.sheet.name_field, "b")
    assert not window.sheet.keep_box.isChecked()
    window.sheet.keep_box.setChecked(True)
    window.show_password(LogInForm("Main room", "annab", ""))
    assert window.sheet.keep_box.isChecked(), "a person ticked it"
    with qtbot.waitSignal(window.log_in_requested) as asked:
        press(Qt.Key.Key_Return)
    assert asked.args == [LogInForm("Main room", "annab", "", keep=True)]


def test_a_kept_password_answers_what_was_wanted(window: LogInWindow) -> None:
    window.show_login("anna")
    window.show_failure("Type the password.")
    window.show_password(LogInForm("Main room", "anna", SECRET))
    assert not window.sheet.failure_box.isVisible()


def test_a_late_answer_of_the_keyring_changes_nothing(window: LogInWindow) -> None:
    window.show_login("anna")
    window.show_password(LogInForm("Main room", "ben", SECRET))
    window.show_password(LogInForm("Backup site", "anna", SECRET))
    assert window.sheet.password.text() == ""
    QTest.keyClicks(window.sheet.password.field, "mine")
    window.show_password(LogInForm("Main room", "anna", SECRET))
    assert window.sheet.password.text() == "mine"
