"""Locks a desk and gives it back: the board goes on, what callers said and what could be done are out of reach."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from shiboken6 import isValid

from dispatcher_app.ui.desk_panels import DeskPanels
from dispatcher_app.ui.dispatch.situation import Situation


class DeskLock(QObject):
    """Falls and is lifted; who may lift it is not decided here. `changed` asks to show everything anew."""

    changed = Signal()

    def __init__(self, panels: DeskPanels, situation: Situation, parent: QWidget) -> None:
        """Take the desk to be locked; `parent` is its window."""
        super().__init__(parent)
        self._panels = panels
        self._situation = situation
        self._window = parent
        self._focus_before: QWidget | None = None
        self._search_before = ""

    def fall(self, person: str, since: str) -> None:
        """Cover the desk, in the name of who locks it and at a time (03:12)."""
        self._focus_before = self._window.focusWidget()
        self._situation.set_desk_locked(is_locked=True)
        _close_what_is_open()
        search = self._panels.calls_panel.search_field
        self._search_before = search.text()
        search.setText("")
        self._panels.lock_card.show_locked(person, since)
        self._panels.show_locked(is_locked=True)
        self._panels.lock_card.take_keyboard()
        self.changed.emit()

    def lift(self) -> None:
        """Give the desk back as it was left, and the keyboard to where it was."""
        self._situation.set_desk_locked(is_locked=False)
        self._panels.lock_card.forget()
        self._panels.show_locked(is_locked=False)
        self._panels.calls_panel.search_field.setText(self._search_before)
        self._search_before = ""
        self.changed.emit()
        self._give_back_focus()

    def _give_back_focus(self) -> None:
        before, self._focus_before = self._focus_before, None
        if before is not None and isValid(before) and before.isEnabled() and before.isVisibleTo(self._window):
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._panels.calls_panel.tables.waiting_table.setFocus(Qt.FocusReason.OtherFocusReason)


def _close_what_is_open() -> None:
    """Close menus, drop-downs and tooltips: they lie above everything and tell or do what is now covered."""
    QToolTip.hideText()
    popup = QApplication.activePopupWidget()
    while popup is not None:
        popup.close()
        following = QApplication.activePopupWidget()
        popup = following if following is not popup else None
