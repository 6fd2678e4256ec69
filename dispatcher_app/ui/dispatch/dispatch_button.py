"""The one button that sends."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.flat_button import FlatButton
from dispatcher_app.ui.widgets.painting import fill_round, text_width

_KEY = "F8"
_RING_GAP = 4


class DispatchButton(FlatButton):
    """Says whom it sends, and its key. The focus ring stands off the face, so that it shows on any colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a button that cannot send yet."""
        super().__init__(parent)
        self._caption = "Dispatch"
        self._is_pending = False
        self.setEnabled(False)
        self.setAccessibleName(f"Dispatch, {_KEY}")

    def show_words(self, caption: str, *, is_pending: bool) -> None:
        """Show what a press would do."""
        if (caption, is_pending) == (self._caption, self._is_pending):
            return
        self._caption, self._is_pending = caption, is_pending
        self.setAccessibleName(caption if is_pending else f"{caption}, {_KEY}")
        self.updateGeometry()
        self.update()

    def caption(self) -> str:
        """Give what the button says."""
        return self._caption

    def sizeHint(self) -> QSize:
        """Hold still while call signs of different lengths come and go."""
        return QSize(max(264, text_width(self._caption, text_font(18, 600)) + 110), 52)

    def paint_face(self, painter: QPainter, tokens: Tokens) -> None:
        """Fill the face; grey where a press would do nothing."""
        face = QRectF(self.rect()).adjusted(_RING_GAP, _RING_GAP, -_RING_GAP, -_RING_GAP)
        is_live = self.isEnabled() and not self._is_pending
        action = tokens.action_hover if self.underMouse() else tokens.action
        fill_round(painter, face, action if is_live else tokens.disabled, radius=4)
        key = "" if self._is_pending else _KEY
        gap = 18 if key else 0
        words = text_width(self._caption, text_font(18, 600))
        left = (self.width() - words - gap - text_width(key, text_font(18, 600))) / 2
        align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setFont(text_font(18, 600))
        painter.setPen(QColor(tokens.action_text if is_live else tokens.disabled_text))
        painter.drawText(QRectF(left, 0, words + 4, self.height()), align, self._caption)
        painter.drawText(QRectF(left + words + gap, 0, 60, self.height()), align, key)
