"""The pictures of a board that is not live, or not to be written by: each state told to a window of its own."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from PySide6.QtWidgets import QApplication

from dispatcher_app.domain.entities import Board
from dispatcher_app.ui.desk_identity import DeskIdentity
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.theme.tokens import DARK, LIGHT
from tests.tools.picture import draw
from tests.tools.studio import SIZES, settle, until, wear

_CUT = "The database cannot be reached. This desk keeps trying."
_COPY = "Only a read-only copy of the database can be reached, until the main server is back."


def draw_ages(board: Board, application: QApplication) -> None:
    """Draw each state in both palettes."""
    for tokens in (DARK, LIGHT):
        wear(application, tokens)
        for name, pose in _STATES.items():
            window = DeskWindow(
                DeskIdentity("Ben Ortiz", "dispatcher", "desk 3", can_dispatch=True), lambda: board.taken_at
            )
            window.resize(*SIZES[1])
            window.show()
            window.show_board(board)
            window.show_data_age(timedelta(seconds=0.3))
            pose(window)
            settle()
            draw(f"age-{name}-{tokens.name}", window)
            window.close()


def _no_line(window: DeskWindow) -> None:
    window.show_data_age(timedelta(seconds=2))
    window.show_line_trouble(_CUT)
    until(window.panels.lock_strip.isVisible)


def _stale(window: DeskWindow) -> None:
    window.show_data_age(timedelta(seconds=7))


def _too_old(window: DeskWindow) -> None:
    window.show_data_age(timedelta(seconds=17))
    window.show_line_trouble(_CUT)


def _read_only(window: DeskWindow) -> None:
    window.show_read_only(_COPY)


def _clock_off(window: DeskWindow) -> None:
    window.show_clock_off(timedelta(minutes=-3, seconds=-12))


_STATES: Mapping[str, Callable[[DeskWindow], None]] = {
    "no-line": _no_line,
    "stale": _stale,
    "too-old": _too_old,
    "read-only": _read_only,
    "clock-off": _clock_off,
}
