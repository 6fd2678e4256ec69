"""What happens to an order about running work: a key, perhaps a sheet, sent off, answered, and taken back if a slip.

Everything here runs in the GUI thread; the verbs run on the SQL thread, one after the other in the order of the keys.
"""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.domain.errors import DispatcherError, OutcomeUnknown
from dispatcher_app.domain.plan_errors import AmbulancesStillOut
from dispatcher_app.domain.plans import UNDO_WITHIN, CancelCall, CloseCall, Plan
from dispatcher_app.operations.planning import PlanDone
from dispatcher_app.ui.conflict.dialog_host import DialogHost
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.message import MessageKind
from dispatcher_app.ui.help.keys import DeskKey
from dispatcher_app.ui.plans.focus import works_of_call
from dispatcher_app.ui.plans.plan_keys import MENU_KEYS, STAMP_KEYS, Circumstances, meant_by, menu_lines, next_stamp
from dispatcher_app.ui.plans.plan_sheet import PlanSheet
from dispatcher_app.ui.plans.plan_sheet_words import PlanSheetWords, cancel_sheet, close_sheet
from dispatcher_app.ui.plans.plan_words import GivenPlan, done_words, is_conflict, plan_conflict_words, stamp_words
from dispatcher_app.ui.plans.unknown_plans import UnknownPlans

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PlanMeans:
    """What the flow asks of the database, bound to this desk (both verbs run on the SQL thread); the clock; the person.

    `oversees`: a supervisor, who may do what a dispatcher may not.
    """

    carry_out: Callable[[Plan], PlanDone]
    was_done: Callable[[Plan], bool]
    now: Callable[[], datetime]
    oversees: bool = False


@dataclass(frozen=True, slots=True)
class _Undo:
    """What Ctrl+Z takes back, and when it was done."""

    given: GivenPlan
    done_at: datetime


