"""A button on the alarm strip."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.flat_button import FlatButton
from dispatcher_app.ui.widgets.painting import draw_focus_ring, fill_round, text_width

ALARM_GROUND = "#8a1c00"
ALARM_INK = "#ffffff"
ALARM_SHADE = "#6f1600"
_KEY_GAP = 12


class AlarmButton(FlatButton):
    """White on the strip's red, in both themes; its ring is white too, for no theme's focus colour shows on red."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a button without words."""
        super().__init__(parent)
        self._key = ""

    def show_words(self, caption: str, spoken: str, key: str = "") -> None:
        """Say what a press does, in full to somebody who does not see the line it stands in, and by which key."""
        self._key = key
        self.setText(caption)
        self.setAccessibleName(f"{spoken}, {key}" if key else spoken)
        self.updateGeometry()
        self.update()

    def key(self) -> str:
        """Give the key that does the same; empty if none does."""
        return self._key

    def sizeHint(self) -> QSize:
        """Leave room for caption and key."""
        key = _KEY_GAP + text_width(self._key, text_font(14)) if self._key else 0
        return QSize(text_width(self.text(), text_font(15, 600)) + key + 28, 30)

    def paint_face(self, painter: QPainter, tokens: Tokens) -> None:  # noqa: ARG002  (the same in both themes)
        """Outline, darker under the mouse."""
        fill_round(painter, QRectF(self.rect()), ALARM_SHADE if self.underMouse() else ALARM_GROUND, ALARM_INK)
        painter.setPen(QColor(ALARM_INK))
        area = self.rect().adjusted(14, 0, -14, 0)
        painter.setFont(text_font(15, 600))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        painter.setFont(text_font(14))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self._key)
        if self.hasFocus():
            draw_focus_ring(painter, self.rect().adjusted(3, 3, -3, -3), ALARM_INK, 2)
