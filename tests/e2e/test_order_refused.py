"""Orders that were refused or are on their way: what the desk says, offers and keeps meanwhile."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.storage.store import Store, Transaction
from dispatcher_app.ui.conflict.conflict_dialog import ConflictDialog
from dispatcher_app.ui.conflict.wording import Way
from tests.control_room import ControlRoomBuilder
from tests.e2e.desks import DeskInTest, OpenDesk, Scene, allow_only_reading, opened_desks


@pytest.fixture
def open_desk(conninfo: str, qtbot: QtBot) -> Iterator[OpenDesk]:
    with opened_desks(conninfo, qtbot) as open_one:
        yield open_one


@pytest.fixture
def scene(room: ControlRoomBuilder) -> Scene:
    return Scene(room)


@pytest.fixture
def rival(open_store: Callable[..., Store]) -> Store:
    """Another desk, without a window."""
    return open_store("desk 2")


def lose_to(rival: Store, scene: Scene, desk: DeskInTest) -> None:
    """Order M12 for #1002 when it has just been sent to #1001."""
    desk.choose(scene.second)
    dispatch_ambulance(rival, DispatchAmbulance(scene.first, scene.m12), "anna")
    desk.dispatch()


def armed(dialog: ConflictDialog) -> bool:
    """Tell whether it takes an answer, without the type checker taking the first word for the last."""
    return dialog.is_armed


def test_a_refusal_to_write_stays_until_it_is_answered(scene: Scene, open_desk: OpenDesk) -> None:
    desk = open_desk("desk 3", "ben")
    desk.choose(scene.first)
    desk.store.before_transaction = let_read_only
    desk.dispatch()
    dialog = desk.wait_for_dialog()
    assert "only allows reading" in dialog.detail.text()
    for _ in range(3):
        desk.refresh()
    assert desk.running.flow.dialog is dialog
    assert desk.text("outcome_label") == ""
    desk.take(Way.TRY_AGAIN)
    desk.wait_for_text("outcome_label", "M12 sent to #1001")


def let_read_only(tx: Transaction) -> None:
    """Let this transaction only read, as if the server had just been told to."""
    tx.database.execute_sql("SET TRANSACTION READ ONLY")


def test_where_nothing_can_be_written_the_board_is_live_and_the_key_says_why(scene: Scene, open_desk: OpenDesk) -> None:
    allow_only_reading(scene.room.store, is_so=True)
    desk = open_desk("desk 3", "ben")
    desk.choose(scene.first)
    only_read = "Dispatching is locked: only a read-only copy of the database can be reached"
    assert desk.text("prospect_label") == only_read
    assert "only a read-only copy" in desk.window.panels.lock_strip.sentence().lower()
    assert desk.window.panels.header_bar.data_age_chip.words().startswith("Copy")
    assert not desk.window.panels.dispatch_bar.dispatch_button.isEnabled()
    allow_only_reading(scene.room.store, is_so=False)


def test_hospital_and_paramedic_are_forgotten_once_sent(scene: Scene, open_desk: OpenDesk) -> None:
    scene.room.add_paramedic("Tom Becker")
    scene.room.add_hospital("General")
    desk = open_desk("desk 3", "ben")
    desk.choose(scene.first)
    details = desk.window.panels.details_panel
    details.hospital_chooser.setCurrentIndex(1)
    details.paramedic_chooser.setCurrentIndex(1)
    assert desk.text("prospect_label").endswith("then to General, with Tom Becker")
    desk.dispatch()
    desk.wait_for_text("outcome_label", "M12 sent to #1001")
    assert (details.chosen_hospital(), details.chosen_paramedic()) == (None, None)


def test_what_was_chosen_while_an_order_was_on_its_way_is_kept(
    scene: Scene, open_desk: OpenDesk, open_store: Callable[..., Store]
) -> None:
    scene.room.add_paramedic("Tom Becker")
    desk = open_desk("desk 3", "ben")
    desk.choose(scene.first)
    with open_store("desk 8").transaction() as holding:
        holding.database.execute_sql("SELECT 1 FROM ambulance WHERE id = %s FOR UPDATE", (scene.m12,))
        desk.dispatch()
        desk.choose(scene.second)
        desk.window.panels.details_panel.paramedic_chooser.setCurrentIndex(1)
    desk.wait_for_text("outcome_label", "M12 sent to #1001")
    assert desk.window.panels.details_panel.chosen_paramedic() is not None


