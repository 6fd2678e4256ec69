"""The story of one call: what happened, when, and through whom; and the notes that are part of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dispatcher_app.domain.ids import AssignmentId, EmergencyCallId, NoteId


class StoryKind(StrEnum):
    """What an entry is about."""

    CALL = "CALL"
    DISPATCH = "DISPATCH"
    STAMP = "STAMP"
    ENDING = "ENDING"
    EDIT = "EDIT"
    NOTE = "NOTE"
    MESSAGE = "MESSAGE"
    CORRECTION = "CORRECTION"
    ALARM = "ALARM"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class CallNote:
    """What somebody wrote down about a call. The database signs and times it (UTC); it is never edited, only followed.

    `author` is the log-in, `author_name` the full name at that time; `follows` an earlier note of the same call.
    """

    id: NoteId
    emergency_call_id: EmergencyCallId
    written_at: datetime
    author: str
    author_name: str
    desk: str
    body: str
    follows: NoteId | None = None


@dataclass(frozen=True, slots=True)
class StoryEntry:
    """One thing that happened. `at` (UTC) is when it happened, not when it was written down.

    `key` is the entry's own, and says nothing else. `words` are one line, but for a note's; `by` is a full name, empty
    where nobody is known. `note_id` and `follows` are a note's.
    """

    key: int
    at: datetime
    words: str
    kind: StoryKind
    by: str = ""
    desk: str = ""
    call_sign: str = ""
    assignment_id: AssignmentId | None = None
    note_id: NoteId | None = None
    follows: NoteId | None = None

    @property
    def sentence(self) -> str:
        """Say what happened and through whom: "M12 sent by Anna Kern, desk 3"; a crew's stamp says itself."""
        whose = ", ".join(part for part in (self.by, self.desk) if part)
        if not whose or self.kind is StoryKind.STAMP:
            return self.words
        is_short = self.kind is StoryKind.DISPATCH and "," not in self.words
        return f"{self.words}{'' if is_short else ','} by {whose}"


@dataclass(frozen=True, slots=True)
class CallStory:
    """All that happened on a call, as far as whoever reads it may know: oldest first."""

    emergency_call_id: EmergencyCallId
    number: int
    entries: tuple[StoryEntry, ...] = ()
