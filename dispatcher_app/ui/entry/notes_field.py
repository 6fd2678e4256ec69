"""The notes: several lines, plain text."""

from PySide6.QtCore import QMimeData, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from dispatcher_app.ui.entry.line_field import ENTER_KEYS
from dispatcher_app.ui.theme.fonts import text_font


class NotesField(QPlainTextEdit):
    """Enter goes on, Shift+Enter begins a new line. `left` is emitted when the keyboard has gone."""

    entered = Signal()
    left = Signal()

    def __init__(self, name: str, longest: int, parent: QWidget | None = None) -> None:
        """Make an empty field for so many characters."""
        super().__init__(parent)
        self._longest = longest
        self.setObjectName("notes_field")
        self.setAccessibleName(name)
        self.setAccessibleDescription("Shift+Enter begins a new line")
        self.setFont(text_font(15))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.document().setDocumentMargin(0)
        self.textChanged.connect(self._on_changed)

    def sizeHint(self) -> QSize:
        """Want two lines; more where there is room."""
        return QSize(200, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Never show less than two lines."""
        return QSize(80, 2 * self.fontMetrics().lineSpacing() + 14)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on by Enter."""
        is_new_line = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()
        elif event.key() in ENTER_KEYS and not is_new_line:
            self.entered.emit()
        elif event.key() in ENTER_KEYS:
            self.insertPlainText("\n")
            self.ensureCursorVisible()
        else:
            super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste as plain text."""
        self.insertPlainText(source.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the keyboard has gone."""
        super().focusOutEvent(event)
        self.left.emit()

    @Slot()
    def _on_changed(self) -> None:
        """Take back what is too much, where it was put."""
        excess = len(self.toPlainText()) - self._longest
        if excess > 0:
            cursor = self.textCursor()
            cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, excess)
            cursor.removeSelectedText()
