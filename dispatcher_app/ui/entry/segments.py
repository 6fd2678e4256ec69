"""A few choices side by side, of which one key takes each: one stop of the Tab key."""

from dataclasses import dataclass

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from dispatcher_app.ui.entry.line_field import ENTER_KEYS, FIELD_PX
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.theme.tokens import Tokens
from dispatcher_app.ui.widgets.painting import draw_focus_ring, fill_round

_GAP = 4
_TAKEN_BACK_BY = frozenset({Qt.Key.Key_Backspace, Qt.Key.Key_Delete})


@dataclass(frozen=True, slots=True)
class Segment:
    """`mark` is what is drawn and the key that takes it, `words` what is said of it."""

    mark: str
    words: str


class Segments(QWidget):
    """`chosen` carries the mark the dispatcher took, empty for taking it back. What is chosen is filled and bold."""

    chosen = Signal(str)
    entered = Signal()

    def __init__(self, name: str, segments: tuple[Segment, ...], segment_px: int) -> None:
        """Show the choices, none of them taken."""
        super().__init__()
        self._name = name
        self._segments = segments
        self._segment_px = segment_px
        self._mark = ""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(", ".join(f"{segment.mark} {segment.words}" for segment in segments))
        self.show_mark("")

    def mark(self) -> str:
        """Give what is chosen, empty for nothing."""
        return self._mark

    def show_mark(self, mark: str) -> None:
        """Show a choice, as if it had been made."""
        self._mark = mark
        words = next((segment.words for segment in self._segments if segment.mark == mark), "not known")
        self.setAccessibleName(f"{self._name}: {f'{mark}, {words}' if mark else words}")
        self.update()

    def take(self, mark: str) -> None:
        """Choose as the dispatcher does."""
        self.show_mark(mark)
        self.chosen.emit(mark)

    def sizeHint(self) -> QSize:
        """Stand side by side."""
        count = len(self._segments)
        return QSize(count * self._segment_px + (count - 1) * _GAP, FIELD_PX)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take by the mark's own key or by the arrows; Backspace takes it back, Enter goes on."""
        marks = [segment.mark for segment in self._segments]
        typed = event.text().upper()
        if typed and typed in marks:
            self.take(typed)
        elif event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            step = 1 if event.key() == Qt.Key.Key_Right else -1
            place = marks.index(self._mark) + step if self._mark else (0 if step > 0 else -1)
            self.take(marks[place % len(marks)])
        elif event.key() in _TAKEN_BACK_BY:
            self.take("")
        elif event.key() in ENTER_KEYS:
            self.entered.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take what is under the mouse; once more takes it back."""
        for place, segment in enumerate(self._segments):
            if self._place(place).contains(event.position().toPoint()):
                self.take("" if segment.mark == self._mark else segment.mark)

    def _place(self, place: int) -> QRect:
        return QRect(place * (self._segment_px + _GAP), 0, self._segment_px, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the segments, and the ring round the chosen or first one while the keyboard is here."""
        painter = QPainter(self)
        tokens = tokens_of(self.palette())
        for place, segment in enumerate(self._segments):
            self._draw(painter, tokens, self._place(place), segment.mark)
        if self.hasFocus():
            draw_focus_ring(painter, self.rect(), tokens.focus)
        painter.end()

    def _draw(self, painter: QPainter, tokens: Tokens, area: QRect, mark: str) -> None:
        is_chosen = mark == self._mark
        inner = QRectF(area).adjusted(3, 3, -3, -3)
        if is_chosen:
            fill_round(painter, inner, tokens.priority_fill)
        else:
            fill_round(painter, inner, tokens.field, tokens.field_border)
        plain = tokens.text if self.isEnabled() else tokens.disabled_text
        painter.setPen(tokens.priority_text if is_chosen else plain)
        painter.setFont(text_font(16, 700 if is_chosen else 500))
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, mark)
