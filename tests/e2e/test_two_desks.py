"""Two whole windows on one real database: one ambulance, one winner, and a loser who knows everything."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.storage.store import Store
from dispatcher_app.ui.conflict.wording import Way
from tests.control_room import ControlRoomBuilder
from tests.e2e.desks import OpenDesk, Scene, opened_desks


@pytest.fixture
def open_desk(conninfo: str, qtbot: QtBot) -> Iterator[OpenDesk]:
    with opened_desks(conninfo, qtbot) as open_one:
        yield open_one


@pytest.fixture
def scene(room: ControlRoomBuilder) -> Scene:
    return Scene(room)


def test_the_second_desk_reads_who_won_and_takes_the_next_nearest(scene: Scene, open_desk: OpenDesk) -> None:
    a, b = open_desk("desk 2", "anna"), open_desk("desk 3", "ben")
    a.choose(scene.first)
    b.choose(scene.second)
    a.dispatch()
    a.wait_for_text("outcome_label", "M12 sent to #1001")

    b.dispatch()
    dialog = b.wait_for_dialog()
    assert dialog.title.text() == "M12 was sent elsewhere first"
    assert dialog.lead.text() == "Your order for #1002 Fall was not sent."
    assert "Anna Kern, desk 2, sent M12 to #1001 Cardiac arrest, 400 Castro St at" in dialog.detail.text()
    assert dialog.suggestion_box.call_sign.text() == "M07"
    assert dialog.focusWidget() is dialog.buttons[Way.SEND_NEXT]

    b.press(Qt.Key.Key_Return, dialog.buttons[Way.SEND_NEXT])
    b.wait_for_text("outcome_label", "M07 sent to #1002")
    b.wait_for_no_dialog()
    assert scene.sent() == [("M07", 1002), ("M12", 1001)]
    assert scene.room.count("audit_event", "table_name = 'assignment'") == 2


def test_a_key_on_its_way_to_the_board_is_no_answer(scene: Scene, open_desk: OpenDesk, qtbot: QtBot) -> None:
    a, b = open_desk("desk 2", "anna"), open_desk("desk 3", "ben")
    a.choose(scene.first)
    b.choose(scene.second)
    a.dispatch()
    a.wait_for_text("outcome_label", "M12 sent")
    b.dispatch()
    qtbot.waitUntil(lambda: b.running.flow.dialog is not None)
    dialog = b.running.flow.dialog
    assert dialog is not None
    assert not dialog.is_armed
    b.press(Qt.Key.Key_Return, dialog.buttons[Way.SEND_NEXT])
    assert dialog.isVisible()
    assert scene.sent() == [("M12", 1001)]


def test_escape_sends_nothing_and_the_board_is_back(scene: Scene, open_desk: OpenDesk) -> None:
    a, b = open_desk("desk 2", "anna"), open_desk("desk 3", "ben")
    a.choose(scene.first)
    b.choose(scene.second)
    a.dispatch()
    a.wait_for_text("outcome_label", "M12 sent")
    b.dispatch()
    b.press(Qt.Key.Key_Escape, b.wait_for_dialog())
    b.wait_for_no_dialog()
    assert scene.sent() == [("M12", 1001)]


def test_a_call_that_has_an_ambulance_takes_another_only_after_asking(scene: Scene, open_desk: OpenDesk) -> None:
    a, b = open_desk("desk 2", "anna"), open_desk("desk 3", "ben")
    a.choose(scene.first)
    a.dispatch()
    a.wait_for_text("outcome_label", "M12 sent")
    b.refresh()
    b.choose(scene.first)
    b.window.select_ambulance(scene.m07)
    assert b.text("prospect_label") == "#1001 already has M12; sending M07 will be asked again"
    b.dispatch()
    dialog = b.wait_for_dialog()
    assert dialog.title.text() == "#1001 already has M12"
    assert dialog.focusWidget() is dialog.buttons[Way.BACK]
    b.take(Way.SEND_ADDITIONAL)
    b.wait_for_text("outcome_label", "M07 sent to #1001")
    assert scene.sent() == [("M07", 1001), ("M12", 1001)]


def test_a_call_cancelled_meanwhile_says_so(scene: Scene, open_desk: OpenDesk) -> None:
    desk = open_desk("desk 3", "ben")
    desk.choose(scene.first)
    scene.room.end_call(scene.first, "CANCELLED", "anna", "desk 2")
    desk.dispatch()
    dialog = desk.wait_for_dialog()
    assert dialog.title.text() == "#1001 was cancelled"
    assert "Anna Kern, desk 2, cancelled it at" in dialog.detail.text()
    desk.take(Way.BACK)
    desk.wait_for_no_dialog()
    assert scene.sent() == []


def test_the_dialog_closes_by_itself_when_the_call_got_an_ambulance_elsewhere(
    scene: Scene, open_desk: OpenDesk, open_store: Callable[..., Store]
) -> None:
    a, b = open_desk("desk 2", "anna"), open_desk("desk 3", "ben")
    a.choose(scene.first)
    b.choose(scene.second)
    a.dispatch()
    a.wait_for_text("outcome_label", "M12 sent")
    b.dispatch()
    b.wait_for_dialog()
    send(open_store("desk 9"), scene.second, scene.m07)
    b.running.feed.refresh()
    b.wait_for_no_dialog()
    assert b.text("outcome_label") == "M12 was not sent. #1002 has an ambulance by now."


def test_the_proposal_follows_the_board_while_the_dialog_is_open(
    scene: Scene, open_desk: OpenDesk, open_store: Callable[..., Store]
) -> None:
    third = scene.room.add_call(number=1003)
    a, b = open_desk("desk 2", "anna"), open_desk("desk 3", "ben")
    a.choose(scene.first)
    b.choose(scene.second)
    a.dispatch()
    a.wait_for_text("outcome_label", "M12 sent")
    b.dispatch()
    dialog = b.wait_for_dialog()
    send(open_store("desk 9"), third, scene.m07)
    b.refresh()
    assert not dialog.buttons[Way.SEND_NEXT].isEnabled()
    assert "No other available ambulance" in dialog.suggestion_box.reason.text()


def send(store: Store, call: EmergencyCallId, ambulance: AmbulanceId) -> None:
    dispatch_ambulance(store, DispatchAmbulance(call, ambulance), "anna")


def test_a_record_held_elsewhere_is_busy_and_can_be_tried_again(
    scene: Scene, open_desk: OpenDesk, open_store: Callable[..., Store]
) -> None:
    desk = open_desk("desk 3", "ben")
    desk.choose(scene.first)
    with open_store("desk 8").transaction() as holding:
        holding.database.execute_sql("SELECT 1 FROM ambulance WHERE id = %s FOR UPDATE", (scene.m12,))
        desk.dispatch()
        dialog = desk.wait_for_dialog()
        assert dialog.title.text() == "#1001 or M12 is being changed"
        assert dialog.detail.text() == "Desk 8 is changing the same record and has not finished."
    desk.take(Way.TRY_AGAIN)
    desk.wait_for_text("outcome_label", "M12 sent to #1001")
    assert scene.sent() == [("M12", 1001)]


def test_somebody_who_may_only_look_cannot_dispatch(scene: Scene, open_desk: OpenDesk) -> None:
    desk = open_desk("desk 3", "a viewer")
    desk.choose(scene.first)
    assert desk.text("prospect_label") == "You may look; dispatching needs a dispatcher"
    desk.dispatch()
    desk.refresh()
    assert scene.sent() == []
