"""Buttons without a bevel: what they share is hover, the focus ring, and that Enter presses them like Space."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.icons import themed_pixmap
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.painting import draw_focus_ring, fill_round, text_width


class FlatButton(QAbstractButton):
    """A button that draws itself. Its caption is never read as a mnemonic."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make a button that takes the keyboard."""
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.isAutoRepeat():
            self.click()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the hand only where a press does something."""
        self.setCursor(Qt.CursorShape.PointingHandCursor if self.isEnabled() else Qt.CursorShape.ArrowCursor)
        super().enterEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the face, and the ring while the keyboard is here."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = tokens_of(self.palette())
        self.paint_face(painter, tokens)
        if self.hasFocus():
            draw_focus_ring(painter, self.rect(), tokens.focus)
        painter.end()

    def paint_face(self, painter: QPainter, tokens: Tokens) -> None:
        """Draw what the button shows."""
        raise NotImplementedError


class Chip(FlatButton):
    """One of several filters: a word and how many there are of it."""

    def __init__(self, caption: str, parent: QWidget | None = None) -> None:
        """Make a filter named by `caption`."""
        super().__init__(parent)
        self._caption = caption
        self._count: int | None = None
        self.setCheckable(True)
        self.setAccessibleName(caption)

    def show_count(self, count: int) -> None:
        """Show how many there are."""
        if count == self._count:
            return
        self._count = count
        self.setAccessibleName(f"{self._caption} {count}")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Leave room for word and count."""
        count = "" if self._count is None else str(self._count)
        gap = 8 if count else 0
        width = text_width(self._caption, text_font(15)) + gap + text_width(count, text_font(15, 600)) + 24
        return QSize(width, 30)

    def paint_face(self, painter: QPainter, tokens: Tokens) -> None:
        """Fill the chosen one."""
        if self.isChecked():
            fill_round(painter, QRectF(self.rect()), tokens.selection, tokens.chip_border)
        elif self.underMouse():
            fill_round(painter, QRectF(self.rect()), tokens.raised)
        rest = tokens.text if self.isChecked() or self.underMouse() else tokens.text_secondary
        area = self.rect().adjusted(12, 0, -12, 0)
        painter.setPen(tokens.text if self.isChecked() else rest)
        painter.setFont(text_font(15))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self._caption)
        if self._count is not None:
            painter.setFont(text_font(15, 600))
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, str(self._count))


class IconButton(FlatButton):
    """A button that shows an icon only; its name is spoken and stands in its tooltip."""

    def __init__(self, icon_name: str, name: str, parent: QWidget | None = None) -> None:
        """Make a button with a bundled icon."""
        super().__init__(parent)
        self._icon_name = icon_name
        self.setAccessibleName(name)
        self.setToolTip(name)

    def show_icon(self, icon_name: str, name: str) -> None:
        """Show another icon, because the button now does something else."""
        self._icon_name = icon_name
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.update()

    def sizeHint(self) -> QSize:
        """Be square."""
        return QSize(36, 36)

    def paint_face(self, painter: QPainter, tokens: Tokens) -> None:
        """Draw the icon, raised under the mouse."""
        if self.underMouse():
            fill_round(painter, QRectF(self.rect()), tokens.raised)
        ratio = 2 if self.devicePixelRatioF() > 1 else 1
        colour = tokens.text if self.underMouse() else tokens.text_secondary
        painter.drawPixmap(8, 8, themed_pixmap(self._icon_name, colour, 20, ratio))
