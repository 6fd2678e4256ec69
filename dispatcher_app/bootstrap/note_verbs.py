"""A note written at a shell, and made sure of even where the line breaks over it."""

from dispatcher_app.bootstrap.desk import Desk, Room
from dispatcher_app.bootstrap.verbs import desk_for
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.call_story import CallNote
from dispatcher_app.domain.checks import checked_number
from dispatcher_app.domain.commands import AddNote
from dispatcher_app.domain.errors import DispatcherError, OutcomeUnknown, Unavailable
from dispatcher_app.domain.texts import LIMITS, Problems
from dispatcher_app.operations.call_story import add_note, find_call, was_note_written

_NOT_WRITTEN = "The line broke. The note was not written."
_UNKNOWN = "The line broke: it is not known whether the note was written. Look at the call's story."


def add(config: AppConfig, room: Room, call: str, text: str) -> CallNote:
    """Write a note on a call. Raises as `add_note` does, and InvalidInput with a sentence for each field."""
    with Problems() as problems:
        number = problems.checked(_call_number, call, otherwise=0)
        body = problems.text("body", text, LIMITS["call_note.body"])
    with desk_for(config, room) as desk:
        command = AddNote(find_call(desk.store, number), body)
        try:
            return add_note(desk.store, command, desk.login)
        except OutcomeUnknown:
            return _asked_again(desk, command)


def _asked_again(desk: Desk, command: AddNote) -> CallNote:
    try:
        desk.revive()
        is_written = was_note_written(desk.store, command.request_id)
        # One that is written is answered with what was written.
        written = add_note(desk.store, command, desk.login) if is_written else None
    except DispatcherError:
        raise OutcomeUnknown(_UNKNOWN) from None
    if written is None:
        raise Unavailable(_NOT_WRITTEN)
    return written


def _call_number(text: str) -> int:
    wrong = "A call's number is a whole number, like 1042."
    return checked_number("emergency_call_id", text.strip().removeprefix("#"), wrong)
