"""Asking whoever comes with an emergency log-in why, before they get anything."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from dispatcher_app.bootstrap.sentences import sentence_of
from dispatcher_app.ui.conflict.veil import Veil
from dispatcher_app.ui.log_in.emergency_dialog import EmergencyDialog


class GlassBreaking(QObject):
    """Holds the dialog while it is open. `reason_given` carries the reason."""

    reason_given = Signal(str)
    declined = Signal()

    def __init__(self, parent: QObject) -> None:
        """Ask nobody yet."""
        super().__init__(parent)
        self.dialog: EmergencyDialog | None = None
        self._veil: Veil | None = None

    def ask(self, login: str, over: QWidget, way_out: str) -> None:
        """Ask why, over a window; `way_out` says what declining leads to."""
        self.dialog = EmergencyDialog(login, over, way_out=way_out)
        self.dialog.opened.connect(self._on_opened)
        self.dialog.declined.connect(self._on_declined)
        self._veil = Veil(over)
        self._veil.cover()
        self.dialog.open()

    def show_failure(self, error: Exception) -> None:
        """Say why access was not opened."""
        if self.dialog is not None:
            self.dialog.show_failure(sentence_of(error))

    def finish(self) -> None:
        """Take the dialog away, if there is one: access is open, or nobody wants it."""
        if self.dialog is not None:
            self.dialog.accept()
        self._put_away()

    def _put_away(self) -> None:
        self.dialog = None
        if self._veil is not None:
            self._veil.hide()
            self._veil.deleteLater()
        self._veil = None

    @Slot(str)
    def _on_opened(self, reason: str) -> None:
        if self.dialog is not None:
            self.dialog.show_busy()
            self.reason_given.emit(reason)

    @Slot()
    def _on_declined(self) -> None:
        self._put_away()
        self.declined.emit()
