"""Opening the window: what must be so before Qt starts, then the desk, then the event loop."""

import logging
import os
import signal
import sys
import traceback
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import TracebackType

import click
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap.desk import Desk, Room, open_desk
from dispatcher_app.bootstrap.doctor import qt_problem
from dispatcher_app.bootstrap.running_desk import RunningDesk
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.errors import DispatcherError, InvalidInput
from dispatcher_app.launch import display_problem, library_problem
from dispatcher_app.ui.starting_window import StartingWindow
from dispatcher_app.ui.theme.application_theme import apply_theme
from dispatcher_app.ui.theme.tokens import DARK, LIGHT

_log = logging.getLogger(__name__)

_EXIT_UNAVAILABLE = 69
_LAYOUT_RESTS_MS = 100


@dataclass(frozen=True, slots=True)
class Showing:
    """How to show the window: live, or drawn once into a file (`grab`) at a size such as "1920x1080"."""

    grab: Path | None = None
    size: str = "1920x1080"
    theme: str | None = None

    def pixels(self) -> tuple[int, int]:
        """Read the size. Raises InvalidInput."""
        width, _, height = self.size.partition("x")
        if not (width.isdecimal() and height.isdecimal() and 320 <= int(width) <= 8000 and 240 <= int(height) <= 8000):
            raise InvalidInput({"size": [f"{self.size} is no size. Write it like 1920x1080."]})
        return int(width), int(height)


def run_window(config: AppConfig, room: Room, showing: Showing) -> int:
    """Run the desk until its window is closed; give the exit code."""
    pixels = showing.pixels()
    if showing.grab is not None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for problem in (library_problem(), display_problem(), qt_problem()):
        if problem:
            click.echo(problem, err=True)
            return _EXIT_UNAVAILABLE
    application = QApplication(sys.argv[:1])
    application.setApplicationName("Dispatcher")
    application.setDesktopFileName("dispatcher")
    apply_theme(application, LIGHT if (showing.theme or config.theme) == "light" else DARK)
    sys.excepthook = _log_fault
    opening = _Opening(partial(open_desk, config, room), config)
    _leave_on_signals(application)
    opening.begin(showing, pixels)
    code = application.exec()
    opening.close()
    return code or opening.exit_code


def _leave_on_signals(application: QApplication) -> None:
    """Leave in order when told to, by a person, the system, or a terminal that is closed."""
    # Python handles a signal only between two of its own instructions: the opening's pulse sees to that.
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # What is ignored stays so: that is how nohup works.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: application.quit())


class _Opening(QObject):
    """From nothing to a running desk, without the window ever standing still."""

    def __init__(self, open_it: "partial[Desk]", config: AppConfig) -> None:
        super().__init__()
        self.exit_code = 0
        self._open_it = open_it
        self._config = config
        self._jobs = JobRunner()
        self._starting = StartingWindow()
        self._opened: Desk | None = None
        self._desk: RunningDesk | None = None
        self._grab: Path | None = None
        self._pixels = (0, 0)
        self._pulse = QTimer(self, interval=200)
        self._pulse.timeout.connect(self._on_pulse)

    def begin(self, showing: Showing, pixels: tuple[int, int]) -> None:
        self._grab, self._pixels = showing.grab, pixels
        self._pulse.start()
        self._starting.retry_requested.connect(self._open)
        if self._grab is None:
            self._starting.show()
        self._open()

    def close(self) -> None:
        if self._desk is None:
            self._jobs.close(self._leave)
        else:
            self._desk.close()

    @Slot()
    def _on_pulse(self) -> None:
        """Do nothing, in Python: a signal that has come in the meantime is now handled."""

    @Slot()
    def _open(self) -> None:
        self._jobs.run(self._open_and_keep, self._on_open, self._on_failed)

    def _open_and_keep(self) -> Desk:
        """On the SQL thread: whoever leaves before the answer is delivered must still find the desk to close."""
        self._opened = self._open_it()
        return self._opened

    def _leave(self) -> None:
        if self._opened is not None:
            self._opened.close()

    def _on_open(self, desk: Desk) -> None:
        self._desk = RunningDesk(desk, self._jobs, self._config.targets)
        self._desk.feed.board_loaded.connect(self._on_first_board)
        self._desk.feed.load_failed.connect(self._on_load_failed)
        if self._grab is None:
            self._desk.window.show()
            self._starting.close()
        self._desk.start()

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, DispatcherError):
            _log.error("the desk could not be opened", exc_info=error)
        self.exit_code = _EXIT_UNAVAILABLE
        if self._grab is None:
            self._starting.show_failure(_sentence(error))
        else:
            self._give_up(error)

    @Slot(object)
    def _on_load_failed(self, error: Exception) -> None:
        """Without a board there is no picture; a window, in contrast, tells of it and goes on asking."""
        if self._grab is not None:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self._grab = None
        self.exit_code = _EXIT_UNAVAILABLE
        click.echo(_sentence(error), err=True)
        QApplication.exit(_EXIT_UNAVAILABLE)

    @Slot(object)
    def _on_first_board(self, _board: Board) -> None:
        self.exit_code = 0
        if self._desk is None or self._grab is None:
            return
        self._desk.window.resize(*self._pixels)
        self._desk.window.show()
        # The layout comes to rest only once the event loop has run.
        QTimer.singleShot(_LAYOUT_RESTS_MS, self, self._draw)

    @Slot()
    def _draw(self) -> None:
        if self._desk is None or self._grab is None:
            return
        window = self._desk.window
        if not window.grab().save(str(self._grab), "PNG"):
            click.echo(f"The picture could not be written to {self._grab}.", err=True)
            self.exit_code = 1
        self._grab = None
        QApplication.exit(self.exit_code)


def _sentence(error: Exception) -> str:
    return str(error) if isinstance(error, DispatcherError) else "A fault in this desk, written to its log."


def _log_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault in a slot must not pass unseen; it is logged whole and the desk goes on."""
    _log.error("unhandled: %s", "".join(traceback.format_exception(kind, error, trace)))
