"""A caller's words: plain text only, to be read and copied, never longer than a few lines before it scrolls."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextOption
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.widgets.painting import draw_focus_ring


class NotesView(QPlainTextEdit):
    """Shows notes, some lines at a time."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty view."""
        super().__init__(parent)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFont(text_font(15))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(0)
        self.setAccessibleName("Notes")
        self.show_lines(3)

    def show_lines(self, count: int) -> None:
        """Be as high as some lines."""
        self.setFixedHeight(count * self.fontMetrics().lineSpacing() + 4)

    def show_notes(self, notes: str) -> None:
        """Show notes; what is shown already keeps its place."""
        if self.toPlainText() != notes:
            self.setPlainText(notes)

    def minimumSizeHint(self) -> QSize:
        """Give way in width."""
        return QSize(80, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the text, and the ring while the keyboard is here."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            draw_focus_ring(painter, self.viewport().rect(), tokens_of(self.palette()).focus)
            painter.end()
