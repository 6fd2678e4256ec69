"""One event, written out: its sentence, when and from where, and each field before and after, side by side."""

from datetime import tzinfo

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from dispatcher_app.operations.trail import TrailEntry
from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.trail.trail_content import FieldLine, facts_words, field_lines
from dispatcher_app.ui.widgets.painting import draw_focus_ring
from dispatcher_app.ui.widgets.panel import Hairline, Panel
from dispatcher_app.ui.widgets.plain_label import PlainLabel

_RING_PX = 4


class FieldsView(QScrollArea):
    """The fields of one event; arrow keys scroll them."""

    focus_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty view."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("The event's fields, before and after")
        self.viewport().setBackgroundRole(QPalette.ColorRole.Base)
        self.show_lines(())

    def show_lines(self, lines: tuple[FieldLine, ...]) -> None:
        """Show these fields, from the first on."""
        sheet = QWidget()
        sheet.setBackgroundRole(QPalette.ColorRole.Base)
        layout = QGridLayout(sheet)
        layout.setContentsMargins(0, 2, 14, 4)
        layout.setHorizontalSpacing(24)
        layout.setVerticalSpacing(5)
        for row, line in enumerate(lines):
            for column, text in enumerate((line.field, line.before, line.after)):
                layout.addWidget(_cell(line.field, column, text), row, column)
        layout.setColumnMinimumWidth(0, 150)
        layout.setColumnStretch(1, 1)
        layout.setColumnStretch(2, 1)
        layout.setRowStretch(len(lines), 1)
        self.setWidget(sheet)
        self.verticalScrollBar().setValue(0)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Have the ring drawn."""
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Have the ring taken away."""
        super().focusOutEvent(event)
        self.focus_changed.emit()


def _cell(field: str, column: int, text: str) -> PlainLabel:
    label = PlainLabel(15)
    label.setText(text)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    if column == 0:
        return label.as_secondary()
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    label.setAccessibleName(f"{field} {'before' if column == 1 else 'after'}: {text}")
    return label


class TrailDetails(Panel):
    """Before and after, side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty panel."""
        super().__init__(parent)
        self.sentence_label = PlainLabel(17, 600)
        self.sentence_label.setObjectName("sentence_label")
        self.facts_label = PlainLabel(14).as_secondary()
        self.facts_label.setObjectName("facts_label")
        self.titles = QWidget()
        self.titles.setObjectName("titles")
        self.fields_view = FieldsView()
        self.fields_view.setObjectName("fields_view")
        self._build_layout()
        self.fields_view.focus_changed.connect(self.update)

    def _build_layout(self) -> None:
        for label in (self.sentence_label, self.facts_label):
            label.setWordWrap(True)
        titles = QGridLayout(self.titles)
        titles.setContentsMargins(0, 4, 14, 0)
        titles.setHorizontalSpacing(24)
        for column, text in enumerate(("", "Before", "After")):
            title = PlainLabel(14, 600).as_secondary()
            title.setText(text)
            titles.addWidget(title, 0, column)
        titles.addWidget(Hairline(), 1, 0, 1, 3)
        titles.setColumnMinimumWidth(0, 150)
        titles.setColumnStretch(1, 1)
        titles.setColumnStretch(2, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 10, 8, 8)
        layout.setSpacing(4)
        layout.addWidget(self.sentence_label)
        layout.addWidget(self.facts_label)
        layout.addWidget(self.titles)
        layout.addWidget(self.fields_view, 1)

    def hasHeightForWidth(self) -> bool:
        """Leave the height to the window: no event may move the table above."""
        return False

    def show_entry(self, entry: TrailEntry | None, zone: tzinfo) -> None:
        """Write out an event, or nothing."""
        self.titles.setVisible(entry is not None)
        self.sentence_label.setText("" if entry is None else entry.sentence)
        self.facts_label.setText("" if entry is None else facts_words(entry, zone))
        self.fields_view.show_lines(() if entry is None else field_lines(entry, zone))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sheet, and the ring while the keyboard is on the fields."""
        super().paintEvent(event)
        if self.fields_view.hasFocus():
            painter = QPainter(self)
            area = QRect(self.fields_view.geometry()).adjusted(-_RING_PX, -_RING_PX + 2, _RING_PX, _RING_PX)
            draw_focus_ring(painter, area, tokens_of(self.palette()).focus)
            painter.end()
