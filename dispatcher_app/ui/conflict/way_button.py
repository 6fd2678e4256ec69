"""A button of a conflict dialog: filled if it is the default, outlined if not."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter
from PySide6.QtWidgets import QWidget

from dispatcher_app.ui.conflict.wording import Choice
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.flat_button import FlatButton
from dispatcher_app.ui.widgets.painting import fill_round, text_width

_KEY_GAP = 12


class WayButton(FlatButton):
    """Shows what it does, and "Enter" where Enter takes it."""

    def __init__(self, choice: Choice, *, is_default: bool, parent: QWidget) -> None:
        """Make the button of a choice."""
        super().__init__(parent)
        self.choice = choice
        self._is_default = is_default
        self.setObjectName(f"{choice.way.name.lower()}_button")
        self.show_choice(choice)

    def show_choice(self, choice: Choice) -> None:
        """Say something else: the same way, to another ambulance; or that it is not open now."""
        self.choice = choice
        self.setText(choice.label)
        # Qt makes a key of an ampersand; in a call sign it is only a letter.
        self.setShortcut(QKeySequence())
        self.setAccessibleName(choice.label)
        self.setEnabled(choice.is_offered)
        # A press that began on what the button was before must not end on what it is now.
        self.setDown(False)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Leave room for the label and the key."""
        key = _KEY_GAP + text_width("Enter", text_font(14)) if self._is_default else 0
        return QSize(text_width(self.text(), text_font(16, 600)) + key + 40, 44)

    def paint_face(self, painter: QPainter, tokens: Tokens) -> None:
        """Fill the default, outline the others."""
        if not self.isEnabled():
            fill, border, ink = tokens.disabled, tokens.hairline, tokens.disabled_text
        elif self._is_default:
            fill, border, ink = (tokens.action_hover if self.underMouse() else tokens.action), None, tokens.action_text
        else:
            fill, border, ink = (tokens.panel if self.underMouse() else tokens.raised), tokens.field_border, tokens.text
        fill_round(painter, QRectF(self.rect()), fill, border)
        area = self.rect().adjusted(20, 0, -20, 0)
        painter.setPen(ink)
        painter.setFont(text_font(16, 600))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self._is_default and self.isEnabled():
            painter.setFont(text_font(14))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, "Enter")
