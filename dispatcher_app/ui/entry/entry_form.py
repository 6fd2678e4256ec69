"""The fields of a call in the order of the conversation, each with room beneath it for what is wrong with it."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.texts import LIMITS
from dispatcher_app.ui.entry.form_row import FormRow
from dispatcher_app.ui.entry.line_field import FIELD_PX, LineField
from dispatcher_app.ui.entry.location_part import LocationPart
from dispatcher_app.ui.entry.notes_field import NotesField
from dispatcher_app.ui.entry.segments import Segment, Segments
from dispatcher_app.ui.entry.type_part import TypePart
from dispatcher_app.ui.widgets.plain_label import PlainLabel

_SEXES = (Segment("F", "female"), Segment("M", "male"), Segment("X", "neither"))
_LONGEST_NAME, _LONGEST_CONDITION, _LONGEST_AGE = 120, 300, 20


class EntryForm(QWidget):
    """What is typed. `changed`: anything did; `left`: a field was left; `finished`: Enter in the last."""

    changed = Signal()
    left = Signal()
    finished = Signal()

    def __init__(self, ground: QWidget) -> None:
        """Make empty fields; what they suggest may lie over `ground`."""
        super().__init__()
        self.location = LocationPart(ground)
        self.phone_field = _line("phone_field", "Call-back number", "emergency_call.caller_phone")
        self.type = TypePart(ground)
        self.age_field = _line("age_field", "Patient's age", "emergency_call.patient_age", _LONGEST_AGE)
        self.sex_segments = Segments("Patient's sex", _SEXES, 36)
        self.sex_segments.setObjectName("sex_segments")
        self.condition_field = _line(
            "condition_field", "Patient's condition", "emergency_call.patient_condition", _LONGEST_CONDITION
        )
        self.patient_name_field = _line(
            "patient_name_field", "Patient's name", "emergency_call.patient_name", _LONGEST_NAME
        )
        self.caller_name_field = _line("caller_name_field", "Caller's name", "emergency_call.caller_name")
        self.notes_field = NotesField("Notes", LIMITS["emergency_call.notes"].longest)
        self._rows: list[FormRow] = []
        self._row_of: dict[str, FormRow] = {}
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        self.age_field.setPlaceholderText("Age")
        self.age_field.setFixedWidth(64)
        self.condition_field.setPlaceholderText("Condition")
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(16, 8, 16, 1)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        priority = _side_by_side(self.type.priority_segments, self.type.about_label.as_secondary())
        patient = _side_by_side(self.age_field, self.sex_segments, self.condition_field)
        self._add("Location", self.location, "location_text", "area_text", "position")
        self._add("Call back", self.phone_field, "caller_phone")
        self._add("Type", self.type.field, "type_text", "type_code")
        self._add("Priority", priority, "priority")
        self._add("Patient", patient, "patient_age", "patient_sex", "patient_condition")
        self._add("Their name", self.patient_name_field, "patient_name")
        self._add("Caller", self.caller_name_field, "caller_name")
        self._add("Notes", self.notes_field, "notes")
        grid.setRowStretch(grid.rowCount() - 1, 1)
        for earlier, later in pairwise(self.stops()):
            QWidget.setTabOrder(earlier, later)

    def _add(self, caption: str, content: QWidget, *fields: str) -> None:
        place = self._grid.rowCount()
        label = PlainLabel(15).as_secondary()
        label.setText(caption)
        label.setFixedHeight(FIELD_PX)
        row = FormRow(content)
        self._rows.append(row)
        self._row_of.update(dict.fromkeys(fields, row))
        self._grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(row, place, 1)

    def _connect(self) -> None:
        for line in self._lines().values():
            line.textEdited.connect(self._on_changed)
            line.editingFinished.connect(self.left)
        for part in (self.location, self.type):
            part.changed.connect(self._on_changed)
            part.field.left.connect(self.left)
        self.sex_segments.chosen.connect(self._on_changed)
        self.notes_field.textChanged.connect(self._on_changed)
        self.notes_field.left.connect(self.left)
        for stop in self.stops()[:-1]:
            stop.entered.connect(self._on_entered)
        self.notes_field.entered.connect(self.finished)

    def _lines(self) -> Mapping[str, LineField]:
        """Give the plain lines, by the name of what they hold."""
        return {
            "caller_phone": self.phone_field,
            "patient_age": self.age_field,
            "patient_condition": self.condition_field,
            "patient_name": self.patient_name_field,
            "caller_name": self.caller_name_field,
        }

    def stops(self) -> tuple[LineField | Segments | NotesField, ...]:
        """Give what the Tab key leads to, in the order of the conversation."""
        return (
            self.location.field,
            self.phone_field,
            self.type.field,
            self.type.priority_segments,
            self.age_field,
            self.sex_segments,
            self.condition_field,
            self.patient_name_field,
            self.caller_name_field,
            self.notes_field,
        )

    def entry(self) -> CallEntry:
        """Give what was typed, as it was typed."""
        return CallEntry(
            location_text=self.location.field.text(),
            area_text=self.location.area_text(),
            position=self.location.position(),
            type_code=self.type.type_code(),
            type_text=self.type.field.text(),
            priority=self.type.priority(),
            patient_sex=self.sex_segments.mark(),
            notes=self.notes_field.toPlainText(),
            **{name: line.text() for name, line in self._lines().items()},
        )

    def fill(self, entry: CallEntry) -> None:
        """Show an entry and nothing else; nobody is told of a change."""
        self.forget_problems()
        self.location.fill(entry.location_text, entry.area_text, entry.position)
        self.type.fill(entry.type_code, entry.type_text, entry.priority)
        for name, line in self._lines().items():
            line.setText(getattr(entry, name))
        self.sex_segments.show_mark(entry.patient_sex)
        was_blocked = self.notes_field.blockSignals(True)  # noqa: FBT003  (Qt's own signature)
        self.notes_field.setPlainText(entry.notes)
        self.notes_field.blockSignals(was_blocked)

    def show_problems(self, problems: Mapping[str, Sequence[str]]) -> Sequence[str]:
        """Say beneath each field what is wrong with it; give the sentences that belong to none of them."""
        self.forget_problems()
        for field, sentences in problems.items():
            if field in self._row_of:
                self._row_of[field].problem_label.add(" ".join(sentences))
        return [sentence for field, told in problems.items() if field not in self._row_of for sentence in told]

    def problem_of(self, field: str) -> str:
        """Give what is said to be wrong with a field of `CallEntry`; empty for nothing."""
        return self._row_of[field].problem_label.text()

    def first_wrong(self) -> QWidget | None:
        """Give the first field that has a problem, as the keyboard reaches it."""
        wrong = next((row for row in self._rows if row.has_problem()), None)
        return None if wrong is None else next(stop for stop in self.stops() if wrong.holds(stop))

    def forget_problems(self) -> None:
        """Nothing is wrong any more."""
        for row in self._rows:
            row.problem_label.clear_all()

    @Slot()
    def _on_entered(self) -> None:
        # Not setFocus(): walked to, a field is scrolled into view.
        self.focusNextChild()

    @Slot()
    def _on_changed(self) -> None:
        # What was wrong is being mended in the field that has the keyboard; the others' sentences stay.
        for row in self._rows:
            if row.holds(self.focusWidget()):
                row.problem_label.clear_all()
        self.changed.emit()


def _line(object_name: str, name: str, column: str, longest: int = 0) -> LineField:
    limit = LIMITS.get(column)
    line = LineField(name, longest if limit is None else limit.longest)
    line.setObjectName(object_name)
    return line


def _side_by_side(*parts: QWidget) -> QWidget:
    whole = QWidget()
    line = QHBoxLayout(whole)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    for part in parts:
        line.addWidget(part)
    return whole
