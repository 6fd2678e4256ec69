"""Two desks and one story: what one notes or does is on the other's open story without a click."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.errors import OutcomeUnknown
from dispatcher_app.storage.store import Transaction
from tests.control_room import ControlRoomBuilder
from tests.e2e.desks import DeskInTest, OpenDesk, Scene, kill_line, opened_desks


@pytest.fixture
def scene(room: ControlRoomBuilder) -> Scene:
    return Scene(room)


@pytest.fixture
def open_desk(conninfo: str, qtbot: QtBot, scene: Scene) -> Iterator[OpenDesk]:
    with opened_desks(conninfo, qtbot, is_live=True) as open_one:
        yield open_one


@pytest.fixture
def still_desk(conninfo: str, qtbot: QtBot, scene: Scene) -> Iterator[DeskInTest]:
    """A desk that reads nothing by itself: what happens to its next transaction happens to the test's."""
    with opened_desks(conninfo, qtbot) as open_one:
        desk = open_one("desk 1", "anna")
        open_story(desk, qtbot, scene)
        yield desk


def open_story(desk: DeskInTest, qtbot: QtBot, scene: Scene) -> None:
    """Choose the first call and open its story by the key."""
    desk.choose(scene.first)
    desk.press(Qt.Key.Key_T)
    qtbot.waitUntil(lambda: bool(told(desk)))


def told(desk: DeskInTest) -> list[str]:
    """Read the open story, without its times."""
    return [text.partition(" ")[2] for text in desk.window.panels.story_panel.story_list.texts()]


def add(desk: DeskInTest, words: str) -> None:
    """Type a note and send it."""
    desk.press(Qt.Key.Key_N)
    field = desk.window.panels.story_panel.foot.note_field
    QTest.keyClicks(field, words)
    desk.press(Qt.Key.Key_Return, field)


def wait_for(desk: DeskInTest, qtbot: QtBot, words: str) -> None:
    """Wait until the story says something last."""
    qtbot.waitUntil(lambda: bool(told(desk)) and words in told(desk)[-1], timeout=15_000)


def test_a_note_of_one_desk_is_on_the_others_open_story(scene: Scene, open_desk: OpenDesk, qtbot: QtBot) -> None:
    a, b = open_desk("desk 1", "anna"), open_desk("desk 2", "ben")
    open_story(b, qtbot, scene)
    boards: list[object] = []
    b.running.feed.board_loaded.connect(boards.append)
    open_story(a, qtbot, scene)
    add(a, "Door code 4711")
    wait_for(a, qtbot, "Door code 4711")
    wait_for(b, qtbot, "Door code 4711")
    assert boards == []
    assert a.window.panels.story_panel.foot.note_field.toPlainText() == ""


def test_what_is_done_is_told_while_the_story_is_open(scene: Scene, open_desk: OpenDesk, qtbot: QtBot) -> None:
    a, b = open_desk("desk 1", "anna"), open_desk("desk 2", "ben")
    open_story(b, qtbot, scene)
    a.choose(scene.first)
    a.dispatch()
    wait_for(b, qtbot, "M12 sent by ")
    with scene.room.store.transaction() as tx:
        tx.database.execute_sql("UPDATE assignment SET mobile_at = room_now()")
    wait_for(b, qtbot, "M12 mobile")


def test_another_call_brings_another_story_and_a_closed_one_reads_nothing(
    scene: Scene, open_desk: OpenDesk, qtbot: QtBot
) -> None:
    desk = open_desk("desk 1", "anna")
    open_story(desk, qtbot, scene)
    assert "Cardiac arrest" in told(desk)[0]
    desk.choose(scene.second)
    wait_for(desk, qtbot, "1 Ocean Ave")
    desk.press(Qt.Key.Key_T)
    assert told(desk) == []
    desk.choose(scene.first)
    assert desk.window.panels.story_panel.call_id() is None


def lose_the_answer(_tx: Transaction) -> None:
    """Break the line after the server has written everything."""
    raise OutcomeUnknown("The line broke while the order was being written.")


def test_a_note_whose_answer_was_lost_is_found_written(still_desk: DeskInTest, scene: Scene, qtbot: QtBot) -> None:
    foot = still_desk.window.panels.story_panel.foot
    still_desk.store.after_commit = lose_the_answer
    add(still_desk, "Said once")
    qtbot.waitUntil(lambda: "not known yet" in foot.problem_label.text())
    assert foot.note_field.isReadOnly()
    still_desk.refresh()
    qtbot.waitUntil(lambda: foot.note_field.toPlainText() == "" and "Said once" in told(still_desk)[-1])
    assert scene.room.count("call_note") == 1


def test_a_note_that_never_arrived_is_kept_and_said_so(
    still_desk: DeskInTest, scene: Scene, qtbot: QtBot, conninfo: str
) -> None:
    foot = still_desk.window.panels.story_panel.foot
    still_desk.store.before_commit = kill_line(conninfo)
    add(still_desk, "Not yet said")
    qtbot.waitUntil(lambda: "not known yet" in foot.problem_label.text())
    still_desk.refresh()
    qtbot.waitUntil(lambda: "before this note was written" in foot.problem_label.text())
    assert foot.note_field.toPlainText() == "Not yet said"
    assert scene.room.count("call_note") == 0
    still_desk.press(Qt.Key.Key_Return, foot.note_field)
    wait_for(still_desk, qtbot, "Not yet said")
