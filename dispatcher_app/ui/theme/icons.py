"""Tabler's outline icons in any colour, sharp on screens of single and double density."""

from functools import cache

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from dispatcher_app.ui.resources import resource_path


def themed_icon(name: str, colour: str, size: int = 20) -> QIcon:
    """Draw a bundled icon ("moon") in a colour."""
    icon = QIcon()
    for ratio in (1, 2):
        icon.addPixmap(themed_pixmap(name, colour, size, ratio))
    return icon


@cache
def themed_pixmap(name: str, colour: str, size: int, ratio: int = 1) -> QPixmap:
    """Draw a bundled icon in a colour, `size` logical pixels wide."""
    svg = resource_path(f"icons/{name}.svg").read_text(encoding="utf-8").replace("currentColor", colour)
    pixmap = QPixmap(size * ratio, size * ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    QSvgRenderer(QByteArray(svg.encode())).render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
