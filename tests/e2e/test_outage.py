"""A whole window through an outage, or a fault of its own: it says so, locks, and is right again by itself."""

import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dispatcher_app.background.seconds import seconds_passed
from dispatcher_app.bootstrap import board_standing
from dispatcher_app.bootstrap.identity import DeskRules
from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer
from dispatcher_app.storage.migrate import migrate
from dispatcher_app.storage.store import ConnectionSettings, Store
from dispatcher_app.ui.header.freshness import AgeLimits
from tests.control_room import ControlRoomBuilder
from tests.e2e.desks import DeskInTest, close_running_desk, ensure_theme, open_running_desk, opened_desks


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
    soon = AgeLimits(timedelta(seconds=1), timedelta(seconds=2))
    running = open_running_desk(own_server.conninfo("room"), "desk 3", "ben", DeskRules(age_limits=soon))
    qtbot.addWidget(running.window)
    running.window.show()
    with qtbot.waitSignal(running.feed.board_loaded):
        running.start()
    running.feed.stop()
    yield DeskInTest(running, qtbot)
    close_running_desk(running)


def test_an_order_into_the_void_was_not_sent_and_the_board_comes_back(
    desk: DeskInTest, own_server: EmbeddedServer, qtbot: QtBot
) -> None:
    own_server.stop()
    desk.dispatch()
    dialog = desk.wait_for_dialog()
    assert dialog.title.text() == "The database cannot be used"
    assert dialog.lead.text() == "M12 was not sent to #1001 Chest pain."
    qtbot.waitUntil(lambda: desk.text("prospect_label").startswith("Dispatching is locked"))
    own_server.start()
    desk.refresh()
    desk.wait_for_no_dialog()
    assert desk.text("outcome_label") == "The database is back. M12 was not sent to #1001."
    desk.dispatch()
    desk.wait_for_text("outcome_label", "M12 sent to #1001")


@pytest.fixture
def numbered_desk(conninfo: str, room: ControlRoomBuilder, qtbot: QtBot) -> Iterator[DeskInTest]:
    """A desk that goes by whatever number is free."""
    room.add_call(number=1001)
    room.add_ambulance("M12")
    with opened_desks(conninfo, qtbot) as open_one:
        yield open_one("", "ben")


def test_a_desk_that_comes_back_under_another_number_says_so(
    numbered_desk: DeskInTest, room: ControlRoomBuilder, open_store: Callable[..., Store]
) -> None:
    desk = numbered_desk
    before = desk.text("desk_label").removeprefix("dispatcher, ")
    assert before.startswith("desk ")
    assert desk.window.windowTitle() == f"Test City, {before}: Dispatcher"
    room.one(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
        f" WHERE datname = current_database() AND application_name = '{before}' AND pid <> pg_backend_pid()"
    )
    with open_store(before).transaction():
        desk.lose_connection()
        desk.refresh()
    now = desk.text("desk_label").removeprefix("dispatcher, ")
    assert now.startswith("desk ")
    assert now != before
    assert desk.window.windowTitle() == f"Test City, {now}: Dispatcher"
    desk.dispatch()
    desk.wait_for_text("outcome_label", "M12 sent to #1001")
    assert room.one("SELECT desk FROM assignment") == (now,)


def test_a_board_that_cannot_be_drawn_is_not_called_live(
    numbered_desk: DeskInTest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, qtbot: QtBot
) -> None:
    def fail(*_: object) -> None:
        raise LookupError("a bug in drawing")

    desk = numbered_desk
    panels = desk.window.panels
    with monkeypatch.context() as broken:
        broken.setattr(desk.window._display, "show_board", fail)
        desk.refresh()
        sentence = "The board could not be shown: a fault in this desk, written to its log."
        assert panels.lock_strip.sentence() == sentence
        assert desk.text("prospect_label") == "Dispatching is locked: a fault in this desk"
        assert not panels.dispatch_bar.dispatch_button.isEnabled()
        assert "a bug in drawing" in caplog.text
        # Boards go on coming and are fresh; what is on screen is not.
        broken.setattr(board_standing, "seconds_passed", lambda: seconds_passed() + 20)
        desk.refresh()
        qtbot.waitUntil(lambda: panels.header_bar.data_age_chip.words().startswith("Too old 2"))
    desk.refresh()
    assert panels.lock_strip.sentence() == ""
    assert panels.header_bar.data_age_chip.words().startswith("Live")
    assert panels.dispatch_bar.dispatch_button.isEnabled()
