"""Hands on a keyboard: every key goes to whatever has the keyboard."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.test_keyboard import focus_name, press

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier

__all__ = ["ALT", "CONTROL", "focus_name", "press", "tab", "type_text"]


def type_text(text: str) -> None:
    """Type a text."""
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClicks(target, text)


def tab(count: int = 1) -> None:
    """Go on so many fields."""
    press(*[Qt.Key.Key_Tab] * count)
