"""A box to tick whose border, tick and focus ring can be seen in both themes."""

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.icons import themed_pixmap
from dispatcher_app.ui.widgets.painting import draw_focus_ring, fill_round, text_width

_BOX = 20
_LEFT = 6
_GAP = 10


class TickBox(QCheckBox):
    """A check box that draws itself; its keys and its role are Qt's."""

    def __init__(self, caption: str, parent: QWidget) -> None:
        """Make a box that is not ticked."""
        super().__init__(caption, parent)
        self.setFont(text_font(15))
        self.setAccessibleName(caption)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Leave room for the ring around box and caption."""
        return QSize(_LEFT + _BOX + _GAP + text_width(self.text(), self.font()) + 8, 34)

    def hitButton(self, position: QPoint) -> bool:
        """Take a click anywhere on it."""
        return self.rect().contains(position)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the box, the tick and the caption."""
        painter = QPainter(self)
        tokens = tokens_of(self.palette())
        box = QRect(_LEFT, (self.height() - _BOX) // 2, _BOX, _BOX)
        is_filled = self.isChecked() and self.isEnabled()
        fill_round(painter, QRectF(box), tokens.action if is_filled else tokens.field, tokens.field_border)
        if self.isChecked():
            ratio = 2 if self.devicePixelRatioF() > 1 else 1
            ink = tokens.action_text if is_filled else tokens.disabled_text
            painter.drawPixmap(box.topLeft() + QPoint(2, 2), themed_pixmap("check", ink, _BOX - 4, ratio))
        painter.setFont(self.font())
        painter.setPen(tokens.text if self.isEnabled() else tokens.disabled_text)
        area = self.rect().adjusted(box.right() + 1 + _GAP, 0, 0, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.hasFocus():
            draw_focus_ring(painter, self.rect(), tokens.focus)
        painter.end()
