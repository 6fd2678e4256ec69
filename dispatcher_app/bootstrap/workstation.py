"""One workstation, from the double-click to the last person's leaving: who sits down, at which desk, and who next."""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QByteArray, QObject, Signal, Slot
from PySide6.QtWidgets import QApplication, QWidget

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.desk import Desk, Room, open_desk
from dispatcher_app.bootstrap.glass_breaking import GlassBreaking
from dispatcher_app.bootstrap.held_desk import HeldDesk
from dispatcher_app.bootstrap.log_in_desk import LogInAttempt, LogInDesk
from dispatcher_app.bootstrap.own_slips import OwnSlips
from dispatcher_app.bootstrap.running_desk import RunningDesk
from dispatcher_app.bootstrap.sentences import sentence_of
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.errors import DispatcherError, LogInRefused, told_once
from dispatcher_app.domain.roles import Person
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
        self._jobs = JobRunner()
        self._held = HeldDesk()
        self._attempt = 0
        self._person: Person | None = None
        self._geometry: QByteArray | None = None
        self._before = ""
        self._slips = OwnSlips()
        self.starting = StartingWindow()
        self.log_in = LogInDesk(config, self)
        self.glass = GlassBreaking(self)
        self._connect()

    def _connect(self) -> None:
        self.starting.retry_requested.connect(self._open)
        self.glass.reason_given.connect(self._on_reason_given)
        self.glass.declined.connect(self._on_declined)
        self.log_in.tried.connect(self._on_tried)
        self.log_in.gave_up.connect(self._on_gave_up)
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
        if self.desk is not None:
            self.desk.leave()
        self.log_in.close()
        self.starting.close()
        self.starting.deleteLater()
        self._jobs.close(self._held.close)

    # Opening

    @Slot()
    def _open(self) -> None:
        self._run(partial(self._held.open, partial(open_desk, self._config, self._room)), self._on_failed)

    @Slot(object)
    def _on_tried(self, attempt: LogInAttempt) -> None:
        config = replace(self._config, server=attempt.server)
        opening = partial(open_desk, config, self._room, credentials=attempt.credentials)
        self._run(partial(self._held.open, opening), partial(self._on_tried_in_vain, attempt.credentials.login))

    def _on_tried_in_vain(self, login: str, error: Exception) -> None:
        self._slips.note(login, error)
        self._on_failed(error)

    @Slot()
    def _on_gave_up(self) -> None:
        """Whatever comes of it now is nobody's."""
        self._attempt += 1
        self._jobs.run(self._held.close, _ignore, _note_unclosed)

    def _run(self, job: Callable[[], Desk], on_failed: Callable[[Exception], None]) -> None:
        self._attempt += 1
        attempt = self._attempt
        self._jobs.run(
            job,
            lambda desk: self._on_open(desk) if attempt == self._attempt else None,
            lambda error: on_failed(error) if attempt == self._attempt else None,
        )

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, DispatcherError):
            _log.error("the desk could not be opened", exc_info=error)
        self.exit_code = _EXIT_UNAVAILABLE
        self.failed.emit(error)
        if not self._is_seen:
            return
        is_choice = self._config.server in self._config.servers[:1] and len(self._config.servers) > 1
        if self.log_in.window.isVisible() or is_choice or isinstance(error, LogInRefused):
            self._ask(error)
        else:
            self.starting.show_failure(told_once(sentence_of(error)))

    def _ask(self, error: Exception | None = None) -> None:
        self.log_in.ask(error)
        self.starting.close()

    def _on_open(self, desk: Desk) -> None:
        self._person = desk.person
        if desk.needs_reason and self._is_seen:
            self._ask_why(desk)
            return
        self.glass.finish()
        running = RunningDesk(self._slips.taken_off(desk), self._jobs, self._config.targets)
        running.feed.board_loaded.connect(self._on_board_loaded)
        running.switch_requested.connect(self._on_switch_requested)
        running.log_out_requested.connect(self._log_out)
        running.refused.connect(self._log_out)
        running.person_changed.connect(self._on_person_changed)
        if self._is_seen:
            if self.desk is not None:
                self._geometry = self.desk.window.saveGeometry()
                running.window.choosing.resume(self.desk.window.choosing.selection())
            if self._geometry is not None:
                running.window.restoreGeometry(self._geometry)
            running.window.show()
            self.starting.close()
            self.log_in.finish()
        self._drop_window()
        self.desk = running
        self.desk_opened.emit(running)
        running.start(self._config.lock_after)

    def _ask_why(self, desk: Desk) -> None:
        """Ask over a window that shows nobody's data."""
        over: QWidget = self.log_in.window
        if not over.isVisible():
            self.starting.show_opening()
            self.starting.show()
            over = self.starting
        self._drop_window()
        self.glass.ask(desk.login, over, "Back" if self._before else "Log out")

    @Slot(object)
    def _on_board_loaded(self, _board: Board) -> None:
        self.exit_code = 0

    # Breaking the glass

    @Slot(str)
    def _on_reason_given(self, reason: str) -> None:
        self._run(partial(self._held.break_glass, reason), self.glass.show_failure)

    @Slot()
    def _on_declined(self) -> None:
        if self._before:
            self._run(partial(self._held.switch, self._before), self._on_switch_failed)
        else:
            self._log_out()

    # Leaving for somebody else

    @Slot(str)
    def _on_switch_requested(self, login: str) -> None:
        if self.desk is None or self._person is None:
            return
        self._before = self._person.login
        self.desk.pause()
        self._run(partial(self._held.switch, login), self._on_switch_failed)

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
            self._run(partial(self._held.know, person), self._on_switch_failed)

    @Slot()
    @Slot(object)
    def _log_out(self, error: Exception | None = None) -> None:
        self.log_in.begin_anew()
        self._ask(error)
        self._leave_desk()
        self._attempt += 1
        self._jobs.run(self._held.close, _ignore, _note_unclosed)

    def _leave_desk(self) -> None:
        self._drop_window()
        self._person = self._geometry = None
        self._before = ""

    def _drop_window(self) -> None:
        if self.desk is not None:
            self._geometry = self.desk.window.saveGeometry()
            self.desk.leave()
        self.desk = None


def _is_anonymous(config: AppConfig) -> bool:
    """Tell whether nobody has said who is at this desk: not the address, not the file, not the command line."""
    return config.server is not None and not config.login and not config.server.names_somebody()


def _ignore(_: None) -> None:
    """A connection that is closed is no news."""


def _note_unclosed(error: Exception) -> None:
    _log.error("a desk could not be closed", exc_info=error)
