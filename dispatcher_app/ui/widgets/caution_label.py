"""A sentence that wants to be read: what did not work, beside where it was tried."""

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget

from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.widgets.plain_label import PlainLabel


class CautionLabel(PlainLabel):
    """Written in the colour of caution, in any theme."""

    def __init__(self, size_px: int, weight: int = 500, parent: QWidget | None = None) -> None:
        """Make an empty label."""
        super().__init__(size_px, weight, parent)
        self._wear()

    def _wear(self) -> None:
        ink = QColor(tokens_of(self.palette()).caution_text)
        if self.palette().color(QPalette.ColorRole.WindowText) != ink:
            palette = QPalette(self.palette())
            palette.setColor(QPalette.ColorRole.WindowText, ink)
            self.setPalette(palette)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.ApplicationPaletteChange}:
            self._wear()
