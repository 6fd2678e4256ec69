"""The story of the selected call, and at its foot the field in which notes are added to it."""

from datetime import UTC, tzinfo

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from dispatcher_app.domain.call_story import CallStory
from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.ui.story.note_foot import NoteFoot
from dispatcher_app.ui.story.story_content import StoryRow, note_to_follow, story_rows
from dispatcher_app.ui.story.story_list import StoryList
from dispatcher_app.ui.widgets.panel import Hairline, Panel
from dispatcher_app.ui.widgets.plain_label import ElidedLabel, PlainLabel

_NO_CALL = "No call selected. Choose one on the left to read its story."
_READING = "Reading…"
_NOTHING = "Nothing is known of this call."


class StoryPanel(Panel):
    """Shows stories and asks for notes; it reads and writes nothing.

    `note_requested` carries a `NoteWanted`; `left`: the keyboard goes back to the calls.
    """

    note_requested = Signal(object)
    left = Signal()

    def __init__(self, *, writes_notes: bool, parent: QWidget | None = None) -> None:
        """Make an empty panel, without a field for whoever writes no notes."""
        super().__init__(parent)
        self._call_id: EmergencyCallId | None = None
        self.heading_label = ElidedLabel(17, 600)
        self.heading_label.setObjectName("heading_label")
        self.condition_label = ElidedLabel(14)
        self.condition_label.setObjectName("condition_label")
        self.story_list = StoryList()
        self.story_list.setObjectName("story_list")
        self.nothing_label = PlainLabel(15)
        self.nothing_label.setObjectName("nothing_label")
        self.pages = QStackedWidget()
        self.pages.setObjectName("story_pages")
        self.foot = NoteFoot(writes_notes=writes_notes)
        self.foot.setObjectName("foot")
        self._build_layout()
        self._connect()

    def _build_layout(self) -> None:
        for part in (self, self.pages):
            part.setAccessibleName("Story of the call")
        self.nothing_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing_label.setWordWrap(True)
        self.nothing_label.setText(_NO_CALL)
        self.pages.addWidget(self.nothing_label.as_secondary())
        self.pages.addWidget(self.story_list)
        top = QHBoxLayout()
        top.setContentsMargins(16, 9, 16, 7)
        top.setSpacing(12)
        top.addWidget(self.heading_label, 1)
        top.addWidget(self.condition_label.as_secondary())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(Hairline())
        layout.addWidget(self.pages, 1)
        layout.addWidget(Hairline())
        layout.addWidget(self.foot)

    def _connect(self) -> None:
        self.story_list.follow_requested.connect(self._on_follow_requested)
        self.story_list.left.connect(self.left)
        self.foot.note_requested.connect(self.note_requested)
        self.foot.left.connect(self.take_keyboard)

    def stops(self) -> tuple[QWidget, ...]:
        """Give where the keyboard stops, in order."""
        return self.story_list, self.foot.note_field, self.foot.add_button

    def call_id(self) -> EmergencyCallId | None:
        """Give the call whose story is shown."""
        return self._call_id

    def show_call(self, call_id: EmergencyCallId | None, heading: str = "Story of a call") -> None:
        """Turn to another call, or to none: its story comes later, what was typed for it is back at once."""
        self.heading_label.setText(heading)
        if call_id == self._call_id:
            return
        self._call_id = call_id
        self._turn_to(self.nothing_label)
        self.nothing_label.setText(_NO_CALL if call_id is None else _READING)
        self.story_list.show_rows(())
        self.story_list.show_end()
        self.condition_label.setText("")
        self.foot.show_call(call_id)

    def show_story(self, story: CallStory, zone: tzinfo = UTC) -> None:
        """Show what is known now, if it is of the call that is shown."""
        if story.emergency_call_id != self._call_id:
            return
        self.condition_label.setText("")
        self.nothing_label.setText(_NOTHING)
        self.story_list.show_rows(story_rows(story.entries, zone))
        self._turn_to(self.story_list if story.entries else self.nothing_label)

    def show_unavailable(self, sentence: str) -> None:
        """Say why the story cannot be read; what is shown already stays, and is not the newest."""
        label = self.nothing_label if self.pages.currentWidget() is self.nothing_label else self.condition_label
        label.setText(sentence)

    def show_written(self, call_id: EmergencyCallId) -> None:
        """Empty the field: the note was written, and its writer sees it come."""
        self.foot.show_written(call_id)
        if call_id == self._call_id:
            self.story_list.show_end()

    def show_problem(self, call_id: EmergencyCallId, sentence: str, *, is_sent: bool = False) -> None:
        """Say why a note was not written, or not known to be (`is_sent`); what was typed stays."""
        self.foot.show_problem(call_id, sentence, is_sent=is_sent)

    def forget(self) -> None:
        """Show no call: the story is closed or covered. What was typed comes back with its call."""
        self.show_call(None)

    @Slot()
    def take_keyboard(self) -> None:
        """Put the keyboard on the story, or where it is about to come."""
        has_story = self.pages.currentWidget() is self.story_list
        (self.story_list if has_story else self.pages).setFocus(Qt.FocusReason.OtherFocusReason)

    def _turn_to(self, page: QWidget) -> None:
        has_focus = self.pages.hasFocus() or self.story_list.hasFocus()
        self.pages.setFocusPolicy(Qt.FocusPolicy.NoFocus if page is self.story_list else Qt.FocusPolicy.ClickFocus)
        self.pages.setCurrentWidget(page)
        if has_focus:
            self.take_keyboard()

    @Slot(object)
    def _on_follow_requested(self, row: StoryRow) -> None:
        self.foot.follow(note_to_follow(row))
