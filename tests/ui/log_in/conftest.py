"""A log-in window on the screen."""

import pytest
from pytestqt.qtbot import QtBot

from dispatcher_app.ui.log_in.log_in_window import LogInWindow


@pytest.fixture
def window(qtbot: QtBot, dark: None) -> LogInWindow:
    """An empty log-in window for one of two servers, without a keyring."""
    window = LogInWindow()
    qtbot.addWidget(window)
    window.show_servers(["Main room", "Backup site"], "Main room")
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window
