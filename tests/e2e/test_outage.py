"""A whole window through an outage: it says so, locks, and is right again by itself."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer
from dispatcher_app.storage.migrate import migrate
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.control_room import ControlRoomBuilder
from tests.e2e.desks import DeskInTest, ensure_theme, open_running_desk


@pytest.fixture
def own_server() -> Iterator[EmbeddedServer]:
    """A server that a test may take down."""
    with tempfile.TemporaryDirectory(prefix="dispatcher-outage-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedServer(EmbeddedPlaces.under(Path(folder)))
        server.start()
        server.ensure_database("room")
        yield server
        server.stop()


@pytest.fixture
def desk(own_server: EmbeddedServer, qtbot: QtBot) -> Iterator[DeskInTest]:
    """A desk on that server, with one call and one ambulance."""
    ensure_theme(qtbot)
    store = Store(ConnectionSettings(own_server.conninfo("room"), desk="filling"))
    migrate(store)
    room = ControlRoomBuilder(store)
    room.add_control_room()
    room.add_dispatcher("ben", "Ben Ortiz")
    room.add_call(number=1001)
    room.add_ambulance("M12")
    store.close()
    running = open_running_desk(own_server.conninfo("room"), "desk 3", "ben")
    qtbot.addWidget(running.window)
    running.window.show()
    with qtbot.waitSignal(running.feed.board_loaded):
        running.start()
    running.feed.stop()
    yield DeskInTest(running, qtbot)
    running.close()


def test_an_order_into_the_void_was_not_sent_and_the_board_comes_back(
    desk: DeskInTest, own_server: EmbeddedServer, qtbot: QtBot
) -> None:
    own_server.stop()
    desk.dispatch()
    dialog = desk.wait_for_dialog()
    assert dialog.title.text() == "The database cannot be used"
    assert dialog.lead.text() == "M12 was not sent to #1001 Chest pain."
    qtbot.waitUntil(lambda: desk.text("prospect_label") == "Dispatching is locked: the database is unreachable")
    own_server.start()
    desk.refresh()
    desk.wait_for_no_dialog()
    assert desk.text("outcome_label") == "The database is back. M12 was not sent to #1001."
    desk.dispatch()
    desk.wait_for_text("outcome_label", "M12 sent to #1001")
