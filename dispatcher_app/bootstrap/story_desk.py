"""The story of the selected call, kept true while it is open, and the notes that are added to it."""

import logging
from functools import partial

from PySide6.QtCore import QObject, QTimer, Slot

from dispatcher_app.background.board_feed import BoardFeed
from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.domain.call_story import CallNote, CallStory
from dispatcher_app.domain.commands import AddNote
from dispatcher_app.domain.errors import DispatcherError, OutcomeUnknown
from dispatcher_app.operations.call_story import add_note, read_story, was_note_written
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.story.note_drafts import NoteWanted
from dispatcher_app.ui.story.story_content import story_heading

_GATHER_MS = 60
"""How long to wait for the rest of what one order tells: the thread that reads is the one that sends ambulances."""

_FAULT = "a fault in this desk, written to its log."
_UNKNOWN = "The line broke. It is not known yet whether this note was written; this desk is finding out."
_NOT_WRITTEN = "The line broke before this note was written. Send it once more."

_log = logging.getLogger(__name__)


class StoryDesk(QObject):
    """Lives as long as its window. One reading is under way at a time; of those that wait there is only the newest."""

    def __init__(self, desk: Desk, jobs: JobRunner, window: DeskWindow, feed: BoardFeed) -> None:
        """Take the window's story; nothing is read before it is opened."""
        super().__init__(window)
        self._desk = desk
        self._jobs = jobs
        self._window = window
        self._place, self._panel = window.panels.story_place, window.panels.story_panel
        self._is_reading = False
        self._is_due = False
        self._open_notes: list[AddNote] = []
        self._is_asking = False
        self._gather_timer = QTimer(self, interval=_GATHER_MS, singleShot=True)
        self._gather_timer.timeout.connect(self._read)
        self._place.changed.connect(self._on_place_changed)
        self._panel.note_requested.connect(self._on_note_requested)
        window.choosing.changed.connect(self._follow_choice)
        feed.board_loaded.connect(self._follow_choice)
        feed.board_loaded.connect(self._ask)
        feed.proved.connect(self._ask)
        feed.stories_changed.connect(self._on_stories_changed)

    # Reading

    @Slot()
    def _follow_choice(self) -> None:
        """Show the story of the call that is selected now, if the story is seen at all."""
        if not self._place.is_seen():
            return
        call = self._window.choosing.selected_call()
        if call is None:
            self._panel.show_call(None)
            return
        is_other = call.id != self._panel.call_id()
        self._panel.show_call(call.id, story_heading(call))
        if is_other:
            self._read()

    @Slot(bool)
    def _on_place_changed(self, is_seen: bool) -> None:
        if is_seen:
            self._follow_choice()
        else:
            self._panel.forget()

    @Slot(object)
    def _on_stories_changed(self, calls: frozenset[int] | None) -> None:
        call_id = self._panel.call_id()
        if call_id is not None and (calls is None or call_id in calls) and not self._gather_timer.isActive():
            self._gather_timer.start()

    @Slot()
    def _read(self) -> None:
        call_id = self._panel.call_id()
        if call_id is None or self._is_reading:
            self._is_due = call_id is not None
            return
        self._is_reading, self._is_due = True, False
        job = partial(read_story, self._desk.store, call_id, self._window.zone())
        self._jobs.run(job, self._on_read, self._on_not_read)

    def _on_read(self, story: CallStory) -> None:
        self._is_reading = False
        self._panel.show_story(story, self._window.zone())
        if self._is_due:
            self._read()

    def _on_not_read(self, error: Exception) -> None:
        self._is_reading = False
        if not isinstance(error, DispatcherError):
            _log.error("a story could not be read", exc_info=error)
        self._panel.show_unavailable(_sentence(error, "The story could not be read"))
        if self._is_due:
            self._read()

    # Writing

    @Slot(object)
    def _on_note_requested(self, wanted: NoteWanted) -> None:
        command = AddNote(wanted.emergency_call_id, wanted.body, wanted.follows)
        job = partial(add_note, self._desk.store, command, self._desk.login)
        self._jobs.run(job, self._on_written, partial(self._on_not_written, command))

    def _on_written(self, note: CallNote) -> None:
        self._panel.show_written(note.emergency_call_id)
        self._on_stories_changed(frozenset({note.emergency_call_id}))

    def _on_not_written(self, command: AddNote, error: Exception) -> None:
        if isinstance(error, OutcomeUnknown):
            self._open_notes.append(command)
            self._panel.show_problem(command.emergency_call_id, _UNKNOWN, is_sent=True)
            return
        if not isinstance(error, DispatcherError):
            _log.error("a note could not be written", exc_info=error)
        self._panel.show_problem(command.emergency_call_id, _sentence(error, "The note was not written"))

    @Slot()
    def _ask(self) -> None:
        """Ask, now that the database answers again, what became of a note."""
        if self._open_notes and not self._is_asking:
            self._is_asking = True
            command = self._open_notes[0]
            job = partial(was_note_written, self._desk.store, command.request_id)
            self._jobs.run(job, partial(self._on_known, command), self._on_not_known)

    def _on_known(self, command: AddNote, was_written: bool) -> None:
        self._is_asking = False
        self._open_notes.remove(command)
        if was_written:
            self._panel.show_written(command.emergency_call_id)
        else:
            self._panel.show_problem(command.emergency_call_id, _NOT_WRITTEN)

    def _on_not_known(self, error: Exception) -> None:
        # The next sign of life asks again.
        self._is_asking = False
        _log.info("it is not known yet what became of a note: %s", error)


def _sentence(error: Exception, what: str) -> str:
    return str(error) if isinstance(error, DispatcherError) else f"{what}: {_FAULT}"
