"""The fields of a call that is being edited, each with room beneath it for what is wrong with it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from dispatcher_app.domain.edits import CallFields, Part
from dispatcher_app.domain.texts import LIMITS
from dispatcher_app.ui.entry.form_row import FormRow
from dispatcher_app.ui.entry.line_field import FIELD_PX, LineField
from dispatcher_app.ui.entry.location_part import LocationPart
from dispatcher_app.ui.entry.segments import Segments
from dispatcher_app.ui.entry.type_part import TypePart
from dispatcher_app.ui.widgets.plain_label import PlainLabel

_LINES = (
    ("caller_phone", "Call back", "Call-back number"),
    ("caller_name", "Caller", "Caller's name"),
)
"""Fields of one line of text: by their name in CallFields, beside which words, and as they are spoken."""


class EditForm(QWidget):
    """What is typed. `changed`: anything did."""

    changed = Signal()

    def __init__(self, ground: QWidget) -> None:
        """Make empty fields; what they suggest may lie over `ground`."""
        super().__init__(ground)
        self.location = LocationPart(ground)
        self.type = TypePart(ground)
        self.lines = {name: _line(name, spoken) for name, _caption, spoken in _LINES}
        self._texts: dict[str, LineField] = {
            "location_text": self.location.field,
            "type_text": self.type.field,
            **self.lines,
        }
        self._filled: dict[str, str] = {}
        self._rows: dict[str, FormRow] = {}
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        self._add("Location", self.location, "location_text", "area_text", "position")
        self._add("Type", self.type.field, "type_text", "type_code")
        self._add("Priority", self.type.priority_segments, "priority")
        for name, caption, _spoken in _LINES:
            self._add(caption, self.lines[name], name)
        for earlier, later in pairwise(self.stops()):
            QWidget.setTabOrder(earlier, later)

    def _add(self, caption: str, content: QWidget, *fields: str) -> None:
        place = self._grid.rowCount()
        label = PlainLabel(15).as_secondary()
        label.setText(caption)
        label.setFixedHeight(FIELD_PX)
        row = FormRow(content)
        self._rows.update(dict.fromkeys(fields, row))
        self._grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(row, place, 1)

    def _connect(self) -> None:
        for part in (self.location, self.type):
            part.changed.connect(self._on_changed)
        for line in self.lines.values():
            line.textEdited.connect(self._on_changed)
        for stop in self.stops():
            stop.entered.connect(self._on_entered)

    def stops(self) -> tuple[LineField | Segments, ...]:
        """Give what the Tab key leads to."""
        return (self.location.field, self.type.field, self.type.priority_segments, *self.lines.values())

    def fill(self, values: CallFields) -> None:
        """Show values and nothing else."""
        self.location.fill(values.location_text, values.area_text, values.position)
        self.type.fill(values.type_code, values.type_text, values.priority)
        for name, line in self.lines.items():
            line.setText(getattr(values, name))
        self._filled = {name: field.text() for name, field in self._texts.items()}

    def fill_part(self, part: Part, values: CallFields) -> None:
        """Show the newer value of one part; the others stay as they are being typed, and the keyboard where it is."""
        match part.name:
            case "location":
                self.location.fill(values.location_text, values.area_text, values.position)
            case "type":
                self.type.fill(values.type_code, values.type_text, self.type.priority())
            case "priority":
                self.type.show_priority(values.priority)
            case _:
                self.lines[part.name].setText(getattr(values, part.name))
        self._filled |= {name: self._texts[name].text() for name in part.fields if name in self._texts}

    def values(self, beside: CallFields) -> CallFields:
        """Give what was typed, as it was typed; what has no field here is as it is in `beside`."""
        # A field may show less than it was filled with (its room is counted otherwise): untouched, it changes nothing.
        typed: dict[str, Any] = {
            name: field.text() for name, field in self._texts.items() if field.text() != self._filled[name]
        }
        return replace(
            beside,
            area_text=self.location.area_text(),
            position=self.location.position(),
            type_code=self.type.type_code(),
            priority=self.type.priority() or 0,
            **typed,
        )

    def take_chosen(self) -> None:
        """Take what is chosen in a list that stands open."""
        for field in (self.location.field, self.type.field):
            field.take_chosen()

    def show_problems(self, problems: Mapping[str, Sequence[str]]) -> Sequence[str]:
        """Say beneath each field what is wrong with it; give the sentences that belong to none of them."""
        self.forget_problems()
        for field, sentences in problems.items():
            if field in self._rows:
                self._rows[field].problem_label.add(" ".join(sentences))
        wrong = next((stop for stop in self.stops() for row in self._wrong_rows() if row.holds(stop)), None)
        if wrong is not None:
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
        return [sentence for field, told in problems.items() if field not in self._rows for sentence in told]

    def problem_of(self, field: str) -> str:
        """Give what is said to be wrong with a field; empty for nothing."""
        return self._rows[field].problem_label.text()

    def forget_problems(self) -> None:
        """Nothing is wrong any more."""
        for row in self._rows.values():
            row.problem_label.clear_all()

    def _wrong_rows(self) -> list[FormRow]:
        return [row for row in self._rows.values() if row.has_problem()]

    @Slot()
    def _on_entered(self) -> None:
        self.focusNextChild()

    @Slot()
    def _on_changed(self) -> None:
        for row in self._wrong_rows():
            if row.holds(self.focusWidget()):
                row.problem_label.clear_all()
        self.changed.emit()


def _line(name: str, spoken: str) -> LineField:
    line = LineField(spoken, LIMITS[f"emergency_call.{name}"].longest)
    line.setObjectName(f"{name}_field")
    return line
