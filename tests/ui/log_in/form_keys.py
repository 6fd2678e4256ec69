"""A person at the keyboard of the log-in window."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from dispatcher_app.ui.log_in.log_in_window import LogInWindow

SECRET = "tr0ub4dor"  # noqa: S105


def type_in(window: LogInWindow, name: str = "anna", password: str = SECRET) -> None:
    QTest.keyClicks(window.sheet.name_field, name)
    QTest.keyClicks(window.sheet.password.field, password)


def press(key: Qt.Key) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, key)


def is_busy(window: LogInWindow) -> bool:
    return window.is_busy


def focus_name() -> str:
    focused = QApplication.focusWidget()
    return "" if focused is None else focused.objectName()
