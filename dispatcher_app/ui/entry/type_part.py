"""What it is and how urgent: the type from the room's list, and the priority that it or the dispatcher gives."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from dispatcher_app.domain.call_taking import CallType
from dispatcher_app.domain.texts import LIMITS
from dispatcher_app.ui.entry.entry_words import BETWEEN_FACTS, priority_words, type_words
from dispatcher_app.ui.entry.segments import Segment, Segments
from dispatcher_app.ui.entry.suggesting_field import SuggestingField
from dispatcher_app.ui.entry.suggestion_list import Suggestion
from dispatcher_app.ui.entry.type_search import TypeSearch
from dispatcher_app.ui.widgets.plain_label import ElidedLabel

_PRIORITIES = (
    Segment("1", "most urgent"),
    Segment("2", "urgent"),
    Segment("3", "less urgent"),
    Segment("4", "least urgent"),
)


class TypePart(QObject):
    """Joins the field of the type, the priorities and the words about both; the form lays them out."""

    changed = Signal()

    def __init__(self, ground: QWidget) -> None:
        """Make them empty; the list of types may lie over `ground`."""
        super().__init__(ground)
        self.field = SuggestingField("Type", LIMITS["emergency_call.type_text"].longest, ground)
        self.field.setObjectName("type_field")
        self.priority_segments = Segments("Priority", _PRIORITIES, 46)
        self.priority_segments.setObjectName("priority_segments")
        self.about_label = ElidedLabel(13)
        self.about_label.setObjectName("about_label")
        self._search = TypeSearch()
        self._shown: Sequence[CallType] = ()
        self._chosen: CallType | None = None
        self._has_own_priority = False
        self.field.textEdited.connect(self._on_edited)
        self.field.row_taken.connect(self._on_row_taken)
        self.field.asked.connect(self._on_asked)
        self.field.left.connect(self._on_left)
        self.priority_segments.chosen.connect(self._on_priority_chosen)
        self._tell()

    def type_code(self) -> str:
        """Give the code of the chosen type, empty while none is."""
        return "" if self._chosen is None else self._chosen.code

    def priority(self) -> int | None:
        """Give the priority, 1…4."""
        mark = self.priority_segments.mark()
        return int(mark) if mark else None

    def show_types(self, types: Sequence[CallType]) -> None:
        """Take the room's list."""
        self._search = TypeSearch(types)
        self._shown = ()
        self.field.suggestions.forget()
        self._chosen = self._search.by_code(self.type_code()) or self._chosen
        self._judge_priority()

    def fill(self, code: str, text: str, priority: int | None) -> None:
        """Show type and priority as they were left; a priority that the type does not give was the dispatcher's own."""
        self.field.suggestions.forget()
        self.field.setText(text)
        self._chosen = self._search.by_code(code) or (CallType(code, text) if code else None)
        self.show_priority(priority)

    def show_priority(self, priority: int | None) -> None:
        """Show another priority; the type stays as it is being typed."""
        self.priority_segments.show_mark("" if priority is None else str(priority))
        self._judge_priority()

    @Slot(str)
    def _on_edited(self, typed: str) -> None:
        self._choose(None)
        self._offer(self._search.matching(typed) if typed.strip() else ())

    @Slot()
    def _on_asked(self) -> None:
        self._offer(self._search.types if self._chosen is not None else self._search.matching(self.field.text()))

    def _offer(self, types: Sequence[CallType]) -> None:
        self._shown = types
        self.field.show_rows([Suggestion(item.words, item.code) for item in types], is_first_chosen=True)

    @Slot(int)
    def _on_row_taken(self, row: int) -> None:
        self._take(self._shown[row])

    @Slot()
    def _on_left(self) -> None:
        meant = self._search.named(self.field.text()) if self._chosen is None else None
        if meant is not None:
            self._take(meant)

    def _take(self, item: CallType) -> None:
        self.field.setText(item.words[: self.field.maxLength()])
        self._choose(item)

    def _choose(self, item: CallType | None) -> None:
        self._chosen = item
        if not self._has_own_priority:
            self._show_default()
        self._tell()
        self.changed.emit()

    def _judge_priority(self) -> None:
        self._has_own_priority = self.priority() not in {None, self._default()}
        self._tell()

    def _default(self) -> int | None:
        return None if self._chosen is None else self._chosen.default_priority

    def _show_default(self) -> None:
        default = self._default()
        self.priority_segments.show_mark("" if default is None else str(default))

    @Slot(str)
    def _on_priority_chosen(self, mark: str) -> None:
        self._has_own_priority = bool(mark)
        if not mark:
            self._show_default()
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        about_type = type_words(self._chosen, self.field.text())
        about_priority = priority_words(self.priority(), is_own=self._has_own_priority)
        self.about_label.show_parts((about_priority, *about_type), BETWEEN_FACTS)
        self.field.setAccessibleDescription(", ".join(about_type))
        self.priority_segments.setAccessibleDescription(about_priority)
