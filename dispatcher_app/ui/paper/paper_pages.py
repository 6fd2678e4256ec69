"""Cuts the paper board into pages: a pure function of its words and of how high each is. No Qt.

Lengths are hundredths of a millimetre, from the top left corner of what can be printed on.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise

from dispatcher_app.ui.paper.paper_sheet import Column, PaperSheet, Row, Section

HEAD_HEIGHT = 1_850
FOOT_HEIGHT = 600
PADDING_X = 100
_PADDING_Y = 90
_ROW_HEIGHT = 800
"""High enough to be written in by hand."""
_TITLE_HEIGHT = 950
_GAP = 500


class Style(Enum):
    """How a line looks. A TITLE names a table, a HEAD its columns, a HEADING what follows it."""

    TITLE = "title"
    HEAD = "head"
    HEADING = "heading"
    ROW = "row"


@dataclass(frozen=True, slots=True)
class Line:
    """A line on a page; `edges` are where its cells begin, and the last one's end."""

    style: Style
    top: float
    height: float
    edges: tuple[float, ...]
    cells: tuple[str, ...]


Page = tuple[Line, ...]
Measure = Callable[[str, float, Style], float]
"""How high a text is, broken into lines of a width."""


def pages_of(sheet: PaperSheet, width: float, height: float, measure: Measure) -> tuple[Page, ...]:
    """Lay the tables out under one another; each page repeats the head of the table that goes on."""
    cutter = _Cutter(height - FOOT_HEIGHT)
    for section in sheet.sections:
        cutter.lay(_title(section, width), _table_head(section, width, measure), _rows(section, width, measure))
    return cutter.pages()


class _Cutter:
    """Fills one page after the other."""

    def __init__(self, bottom: float) -> None:
        self._bottom = bottom
        self._pages: list[list[Line]] = [[]]
        self._top = float(HEAD_HEIGHT)

    def lay(self, title: Line, head: Line, rows: Iterable[Line]) -> None:
        """Lay one table. Title, head and headings never stand alone at the foot of a page."""
        if self._pages[-1]:
            self._top += _GAP
        held = [title, head]
        for row in rows:
            held.append(row)
            if row.style is Style.HEADING:
                continue
            if self._top + sum(line.height for line in held) > self._bottom and self._pages[-1]:
                self._begin_page()
                held = held if head in held else [head, *held]
            for line in held:
                self._put(line)
            held = []

    def pages(self) -> tuple[Page, ...]:
        return tuple(tuple(page) for page in self._pages)

    def _begin_page(self) -> None:
        self._pages.append([])
        self._top = float(HEAD_HEIGHT)

    def _put(self, line: Line) -> None:
        self._pages[-1].append(replace(line, top=self._top))
        self._top += line.height


def _title(section: Section, width: float) -> Line:
    return Line(Style.TITLE, 0, _TITLE_HEIGHT, (0, width), (section.title,))


def _table_head(section: Section, width: float, measure: Measure) -> Line:
    titles = tuple(column.title for column in section.columns)
    return _line(Style.HEAD, titles, _edges(section.columns, width), measure)


def _rows(section: Section, width: float, measure: Measure) -> Iterable[Line]:
    edges = _edges(section.columns, width)
    for row in (*section.rows, *(Row(()) for _ in range(section.empty_lines))):
        if row.is_heading:
            yield _line(Style.HEADING, row.cells, (0, width), measure)
        else:
            missing = len(section.columns) - len(row.cells)
            yield _line(Style.ROW, (*row.cells, *[""] * missing), edges, measure)


def _line(style: Style, cells: tuple[str, ...], edges: tuple[float, ...], measure: Measure) -> Line:
    widths = (right - left - 2 * PADDING_X for left, right in pairwise(edges))
    highest = max(measure(cell, width, style) for cell, width in zip(cells, widths, strict=True))
    least = _ROW_HEIGHT if style is Style.ROW else 0.0
    return Line(style, 0, max(least, highest + 2 * _PADDING_Y), edges, cells)


def _edges(columns: tuple[Column, ...], width: float) -> tuple[float, ...]:
    whole = sum(column.share for column in columns)
    edges = [0.0]
    for column in columns:
        edges.append(edges[-1] + width * column.share / whole)
    return tuple(edges)
