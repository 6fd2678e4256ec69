"""One of several things to choose from on a sheet: the key that takes it, and what it is."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.flat_button import FlatButton
from dispatcher_app.ui.widgets.painting import elided, fill_round

_HEIGHT = 36
_KEY_WIDTH = 34


class ChoiceRow(FlatButton):
    """Filled and barred at its left edge while it is the chosen one."""

    def __init__(self, key: str, words: str, parent: QWidget) -> None:
        """Make the row of a choice."""
        super().__init__(parent)
        self._key = key
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setText(words)
        self.setAccessibleName(f"{key} {words}")
        self.setObjectName(f"choice_{key}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Be a row."""
        return QSize(200, _HEIGHT)

    def paint_face(self, painter: QPainter, tokens: Tokens) -> None:
        """Draw key and words."""
        ground = QRectF(self.rect())
        if self.isChecked():
            fill_round(painter, ground, tokens.selection, tokens.chip_border)
        elif self.underMouse():
            fill_round(painter, ground, tokens.panel)
        painter.setPen(tokens.text if self.isChecked() else tokens.text_secondary)
        painter.setFont(text_font(15))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(self.rect().adjusted(12, 0, 0, 0), middle, self._key)
        painter.setPen(tokens.text)
        painter.setFont(text_font(16, 600 if self.isChecked() else 400))
        area = self.rect().adjusted(_KEY_WIDTH, 0, -10, 0)
        painter.drawText(area, middle, elided(self.text(), painter.font(), area.width()))
