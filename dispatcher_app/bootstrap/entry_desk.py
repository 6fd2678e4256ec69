"""Call-taking at one desk: the panel is a pure view, and everything of the database runs on the SQL thread."""

import logging
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.bootstrap.draft_keeper import DraftKeeper, Kept, Taking
from dispatcher_app.bootstrap.place_finder import PlaceFinder
from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.call_taking import CallDraft, CallType, LinkRepeatCaller, TakeCall
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.errors import DispatcherError, InvalidInput, OutcomeUnknown
from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.operations import taking_calls as calls
from dispatcher_app.operations.planning import was_done
from dispatcher_app.ui.desk_identity import ServerNow
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.message import MessageKind
from dispatcher_app.ui.edit.edit_form import EditForm
from dispatcher_app.ui.help.keys import DeskKey
from dispatcher_app.ui.wording import clock_time, counted, short_time

_ASKED_EVERY_MS = 2_000

_log = logging.getLogger(__name__)


class EntryDesk(QObject):
    """Lives as long as its window. `answered`: something was written, and the board is another."""

    answered = Signal()

    def __init__(self, desk: Desk, jobs: JobRunner, window: DeskWindow, now: ServerNow) -> None:
        """Take the window whose calls are taken here; nothing happens at that of a person who may take none."""
        super().__init__(window)
        self._desk = desk
        self._jobs = jobs
        self._window = window
        self._now = now
        self._panel = window.panels.entry_panel
        self._put_aside: list[Taking] = []
        self._to_select: EmergencyCallId | None = None
        self._asked: TakeCall | LinkRepeatCaller | None = None
        self._is_begun = False
        self._types: tuple[CallType, ...] = ()
        self.drafts = DraftKeeper(desk.store, jobs, self)
        self.places = PlaceFinder(desk.store.settings, self)
        self.ask_timer = QTimer(self, interval=_ASKED_EVERY_MS, singleShot=True)
        if desk.person.can_dispatch:
            self._connect()

    def _connect(self) -> None:
        panel = self._panel
        self._window.new_call_requested.connect(self.begin)
        self._window.panels.bind_keys({DeskKey.TAKE_UP_CALL: self.take_up})
        panel.location_typed.connect(self.places.look_up)
        self.places.found.connect(panel.show_places)
        panel.entry_changed.connect(self.drafts.change)
        self.drafts.kept.connect(self._on_kept)
        self.drafts.not_kept.connect(self._on_not_kept)
        panel.save_requested.connect(self._on_save)
        panel.join_requested.connect(self._on_join)
        panel.put_aside.connect(self._on_put_aside)
        panel.discard_requested.connect(self._on_discard)
        self.ask_timer.timeout.connect(self._ask)

    def close(self) -> None:
        """Look nothing up any more."""
        self.drafts.end()
        self.places.close()

    def show_board(self, board: Board) -> None:
        """Learn with the first board what was left unfinished; select a call that has just been entered."""
        if not self._is_begun and self._desk.person.can_dispatch:
            self._is_begun = True
            self._jobs.run(partial(calls.load_call_types, self._desk.store), self._on_types, _log_failure)
            self._jobs.run(partial(calls.open_drafts, self._desk.store), self._on_drafts, _log_failure)
        if self._to_select is not None and any(call.id == self._to_select for call in board.calls):
            self._window.select_call(self._to_select)
            self._to_select = None

    def _on_types(self, types: tuple[CallType, ...]) -> None:
        self._types = types
        self._panel.show_types(types)

    @Slot(object)
    def lend_help(self, form: EditForm) -> None:
        """Help with places and types where a call is edited, too."""
        self.places.prepare()
        form.location.location_typed.connect(self.places.look_up)
        self.places.found.connect(form.location.show_places)
        form.type.show_types(self._types)

    def _on_drafts(self, drafts: tuple[CallDraft, ...]) -> None:
        left_open = (Taking(draft.request_id, draft.ring_at, draft.entry, draft.entry) for draft in drafts)
        self._put_aside.extend(left_open)
        if drafts:
            since = short_time(drafts[0].ring_at, self._window.zone())
            unfinished = f"{counted(len(drafts), 'call was', 'calls were')} left unfinished, since {since}"
            self._window.show_message(f"{unfinished}: Shift+F2 takes it up", MessageKind.NOTE)

    @Slot()
    def begin(self) -> None:
        """Open the panel for a call that rings now; one that is being taken stays."""
        if self.drafts.taking is None:
            self._open(Taking())

    @Slot()
    def take_up(self) -> None:
        """Open the call that was put aside first."""
        if self.drafts.taking is not None:
            self._panel.take_keyboard()
        elif self._put_aside:
            self._open(self._put_aside.pop(0))
        else:
            self._window.show_message("No call was put aside", MessageKind.NOTE)

    def _open(self, taking: Taking) -> None:
        self.places.prepare()
        self._window.panels.show_entry_panel(is_shown=True)
        self._panel.begin(taking.ring_at, taking.entry)
        self._panel.show_duplicates(())
        self.drafts.begin(taking)

    @Slot(object)
    def _on_kept(self, kept: Kept) -> None:
        self._panel.show_draft(self._now())
        self._panel.show_duplicates(kept.duplicates)

    @Slot(str)
    def _on_not_kept(self, _sentence: str) -> None:
        self._panel.show_draft(None, "no database")

    @Slot()
    def _on_put_aside(self) -> None:
        taking = self.drafts.end()
        if taking is not None:
            self._put_aside.append(taking)
            self._window.show_message("Call put aside: Shift+F2 takes it up", MessageKind.NOTE)

    @Slot()
    def _on_discard(self) -> None:
        self.drafts.discard()
        self._window.panels.show_entry_panel(is_shown=False)

    @Slot(object)
    def _on_save(self, entry: CallEntry) -> None:
        if self.drafts.taking is not None:
            self._order(TakeCall(entry, self.drafts.taking.ring_at, self.drafts.taking.request_id))

    @Slot(object, object)
    def _on_join(self, call_id: EmergencyCallId, entry: CallEntry) -> None:
        if self.drafts.taking is not None:
            self._order(LinkRepeatCaller(call_id, entry, self.drafts.taking.ring_at, self.drafts.taking.request_id))

    def _order(self, command: TakeCall | LinkRepeatCaller) -> None:
        """Enter the call, or let its caller join another; what was done under its id before is answered with that."""
        self._panel.show_busy()
        failed = partial(self._on_refused, command)
        if isinstance(command, TakeCall):
            entering = partial(calls.take_call, self._desk.store, command, self._desk.login)
            self._jobs.run(entering, self._on_taken, failed)
        else:
            job = partial(calls.link_repeat_caller, self._desk.store, command, self._desk.login)
            self._jobs.run(job, self._on_linked, failed)

    def _on_taken(self, taken: calls.Taken) -> None:
        at = clock_time(self._now(), self._window.zone())
        self._end(taken.call.id, f"#{taken.call.number} {taken.call.type_text} taken, {at}")

    def _on_linked(self, linked: calls.Linked) -> None:
        call = linked.call
        callers = counted(linked.repeat_callers, "repeat caller", "repeat callers")
        over = f". It is {call.status.lower()}: open it again if help is needed" if call.status.is_over else ""
        self._end(call.id, f"Joined #{call.number}, {callers}{over}")

    def _end(self, call_id: EmergencyCallId, words: str) -> None:
        self.drafts.end()
        self._window.panels.show_entry_panel(is_shown=False)
        self._to_select = call_id
        self._window.show_message(words, MessageKind.DONE)
        self.answered.emit()

    def _on_refused(self, command: TakeCall | LinkRepeatCaller, error: Exception) -> None:
        match error:
            case InvalidInput():
                self._panel.show_problems(error.fields)
            case DispatcherError() if not isinstance(error, OutcomeUnknown):
                self._panel.show_outcome(f"Not saved. {error} Everything typed is still here.")
            case _:
                if not isinstance(error, DispatcherError):
                    _log.error("fault in entering a call", exc_info=error)
                self._asked = command
                self._panel.show_outcome("The answer was lost: checking whether the call was saved…")
                self._ask()

    @Slot()
    def _ask(self) -> None:
        if self._asked is not None:
            job = partial(was_done, self._desk.store, self._asked)
            self._jobs.run(job, partial(self._on_known, self._asked), self._on_not_told)

    def _on_known(self, command: TakeCall | LinkRepeatCaller, is_done: bool) -> None:
        self._asked = None
        if is_done:
            self._order(command)
            return
        self.drafts.renew()
        self._panel.show_outcome("Not saved: it never arrived. Save it once more.")

    def _on_not_told(self, error: Exception) -> None:
        if not isinstance(error, DispatcherError):
            _log.error("asking about a call failed", exc_info=error)
        self.ask_timer.start()


def _log_failure(error: Exception) -> None:
    _log.warning("call-taking could not be prepared: %s", error)
