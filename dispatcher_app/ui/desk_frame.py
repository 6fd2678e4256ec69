"""The window around a desk's panels: its size, its theme, its clock, and what is said on it whatever the board is."""

from collections.abc import Iterable
from datetime import timedelta

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from dispatcher_app.ui.desk_identity import DeskIdentity, ServerNow
from dispatcher_app.ui.desk_panels import DeskPanels
from dispatcher_app.ui.dispatch.message import MessageKind
from dispatcher_app.ui.header.alarm_line import AlarmLine
from dispatcher_app.ui.theme.application_theme import ensure_theme, switch_theme, tokens_of
from dispatcher_app.ui.theme.icons import themed_icon
from dispatcher_app.ui.widgets.second_timer import SecondTimer


class DeskFrame(QMainWindow):
    """Holds the panels. `theme_toggled` carries the name of the theme now in force.

    `new_call_requested`: somebody begins to take a call, and none is being taken here.
    """

    theme_toggled = Signal(str)
    new_call_requested = Signal()

    def __init__(self, identity: DeskIdentity, now: ServerNow, parent: QWidget | None = None) -> None:
        """Make a window with empty panels."""
        super().__init__(parent)
        ensure_theme()
        self.panels = DeskPanels(identity, now)
        self.panels.setObjectName("panels")
        self.tick_timer = SecondTimer(now, self)
        self.tick_timer.setObjectName("tick_timer")
        self.panels.columns.new_call_requested.connect(self.new_call_requested)
        self.setCentralWidget(self.panels)
        self.setMinimumSize(1180, 640)
        self.resize(1280, 720)
        self._show_theme()

    def _show_theme(self) -> None:
        tokens = tokens_of(self.palette())
        self.setWindowIcon(themed_icon("ambulance", tokens.action, 32))
        self.panels.header_bar.show_theme(tokens)
        self.panels.dispatch_bar.show_theme(tokens)

    def show_message(self, text: str, kind: MessageKind) -> None:
        """Tell the last outcome in the bottom bar; at a locked desk once it is unlocked."""
        self.panels.dispatch_bar.show_message(text, kind)

    def show_alarms(self, alarms: Iterable[AlarmLine]) -> None:
        """Show the alarms that stand now, and no others."""
        self.panels.alarm_strip.show_alarms(alarms)

    def show_clock_off(self, difference: timedelta | None) -> None:
        """Say how far this computer's clock is ahead of the database's (negative: behind); None: it is right."""
        self.panels.header_bar.show_clock_off(difference)

    def show_unlock_busy(self) -> None:
        """Say that the password is being checked."""
        self.panels.lock_card.show_busy()

    def show_unlock_failure(self, sentence: str) -> None:
        """Say why the desk stays locked, and take another password."""
        self.panels.lock_card.show_failure(sentence)

    @Slot(int)
    def show_lock_warning(self, seconds: int) -> None:
        """Say quietly in how many seconds the desk locks by itself; 0 takes it back."""
        self.panels.dispatch_bar.show_lock_note(f"Locks in {seconds} s" if seconds else "")

    @Slot()
    def toggle_theme(self) -> None:
        """Change from dark to light or back."""
        self.theme_toggled.emit(switch_theme().name)

    def showEvent(self, event: QShowEvent) -> None:
        """Let time pass while the window is seen."""
        super().showEvent(event)
        self.tick_timer.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the clock."""
        self.tick_timer.stop()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "panels"):
            self._show_theme()
