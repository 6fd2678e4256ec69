"""Draws a story's rows: the time, the words, and who it was, each as high as its words need."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextLayout, QTextOption
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from dispatcher_app.domain.call_story import StoryKind
from dispatcher_app.ui.board.cells import PADDING
from dispatcher_app.ui.board.row_table_model import RowRole
from dispatcher_app.ui.story.story_content import StoryRow
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.painting import text_width

_SELECTION_BAR_PX = 3
_TIME_PX = 78
_ABOVE, _BELOW, _GAP = 6, 6, 18
_NOTE_INDENT, _NOTE_BAR_PX = 12, 3
_LINE_SEPARATOR = "\u2028"
_CAUTION = frozenset({StoryKind.ALARM, StoryKind.CORRECTION})


@dataclass(frozen=True, slots=True)
class _Shape:
    """How a row is laid out within a width: its words from a place on, and whether who it was stands beside them."""

    words: QTextLayout
    words_top: int
    words_height: int
    is_whose_beside: bool
    height: int


class StoryDelegate(QStyledItemDelegate):
    """Draws the entries of one list."""

    def __init__(self, view: QListView) -> None:
        """Draw for a list: rows are as wide as it is."""
        super().__init__(view)
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Be as high as the words need."""
        width = self._view.viewport().width()
        row = index.data(RowRole.ROW)
        return QSize(width, 0) if row is None else QSize(width, _shape(row, width).height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one entry."""
        row = index.data(RowRole.ROW)
        if row is None:
            return
        area: QRect = option.rect
        tokens = tokens_of(option.palette)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if is_selected:
            painter.fillRect(area, QColor(tokens.selection))
            painter.fillRect(area.left(), area.top(), _SELECTION_BAR_PX, area.height(), QColor(tokens.selection_bar))
        painter.fillRect(area.left(), area.bottom(), area.width(), 1, QColor(tokens.hairline))
        painter.save()
        painter.translate(area.topLeft())
        _draw(painter, row, _shape(row, area.width()), _Ink(tokens, area.width(), is_selected))
        painter.restore()


@dataclass(frozen=True, slots=True)
class _Ink:
    tokens: Tokens
    width: int
    is_selected: bool

    @property
    def quiet(self) -> str:
        return self.tokens.selection_secondary if self.is_selected else self.tokens.text_secondary


def _words_font(row: StoryRow) -> QFont:
    return text_font(15, 500 if row.entry.kind is StoryKind.DISPATCH else 400)


def _shape(row: StoryRow, width: int) -> _Shape:
    font = _words_font(row)
    left = PADDING + _TIME_PX + (_NOTE_INDENT if row.heading else 0)
    room = max(60, width - left - PADDING)
    words, height = _laid_out(row.entry.words, font, room)
    top = _ABOVE + (_line(text_font(13)) if row.heading else 0)
    is_beside = words.lineCount() == 1 and _widest(words) + _GAP + text_width(row.whose, text_font(13)) <= room
    whose = 0 if is_beside or not row.whose else _line(text_font(13))
    date = 2 * _line(text_font(14)) if row.date else 0
    return _Shape(words, top, height, is_beside, max(top + height + whose, _ABOVE + date) + _BELOW)


def _laid_out(text: str, font: QFont, room: int) -> tuple[QTextLayout, int]:
    layout = QTextLayout(text.replace("\n", _LINE_SEPARATOR), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(room)
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    return layout, round(height)


def _widest(words: QTextLayout) -> float:
    return max((words.lineAt(number).naturalTextWidth() for number in range(words.lineCount())), default=0.0)


def _line(font: QFont) -> int:
    return font.pixelSize() + 6


def _draw(painter: QPainter, row: StoryRow, shape: _Shape, ink: _Ink) -> None:
    align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    left = PADDING + _TIME_PX
    painter.setPen(QColor(ink.quiet))
    painter.setFont(text_font(14))
    painter.drawText(QRect(PADDING, _ABOVE, _TIME_PX, 40), align, f"{row.time}\n{row.date}")
    if row.heading:
        painter.fillRect(left, _ABOVE, _NOTE_BAR_PX, shape.height - _ABOVE - _BELOW, QColor(ink.tokens.selection_bar))
        left += _NOTE_INDENT
    room = ink.width - left - PADDING
    painter.setFont(text_font(13))
    if row.heading:
        painter.drawText(QRect(left, _ABOVE, room, 20), align, row.heading)
    elif shape.is_whose_beside:
        beside = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(left, shape.words_top, room, shape.words_height), beside, row.whose)
    else:
        painter.drawText(QRect(left, shape.words_top + shape.words_height, room, 20), align, row.whose)
    painter.setPen(QColor(ink.tokens.caution_text if row.entry.kind in _CAUTION else ink.tokens.text))
    shape.words.draw(painter, QPointF(left, shape.words_top))
