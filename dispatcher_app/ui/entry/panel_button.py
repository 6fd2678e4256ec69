"""The buttons of call-taking: lower than a form's, for they share a narrow column."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter

from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.action_button import ActionButton
from dispatcher_app.ui.widgets.painting import draw_focus_ring, text_width

_GAP = 10


class PanelButton(ActionButton):
    """Shows what it does and the key that does it from anywhere in the panel."""

    is_sunk = True

    def __init__(self, caption: str, key: str = "", *, is_main: bool = False, is_low: bool = False) -> None:
        """Make a button named by `caption`; a low one stands in a row of other things."""
        super().__init__(None, is_main=is_main)
        self._font = text_font(14 if is_low else 15, 600)
        self._height = 30 if is_low else 38
        self._margin = 10 if is_low else 14
        self._key = key
        self._widest = caption
        self.show_caption(caption)

    def show_caption(self, caption: str) -> None:
        """Say what a press does now; the button never becomes narrower."""
        self._widest = max(self._widest, caption, key=lambda text: text_width(text, self._font))
        self.setText(caption)
        self.setAccessibleName(caption)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Leave room for caption and key."""
        key = _GAP + text_width(self._key, text_font(13)) if self._key else 0
        return QSize(text_width(self._widest, self._font) + key + 2 * self._margin, self._height)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a double click as one: what asks for a second press must not get it by haste."""
        event.accept()

    def paint_face(self, painter: QPainter, tokens: Tokens) -> None:
        """Fill the main one, outline the others."""
        ink = self.paint_ground(painter, tokens)
        if self.hasFocus() and self.is_main:
            # The ring stands on the fill, which in the light theme has the ring's own colour.
            draw_focus_ring(painter, self.rect().adjusted(2, 2, -2, -2), tokens.action_text, 3)
        area = self.rect().adjusted(self._margin, 0, -self._margin, 0)
        align = Qt.AlignmentFlag.AlignLeft if self._key else Qt.AlignmentFlag.AlignHCenter
        painter.setPen(ink)
        painter.setFont(self._font)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | align, self.text())
        painter.setFont(text_font(13))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._key)
