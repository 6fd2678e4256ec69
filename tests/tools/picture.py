"""A picture of a window, with what stands before it, written small."""

from collections import Counter
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QWidget

PICTURES = Path(__file__).parents[2] / "docs" / "screenshots"

_COLOURS = 256
_ALIKE = 0xF0F0F0
"""Colours that agree in these bits look the same."""


def draw(name: str, window: QWidget, before: QWidget | None = None, at: QPoint | None = None) -> None:
    """Draw a window, and the dialog or menu before it: in its middle, as no screen here is large enough for both."""
    picture = window.grab()
    if before is not None:
        picture = _with(picture, before.grab(), at or window.rect().center() - before.rect().center())
    if not _small(picture.toImage()).save(str(PICTURES / f"{name}.png"), quality=0):
        raise OSError(f"{name}.png could not be written")


def _with(window: QPixmap, before: QPixmap, at: QPoint) -> QPixmap:
    painter = QPainter(window)
    painter.drawPixmap(at, before)
    painter.end()
    return window


def _small(image: QImage) -> QImage:
    """Keep the colours that matter: a third of the bytes, and no eye sees it. Rare colours, such as icons', first."""
    whole = image.convertToFormat(QImage.Format.Format_RGB32)
    common = [colour for colour, _ in Counter(memoryview(bytes(whole.constBits())).cast("I").tolist()).most_common()]
    looks: dict[int, int] = {}
    for colour in common:
        looks.setdefault(colour & _ALIKE, colour)
    table = list(dict.fromkeys([*looks.values(), *common]))[:_COLOURS]
    return whole.convertToFormat(QImage.Format.Format_Indexed8, table, Qt.ImageConversionFlag.ThresholdDither)
