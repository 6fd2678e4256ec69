"""A desk that can be locked."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from dispatcher_app.ui.desk_identity import DeskIdentity
from dispatcher_app.ui.desk_window import DeskWindow
from tests.ui.lock.callers import board_with_callers

LOCKABLE = DeskIdentity("Anna Kern", "dispatcher", "desk 3", can_dispatch=True, can_lock=True, sees_trail=True)


@pytest.fixture
def desk(open_window: Callable[..., DeskWindow], qtbot: QtBot) -> DeskWindow:
    """A desk with a board, its keyboard on the calls."""
    window = open_window(identity=LOCKABLE)
    qtbot.waitUntil(window.isActiveWindow)
    window.show_board(board_with_callers())
    return window
