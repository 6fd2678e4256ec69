"""A button of a form: filled if it is the default, outlined if not."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.flat_button import FlatButton
from dispatcher_app.ui.widgets.painting import draw_focus_ring, fill_round, text_width

_GAP = 12
_MARGIN = 20


class FormButton(FlatButton):
    """Shows what it does and the key that does it from anywhere in the form."""

    def __init__(self, key: str, *, is_default: bool, parent: QWidget) -> None:
        """Make a button without a caption yet."""
        super().__init__(parent)
        self._key = key
        self._is_default = is_default

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
        if not self.isEnabled():
            fill, border, ink = tokens.disabled, tokens.hairline, tokens.disabled_text
        elif self._is_default:
            fill, border, ink = (tokens.action_hover if self.underMouse() else tokens.action), None, tokens.action_text
        else:
            fill, border, ink = (tokens.raised if self.underMouse() else tokens.panel), tokens.field_border, tokens.text
        fill_round(painter, QRectF(self.rect()), fill, border)
        if self.hasFocus() and self._is_default:
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
