"""One workstation, from the double-click to the last person's leaving: who sits down, at which desk, and who next."""

import logging
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.attempts import Attempts
from dispatcher_app.bootstrap.desk import Desk, Room, open_desk
from dispatcher_app.bootstrap.glass_breaking import GlassBreaking
from dispatcher_app.bootstrap.held_desk import HeldDesk
from dispatcher_app.bootstrap.identity import DeskRules
from dispatcher_app.bootstrap.last_board import LastBoardDesk, kept_by
from dispatcher_app.bootstrap.log_in_desk import LogInAttempt, LogInDesk
from dispatcher_app.bootstrap.own_slips import OwnSlips
from dispatcher_app.bootstrap.running_desk import RunningDesk
from dispatcher_app.bootstrap.seat import Seat
from dispatcher_app.bootstrap.seen_board import SeenBoard
from dispatcher_app.bootstrap.sentences import sentence_of
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.errors import DispatcherError, LogInRefused, told_once
from dispatcher_app.domain.roles import Person
from dispatcher_app.storage.order_journal import ORDERS, OrderJournal
from dispatcher_app.ui.starting_window import StartingWindow

_log = logging.getLogger(__name__)

_EXIT_UNAVAILABLE = 69


class Workstation(QObject):
    """Lives as long as the program. There is always a window to be seen, and none of them ever stands still.

    `desk_opened` carries each `RunningDesk`, `failed` the error for which there is none.
    """

    desk_opened = Signal(object)
    failed = Signal(object)

    def __init__(self, config: AppConfig, room: Room, *, is_seen: bool) -> None:
        """Only take the configuration; `begin` does something. `is_seen` False: nobody is there to be asked."""
        super().__init__()
        self.exit_code = 0
        self.desk: RunningDesk | None = None
        self._config = config
        self._room = room
        self._is_seen = is_seen
        self._rules = DeskRules(config.targets, config.age_limits)
        self._journal = OrderJournal(config.data_dir / ORDERS)
        self._jobs = JobRunner()
        self._attempts = Attempts(self._jobs, self._on_open)
        self._person: Person | None = None
        self._seat = Seat()
        self._before = ""
        self._slips = OwnSlips()
        self.starting = StartingWindow()
        self.log_in = LogInDesk(config, self)
        self.glass = GlassBreaking(self)
        self.last_board = LastBoardDesk(config, room, self.starting, self.log_in.window)
        self._seen: SeenBoard | None = None
        self._server = config.server
        self._connect()

    def _connect(self) -> None:
        self.starting.retry_requested.connect(self._open)
        self.last_board.retry_wanted.connect(self._open)
        self.glass.reason_given.connect(self._on_reason_given)
        self.glass.declined.connect(self._on_declined)
        self.log_in.tried.connect(self._on_tried)
        self.log_in.gave_up.connect(self._attempts.give_up)
        self.log_in.quit_requested.connect(QApplication.quit)

    def begin(self) -> None:
        """Open a desk, or ask first who is there."""
        if self._is_seen and _is_anonymous(self._config):
            self.log_in.ask()
            return
        if self._is_seen:
            self.starting.show()
        self._open()

    def close(self) -> None:
        """Leave; whatever is being opened at this moment is closed again, which nobody has to look at."""
        self.glass.finish()
        self.last_board.close()
        if self.desk is not None:
            self.desk.leave(is_last=True)
        if self._seen is not None:
            self._seen.finish()
        self.log_in.close()
        self.starting.close()
        self.starting.deleteLater()
        self._jobs.close(partial(_let_go, self._attempts.held, self._journal))

    # Opening

    @Slot()
    def _open(self) -> None:
        self._server = self._config.server
        self._attempts.open(partial(open_desk, self._config, self._room, is_watched=True), self._on_failed)

    @Slot(object)
    def _on_tried(self, attempt: LogInAttempt) -> None:
        self._server = attempt.server
        config = replace(self._config, server=attempt.server)
        opening = partial(open_desk, config, self._room, is_watched=True, credentials=attempt.credentials)
        self._attempts.open(opening, partial(self._on_tried_in_vain, attempt.credentials.login))

    def _on_tried_in_vain(self, login: str, error: Exception) -> None:
        self._slips.note(login, error)
        self._on_failed(error)

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, DispatcherError):
            _log.error("the desk could not be opened", exc_info=error)
        self.exit_code = _EXIT_UNAVAILABLE
        self.failed.emit(error)
        if not self._is_seen or self.last_board.takes(error):
            return
        is_choice = self._config.server in self._config.servers[:1] and len(self._config.servers) > 1
        if self.log_in.window.isVisible() or is_choice or isinstance(error, LogInRefused):
            self._ask(error)
        else:
            self.starting.show_failure(told_once(sentence_of(error)))
        self.last_board.offer(error, self._server)

    def _ask(self, error: Exception | None = None) -> None:
        self.log_in.ask(error)
        self.starting.close()

    def _on_open(self, desk: Desk) -> None:
        self._person = desk.person
        if desk.needs_reason and self._is_seen:
            self._ask_why(desk)
            return
        self.glass.finish()
        running = RunningDesk(self._slips.taken_off(desk), self._jobs, self._journal, self._rules)
        running.feed.board_loaded.connect(self._on_board_loaded)
        running.switch_requested.connect(self._on_switch_requested)
        running.log_out_requested.connect(self._log_out)
        running.refused.connect(self._log_out)
        running.person_changed.connect(self._on_person_changed)
        if self._is_seen:
            before = self.desk.window if self.desk is not None else self.last_board.window
            self._seat.hand_over(before, running.window)
            running.window.show()
            self.starting.close()
            self.log_in.finish()
            self.last_board.leave()
        self._drop_window()
        self.desk = running
        self._seen = SeenBoard(running, kept_by(self._config, desk).keep)
        self.desk_opened.emit(running)
        running.start(self._config.lock_after)

    def _ask_why(self, desk: Desk) -> None:
        """Ask over a window that shows nobody's data."""
        over: QWidget = self.log_in.window
        if not over.isVisible():
            self.starting.show_opening()
            self.starting.show()
            over = self.starting
        # Only now: the program ends with its last window.
        self.last_board.leave()
        self._drop_window()
        self.glass.ask(desk.login, over, "Back" if self._before else "Log out")

    @Slot(object)
    def _on_board_loaded(self, _board: Board) -> None:
        self.exit_code = 0

    # Breaking the glass

    @Slot(str)
    def _on_reason_given(self, reason: str) -> None:
        self._attempts.run(partial(self._attempts.held.break_glass, reason), self.glass.show_failure)

    @Slot()
    def _on_declined(self) -> None:
        if self._before:
            self._attempts.run(partial(self._attempts.held.switch, self._before), self._on_switch_failed)
        else:
            self._log_out()

    # Leaving for somebody else

    @Slot(str)
    def _on_switch_requested(self, login: str) -> None:
        if self.desk is None or self._person is None:
            return
        self._before = self._person.login
        self.desk.pause()
        self._attempts.run(partial(self._attempts.held.switch, login), self._on_switch_failed)

    def _on_switch_failed(self, error: Exception) -> None:
        """Without a desk any more: say why, and offer to open one."""
        self.starting.show()
        self._leave_desk()
        self._on_failed(error)

    @Slot(object)
    def _on_person_changed(self, person: Person) -> None:
        """Give the same desk to the same person, who may now do more, or less."""
        if self.desk is not None:
            self._before = ""
            self.desk.pause()
            self._attempts.run(partial(self._attempts.held.know, person), self._on_switch_failed)

    @Slot()
    @Slot(object)
    def _log_out(self, error: Exception | None = None) -> None:
        self.log_in.begin_anew()
        self._ask(error)
        self._leave_desk()
        self._attempts.give_up()

    def _leave_desk(self) -> None:
        self._drop_window()
        self._person = None
        self._seat.forget()
        self._before = ""

    def _drop_window(self) -> None:
        if self.desk is not None:
            self._seat.note(self.desk.window)
            self.desk.leave()
        if self._seen is not None:
            self._seen.leave()
        self.desk = self._seen = None


def _is_anonymous(config: AppConfig) -> bool:
    """Tell whether nobody has said who is at this desk: not the address, not the file, not the command line."""
    return config.server is not None and not config.login and not config.server.names_somebody()


def _let_go(held: HeldDesk, journal: OrderJournal) -> None:
    """Run on the SQL thread, as the last thing."""
    held.close()
    journal.close()
