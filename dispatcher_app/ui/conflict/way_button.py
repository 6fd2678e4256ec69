"""A button of a conflict dialog: filled if it is the default, outlined if not."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter
from PySide6.QtWidgets import QWidget

from dispatcher_app.ui.conflict.wording import Choice
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.action_button import ActionButton
from dispatcher_app.ui.widgets.painting import text_width

_KEY_GAP = 12


class WayButton(ActionButton):
    """Shows what it does, and "Enter" where Enter takes it."""

    def __init__(self, choice: Choice, *, is_default: bool, parent: QWidget) -> None:
        """Make the button of a choice."""
        super().__init__(parent, is_main=is_default)
        self.choice = choice
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
        key = _KEY_GAP + text_width("Enter", text_font(14)) if self.is_main else 0
        return QSize(text_width(self.text(), text_font(16, 600)) + key + 40, 44)

    def paint_face(self, painter: QPainter, tokens: Tokens) -> None:
        """Fill the default, outline the others."""
        ink = self.paint_ground(painter, tokens)
        area = self.rect().adjusted(20, 0, -20, 0)
        painter.setPen(ink)
        painter.setFont(text_font(16, 600))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.is_main and self.isEnabled():
            painter.setFont(text_font(14))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, "Enter")
