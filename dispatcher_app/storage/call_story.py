"""The notes of a call, and the events of the trail that are its story."""

from typing import Any

from peewee import PostgresqlDatabase

from dispatcher_app.domain.call_story import CallNote
from dispatcher_app.domain.commands import AddNote
from dispatcher_app.domain.errors import NotFound
from dispatcher_app.domain.ids import EmergencyCallId, NoteId, RequestId
from dispatcher_app.storage.models import EmergencyCall
from dispatcher_app.storage.store import Transaction
from dispatcher_app.storage.trail import TrailEvent, event_of

_NOTE = "SELECT id, emergency_call_id, written_at, author, author_name, desk, body, follows_id FROM "

_STORY = """
    SELECT id, at, actor, desk, client, action, table_name, row_id, before, after, request_id
    FROM story_of_call(%s)"""


def call_number(tx: Transaction, call_id: EmergencyCallId) -> int:
    """Give the number that people call it by. Raises NotFound."""
    query = EmergencyCall.select(EmergencyCall.number).where(EmergencyCall.id == call_id)
    for row in query.execute(tx.database):
        return int(row.number)
    raise NotFound("emergency call", f"of record {call_id}")


def may_write_as(tx: Transaction, login: str) -> bool:
    """Tell whether the session is this log-in's, or of somebody who administers the database and acts for others."""
    sql = "SELECT session_user = %s OR pg_has_role(session_user, 'dispatch_owner', 'MEMBER')"
    return bool(tx.database.execute_sql(sql, (login,)).fetchone()[0])


def write_note(tx: Transaction, note: AddNote) -> CallNote:
    """Write a note, signed and timed by the database.

    Raises NotAllowed for a crew that was never sent to the call, InvalidInput for a note of another call to follow.
    """
    given = (note.emergency_call_id, note.body, note.follows, str(note.request_id))
    (written,) = _notes(tx.database, "write_note(%s, %s, %s, %s)", given)
    return written


def note_of_request(tx: Transaction, request_id: RequestId) -> CallNote | None:
    """Find the note that this person wrote under a request id."""
    return next(iter(_notes(tx.database, "note_of_request(%s)", (str(request_id),))), None)


def read_story_events(tx: Transaction, call_id: EmergencyCallId) -> tuple[TrailEvent, ...]:
    """Read what the trail has of a call, its assignments and all that belongs to them, in the order of writing.

    Of each event only what this session's person may read of its table.
    """
    return tuple(event_of(row) for row in tx.database.execute_sql(_STORY, (call_id,)).fetchall())


def _notes(database: PostgresqlDatabase, function: str, given: tuple[Any, ...]) -> list[CallNote]:
    found = database.execute_sql(f"{_NOTE}{function}", given).fetchall()
    return [
        CallNote(
            NoteId(number),
            EmergencyCallId(call),
            at,
            author,
            name,
            desk,
            body,
            None if after is None else NoteId(after),
        )
        for number, call, at, author, name, desk, body, after in found
    ]
