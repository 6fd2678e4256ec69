"""The paper board as a PDF."""

from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile
from PySide6.QtGui import QPageLayout, QPdfWriter

from dispatcher_app.ui.paper.paper_painter import NotPrinted, paint_paper
from dispatcher_app.ui.paper.paper_sheet import PaperSheet

_DOTS_PER_INCH = 600


def write_pdf(sheet: PaperSheet, file: Path, page: QPageLayout) -> int:
    """Write the file whole or not at all, and give how many pages it has. Raises NotPrinted."""
    target = QSaveFile(str(file))
    if not target.open(QIODevice.OpenModeFlag.WriteOnly):
        raise NotPrinted
    writer = QPdfWriter(target)
    writer.setResolution(_DOTS_PER_INCH)
    writer.setTitle("Paper board")
    writer.setCreator("Dispatcher")
    writer.setPageLayout(page)
    count = paint_paper(sheet, writer)
    if not target.commit():
        raise NotPrinted
    return count
