"""A button of a form: filled if it is the default, outlined if not."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.action_button import ActionButton
from dispatcher_app.ui.widgets.painting import draw_focus_ring, text_width

_GAP = 12
_MARGIN = 20


class FormButton(ActionButton):
    """Shows what it does and the key that does it from anywhere in the form."""

    is_sunk = True

    def __init__(self, key: str, *, is_default: bool, parent: QWidget) -> None:
        """Make a button without a caption yet."""
        super().__init__(parent, is_main=is_default)
        self._key = key

    def show_caption(self, caption: str) -> None:
        """Say what a press does."""
        self.setText(caption)
        self.setAccessibleName(caption)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Leave room for caption and key."""
        key = _GAP + text_width(self._key, text_font(14)) if self._key else 0
        return QSize(text_width(self.text(), text_font(16, 600)) + key + 2 * _MARGIN, 44)

    def paint_face(self, painter: QPainter, tokens: Tokens) -> None:
        """Fill the default, outline the other."""
        ink = self.paint_ground(painter, tokens)
        if self.hasFocus() and self.is_main:
            # The ring stands on the fill, which in the light theme has the ring's own colour.
            draw_focus_ring(painter, self.rect().adjusted(2, 2, -2, -2), tokens.action_text, 3)
        area = self.rect().adjusted(_MARGIN, 0, -_MARGIN, 0)
        key = self._key if self.isEnabled() else ""
        painter.setPen(ink)
        painter.setFont(text_font(16, 600))
        align = Qt.AlignmentFlag.AlignLeft if key else Qt.AlignmentFlag.AlignHCenter
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | align, self.text())
        painter.setFont(text_font(14))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, key)
