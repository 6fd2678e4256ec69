"""One call from its ring to the ambulance back in service, at a real window and by keys alone."""

from collections.abc import Iterator
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.call_taking import TakeCall
from dispatcher_app.domain.places import HouseRange, StreetSegment
from dispatcher_app.operations.call_story import read_story
from dispatcher_app.operations.taking_calls import take_call
from dispatcher_app.storage.store import Store
from dispatcher_app.storage.streets import NewSegment, write_streets
from dispatcher_app.ui.wording import room_zone
from tests.control_room import ControlRoomBuilder
from tests.e2e.desks import DeskInTest, OpenDesk, Scene, opened_desks

CONTROL = Qt.KeyboardModifier.ControlModifier
GROVE = StreetSegment(
    "Grove St",
    ((37.7760, -122.4330), (37.7764, -122.4300)),
    area="Hayes Valley",
    left=HouseRange(1400, 1498),
    right=HouseRange(1401, 1499),
)


@pytest.fixture
def open_desk(conninfo: str, qtbot: QtBot) -> Iterator[OpenDesk]:
    with opened_desks(conninfo, qtbot, is_live=True) as open_one:
        yield open_one


@pytest.fixture
def scene(room: ControlRoomBuilder, store: Store) -> Scene:
    with store.transaction() as tx:
        write_streets(tx, [NewSegment("test:1", GROVE)])
        tx.database.execute_sql(
            "INSERT INTO call_type (code, words, default_priority, needs) VALUES"
            " ('ARREST', 'Cardiac arrest', 1, 'ALS'), ('FALL', 'Fall', 3, '')"
        )
    return Scene(room)


def type_text(text: str) -> None:
    """Type into whatever has the keyboard."""
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClicks(target, text)


