"""What scrolls inside a panel, without a frame or a ground of its own."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

_MARGIN = 4


class ScrollSheet(QScrollArea):
    """As wide as its place; the Tab key scrolls to what it leads to."""

    def __init__(self, sheet: QWidget) -> None:
        """Scroll this."""
        super().__init__()
        self._sheet = sheet
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(sheet)
        for ground in (self.viewport(), sheet):
            ground.setAutoFillBackground(False)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: A002  (Qt's own name)
        """Show the whole of what the Tab key leads to: Qt itself is content with the cursor's line."""
        has_moved = super().focusNextPrevChild(next)
        holder = QApplication.focusWidget()
        if holder is not None and self.isAncestorOf(holder):
            self.show_whole(holder)
        return has_moved

    def show_whole(self, part: QWidget) -> None:
        """Scroll until all of a part is seen."""
        top = part.mapTo(self._sheet, QPoint(0, 0))
        for y in (top.y() + part.height(), top.y()):
            self.ensureVisible(top.x(), y, 0, _MARGIN)
