"""How cells are drawn: small functions, one for each kind of cell."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from dispatcher_app.domain.statuses import AmbulanceStatus
from dispatcher_app.ui.crew_words import is_grave, mark_words
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.status_shapes import StatusMark, draw_status_shape
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.painting import elided, text_width
from dispatcher_app.ui.wording import is_old_position, status_word

if TYPE_CHECKING:
    from dispatcher_app.ui.board.rows import AmbulanceRow, UnderWayRow, WaitingRow

PADDING = 12
_NEAR = 0.75
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell to be drawn: its row, its text, where and on what."""

    row: Any
    text: str
    area: QRect
    tokens: Tokens
    is_selected: bool
    now: datetime

    @property
    def secondary(self) -> str:
        """The colour of secondary text on this cell's background."""
        return self.tokens.selection_secondary if self.is_selected else self.tokens.text_secondary

    @property
    def past(self) -> str:
        """The colour of a time that is past its target."""
        return self.tokens.past_text_selected if self.is_selected else self.tokens.past_text


CellPainter = Callable[[QPainter, Cell], None]


@dataclass(frozen=True, slots=True)
class Ink:
    """A font and a colour."""

    font: QFont
    colour: str


def draw_line(painter: QPainter, area: QRect, text: str, ink: Ink, align: Qt.AlignmentFlag = _LEFT) -> None:
    """Draw one line of text, cut where it does not fit."""
    painter.setFont(ink.font)
    painter.setPen(QColor(ink.colour))
    painter.drawText(area, align, elided(text, ink.font, area.width()))


def text_cell(size_px: int, weight: int = 400, *, is_right: bool = False, is_secondary: bool = False) -> CellPainter:
    """Make a painter of plain text cells."""

    def paint(painter: QPainter, cell: Cell) -> None:
        colour = cell.secondary if is_secondary else cell.tokens.text
        align = _RIGHT if is_right else _LEFT
        draw_line(painter, cell.area, cell.text, Ink(text_font(size_px, weight), colour), align)

    return paint


def paint_position_age(painter: QPainter, cell: Cell) -> None:
    """Draw how old a position is; one that has grown old stands out, for the ambulance may be anywhere by now."""
    row: AmbulanceRow = cell.row
    old = row.position_age(cell.now)
    colour = cell.tokens.caution_text if is_old_position(old) else cell.secondary
    draw_line(painter, cell.area, cell.text, Ink(text_font(14), colour), _RIGHT)


def paint_priority(painter: QPainter, cell: Cell) -> None:
    """Draw the priority's square: filled for 1, outlined below; weaker the less urgent."""
    box = QRectF(0, 0, 26, 26)
    box.moveCenter(QPointF(cell.area.left() + 15, cell.area.center().y() + 0.5))
    is_first, is_second = cell.text == "1", cell.text == "2"
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    border = cell.tokens.text if is_first or is_second else cell.tokens.field_border
    painter.setPen(QPen(QColor(border), 1.5 if is_second else 1))
    painter.setBrush(QColor(cell.tokens.priority_fill) if is_first else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, 4, 4)
    painter.setFont(text_font(16, 700 if is_first or is_second else 500))
    plain = cell.tokens.text if is_second else cell.secondary
    painter.setPen(QColor(cell.tokens.priority_text if is_first else plain))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, cell.text)
    painter.restore()


def paint_quiet_priority(painter: QPainter, cell: Cell) -> None:
    """Write the priority without a square: help is on its way."""
    ink = Ink(text_font(15, 600 if cell.text == "1" else 400), cell.tokens.text if cell.text == "1" else cell.secondary)
    draw_line(painter, QRect(cell.area.left(), cell.area.top(), 30, cell.area.height()), cell.text, ink, _CENTRE)


def paint_waiting_type(painter: QPainter, cell: Cell) -> None:
    """Write the type; the most urgent stand out. Two lines where one does not do."""
    row: WaitingRow = cell.row
    font = text_font(16, 600 if row.call.priority == 1 else 500)
    painter.setFont(font)
    painter.setPen(QColor(cell.tokens.text))
    if text_width(cell.text, font) <= cell.area.width() or " " not in cell.text:
        draw_line(painter, cell.area, cell.text, Ink(font, cell.tokens.text))
        return
    small = text_font(15, 600 if row.call.priority == 1 else 500)
    first, second = split_line(cell.text, small, cell.area.width())
    upper, lower = _halves(cell.area)
    draw_line(painter, upper, first, Ink(small, cell.tokens.text))
    draw_line(painter, lower, second, Ink(small, cell.tokens.text))


def split_line(text: str, font: QFont, width: int) -> tuple[str, str]:
    """Break a text at the last blank that lets its first part fit."""
    words = text.split()
    fitting = next((n for n in range(len(words) - 1, 0, -1) if text_width(" ".join(words[:n]), font) <= width), 1)
    return " ".join(words[:fitting]), " ".join(words[fitting:])