def press(*keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press keys, one after the other, wherever the keyboard is."""
    for key in keys:
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, modifier)


def begin_call(desk: DeskInTest, qtbot: QtBot) -> None:
    """Press F2, and wait until its ring is kept."""
    desk.press(Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: desk.running.entry.places._book is not None)
    qtbot.waitUntil(lambda: desk.running.entry.drafts.taking is not None)


def type_place(desk: DeskInTest, qtbot: QtBot, text: str) -> None:
    """Type an address, and take the first place that is offered."""
    location = desk.window.panels.entry_panel.sheet.form.location
    type_text(text)
    qtbot.waitUntil(location.field.suggestions.isVisible)
    press(Qt.Key.Key_Down, Qt.Key.Key_Return)


def test_from_the_ring_to_back_in_service_by_keys_alone(
    scene: Scene, open_desk: OpenDesk, qtbot: QtBot, store: Store
) -> None:
    desk = open_desk("desk 2", "anna")
    begin_call(desk, qtbot)
    type_place(desk, qtbot, "1420 grov")
    press(Qt.Key.Key_Tab)
    type_text("415 555 0134")
    press(Qt.Key.Key_Tab)
    type_text("arr")
    press(Qt.Key.Key_Tab)
    press(Qt.Key.Key_S, modifier=CONTROL)
    desk.wait_for_text("outcome_label", "Cardiac arrest taken")
    number, priority, latitude, phone = scene.room.one(
        "SELECT number, priority, latitude, caller_phone FROM emergency_call ORDER BY id DESC LIMIT 1"
    )
    assert (priority, phone) == (1, "+1 415-555-0134")
    assert latitude == pytest.approx(37.7761, abs=0.0005)
    title = desk.window.panels.details_panel.title_label
    qtbot.waitUntil(lambda: title.text() == f"#{number}  Cardiac arrest")

    desk.press(Qt.Key.Key_F8)
    desk.wait_for_text("outcome_label", f"M12 sent to #{number}")
    next_step = desk.window.panels.dispatch_bar.work_buttons.next_button
    qtbot.waitUntil(lambda: next_step.text() == "M12 acknowledged")
    work_up_to_hospital(desk, qtbot, number)
    desk.press(Qt.Key.Key_8)
    desk.wait_for_text("outcome_label", f"M12 back in service, #{number} transported")

    (call_id,) = scene.room.one(f"SELECT id FROM emergency_call WHERE number = {number} AND status = 'CLOSED'")
    story = read_story(store, call_id, room_zone(desk.running.feed._board.room))  # type: ignore[union-attr]
    told = " ".join(entry.sentence for entry in story.entries)
    for part in ("M12 sent by Anna Kern", "M12 on scene", "M12 at hospital"):
        assert part in told, told


def work_up_to_hospital(desk: DeskInTest, qtbot: QtBot, number: int) -> None:
    """Write every stamp but the last, one key each."""
    for key, words in (
        (Qt.Key.Key_1, "acknowledged"),
        (Qt.Key.Key_2, "mobile"),
        (Qt.Key.Key_3, "on scene"),
        (Qt.Key.Key_4, "at patient"),
        (Qt.Key.Key_5, "transporting"),
        (Qt.Key.Key_6, "at hospital"),
        (Qt.Key.Key_7, "patient handed over"),
    ):
        desk.press(key)
        desk.wait_for_text("outcome_label", f"M12 on #{number}: {words}")
        qtbot.waitUntil(partial(_has_gone_on_from, desk, words))


def _has_gone_on_from(desk: DeskInTest, words: str) -> bool:
    """The board has heard of a stamp once the next step is another."""
    return not desk.window.panels.dispatch_bar.work_buttons.next_button.text().endswith(words)


def test_a_repeat_caller_joins_the_first_call(scene: Scene, open_desk: OpenDesk, qtbot: QtBot, store: Store) -> None:
    first = CallEntry("1420 Grove St", type_text="Cardiac arrest", priority=1, caller_phone="415-555-0134")
    number = take_call(store, TakeCall(first), "ben").call.number
    desk = open_desk("desk 2", "anna")
    begin_call(desk, qtbot)
    type_text("grove street")
    location = desk.window.panels.entry_panel.sheet.form.location
    qtbot.waitUntil(location.field.suggestions.isVisible)
    press(Qt.Key.Key_Escape, Qt.Key.Key_Tab)
    type_text("(415) 555 0134")
    press(Qt.Key.Key_Tab)
    strip = desk.window.panels.entry_panel.sheet.duplicates_strip
    qtbot.waitUntil(lambda: strip.isVisible() and [row.call.number for row in strip.duplicates()] == [number])
    press(Qt.Key.Key_J, modifier=Qt.KeyboardModifier.AltModifier)
    press(Qt.Key.Key_Return)
    desk.wait_for_text("outcome_label", f"Joined #{number}, 1 repeat caller")
    assert scene.room.count("repeat_call") == 1
    assert scene.room.count("emergency_call", "type_text = 'Cardiac arrest' AND number <> 1001") == 1


def test_what_was_typed_before_a_crash_is_taken_up_again(
    scene: Scene, open_desk: OpenDesk, qtbot: QtBot, conninfo: str
) -> None:
    desk = open_desk("desk 2", "anna")
    begin_call(desk, qtbot)
    type_text("behind the mill")
    press(Qt.Key.Key_Tab)
    qtbot.waitUntil(lambda: "behind the mill" in str(scene.room.one("SELECT content::text FROM call_draft")[0]))
    (rang,) = scene.room.one("SELECT ring_at FROM call_draft")
    # Another program of the same person: the first one is as good as dead.
    other = open_desk("desk 5", "anna")
    other.wait_for_text("outcome_label", "1 call was left unfinished")
    other.window.activateWindow()
    qtbot.waitUntil(other.window.isActiveWindow)
    QTest.keyClick(other.window, Qt.Key.Key_F2, Qt.KeyboardModifier.ShiftModifier)
    form = other.window.panels.entry_panel.sheet.form
    qtbot.waitUntil(lambda: form.entry().location_text == "behind the mill")
    other.running.entry._on_save(
        CallEntry("behind the mill", type_text="Fall", priority=3, caller_phone="415 555 0100")
    )
    other.wait_for_text("outcome_label", "Fall taken")
    received = scene.room.one("SELECT received_at FROM emergency_call ORDER BY id DESC LIMIT 1")
    assert received == (rang,)
