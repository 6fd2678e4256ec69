"""The texts of a story's rows. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from dispatcher_app.domain.call_story import StoryEntry, StoryKind
from dispatcher_app.domain.entities import EmergencyCall
from dispatcher_app.domain.ids import NoteId
from dispatcher_app.ui.board.table_content import ColumnSpec, TableContent
from dispatcher_app.ui.wording import clock_time, short_date


@dataclass(frozen=True, slots=True)
class StoryRow:
    """An entry in the room's zone. `date` is told where the day begins; `heading` stands above a note."""

    entry: StoryEntry
    time: str
    date: str = ""
    heading: str = ""

    @property
    def key(self) -> int:
        """The entry's own."""
        return self.entry.key

    @property
    def whose(self) -> str:
        """Say through whom it happened; a note's heading says it."""
        return "" if self.heading else whose(self.entry)


@dataclass(frozen=True, slots=True)
class NoteToFollow:
    """A note that the next one is about, and how it is called."""

    id: NoteId
    words: str


def story_heading(call: EmergencyCall) -> str:
    """Name the call whose story it is, and where: the details make way for it."""
    return f"#{call.number}  {', '.join(part for part in (call.type_text, call.location_text) if part)}".rstrip()


def story_rows(entries: Sequence[StoryEntry], zone: tzinfo) -> tuple[StoryRow, ...]:
    """Write out the rows, oldest first; the day is told with the first row of each but the first day."""
    notes = {entry.note_id: entry for entry in entries if entry.note_id is not None}
    rows = []
    last = short_date(entries[0].at, zone) if entries else ""
    for entry in entries:
        date = short_date(entry.at, zone)
        heading = _heading(entry, notes, zone) if entry.kind is StoryKind.NOTE else ""
        rows.append(StoryRow(entry, clock_time(entry.at, zone), date if date != last else "", heading))
        last = date
    return tuple(rows)


def _heading(entry: StoryEntry, notes: Mapping[NoteId, StoryEntry], zone: tzinfo) -> str:
    who = whose(entry)
    by = f"Note by {who}" if who else "Note"
    followed = None if entry.follows is None else notes.get(entry.follows)
    if followed is None:
        return by
    return f"{by}, on that of {clock_time(followed.at, zone)} by {followed.by}"


def whose(entry: StoryEntry) -> str:
    """Name the person and the desk, as far as they are known."""
    return ", ".join(part for part in (entry.by, entry.desk) if part)


def note_to_follow(row: StoryRow) -> NoteToFollow | None:
    """Name the note that a row is, if it is one that can be followed."""
    if row.entry.note_id is None:
        return None
    return NoteToFollow(row.entry.note_id, f"Follows the note of {row.time} by {row.entry.by}")


class StoryContent(TableContent[StoryRow]):
    """The story as a list of one column."""

    columns = (ColumnSpec("Story", 100),)

    def text(self, row: StoryRow, column: int, now: datetime) -> str:  # noqa: ARG002  (what is past stands still)
        """Write the whole entry in one line, as it is copied and spoken."""
        if row.heading:
            return f"{row.time} {row.heading}: {' '.join(row.entry.words.split())}"
        return f"{row.time} {row.entry.sentence}"

    def spoken(self, row: StoryRow, column: int, now: datetime) -> str:
        """Say the entry."""
        return self.text(row, column, now)
