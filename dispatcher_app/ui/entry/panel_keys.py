"""Keys that mean something in one part of the window only, and there come before the window's own."""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

Keys: TypeAlias = Mapping[QKeyCombination, Callable[[], None]]


class PanelKeys(QObject):
    """Watches widgets: pressed in one of them, a key does what is meant here and nothing else; held down, once."""

    def __init__(self, keys: Keys, parent: QObject) -> None:
        """Know the keys."""
        super().__init__(parent)
        self._keys = {combination.toCombined(): action for combination, action in keys.items()}

    def watch(self, *widgets: QWidget) -> None:
        """Let the keys work in these widgets too."""
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that are meant here, before the window's shortcuts see them."""
        if not isinstance(event, QKeyEvent) or event.type() == QEvent.Type.KeyRelease:
            return super().eventFilter(watched, event)
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        action = self._keys.get(QKeyCombination(modifiers, Qt.Key(event.key())).toCombined())
        if action is None:
            return super().eventFilter(watched, event)
        event.accept()
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            action()
        return True
