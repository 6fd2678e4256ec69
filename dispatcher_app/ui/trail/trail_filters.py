"""The line of filters over the trail, and under it the one sentence about what cannot be used of them."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from dispatcher_app.ui.theme.application_theme import tokens_of
from dispatcher_app.ui.theme.fonts import text_font
from dispatcher_app.ui.trail.trail_button import TrailButton
from dispatcher_app.ui.trail.trail_search import TrailSearch
from dispatcher_app.ui.widgets.painting import elided, text_width
from dispatcher_app.ui.widgets.plain_label import PlainLabel

_PROBLEM_PX = 24
_LONGEST = 200


class TrailField(QLineEdit):
    """A filter that Enter applies and Down leaves, towards the first event."""

    left = Signal()

    def __init__(self, name: str, example: str, parent: QWidget | None = None) -> None:
        """Make an empty field that shows an example."""
        super().__init__(parent)
        self.setFont(text_font(15))
        self.setPlaceholderText(example)
        self.setAccessibleName(name)
        self.setAccessibleDescription(f"For example {example}")
        self.setMaxLength(_LONGEST)
        self.setFixedHeight(34)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave by Down."""
        if event.key() == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class ProblemLine(PlainLabel):
    """One sentence, right below the field that it is about."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty line, as high as a full one."""
        super().__init__(15, 500, parent)
        self.setFixedHeight(_PROBLEM_PX)
        self._at_x = 0

    def show_problem(self, sentence: str, at_x: int) -> None:
        """Say something about the field that begins at `at_x`."""
        self._at_x = at_x
        self.setText(sentence)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002  (Qt's signature)
        """Draw the sentence: below its field, or as far to the right as it fits."""
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(tokens_of(self.palette()).past_text)
        left = max(0, min(self._at_x, self.width() - text_width(self.text(), self.font()) - 1))
        area = self.rect().adjusted(left, 0, 0, 0)
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, elided(self.text(), self.font(), area.width()))
        painter.end()


class TrailFilters(QWidget):
    """Call, ambulance, person and time, as plain fields."""

    search_requested = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make empty filters."""
        super().__init__(parent)
        self.call_field = TrailField("Call", "1042")
        self.call_field.setObjectName("call_field")
        self.ambulance_field = TrailField("Ambulance", "M12")
        self.ambulance_field.setObjectName("ambulance_field")
        self.person_field = TrailField("Person", "Name or log-in")
        self.person_field.setObjectName("person_field")
        self.from_field = TrailField("From", "2026-11-23 14:00")
        self.from_field.setObjectName("from_field")
        self.to_field = TrailField("Until", "2026-11-23 15:00")
        self.to_field.setObjectName("to_field")
        self.search_button = TrailButton("Search", is_main=True)
        self.search_button.setObjectName("search_button")
        self.clear_button = TrailButton("Clear")
        self.clear_button.setObjectName("clear_button")
        self.problem_line = ProblemLine()
        self.problem_line.setObjectName("problem_line")
        self._fields = {
            "call": self.call_field,
            "ambulance": self.ambulance_field,
            "person": self.person_field,
            "from_time": self.from_field,
            "to_time": self.to_field,
        }
        self._wrong: TrailField | None = None
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(10)
        layout.setVerticalSpacing(3)
        for column, (field, stretch) in enumerate(zip(self._fields.values(), (2, 2, 4, 3, 3), strict=True)):
            caption = PlainLabel(13).as_secondary()
            caption.setText(field.accessibleName())
            caption.setBuddy(field)
            layout.addWidget(caption, 0, column)
            layout.addWidget(field, 1, column)
            layout.setColumnStretch(column, stretch)
        layout.addWidget(self.search_button, 1, len(self._fields))
        layout.addWidget(self.clear_button, 1, len(self._fields) + 1)
        layout.addWidget(self.problem_line, 2, 0, 1, len(self._fields) + 2)

    def _connect(self) -> None:
        for field in self._fields.values():
            field.returnPressed.connect(self.search_requested)
            field.left.connect(self.left)
        self.search_button.clicked.connect(self.search_requested)
        self.clear_button.clicked.connect(self._on_clear_clicked)

    def search(self) -> TrailSearch:
        """Give what was typed."""
        return TrailSearch(**{name: field.text() for name, field in self._fields.items()})

    def show_problem(self, name: str, sentence: str) -> None:
        """Say what is wrong with a field, and put the keyboard there; all that was typed stays."""
        self._wrong = self._fields[name]
        self.problem_line.show_problem(sentence, self._wrong.x())
        self._wrong.setAccessibleDescription(sentence)
        self._wrong.setFocus(Qt.FocusReason.OtherFocusReason)
        self._wrong.selectAll()

    def clear(self) -> None:
        """Empty every filter."""
        for field in self._fields.values():
            field.clear()
        self.forget_problem()

    def forget_problem(self) -> None:
        """Nothing is wrong any more."""
        self.problem_line.setText("")
        if self._wrong is not None:
            self._wrong.setAccessibleDescription(f"For example {self._wrong.placeholderText()}")
            self._wrong = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sentence below its field."""
        super().resizeEvent(event)
        if self._wrong is not None:
            self.problem_line.show_problem(self.problem_line.text(), self._wrong.x())

    @Slot()
    def _on_clear_clicked(self) -> None:
        self.clear()
        self.call_field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.search_requested.emit()
