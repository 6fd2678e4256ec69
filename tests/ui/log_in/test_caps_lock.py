"""The hint that Caps Lock is on, learnt from the keys."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from dispatcher_app.ui.log_in.log_in_window import LogInWindow
from dispatcher_app.ui.widgets.caps_lock import told_by_letter

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier


def letter(field: QLineEdit, text: str, modifiers: Qt.KeyboardModifier = NONE) -> None:
    QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, 0, modifiers, text))


def hint(window: LogInWindow) -> str:
    return window.sheet.caps_hint.words.text()


@pytest.mark.parametrize(
    ("text", "is_shifted", "told"),
    [
        ("a", False, False), ("A", False, True), ("a", True, True), ("A", True, None),
        ("ж", False, False), ("Ж", False, True), ("é", True, True),
        ("1", False, None), ("!", True, None), ("ß", False, None), ("漢", False, None), ("", False, None),
        ("\x01", False, None), ("ab", False, None),
    ],
)  # fmt: skip
def test_a_letter_tells(text: str, *, is_shifted: bool, told: bool | None) -> None:
    assert told_by_letter(text, is_shifted=is_shifted) is told


def test_letters_bring_the_hint_and_take_it_away(window: LogInWindow) -> None:
    field = window.sheet.password.field
    assert hint(window) == ""
    letter(field, "A", SHIFT)
    assert hint(window) == ""
    letter(field, "A")
    assert hint(window) == "Caps Lock is on"
    assert window.sheet.caps_hint.accessibleName() == "Caps Lock is on"
    letter(field, "7")
    letter(window.sheet.name_field, "A", SHIFT)
    assert hint(window) == "Caps Lock is on"
    letter(window.sheet.name_field, "a")
    assert hint(window) == ""
    letter(field, "a", SHIFT)
    assert hint(window) == "Caps Lock is on"


def test_the_key_itself_counts_once_the_state_is_known(window: LogInWindow) -> None:
    field = window.sheet.password.field
    QTest.keyClick(field, Qt.Key.Key_CapsLock)
    assert hint(window) == ""
    letter(field, "a")
    QTest.keyClick(field, Qt.Key.Key_CapsLock)
    assert hint(window) == "Caps Lock is on"
    QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_CapsLock, NONE, "", True))  # noqa: FBT003
    assert hint(window) == "Caps Lock is on"
    QTest.keyClick(field, Qt.Key.Key_CapsLock)
    assert hint(window) == ""


def test_nothing_is_known_after_another_window_was_in_front(window: LogInWindow) -> None:
    field = window.sheet.password.field
    letter(field, "A")
    QApplication.sendEvent(field, QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.ActiveWindowFocusReason))
    assert hint(window) == ""
    QTest.keyClick(field, Qt.Key.Key_CapsLock)
    assert hint(window) == ""
