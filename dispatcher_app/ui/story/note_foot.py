"""The foot of a story: where a note is typed, what it follows, and why it was not written."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.ui.story.note_drafts import NoteDraft, NoteDrafts, NoteWanted
from dispatcher_app.ui.story.note_field import NoteField
from dispatcher_app.ui.story.story_content import NoteToFollow
from dispatcher_app.ui.trail.trail_button import TrailButton
from dispatcher_app.ui.widgets.caution_label import CautionLabel
from dispatcher_app.ui.widgets.plain_label import ElidedLabel

_HOW = "Add a note: Enter writes it, Shift+Enter begins a line"
_WRITING = "Writing…"
_NOT_A_NOTE = "Only notes are followed up. That entry was made by what was done."


class NoteFoot(QWidget):
    """Keeps a draft for each call: what was typed stays when another call is chosen, and until it is written.

    `note_requested` carries a `NoteWanted`; `left`: Esc was pressed and had nothing else to do.
    """

    note_requested = Signal(object)
    left = Signal()

    def __init__(self, *, writes_notes: bool, parent: QWidget | None = None) -> None:
        """Make it for no call yet; whoever writes no notes never sees it."""
        super().__init__(parent)
        self._writes_notes = writes_notes
        self._call_id: EmergencyCallId | None = None
        self._drafts = NoteDrafts()
        self.follow_label = ElidedLabel(14)
        self.follow_label.setObjectName("follow_label")
        self.problem_label = CautionLabel(14)
        self.problem_label.setObjectName("problem_label")
        self.note_field = NoteField()
        self.note_field.setObjectName("note_field")
        self.add_button = TrailButton("Add", is_main=True)
        self.add_button.setObjectName("add_button")
        self._build_layout()
        self._connect()
        self._show_draft()

    def _build_layout(self) -> None:
        self.note_field.setPlaceholderText(_HOW)
        self.problem_label.setWordWrap(True)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.note_field, 1)
        line.addWidget(self.add_button, alignment=Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 10)
        layout.setSpacing(6)
        layout.addWidget(self.follow_label.as_secondary())
        layout.addWidget(self.problem_label)
        layout.addLayout(line)

    def _connect(self) -> None:
        self.note_field.entered.connect(self._on_entered)
        self.note_field.left.connect(self._on_left)
        self.note_field.textChanged.connect(self._on_typed)
        self.add_button.clicked.connect(self._on_entered)

    def show_call(self, call_id: EmergencyCallId | None) -> None:
        """Turn to another call's draft, or to none."""
        self._call_id = call_id
        self._show_draft()

    def show_written(self, call_id: EmergencyCallId) -> None:
        """Forget a draft: it was written."""
        self._drafts.drop(call_id)
        self._show_draft()

    def show_problem(self, call_id: EmergencyCallId, sentence: str, *, is_sent: bool) -> None:
        """Say why a note was not written, or not known to be (`is_sent`); what was typed stays."""
        self._drafts.change(call_id, problem=sentence, is_sent=is_sent)
        self._show_draft()

    def follow(self, note: NoteToFollow | None) -> None:
        """Let the next note follow one that is there; None for an entry that is no note."""
        if not self._writes_notes or self._draft().is_sent:
            return
        if note is None:
            self._drafts.change(self._call_id, problem=_NOT_A_NOTE)
        else:
            self._drafts.change(self._call_id, follows=note, problem="")
            self.begin()
        self._show_draft()

    def begin(self) -> None:
        """Put the keyboard where a note is typed, if there is a call to type it for."""
        if self._writes_notes and self._call_id is not None:
            self.note_field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _draft(self) -> NoteDraft:
        return self._drafts.of(self._call_id)

    def _show_draft(self) -> None:
        draft = self._draft()
        self.setVisible(self._writes_notes and self._call_id is not None)
        self.note_field.show_text(draft.text)
        self.note_field.setReadOnly(draft.is_sent)
        self.add_button.setEnabled(not draft.is_sent)
        self.follow_label.setText("" if draft.follows is None else f"{draft.follows.words}   Esc takes that back")
        self.follow_label.setVisible(draft.follows is not None)
        self.problem_label.setText(draft.problem or (_WRITING if draft.is_sent else ""))
        self.problem_label.setVisible(bool(self.problem_label.text()))

    @Slot()
    def _on_typed(self) -> None:
        text = self.note_field.toPlainText()
        if text != self._draft().text:
            self._drafts.change(self._call_id, text=text, problem="")
            self.problem_label.hide()

    @Slot()
    def _on_entered(self) -> None:
        draft = self._draft()
        if self._call_id is None or draft.is_sent or not draft.text.strip():
            return
        self._drafts.change(self._call_id, is_sent=True, problem="")
        self._show_draft()
        follows = None if draft.follows is None else draft.follows.id
        self.note_requested.emit(NoteWanted(self._call_id, draft.text, follows))

    @Slot()
    def _on_left(self) -> None:
        """Take back whom the note follows, if it does; what was typed stays."""
        draft = self._draft()
        if draft.follows is None or draft.is_sent:
            self.left.emit()
        else:
            self._drafts.change(self._call_id, follows=None)
            self._show_draft()
