"""Draws the paper board: black on white, on a printer, into a PDF, or on a picture."""

from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPagedPaintDevice, QPageLayout, QPainter, QPen, QTextLayout, QTextOption

from dispatcher_app.ui.paper.paper_pages import FOOT_HEIGHT, HEAD_HEIGHT, PADDING_X, Line, Page, Style, pages_of
from dispatcher_app.ui.paper.paper_sheet import PaperSheet
from dispatcher_app.ui.theme.fonts import load_fonts, text_font

_UNITS_PER_MM = 100
_UNITS_PER_INCH = 2_540
_UNITS_PER_POINT = _UNITS_PER_INCH / 72
_FAINT, _STRONG = 15, 45
_SIZES: dict[Style, tuple[float, int]] = {
    Style.TITLE: (14, 700),
    Style.HEAD: (9, 600),
    Style.HEADING: (10, 700),
    Style.ROW: (10, 400),
}
_FOOT = "Write changes into the empty boxes, with the time. No callers' names or numbers on this paper."


class NotPrinted(Exception):
    """The printer or the file did not take it."""


def paint_paper(sheet: PaperSheet, device: QPagedPaintDevice) -> int:
    """Draw all pages on a device that knows its paper; give how many. Raises NotPrinted."""
    load_fonts()
    area = device.pageLayout().paintRect(QPageLayout.Unit.Millimeter)
    width, height = area.width() * _UNITS_PER_MM, area.height() * _UNITS_PER_MM
    pages = paper_pages(sheet, width, height)
    painter = QPainter()
    if not painter.begin(device):
        raise NotPrinted
    try:
        painter.scale(device.logicalDpiX() / _UNITS_PER_INCH, device.logicalDpiY() / _UNITS_PER_INCH)
        for number, page in enumerate(pages, 1):
            if number > 1 and not device.newPage():
                raise NotPrinted
            PagePainter(painter, width, height).draw(sheet, page, f"Page {number} of {len(pages)}")
    finally:
        painter.end()
    return len(pages)


def paper_pages(sheet: PaperSheet, width: float, height: float) -> tuple[Page, ...]:
    """Cut a sheet into pages of a size, in hundredths of a millimetre."""
    return pages_of(sheet, width, height, lambda text, room, style: _height(_set(text, _font(style), room)))


class PagePainter:
    """Draws one page in hundredths of a millimetre."""

    def __init__(self, painter: QPainter, width: float, height: float) -> None:
        """Take a painter that is scaled already."""
        self._painter = painter
        self._width = width
        self._height = height

    def draw(self, sheet: PaperSheet, page: Page, number: str) -> None:
        """Draw head, lines and foot."""
        self._painter.setPen(Qt.GlobalColor.black)
        self._draw_head(sheet)
        for line in page:
            self._draw_line(line)
        foot = QRectF(0, self._height - FOOT_HEIGHT, self._width, FOOT_HEIGHT)
        align = Qt.AlignmentFlag.AlignBottom
        self._draw_text(foot, _FOOT, _sized(9, 400), align | Qt.AlignmentFlag.AlignLeft)
        self._draw_text(foot, number, _sized(10, 600), align | Qt.AlignmentFlag.AlignRight)

    def _draw_head(self, sheet: PaperSheet) -> None:
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        half = self._width * 0.55
        self._draw_text(QRectF(0, 0, half, 700), sheet.room, _sized(16, 700), left)
        self._draw_text(QRectF(0, 720, half, 500), sheet.figures, _sized(10, 400), left)
        rest = QRectF(half, 0, self._width - half, 700)
        self._draw_text(rest, sheet.as_of, _sized(14, 700), right)
        self._draw_text(rest.translated(0, 720), sheet.printed, _sized(10, 400), right)
        if sheet.warning:
            box = QRectF(0, 1_230, self._width, 520)
            self._painter.fillRect(box, Qt.GlobalColor.black)
            self._painter.setPen(Qt.GlobalColor.white)
            self._draw_text(box.adjusted(PADDING_X, 0, 0, 0), sheet.warning, _sized(11, 700), left, is_middle=True)
            self._painter.setPen(Qt.GlobalColor.black)
        else:
            self._rule(0, self._width, HEAD_HEIGHT - 550, _STRONG)

    def _draw_line(self, line: Line) -> None:
        bottom = line.top + line.height
        ground = QRectF(line.edges[0], line.top, line.edges[-1] - line.edges[0], line.height)
        if line.style is Style.HEADING:
            self._painter.fillRect(ground, Qt.GlobalColor.lightGray)
        for (left, right), cell in zip(pairwise(line.edges), line.cells, strict=True):
            area = QRectF(left + PADDING_X, line.top, right - left - 2 * PADDING_X, line.height)
            self._draw_cell(area, cell, line.style)
            if line.style is Style.ROW:
                self._upright(right, line.top, bottom)
        if line.style is Style.ROW:
            self._upright(line.edges[0], line.top, bottom)
        if line.style is not Style.TITLE:
            self._rule(line.edges[0], line.edges[-1], bottom, _STRONG if line.style is Style.HEAD else _FAINT)

    def _draw_cell(self, area: QRectF, text: str, style: Style) -> None:
        if not text:
            return
        layout = _set(text, _font(style), area.width())
        free = area.height() - _height(layout)
        top = area.top() + (free if style in {Style.TITLE, Style.HEAD} else free / 2)
        self._painter.save()
        # Marks piled up on a letter must not reach into another line.
        self._painter.setClipRect(area.adjusted(-PADDING_X, 0, PADDING_X, 0))
        layout.draw(self._painter, QPointF(area.left(), top))
        self._painter.restore()

    def _draw_text(
        self, area: QRectF, text: str, font: QFont, align: Qt.AlignmentFlag, *, is_middle: bool = False
    ) -> None:
        self._painter.setFont(font)
        upright = Qt.AlignmentFlag.AlignVCenter if is_middle else Qt.AlignmentFlag(0)
        self._painter.drawText(area, int(align | upright | Qt.TextFlag.TextSingleLine), text)

    def _rule(self, left: float, right: float, y: float, weight: int) -> None:
        self._painter.setPen(QPen(Qt.GlobalColor.black, weight))
        self._painter.drawLine(QPointF(left, y), QPointF(right, y))

    def _upright(self, x: float, top: float, bottom: float) -> None:
        self._painter.setPen(QPen(Qt.GlobalColor.black, _FAINT))
        self._painter.drawLine(QPointF(x, top), QPointF(x, bottom))


def _set(text: str, font: QFont, width: float) -> QTextLayout:
    """Break a plain text into lines; a word that is too long for one is broken too."""
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    top = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(1.0, width))
        line.setPosition(QPointF(0, top))
        top += line.height()
    layout.endLayout()
    return layout


def _height(layout: QTextLayout) -> float:
    return layout.boundingRect().height()


def _font(style: Style) -> QFont:
    return _sized(*_SIZES[style])


def _sized(points: float, weight: int) -> QFont:
    return text_font(round(points * _UNITS_PER_POINT), weight)
