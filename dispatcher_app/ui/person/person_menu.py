"""What the person at the desk may do besides dispatching: lock it, look at the trail, hand it over, leave it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from dispatcher_app.ui.desk_identity import DeskIdentity, SwitchTarget
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.icons import themed_icon


class PersonMenu(QMenu):
    """Offers only what applies to this person. `switch_requested` carries a log-in name."""

    lock_requested = Signal()
    trail_requested = Signal()
    switch_requested = Signal(str)
    log_out_requested = Signal()

    def __init__(self, identity: DeskIdentity, parent: QWidget) -> None:
        """Make the menu of a person."""
        super().__init__(parent)
        self.setFont(text_font(15))
        self.setAccessibleName(f"{identity.person}, {identity.role}")
        self._icons: dict[QAction, str] = {}
        if identity.can_lock:
            self._offer("Lock this desk\tCtrl+L", "lock").triggered.connect(self.lock_requested)
        if identity.sees_trail:
            self._offer("Trail…\tF6", "list-search").triggered.connect(self.trail_requested)
        if self._icons:
            self.addSeparator()
        if identity.people:
            self._offer_people(identity.people)
        else:
            self._offer("Log out…", "logout").triggered.connect(self.log_out_requested)
        self.aboutToShow.connect(self._on_about_to_show)

    def _offer_people(self, people: tuple[SwitchTarget, ...]) -> None:
        heading = self.addAction("Switch person")
        heading.setEnabled(False)
        for person in people:
            action = self._offer(_plain(f"{person.full_name}, {person.role}"), "user")
            action.setData(person.login)
            action.triggered.connect(self._on_person)

    def _offer(self, caption: str, icon_name: str) -> QAction:
        action = self.addAction(caption)
        self._icons[action] = icon_name
        return action

    @Slot()
    def _on_person(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.switch_requested.emit(action.data())

    @Slot()
    def _on_about_to_show(self) -> None:
        colour = tokens_of(self.palette()).text_secondary
        for action, icon_name in self._icons.items():
            action.setIcon(themed_icon(icon_name, colour))


def _plain(text: str) -> str:
    """Keep a name a name: to a menu "&" is a mnemonic and a tab the start of a key's name."""
    return " ".join(text.split()).replace("&", "&&")
