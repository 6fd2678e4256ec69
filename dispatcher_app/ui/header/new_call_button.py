"""The button that takes a new call."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.action_button import ActionButton
from dispatcher_app.ui.widgets.painting import text_width

_CAPTION, _KEY = "New call", "F2"
_MARGIN, _GAP = 12, 10


class NewCallButton(ActionButton):
    """Shows its key beside its caption, or below it where there is little room."""

    is_sunk = True

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make the button."""
        super().__init__(parent, is_main=False)
        self._is_stacked = True
        self.setAccessibleName(_CAPTION)
        self.setToolTip(f"{_CAPTION} ({_KEY})")

    def stack(self, is_stacked: bool) -> None:
        """Put the key below the caption, or beside it."""
        self._is_stacked = is_stacked
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Leave room for caption and key."""
        caption, key = text_width(_CAPTION, text_font(15, 600)), text_width(_KEY, text_font(13))
        if self._is_stacked:
            return QSize(caption + 2 * _MARGIN, 40)
        return QSize(caption + _GAP + key + 2 * _MARGIN, 32)

    def paint_face(self, painter: QPainter, tokens: Tokens) -> None:
        """Draw the outline, the caption and the key."""
        painter.setPen(self.paint_ground(painter, tokens))
        horizontal = Qt.AlignmentFlag.AlignHCenter if self._is_stacked else Qt.AlignmentFlag.AlignLeft
        vertical = Qt.AlignmentFlag.AlignTop if self._is_stacked else Qt.AlignmentFlag.AlignVCenter
        area = self.rect().adjusted(_MARGIN, 3, -_MARGIN, -3)
        painter.setFont(text_font(15, 600))
        painter.drawText(area, horizontal | vertical, _CAPTION)
        horizontal = Qt.AlignmentFlag.AlignHCenter if self._is_stacked else Qt.AlignmentFlag.AlignRight
        vertical = Qt.AlignmentFlag.AlignBottom if self._is_stacked else Qt.AlignmentFlag.AlignVCenter
        painter.setFont(text_font(13))
        painter.drawText(area, horizontal | vertical, _KEY)
