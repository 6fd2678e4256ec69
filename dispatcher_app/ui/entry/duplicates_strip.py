"""The calls that may be the one being taken. It keeps its room, takes no keyboard and holds nothing up."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatcher_app.domain.call_taking import Duplicate
from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.ui.entry.entry_words import (
    BETWEEN_FACTS,
    EARLIER_CALLS,
    duplicate_facts,
    duplicate_title,
    duplicates_heading,
    join_name,
)
from dispatcher_app.ui.entry.panel_button import PanelButton
from dispatcher_app.ui.entry.scroll_sheet import ScrollSheet
from dispatcher_app.ui.widgets.announcing import announce
from dispatcher_app.ui.widgets.plain_label import ElidedLabel, PlainLabel

ROW_PX = 42


class DuplicateRow(QWidget):
    """One call, and the button that adds this caller to it. `join_pressed` carries the call's id."""

    join_pressed = Signal(object)

    def __init__(self, duplicate: Duplicate) -> None:
        """Make the row of a call."""
        super().__init__()
        self.duplicate = duplicate
        self.title_label = ElidedLabel(15, 600)
        self.title_label.setObjectName("title_label")
        self.facts_label = ElidedLabel(13)
        self.facts_label.setObjectName("facts_label")
        self.join_button = PanelButton("Join as repeat caller", is_low=True)
        self.join_button.setObjectName("join_button")
        self.setFixedHeight(ROW_PX)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.title_label)
        words.addWidget(self.facts_label.as_secondary())
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 2, 4, 2)
        line.setSpacing(12)
        line.addLayout(words, 1)
        line.addWidget(self.join_button)
        self.join_button.clicked.connect(lambda: self.join_pressed.emit(self.duplicate.call.id))

    def show_duplicate(self, duplicate: Duplicate, now: datetime) -> None:
        """Say what is known of the call now."""
        self.duplicate = duplicate
        self.title_label.setText(duplicate_title(duplicate))
        self.join_button.setAccessibleName(join_name(duplicate))
        self.tick(now)

    def tick(self, now: datetime) -> None:
        """Let time pass."""
        facts = duplicate_facts(self.duplicate, now)
        self.facts_label.show_parts(facts, BETWEEN_FACTS)
        self.join_button.setAccessibleDescription(f"{duplicate_title(self.duplicate)}: {', '.join(facts)}")


class DuplicatesStrip(QWidget):
    """Shows a few rows, scrolls the rest. `join_pressed` carries a call's id, `row_added` the button of a new row.

    `focus_left`: the row that had the keyboard goes.
    """

    join_pressed = Signal(object)
    row_added = Signal(QWidget)
    focus_left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Make an empty strip."""
        super().__init__(parent)
        self.heading_label = PlainLabel(14, 500)
        self.heading_label.setObjectName("duplicates_heading_label")
        sheet = QWidget()
        self._column = QVBoxLayout(sheet)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self.rows_scroll = ScrollSheet(sheet)
        self.rows_scroll.setObjectName("rows_scroll")
        self._by_call: dict[EmergencyCallId, DuplicateRow] = {}
        self._build_layout()
        self.forget()

    def _build_layout(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 4, 12, 0)
        layout.setSpacing(2)
        layout.addWidget(self.heading_label)
        layout.addWidget(self.rows_scroll)

    def show_room(self, rows: int) -> None:
        """Keep room for so many rows, whether there are any or not."""
        self.rows_scroll.setFixedHeight(rows * ROW_PX)

    def show_duplicates(self, duplicates: Sequence[Duplicate], now: datetime) -> None:
        """Show these: those still running first, the newest of them first, of equals the nearest."""
        fresh = {item.call.id for item in duplicates} - set(self._by_call)
        for gone in set(self._by_call) - {item.call.id for item in duplicates}:
            self._remove(gone)
        for place, duplicate in enumerate(self._in_order(duplicates)):
            row = self._by_call.get(duplicate.call.id) or self._add(duplicate)
            row.show_duplicate(duplicate, now)
            if self._column.indexOf(row) != place:
                self._column.insertWidget(place, row)
        self._say(len(duplicates))
        if fresh:
            announce(self, duplicates_heading(len(duplicates)), is_polite=True)

    def _in_order(self, duplicates: Sequence[Duplicate]) -> Sequence[Duplicate]:
        ranked = sorted(duplicates, key=_rank)
        if not self.underMouse():
            return ranked
        # Somebody is about to press: what is shown holds still, and what is new comes below.
        shown = [item.call.id for item in self.duplicates()]
        return sorted(ranked, key=lambda item: shown.index(item.call.id) if item.call.id in shown else len(shown))

    def forget(self) -> None:
        """Show none, and say nothing of there being none: nobody has looked yet."""
        for call_id in list(self._by_call):
            self._remove(call_id)
        self._say(0)
        self.heading_label.setText(EARLIER_CALLS)

    def tick(self, now: datetime) -> None:
        """Let time pass."""
        for row in self._by_call.values():
            row.tick(now)

    def rows(self) -> Sequence[DuplicateRow]:
        """Give the rows from the top."""
        return list(self._rows())

    def duplicates(self) -> Sequence[Duplicate]:
        """Give what is shown, from the top."""
        return [row.duplicate for row in self._rows()]

    def _rows(self) -> Iterator[DuplicateRow]:
        for place in range(len(self._by_call)):
            item = self._column.itemAt(place)
            row = None if item is None else item.widget()
            if isinstance(row, DuplicateRow):
                yield row

    def _add(self, duplicate: Duplicate) -> DuplicateRow:
        row = DuplicateRow(duplicate)
        row.join_pressed.connect(self.join_pressed)
        self._by_call[duplicate.call.id] = row
        self._column.insertWidget(0, row)
        row.show()
        self.row_added.emit(row.join_button)
        return row

    def _remove(self, call_id: EmergencyCallId) -> None:
        row = self._by_call.pop(call_id)
        if row.join_button.hasFocus():
            # Another call must not come under the key that was meant for this one.
            self.focus_left.emit()
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()

    def _say(self, count: int) -> None:
        self.heading_label.setText(duplicates_heading(count) + ("   Alt+J" if count else ""))
        role = QPalette.ColorRole
        self.heading_label.setForegroundRole(role.WindowText if count else role.PlaceholderText)


def _rank(duplicate: Duplicate) -> tuple[bool, float, float]:
    nearness = float("inf") if duplicate.distance_m is None else duplicate.distance_m
    return (duplicate.ended_at is not None, -duplicate.received_at.timestamp(), nearness)
