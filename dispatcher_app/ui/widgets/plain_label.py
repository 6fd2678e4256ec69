"""Labels for text that people typed: never read as markup."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.widgets.painting import elided, text_width
from dispatcher_app.ui.wording import plain_tooltip


class PlainLabel(QLabel):
    """A label of plain text at a size and weight; secondary text is greyer."""

    def __init__(self, size_px: int, weight: int = 400, parent: QWidget | None = None) -> None:
        """Make an empty label."""
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(text_font(size_px, weight))

    def as_secondary(self) -> "PlainLabel":
        """Make it grey, in any theme."""
        self.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        return self


def wrapped_line(name: str, text: str, size_px: int, weight: int = 400) -> PlainLabel:
    """Make a label of a dialog that wraps where it must."""
    label = PlainLabel(size_px, weight)
    label.setObjectName(name)
    label.setText(text)
    label.setWordWrap(True)
    return label


class ElidedLabel(PlainLabel):
    """A label of one line that ends in "…" where it does not fit; the whole text is then its tooltip."""

    def __init__(self, size_px: int, weight: int = 400, parent: QWidget | None = None) -> None:
        """Make an empty label that gives way."""
        super().__init__(size_px, weight, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._parts: tuple[str, ...] = ()
        self._between = "; "

    def setText(self, text: str) -> None:
        """Show a text."""
        self.show_parts((text,))

    def show_parts(self, parts: Sequence[str], between: str = "; ") -> None:
        """Show as many of these parts as fit, the first ones first."""
        self._parts = tuple(parts)
        self._between = between
        super().setText(between.join(self._parts))
        self._explain()

    def _fitting(self) -> str:
        width = self.width() - max(0, self.indent())
        for count in range(len(self._parts), 1, -1):
            text = self._between.join(self._parts[:count])
            if text_width(text, self.font()) <= width:
                return text
        return elided(next(iter(self._parts), ""), self.font(), width)

    def minimumSizeHint(self) -> QSize:
        """Give way down to a few letters."""
        return QSize(min(48, super().sizeHint().width()), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Judge anew whether the text fits."""
        super().resizeEvent(event)
        self._explain()

    def _explain(self) -> None:
        fits = self._fitting() == self.text()
        self.setToolTip("" if fits else plain_tooltip(self.text()))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw what fits."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        area = self.rect().adjusted(max(0, self.indent()), 0, 0, 0)
        painter.drawText(area, self.alignment(), self._fitting())
        painter.end()
