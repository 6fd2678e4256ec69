"""What the tests of the window share: a screen that is not there, a clock that stands still, and a window."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatcher_app.ui.desk_identity import DeskIdentity
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.situation import Monotonic
from dispatcher_app.ui.theme.application_theme import apply_theme
from dispatcher_app.ui.theme.tokens import DARK
from tests.ui.boards import StandingClock


@pytest.fixture
def clock() -> StandingClock:
    """A clock that moves only when told to."""
    return StandingClock()


@pytest.fixture
def dark(qapp: QApplication) -> None:
    """The dark theme, whatever a test before this one has switched to."""
    apply_theme(qapp, DARK)


@pytest.fixture
def open_window(qtbot: QtBot, dark: None, clock: StandingClock) -> Callable[..., DeskWindow]:
    """Open a desk's window; it is closed at the test's end."""

    def open_one(
        *,
        can_dispatch: bool = True,
        identity: DeskIdentity | None = None,
        monotonic: Monotonic = clock.monotonic,
    ) -> DeskWindow:
        role = "dispatcher" if can_dispatch else "viewer"
        window = DeskWindow(
            identity or DeskIdentity("Anna Kern", role, "desk 3", can_dispatch), clock, monotonic=monotonic
        )
        qtbot.addWidget(window)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        return window

    return open_one


@pytest.fixture
def window(open_window: Callable[..., DeskWindow]) -> DeskWindow:
    """The window of a dispatcher, without a board yet."""
    return open_window()
