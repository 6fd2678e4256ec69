"""Atkinson Hyperlegible Next with tabular figures, in pixels."""

from functools import cache

from PySide6.QtGui import QFont, QFontDatabase

from dispatcher_app.ui.resources import resource_path

FAMILY = "Atkinson Hyperlegible Next"
_WEIGHTS = ("400Regular", "500Medium", "600SemiBold", "700Bold")


def load_fonts() -> None:
    """Make the bundled fonts known to Qt; once for each application object."""
    if FAMILY in QFontDatabase.families():
        return
    for weight in _WEIGHTS:
        QFontDatabase.addApplicationFont(str(resource_path(f"fonts/AtkinsonHyperlegibleNext_{weight}.ttf")))


@cache
def text_font(size_px: int, weight: int = 400) -> QFont:
    """Give the font at a size and a weight (400, 500, 600 or 700)."""
    font = QFont(FAMILY)
    font.setPixelSize(size_px)
    font.setWeight(QFont.Weight(weight))
    font.setFeature(QFont.Tag("tnum"), 1)
    return font