class PlanFlow(QObject):
    """Carries these orders from the keys to the verbs and their answers back. `answered` follows each answer."""

    answered = Signal()

    def __init__(self, window: DeskWindow, jobs: JobRunner, means: PlanMeans, dialogs: DialogHost) -> None:
        """Take the window whose keys these are."""
        super().__init__(window)
        self._window = window
        self._jobs = jobs
        self._means = means
        self._dialogs = dialogs
        self._undo: _Undo | None = None
        self._running: set[uuid.UUID] = set()
        self.sheet: PlanSheet | None = None
        self.unknown = UnknownPlans(jobs, means.was_done, self)
        self._connect()

    def _connect(self) -> None:
        buttons = self._window.panels.dispatch_bar.work_buttons
        keys = {key: partial(self.press, key) for key in (*MENU_KEYS, DeskKey.UNDO)}
        self._window.panels.bind_keys({**keys, DeskKey.MORE: buttons.open_menu})
        buttons.pressed.connect(self.press)
        buttons.opening.connect(self._on_menu_opening)
        self._window.choosing.changed.connect(self.show_next)
        self._window.lock_changed.connect(self._on_lock_changed)
        self.unknown.settled.connect(self._on_settled)
        self.unknown.words_changed.connect(self._window.panels.dispatch_bar.show_unknown_plans)

    def is_open(self) -> bool:
        """Tell whether there is an order whose end is not known at this moment."""
        return bool(self._running) or self.unknown.has_any()

    @Slot(object)
    def press(self, key: DeskKey) -> None:
        """Do what a key means for what is selected."""
        focus = self._window.choosing.focus()
        is_mine = key in MENU_KEYS or key is DeskKey.UNDO
        if not is_mine or focus is None or self.sheet is not None or self._dialogs.dialog is not None:
            return
        if key is DeskKey.UNDO:
            self._take_back()
            return
        meant = meant_by(key, focus, self._around())
        match meant:
            case GivenPlan():
                self.send(meant)
            case PlanSheetWords():
                self.ask(meant)
            case _:
                self._window.show_message(meant, MessageKind.REFUSED)

    def _around(self) -> Circumstances:
        return Circumstances(self._window.zone(), self._means.oversees)

    @Slot()
    def show_next(self) -> None:
        """Offer the step that comes next of the work that is meant now."""
        focus = self._window.choosing.focus()
        buttons = self._window.panels.dispatch_bar.work_buttons
        if focus is None or focus.work is None:
            buttons.show_next(None)
            return
        key = next_stamp(focus.work)
        buttons.show_next(key, f"{focus.work.ambulance.call_sign} {stamp_words(STAMP_KEYS[key])}")

    @Slot()
    def _on_menu_opening(self) -> None:
        focus = self._window.choosing.focus()
        if focus is not None:
            lines = menu_lines(focus, self._around())
            self._window.panels.dispatch_bar.work_buttons.show_lines(lines)

    def ask(self, words: PlanSheetWords) -> None:
        """Open a sheet."""
        self.sheet = PlanSheet(words, self._window)
        self.sheet.ordered.connect(self.send)
        self.sheet.finished.connect(self._on_sheet_gone)
        self._window.lend_lock_key(self.sheet)
        self.sheet.open()

    @Slot()
    def _on_sheet_gone(self) -> None:
        self.sheet = None

    @Slot(bool)
    def _on_lock_changed(self, is_locked: bool) -> None:
        if is_locked and self.sheet is not None:
            self.sheet.reject()

    @Slot(object)
    def send(self, given: GivenPlan) -> None:
        """Send an order off, unless this desk is locked."""
        if locked := self._window.lock_words():
            self._window.show_message(f"{given.not_done}. {locked}.", MessageKind.REFUSED)
            return
        self._running.add(given.plan.request_id)
        job = partial(self._means.carry_out, given.plan)
        self._jobs.run(job, partial(self._on_done, given), partial(self._on_refused, given))

    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        if undo is None:
            self._window.show_message("There is nothing to take back", MessageKind.REFUSED)
        elif self._means.now() - undo.done_at > UNDO_WITHIN:
            sentence = "More than a minute old: a supervisor can correct it"
            self._window.show_message(sentence, MessageKind.REFUSED)
        else:
            self.send(undo.given)

    def _on_done(self, given: GivenPlan, done: PlanDone) -> None:
        self._running.discard(given.plan.request_id)
        self._undo = None if given.undo is None else _Undo(given.undo, done.at)
        self._window.show_message(done_words(given, done.at, self._window.zone()), MessageKind.DONE)
        self.answered.emit()

    def _on_refused(self, given: GivenPlan, error: Exception) -> None:
        self._running.discard(given.plan.request_id)
        match error:
            case OutcomeUnknown():
                self.unknown.find_out(given)
            case AmbulancesStillOut():
                self._ask_again(given.plan, error)
            case DispatcherError() if is_conflict(error) and not self._window.is_locked():
                self._dialogs.tell(plan_conflict_words(error, given, self._window.zone()))
            case DispatcherError():
                self._window.show_message(f"{given.not_done}. {error}", MessageKind.REFUSED)
            case _:
                number = uuid.uuid4().hex[:8]
                _log.error("fault %s in an order", number, exc_info=error)
                self.unknown.find_out(given)
        self.answered.emit()

    def _ask_again(self, plan: Plan, error: AmbulancesStillOut) -> None:
        """Ask over the ambulances that the call has by now; nobody is forgotten."""
        focus = self._window.choosing.focus()
        call = None if focus is None else focus.index.calls.get(error.call.id)
        if focus is None or call is None or not isinstance(plan, CloseCall | CancelCall) or self._window.is_locked():
            self._window.show_message(str(error), MessageKind.REFUSED)
            return
        running = {out.assignment_id for out in error.running}
        works = tuple(work for work in works_of_call(focus.index, call) if work.assignment.id in running)
        if len(works) < len(running):
            # The board has not heard of them yet: by the time somebody presses the key again it has.
            self._window.show_message(str(error), MessageKind.REFUSED)
            return
        self.ask(close_sheet(call, works) if isinstance(plan, CloseCall) else cancel_sheet(call, works))

    @Slot(object, bool)
    def _on_settled(self, given: GivenPlan, is_done: bool) -> None:
        if is_done:
            self._on_done(given, PlanDone(self._means.now(), is_repeat=True))
        else:
            self._window.show_message(f"{given.not_done}: the order never arrived.", MessageKind.REFUSED)
            self.answered.emit()
