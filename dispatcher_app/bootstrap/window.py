"""Opening the window: what must be so before Qt starts, then the desk, then the event loop."""

import logging
import os
import signal
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import click
from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.doctor import qt_problem
from dispatcher_app.bootstrap.running_desk import RunningDesk
from dispatcher_app.bootstrap.sentences import sentence_of
from dispatcher_app.bootstrap.workstation import Workstation
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.launch import display_problem, library_problem
from dispatcher_app.ui.theme.application_theme import apply_theme
from dispatcher_app.ui.theme.tokens import DARK, LIGHT

_log = logging.getLogger(__name__)

_EXIT_UNAVAILABLE = 69
_LAYOUT_RESTS_MS = 100
_PULSE_MS = 200


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
    workstation = Workstation(config, room, is_seen=showing.grab is None)
    grab = None if showing.grab is None else _Grab(workstation, showing.grab, pixels)
    _leave_on_signals(application)
    workstation.begin()
    code = application.exec()
    workstation.close()
    return code or (workstation.exit_code if grab is None else grab.exit_code)


def _leave_on_signals(application: QApplication) -> None:
    """Leave in order when told to, by a person, the system, or a terminal that is closed."""
    # Python handles a signal only between two of its own instructions: a pulse sees to that.
    pulse = QTimer(application, interval=_PULSE_MS)
    pulse.timeout.connect(_let_signals_in)
    pulse.start()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        # What is ignored stays so: that is how nohup works.
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, lambda *_: application.exit())


def _let_signals_in() -> None:
    """Do nothing, in Python: a signal that has come in the meantime is now handled."""


class _Grab(QObject):
    """Draws the first board into a file, and leaves."""

    def __init__(self, workstation: Workstation, file: Path, pixels: tuple[int, int]) -> None:
        super().__init__()
        self.exit_code = _EXIT_UNAVAILABLE
        self._file = file
        self._pixels = pixels
        self._desk: RunningDesk | None = None
        workstation.desk_opened.connect(self._on_desk_opened)
        workstation.failed.connect(self._give_up)

    @Slot(object)
    def _on_desk_opened(self, desk: RunningDesk) -> None:
        self._desk = desk
        desk.feed.board_loaded.connect(self._on_board_loaded)
        # A window tells of it and goes on asking; without a board there is no picture.
        desk.feed.load_failed.connect(self._give_up)

    @Slot(object)
    def _give_up(self, error: Exception) -> None:
        click.echo(sentence_of(error), err=True)
        QApplication.exit(_EXIT_UNAVAILABLE)

    @Slot(object)
    def _on_board_loaded(self, _board: Board) -> None:
        if self._desk is None or self._desk.window.isVisible():
            return
        self.exit_code = 0
        self._desk.window.resize(*self._pixels)
        self._desk.window.show()
        # The layout comes to rest only once the event loop has run.
        QTimer.singleShot(_LAYOUT_RESTS_MS, self, self._draw)

    @Slot()
    def _draw(self) -> None:
        if self._desk is not None and not self._desk.window.grab().save(str(self._file), "PNG"):
            click.echo(f"The picture could not be written to {self._file}.", err=True)
            self.exit_code = 1
        QApplication.exit(self.exit_code)


def _log_fault(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault in a slot must not pass unseen; it is logged whole and the desk goes on."""
    _log.error("unhandled: %s", "".join(traceback.format_exception(kind, error, trace)))
