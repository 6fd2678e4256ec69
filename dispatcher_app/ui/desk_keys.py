"""The keys of a desk, wherever in its window the keyboard is; none of them does anything while the desk is locked."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from dispatcher_app.ui.help.keys import SHORTCUTS, DeskKey


class DeskKeys(QObject):
    """Holds the shortcuts of one window. A field that takes text keeps letters and digits for itself."""

    def __init__(self, window: QWidget) -> None:
        """Bind nothing yet."""
        super().__init__(window)
        self._window = window
        self._shortcuts: list[QShortcut] = []

    def bind(self, actions: Mapping[DeskKey, Callable[[], None]]) -> None:
        """Let keys do these things; a key held down does it once."""
        for key, action in actions.items():
            for sequence in SHORTCUTS[key]:
                shortcut = QShortcut(QKeySequence(sequence), self._window)
                shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
                shortcut.setAutoRepeat(False)
                shortcut.activated.connect(action)
                self._shortcuts.append(shortcut)

    def show_locked(self, *, is_locked: bool) -> None:
        """Let none of them do anything, or all again."""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(not is_locked)
