"""What buttons of forms, dialogs and windows have in common: filled if it is what one mostly wants, else outlined."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.flat_button import FlatButton
from dispatcher_app.ui.widgets.painting import fill_round


class ActionButton(FlatButton):
    """Knows its ground; what is written on it is the kinds' own."""

    is_sunk = False
    """Outlined, it lies level with its sheet and rises under the mouse, instead of the other way round."""

    def __init__(self, parent: QWidget | None, *, is_main: bool) -> None:
        """Make a button without words."""
        super().__init__(parent)
        self.is_main = is_main

    def paint_ground(self, painter: QPainter, tokens: Tokens) -> str:
        """Fill it or outline it, and give the colour to write on it with."""
        ground = QRectF(self.rect())
        if not self.isEnabled():
            fill_round(painter, ground, tokens.disabled, tokens.hairline)
            return tokens.disabled_text
        if self.is_main:
            fill_round(painter, ground, tokens.action_hover if self.underMouse() else tokens.action)
            return tokens.action_text
        is_raised = self.underMouse() == self.is_sunk
        fill_round(painter, ground, tokens.raised if is_raised else tokens.panel, tokens.field_border)
        return tokens.text
