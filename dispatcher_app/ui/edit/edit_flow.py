"""What happens to an edit: a key, the sheet, sent off, answered; and choosing where somebody else was at it too.

Everything here runs in the GUI thread; the verbs run on the SQL thread.
"""

import logging
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.domain.edit_errors import EditCollision
from dispatcher_app.domain.edits import EditCall, Part
from dispatcher_app.domain.errors import DispatcherError, InvalidInput, OutcomeUnknown
from dispatcher_app.domain.plans import Plan
from dispatcher_app.operations.editing import Edited
from dispatcher_app.ui.conflict.dialog_host import DialogHost
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.message import MessageKind
from dispatcher_app.ui.edit.collision_sheet import CollisionSheet
from dispatcher_app.ui.edit.edit_sheet import EditSheet
from dispatcher_app.ui.edit.edit_words import collision_words, edited_words, given_edit, refused_words, unknown_words
from dispatcher_app.ui.help.keys import DeskKey
from dispatcher_app.ui.plans.plan_words import GivenPlan, done_words
from dispatcher_app.ui.plans.unknown_plans import UnknownPlans

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class EditMeans:
    """What the flow asks of the database, bound to this desk (both verbs run on the SQL thread), and the clock."""

    edit: Callable[[EditCall], Edited]
    was_done: Callable[[Plan], bool]
    now: Callable[[], datetime]
    may_edit: bool = True


class EditFlow(QObject):
    """Carries edits from the sheet to the verb and their answers back. `answered` follows each answer.

    `opened` carries the `EditForm` of a sheet: for whoever knows places and types.
    """

    answered = Signal()
    opened = Signal(object)

    def __init__(self, window: DeskWindow, jobs: JobRunner, means: EditMeans, dialogs: DialogHost) -> None:
        """Take the window whose key this is."""
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._means = means
        self._dialogs = dialogs
        self._sent: EditCall | None = None
        self.sheet: EditSheet | None = None
        self.collision: CollisionSheet | None = None
        self.unknown = UnknownPlans(jobs, means.was_done, self)
        self.unknown.settled.connect(self._on_settled)
        window.panels.bind_keys({DeskKey.EDIT: self.open_sheet})
        window.panels.dispatch_bar.work_buttons.pressed.connect(self._on_menu)
        window.lock_changed.connect(self._on_lock_changed)

    def is_open(self) -> bool:
        """Tell whether there is an edit whose end is not known at this moment."""
        return self._sent is not None

    @Slot()
    def open_sheet(self) -> None:
        """Edit the selected call; with a sheet that stepped aside, go back to it."""
        focus = self._window.choosing.focus()
        if self.sheet is not None:
            self._bring_back()
        elif focus is None or focus.call is None:
            self._window.show_message("Choose a call to edit", MessageKind.REFUSED)
        elif not self._means.may_edit:
            self._window.show_message("Only dispatchers may edit a call", MessageKind.REFUSED)
        elif self._dialogs.dialog is None:
            self.sheet = EditSheet(focus.call, self._window)
            self.sheet.saved.connect(self.send)
            self.sheet.finished.connect(self._on_sheet_gone)
            self._window.lend_lock_key(self.sheet)
            self.opened.emit(self.sheet.form)
            self.sheet.open()

    @Slot(object)
    def _on_menu(self, key: DeskKey) -> None:
        if key is DeskKey.EDIT:
            self.open_sheet()

    def _bring_back(self) -> None:
        if self.sheet is not None and not self._window.is_locked():
            self.sheet.open()
            if self.collision is not None:
                self.collision.open()

    @Slot()
    def show_board(self) -> None:
        """Let the sheet hear what its call is by now."""
        focus = self._window.choosing.focus()
        call = None if focus is None or self.sheet is None else focus.index.calls.get(self.sheet.call.id)
        if call is not None and self.sheet is not None:
            self.sheet.show_call(call)

    @Slot()
    def _on_sheet_gone(self) -> None:
        # Not by closing: a sheet whose edit is on its way can be closed, and comes back if it is refused.
        if self.sheet is not None:
            self.sheet.deleteLater()
        self.sheet = None

    @Slot()
    def _on_collision_gone(self) -> None:
        self.collision = None

    @Slot(bool)
    def _on_lock_changed(self, is_locked: bool) -> None:
        """Hide what was typed, and give it back: callers' data is nobody's to read at a locked desk."""
        if not is_locked:
            self._bring_back()
            return
        for sheet in (self.collision, self.sheet):
            if sheet is not None:
                sheet.hide()

    @Slot(object)
    def send(self, command: EditCall) -> None:
        """Send an edit off, unless this desk is locked."""
        if self.sheet is None or self._sent is not None:
            return
        if locked := self._window.lock_words():
            self.sheet.show_refusal(f"{locked}.", "Nothing was saved. What you typed is still here.")
            return
        self._sent = command
        self.sheet.show_busy(is_busy=True)
        self._jobs.run(partial(self._means.edit, command), self._on_done, self._on_refused)

    def _on_done(self, edited: Edited) -> None:
        self._finish(edited_words(edited, self._window.zone()))

    def _finish(self, words: str) -> None:
        self._sent = None
        if self.sheet is not None:
            self.sheet.done(EditSheet.DialogCode.Accepted)
        self._window.show_message(words, MessageKind.DONE)
        self.answered.emit()

    def _on_refused(self, error: Exception) -> None:
        command, sheet = self._sent, self.sheet
        if command is None or sheet is None:
            return
        if not isinstance(error, DispatcherError):
            number = uuid.uuid4().hex[:8]
            _log.error("fault %s in an edit", number, exc_info=error)
        if isinstance(error, OutcomeUnknown) or not isinstance(error, DispatcherError):
            sheet.show_checking(*unknown_words())
            self.unknown.find_out(given_edit(command, sheet.call))
            return
        self._sent = None
        self._show_refusal(sheet, error)
        self._bring_back()
        self.answered.emit()

    def _show_refusal(self, sheet: EditSheet, error: DispatcherError) -> None:
        match error:
            case EditCollision():
                sheet.show_busy(is_busy=False)
                self._ask(sheet, error)
            case InvalidInput():
                sheet.show_problems(error.fields)
            case _:
                sheet.show_refusal(*refused_words(error, self._window.zone()))

    def _ask(self, sheet: EditSheet, error: EditCollision) -> None:
        words = collision_words(error, self._means.now(), self._window.zone())
        self.collision = CollisionSheet(error.call.number, words, sheet)
        self.collision.resolved.connect(partial(self._on_resolved, error))
        self.collision.finished.connect(self._on_collision_gone)
        self._window.lend_lock_key(self.collision)

    def _on_resolved(self, error: EditCollision, keeping: Iterable[Part]) -> None:
        self.send(error.resolved(keeping))

    @Slot(object, bool)
    def _on_settled(self, given: GivenPlan, is_done: bool) -> None:
        if is_done:
            self._finish(done_words(given, self._means.now(), self._window.zone()))
            return
        self._sent = None
        if self.sheet is not None:
            self.sheet.show_refusal(
                "It was found out: nothing was saved.", "What you typed is still here: save it again."
            )
            self._bring_back()
        self.answered.emit()
