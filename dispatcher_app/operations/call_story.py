"""The story of a call, and the notes with which everybody who may adds to it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from uuid import UUID

from dispatcher_app.domain.call_story import CallNote, CallStory, StoryEntry, StoryKind
from dispatcher_app.domain.commands import AddNote
from dispatcher_app.domain.errors import NotAllowed
from dispatcher_app.domain.ids import AssignmentId, EmergencyCallId, NoteId, RequestId
from dispatcher_app.domain.plan_errors import OrderWithdrawn
from dispatcher_app.domain.texts import LIMITS, checked_text, laid_open
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.operations.story_told import Beside, Line
from dispatcher_app.operations.story_words import lines_of, unit_of
from dispatcher_app.operations.trail_told import Told
from dispatcher_app.storage import call_story as db
from dispatcher_app.storage.board import find_emergency_call
from dispatcher_app.storage.requests import claim_request, was_carried_out
from dispatcher_app.storage.store import Store, Transaction
from dispatcher_app.storage.trail import TrailEvent
from dispatcher_app.storage.trail_names import TrailNames, read_names

_NOT_YOURS = (
    "Notes are written by dispatchers, and by the crew of an ambulance that was sent to the call, each in their own"
    " name. Nothing was written."
)
_MOST_LINES = 100
"""More than one event ever says."""


@restarting
def add_note(store: Store, command: AddNote, login: str) -> CallNote:
    """Write a note on a call, now, in the name of the session's own log-in: `login`, or an administrator's.

    A note whose request id has been carried out is answered with what was written then. Raises InvalidInput, NotFound,
    NotAllowed, Busy, Unavailable, OutcomeUnknown.
    """
    kept = replace(command, body=checked_text("body", command.body, LIMITS["call_note.body"]))
    try:
        with store.transaction() as tx:
            return _written(tx, kept, login)
    except NotAllowed:
        raise NotAllowed(_NOT_YOURS) from None


def _written(tx: Transaction, note: AddNote, login: str) -> CallNote:
    if not db.may_write_as(tx, login):
        raise NotAllowed(_NOT_YOURS)
    db.call_number(tx, note.emergency_call_id)
    if claim_request(tx, note.request_id, "add_note"):
        return db.write_note(tx, note)
    done = db.note_of_request(tx, note.request_id)
    if done is None:
        raise OrderWithdrawn
    return done


@restarting
def was_note_written(store: Store, request_id: RequestId) -> bool:
    """Tell what became of a note whose answer was lost; one that was not written never will be. Raises Busy."""
    with store.transaction() as tx:
        return was_carried_out(tx, request_id)


def find_call(store: Store, number: int) -> EmergencyCallId:
    """Find a call by the number that people use. Raises NotFound, Unavailable."""
    with store.snapshot() as tx:
        return find_emergency_call(tx, number)


def read_story(store: Store, call_id: EmergencyCallId, zone: tzinfo) -> CallStory:
    """Read all that happened on a call, as far as whoever is logged in may know; words tell times in a zone.

    Raises NotFound, Unavailable.
    """
    with store.snapshot() as tx:
        number = db.call_number(tx, call_id)
        events = db.read_story_events(tx, call_id)
        names = read_names(tx, events)
    return CallStory(call_id, number, story_entries(events, names, zone))


def story_entries(events: Sequence[TrailEvent], names: TrailNames, zone: tzinfo) -> tuple[StoryEntry, ...]:
    """Put events into words, in the order in which it all happened."""
    beside = Beside(events, names, zone)
    lines = [(Told(event, names, zone), tuple(lines_of(Told(event, names, zone), beside))) for event in events]
    moments = _moments(lines)
    entries = [entry for told, said in lines for entry in _entries(told, said, moments)]
    # What was written first stays first among what happened at once.
    return tuple(sorted(entries, key=lambda entry: entry.at))


def _moments(lines: Sequence[tuple[Told, tuple[Line, ...]]]) -> Mapping[UUID | None, datetime]:
    """Find when each request was carried out, as its records say: a recorded week is replayed at its own times."""
    found: dict[UUID | None, datetime] = {}
    for told, said in lines:
        for line in said:
            if line.at is not None and told.event.request_id is not None:
                found.setdefault(told.event.request_id, line.at)
    return found


def _entries(told: Told, said: Sequence[Line], moments: Mapping[UUID | None, datetime]) -> Iterator[StoryEntry]:
    event = told.event
    call_sign, assignment = unit_of(told)
    is_note = event.table_name == "call_note" and event.action == "INSERT"
    follows = told.after("follows_id")
    for place, line in enumerate(said):
        words = line.words if line.kind is StoryKind.NOTE else laid_open(line.words)
        by = told.who if line.by is None else line.by
        yield StoryEntry(
            key=event.number * _MOST_LINES + place,
            at=line.at or moments.get(event.request_id) or event.at.astimezone(UTC),
            words=words,
            kind=line.kind,
            by=by,
            desk=(event.desk if line.desk is None else line.desk) if by else "",
            call_sign=call_sign,
            assignment_id=None if assignment is None else AssignmentId(assignment),
            note_id=NoteId(event.row_id) if is_note else None,
            follows=NoteId(follows) if is_note and isinstance(follows, int) else None,
        )
