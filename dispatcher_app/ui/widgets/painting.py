"""Strokes that several widgets share."""

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen

FOCUS_WIDTH = 2


def draw_focus_ring(painter: QPainter, rect: QRect, colour: str, radius: float = 4.0) -> None:
    """Draw the ring that says where the keyboard is, just inside a rectangle."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(colour), FOCUS_WIDTH))
    painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


def fill_round(painter: QPainter, rect: QRectF, fill: str, border: str | None = None, radius: float = 4.0) -> None:
    """Fill a rounded rectangle, with a hairline border if one is named."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(fill))
    painter.setPen(Qt.PenStyle.NoPen if border is None else QPen(QColor(border), 1))
    inset = 0.0 if border is None else 0.5
    painter.drawRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
    painter.restore()


def elided(text: str, font: QFont, width: int) -> str:
    """Cut a text to a width, ending in "…"."""
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, max(0, width))


def text_width(text: str, font: QFont) -> int:
    """Measure a text."""
    return QFontMetrics(font).horizontalAdvance(text)
