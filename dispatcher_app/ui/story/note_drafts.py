"""What has been typed and not yet been written, call by call. No Qt."""

from dataclasses import dataclass, replace
from typing import Any

from dispatcher_app.domain.ids import EmergencyCallId, NoteId
from dispatcher_app.ui.story.story_content import NoteToFollow


@dataclass(frozen=True, slots=True)
class NoteWanted:
    """A note as it was typed, to be written."""

    emergency_call_id: EmergencyCallId
    body: str
    follows: NoteId | None = None


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """The beginning of a note. `problem` says why it was not written; `is_sent`: its answer is awaited."""

    text: str = ""
    follows: NoteToFollow | None = None
    problem: str = ""
    is_sent: bool = False


class NoteDrafts:
    """Keeps a draft for each call that has one, for as long as the window lives."""

    def __init__(self) -> None:
        """Begin with none."""
        self._drafts: dict[EmergencyCallId, NoteDraft] = {}

    def of(self, call_id: EmergencyCallId | None) -> NoteDraft:
        """Give the draft of a call; an empty one where nothing was typed."""
        return NoteDraft() if call_id is None else self._drafts.get(call_id, NoteDraft())

    def change(self, call_id: EmergencyCallId | None, **changes: Any) -> None:
        """Change parts of a draft."""
        if call_id is None:
            return
        draft = replace(self.of(call_id), **changes)
        if draft == NoteDraft():
            self._drafts.pop(call_id, None)
        else:
            self._drafts[call_id] = draft

    def drop(self, call_id: EmergencyCallId) -> None:
        """Forget a draft: it was written."""
        self._drafts.pop(call_id, None)
