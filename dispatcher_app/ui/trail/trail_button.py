"""A button of the trail window: filled if it is what one mostly wants, outlined if not."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.action_button import ActionButton
from dispatcher_app.ui.widgets.painting import text_width


class TrailButton(ActionButton):
    """Shows what it does."""

    def __init__(self, caption: str, parent: QWidget | None = None, *, is_main: bool = False) -> None:
        """Make a button named by `caption`."""
        super().__init__(parent, is_main=is_main)
        self.setText(caption)
        self.setAccessibleName(caption)

    def sizeHint(self) -> QSize:
        """Leave room for the caption."""
        return QSize(text_width(self.text(), text_font(15, 600)) + 36, 34)

    def paint_face(self, painter: QPainter, tokens: Tokens) -> None:
        """Fill the main one, outline the others."""
        ink = self.paint_ground(painter, tokens)
        painter.setPen(ink)
        painter.setFont(text_font(15, 600))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