def test_an_additional_ambulance_is_asked_about_with_all_that_goes_along(
    scene: Scene, open_desk: OpenDesk, rival: Store
) -> None:
    scene.room.add_paramedic("Tom Becker")
    scene.room.add_hospital("General")
    dispatch_ambulance(rival, DispatchAmbulance(scene.first, scene.m12), "anna")
    desk = open_desk("desk 3", "ben")
    desk.choose(scene.first)
    desk.window.select_ambulance(scene.m07)
    desk.window.panels.details_panel.hospital_chooser.setCurrentIndex(1)
    desk.window.panels.details_panel.paramedic_chooser.setCurrentIndex(1)
    assert desk.text("prospect_label") == (
        "#1001 already has M12; sending M07 (then to General, with Tom Becker) will be asked again"
    )
    desk.dispatch()
    dialog = desk.wait_for_dialog()
    assert dialog.detail.text().endswith("M07 would go on as ordered: then to General, with Tom Becker.")


def test_an_offer_that_changes_under_the_finger_is_not_taken(
    scene: Scene, open_desk: OpenDesk, rival: Store, qtbot: QtBot
) -> None:
    third = scene.room.add_call(number=1003)
    scene.room.add_ambulance("M33", latitude=37.8000, longitude=-122.3900)
    desk = open_desk("desk 3", "ben")
    lose_to(rival, scene, desk)
    dialog = desk.wait_for_dialog()
    button = dialog.buttons[Way.SEND_NEXT]
    assert button.text() == "Send M07"
    desk.refresh()
    QTest.mousePress(button, Qt.MouseButton.LeftButton)
    assert armed(dialog)
    dispatch_ambulance(rival, DispatchAmbulance(third, scene.m07), "anna")
    desk.refresh()
    assert button.text() == "Send M33"
    assert not armed(dialog)
    desk.press(Qt.Key.Key_Return, button)
    assert desk.running.flow.dialog is dialog
    qtbot.waitUntil(lambda: armed(dialog))
    QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert desk.running.flow.dialog is dialog
    desk.press(Qt.Key.Key_Return, button)
    desk.wait_for_text("outcome_label", "M33 sent to #1002")


def test_an_ambulance_that_comes_free_later_can_be_sent(scene: Scene, open_desk: OpenDesk, rival: Store) -> None:
    scene.room.set_ambulance(scene.m07, status="OUT_OF_SERVICE")
    desk = open_desk("desk 3", "ben")
    lose_to(rival, scene, desk)
    dialog = desk.wait_for_dialog()
    assert "No other available ambulance" in dialog.suggestion_box.reason.text()
    assert not dialog.buttons[Way.SEND_NEXT].isEnabled()
    assert dialog.focusWidget() is dialog.buttons[Way.CHOOSE]
    scene.room.set_ambulance(scene.m07, status="AVAILABLE")
    desk.refresh()
    assert dialog.buttons[Way.SEND_NEXT].text() == "Send M07"
    reason = dialog.suggestion_box.reason
    assert reason.height() >= reason.heightForWidth(reason.width())
    assert not dialog.is_armed
    desk.take(Way.SEND_NEXT)
    desk.wait_for_text("outcome_label", "M07 sent to #1002")


def test_the_keyboard_goes_to_no_way_that_nobody_chose(scene: Scene, open_desk: OpenDesk, rival: Store) -> None:
    desk = open_desk("desk 3", "ben")
    lose_to(rival, scene, desk)
    dialog = desk.wait_for_dialog()
    assert dialog.focusWidget() is dialog.buttons[Way.SEND_NEXT]
    scene.room.set_ambulance(scene.m07, status="OUT_OF_SERVICE")
    desk.refresh()
    assert dialog.focusWidget() is dialog.buttons[Way.CHOOSE]


def test_going_back_to_the_ambulances_puts_the_keyboard_there(
    scene: Scene, open_desk: OpenDesk, rival: Store, qtbot: QtBot
) -> None:
    desk = open_desk("desk 3", "ben")
    lose_to(rival, scene, desk)
    desk.wait_for_dialog()
    desk.take(Way.CHOOSE)
    desk.wait_for_no_dialog()
    desk.window.activateWindow()
    qtbot.waitUntil(desk.window.panels.ambulances_panel.ambulance_table.hasFocus)


def test_an_order_on_its_way_keeps_its_name_and_stays_alone(
    scene: Scene, open_desk: OpenDesk, open_store: Callable[..., Store]
) -> None:
    desk = open_desk("desk 3", "ben")
    desk.choose(scene.first)
    with open_store("desk 8").transaction() as holding:
        holding.database.execute_sql("SELECT 1 FROM ambulance WHERE id = %s FOR UPDATE", (scene.m12,))
        desk.dispatch()
        desk.press(Qt.Key.Key_Down, desk.window.panels.calls_panel.tables.waiting_table)
        assert desk.window.panels.calls_panel.tables.waiting_table.selected_key() == scene.second
        assert desk.text("prospect_label") == "Sending M12 to #1001…"
        desk.running.flow.send(DispatchAmbulance(scene.second, scene.m07))
        assert desk.text("prospect_label") == "Sending M12 to #1001…"
    desk.wait_for_text("outcome_label", "M12 sent to #1001")
    desk.refresh()
    assert scene.sent() == [("M12", 1001)]
