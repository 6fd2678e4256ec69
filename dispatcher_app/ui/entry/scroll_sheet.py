"""What scrolls inside a panel, without a frame or a ground of its own."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class ScrollSheet(QScrollArea):
    """As wide as its place; the Tab key scrolls to what it leads to."""

    def __init__(self, sheet: QWidget) -> None:
        """Scroll this."""
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(sheet)
        for ground in (self.viewport(), sheet):
            ground.setAutoFillBackground(False)
