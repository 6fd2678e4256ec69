"""A desk at which a call is being taken."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.entry.entry_panel import EntryPanel
from tests.ui.boards import NOW
from tests.ui.entry.calls import TYPES
from tests.ui.lock.callers import board_with_callers
from tests.ui.lock.conftest import LOCKABLE

RING_AT = NOW - timedelta(seconds=48)


@pytest.fixture
def desk(open_window: Callable[..., DeskWindow], qtbot: QtBot) -> DeskWindow:
    """A desk with a board, its keyboard on the calls."""
    window = open_window(identity=LOCKABLE)
    qtbot.waitUntil(window.isActiveWindow)
    window.show_board(board_with_callers())
    window.panels.entry_panel.show_types(TYPES)
    return window


@pytest.fixture
def panel(desk: DeskWindow) -> EntryPanel:
    """The panel of a new call, its keyboard on the location."""
    desk.panels.show_entry_panel(is_shown=True)
    desk.panels.entry_panel.begin(RING_AT, CallEntry())
    return desk.panels.entry_panel
