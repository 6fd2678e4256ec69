"""Column titles: quiet, aligned like their columns."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from dispatcher_app.ui.board.cells import PADDING
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font

_HEIGHT = 28


class BoardHeader(QHeaderView):
    """A header that cannot be pressed or dragged."""

    def __init__(self, orientation: Qt.Orientation, parent: QWidget) -> None:
        """Make a header."""
        super().__init__(orientation, parent)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(20)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        """Be low."""
        return QSize(super().sizeHint().width(), _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground first: sections may not reach the right edge."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(tokens_of(self.palette()).panel))
        painter.end()
        super().paintEvent(event)

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:  # noqa: N803
        """Draw one title over a hairline."""
        tokens = tokens_of(self.palette())
        painter.fillRect(rect, QColor(tokens.panel))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.hairline))
        title = self.model().headerData(logicalIndex, Qt.Orientation.Horizontal)
        align = self.model().headerData(logicalIndex, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
        painter.setFont(text_font(14))
        painter.setPen(QColor(tokens.text_secondary))
        is_last = rect.right() >= self.viewport().width() - 1
        gutter = getattr(self.parent(), "gutter_px", 0) if is_last else 0
        painter.drawText(rect.adjusted(PADDING, 0, -PADDING - gutter, 0), align, title)