def paint_waiting_location(painter: QPainter, cell: Cell) -> None:
    """Write the location, and the area below it."""
    row: WaitingRow = cell.row
    ink = Ink(text_font(15), cell.tokens.text)
    if not row.call.area_text:
        draw_line(painter, cell.area, cell.text, ink)
        return
    upper, lower = _halves(cell.area)
    draw_line(painter, upper, cell.text, ink)
    draw_line(painter, lower, row.call.area_text, Ink(text_font(13), cell.secondary))


def _halves(area: QRect) -> tuple[QRect, QRect]:
    middle = area.center().y() + 2
    upper, lower = QRect(area), QRect(area)
    upper.setTop(middle - 21)
    upper.setBottom(middle - 1)
    lower.setTop(middle)
    lower.setBottom(middle + 17)
    return upper, lower


def paint_target(painter: QPainter, cell: Cell) -> None:
    """Write what is left of the target, over a bar that fills."""
    row: WaitingRow = cell.row
    left = row.left(cell.now)
    if left is None or row.target is None:
        draw_line(painter, cell.area, cell.text, Ink(text_font(14), cell.secondary), _RIGHT)
        return
    is_past = left.total_seconds() < 0
    upper = QRect(cell.area)
    upper.setBottom(cell.area.center().y() + 6)
    ink = Ink(text_font(14, 700), cell.past) if is_past else Ink(text_font(14), cell.secondary)
    draw_line(painter, upper, cell.text, ink, _RIGHT)
    used = 1 - left / row.target if row.target else 1.0
    track = QRectF(cell.area.right() + 1 - 64, cell.area.center().y() + 9, 64, 5)
    _draw_bar(painter, track, min(1.0, max(0.0, used)), cell)


def _draw_bar(painter: QPainter, track: QRectF, used: float, cell: Cell) -> None:
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(cell.tokens.bar_track))
    painter.drawRoundedRect(track, 2, 2)
    calm = cell.secondary if cell.is_selected else cell.tokens.bar_calm
    colour = cell.tokens.bar_past if used >= 1 else cell.tokens.bar_near if used >= _NEAR else calm
    filled = QRectF(track)
    filled.setWidth(max(2.0, track.width() * used))
    painter.setBrush(QColor(colour))
    painter.drawRoundedRect(filled, 2, 2)
    painter.restore()


def paint_lead(painter: QPainter, cell: Cell) -> None:
    """Draw the first ambulance of a call: shape, call sign, status in words, how many more."""
    row: UnderWayRow = cell.row
    if row.lead is None:
        draw_line(painter, cell.area, cell.text, Ink(text_font(14), cell.secondary))
        return
    area = cell.area
    draw_status_shape(painter, StatusMark(row.lead.status, _mark_centre(area), 12), cell.tokens)
    sign, words = QRect(area), QRect(area)
    sign.setLeft(area.left() + 22)
    sign.setWidth(54)
    words.setLeft(sign.right() + 6)
    draw_line(painter, sign, row.lead.call_sign, Ink(text_font(15, 600), cell.tokens.text))
    more = f"  +{row.more}" if row.more else ""
    draw_line(painter, words, f"{status_word(row.lead.status)}{more}", Ink(text_font(14), cell.secondary))


def _mark_centre(area: QRect) -> QPointF:
    return QPointF(area.left() + 7, area.center().y() + 0.5)


def paint_status(painter: QPainter, cell: Cell) -> None:
    """Draw an ambulance's status: shape, word, and the call it is on."""
    row: AmbulanceRow = cell.row
    draw_status_shape(painter, StatusMark(row.ambulance.status, _mark_centre(cell.area)), cell.tokens)
    words = cell.area.adjusted(24, 0, 0, 0)
    is_available = row.ambulance.status is AmbulanceStatus.AVAILABLE
    call = "" if is_available or row.on_call_number is None else f"#{row.on_call_number}"
    warning = row.crew_warning(cell.now)
    if not call and warning is None:
        draw_line(painter, words, cell.text, Ink(text_font(15), cell.tokens.text))
        return
    upper, lower = _halves(words)
    draw_line(painter, upper, cell.text, Ink(text_font(15), cell.tokens.text))
    if call:
        draw_line(painter, lower, call, Ink(text_font(13), cell.secondary))
        lower.setLeft(lower.left() + text_width(f"{call}   ", text_font(13)))
    # Up to the next cell's text; beside a call only where there is room for all of it.
    lower.setRight(lower.right() + PADDING)
    if warning is not None and (not call or text_width(mark_words(warning, cell.now), text_font(13)) <= lower.width()):
        colour = cell.tokens.caution_text if is_grave(warning) else cell.secondary
        draw_line(painter, lower, mark_words(warning, cell.now), Ink(text_font(13), colour))


def paint_crew(painter: QPainter, cell: Cell) -> None:
    """Write the crew's level; advanced life support in the text colour."""
    is_advanced = cell.text == "ALS"
    ink = Ink(text_font(15, 500 if is_advanced else 400), cell.tokens.text if is_advanced else cell.secondary)
    draw_line(painter, cell.area, cell.text, ink)
