"""Hands that edit calls at a desk in a test."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dispatcher_app.ui.edit.collision_sheet import CollisionSheet
from dispatcher_app.ui.edit.edit_sheet import EditSheet
from tests.e2e.desks import DeskInTest, Scene

CONTROL = Qt.KeyboardModifier.ControlModifier


class Hands:
    """Edits at one desk."""

    def __init__(self, desk: DeskInTest, qtbot: QtBot) -> None:
        """Take the desk."""
        self.desk = desk
        self.flow = desk.running.edits
        self._qtbot = qtbot

    @property
    def sheet(self) -> EditSheet:
        """The sheet that is open."""
        assert self.flow.sheet is not None
        return self.flow.sheet

    @property
    def collision(self) -> CollisionSheet:
        """The choice that is open."""
        assert self.flow.collision is not None
        return self.flow.collision

    def open(self, call: Any) -> "Hands":
        """Select a call and press E."""
        self.desk.choose(call)
        self.desk.press(Qt.Key.Key_E)
        self._qtbot.waitUntil(lambda: self.flow.sheet is not None and self.flow.sheet.isVisible())
        return self

    def type(self, field: QWidget, text: str) -> None:
        """Write over what stands in a field."""
        self.press(Qt.Key.Key_A, field, CONTROL)
        QTest.keyClicks(field, text)

    def press(self, key: Qt.Key, on: QWidget, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key on a widget of a sheet."""
        on.window().activateWindow()
        self._qtbot.waitUntil(on.isActiveWindow)
        on.setFocus()
        QTest.keyClick(on, key, modifier)

    def save(self) -> None:
        """Press Ctrl+Enter."""
        self.press(Qt.Key.Key_Return, self.sheet.form.location.field, CONTROL)

    def lock(self, *, is_locked: bool) -> None:
        """Lock the desk, or give it back."""
        self.desk.window._identity = replace(self.desk.window._identity, can_lock=True)
        self.desk.window.show_locked(is_locked=is_locked)

    def come_back(self) -> None:
        """Wait for the sheet that stepped aside. Offscreen, what was hidden is only active after another window was."""
        self.until(self.sheet.isVisible)
        self.desk.window.activateWindow()
        self.until(self.desk.window.isActiveWindow)

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for something to be so."""
        self._qtbot.waitUntil(is_so, timeout=15_000)

    def saved(self) -> None:
        """Save, and wait until it is."""
        self.save()
        self.until(lambda: self.flow.sheet is None)

    def collided(self) -> CollisionSheet:
        """Save, and wait until it can be chosen whose value is kept."""
        self.save()
        self.until(lambda: self.flow.collision is not None and self.flow.collision.is_armed)
        return self.collision

    def priority(self, mark: str) -> None:
        """Press a priority's key."""
        self.press(getattr(Qt.Key, f"Key_{mark}"), self.sheet.form.type.priority_segments)


At = Callable[[str, str], Hands]


def call_row(scene: Scene) -> tuple[object, ...]:
    """Give what is edited of #1001."""
    return scene.room.one(
        "SELECT priority, type_text, location_text, latitude IS NOT NULL, caller_name, caller_phone FROM emergency_call"
        " WHERE number = 1001"
    )
