"""The life of an ambulance's work and changes of plan, at two real windows, by keys alone."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import OutcomeUnknown
from dispatcher_app.domain.plans import StandDown
from dispatcher_app.operations.changing_plans import stand_down
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.storage.store import Store
from dispatcher_app.ui.plans.plan_sheet import PlanSheet
from tests.control_room import ControlRoomBuilder
from tests.e2e.desks import DeskInTest, OpenDesk, Scene, opened_desks


@pytest.fixture
def open_desk(conninfo: str, qtbot: QtBot) -> Iterator[OpenDesk]:
    with opened_desks(conninfo, qtbot) as open_one:
        yield open_one


@pytest.fixture
def scene(room: ControlRoomBuilder) -> Scene:
    return Scene(room)


@pytest.fixture
def sheet_of(qtbot: QtBot) -> Callable[[DeskInTest], PlanSheet]:
    """Wait for a desk's sheet."""

    def wait(desk: DeskInTest) -> PlanSheet:
        qtbot.waitUntil(lambda: desk.running.plans.sheet is not None and desk.running.plans.sheet.isVisible())
        sheet = desk.running.plans.sheet
        assert sheet is not None
        return sheet

    return wait


def stamps(scene: Scene) -> tuple[object, ...]:
    """Tell which stamps are written."""
    return scene.room.one(
        "SELECT acknowledged_at IS NOT NULL, mobile_at IS NOT NULL, on_scene_at IS NOT NULL, at_patient_at IS NOT NULL,"
        " left_scene_at IS NOT NULL, at_hospital_at IS NOT NULL, transferred_at IS NOT NULL FROM assignment"
    )


def sent(desk: DeskInTest, scene: Scene) -> None:
    """Send the nearest ambulance to the first call, and see it on the board."""
    desk.choose(scene.first)
    desk.dispatch()
    desk.wait_for_text("outcome_label", "M12 sent to #1001")
    desk.refresh()


def test_from_dispatch_to_back_in_service_at_one_key_each(scene: Scene, open_desk: OpenDesk) -> None:
    desk = open_desk("desk 2", "anna")
    sent(desk, scene)
    for key, words in (
        (Qt.Key.Key_1, "M12 on #1001: acknowledged"),
        (Qt.Key.Key_2, "M12 on #1001: mobile"),
        (Qt.Key.Key_3, "M12 on #1001: on scene"),
        (Qt.Key.Key_4, "M12 on #1001: at patient"),
        (Qt.Key.Key_5, "M12 on #1001: transporting"),
        (Qt.Key.Key_6, "M12 on #1001: at hospital"),
        (Qt.Key.Key_7, "M12 on #1001: patient handed over"),
    ):
        desk.press(key)
        desk.wait_for_text("outcome_label", words)
        desk.refresh()
    assert stamps(scene) == (True,) * 7
    desk.press(Qt.Key.Key_8)
    desk.wait_for_text("outcome_label", "M12 back in service, #1001 transported")
    assert scene.room.one("SELECT status, outcome FROM emergency_call WHERE number = 1001") == ("CLOSED", "TRANSPORTED")


def test_a_slip_is_taken_back_by_a_key(scene: Scene, open_desk: OpenDesk) -> None:
    desk = open_desk("desk 2", "anna")
    sent(desk, scene)
    desk.press(Qt.Key.Key_3)
    desk.wait_for_text("outcome_label", "on scene")
    assert "Ctrl+Z takes it back" in desk.text("outcome_label")
    desk.press_with_control(Qt.Key.Key_Z)
    desk.wait_for_text("outcome_label", "on scene taken back")
    assert scene.room.one("SELECT status FROM ambulance WHERE call_sign = 'M12'") == ("EN_ROUTE",)
    desk.press_with_control(Qt.Key.Key_Z)
    desk.wait_for_text("outcome_label", "There is nothing to take back")


def test_what_does_not_follow_is_said_at_once_and_nothing_is_sent(scene: Scene, open_desk: OpenDesk) -> None:
    desk = open_desk("desk 2", "anna")
    desk.press(Qt.Key.Key_3)
    desk.wait_for_text("outcome_label", "Choose an ambulance that is out")
    sent(desk, scene)
    desk.press(Qt.Key.Key_6)
    desk.wait_for_text("outcome_label", "M12 is en route: at hospital does not follow")
    desk.press(Qt.Key.Key_8)
    desk.wait_for_text("outcome_label", "M12 has not begun: stand it down instead (S)")
    assert scene.room.count("request") == 0


def test_a_divert_in_the_middle_seen_at_the_other_desk(
    scene: Scene, open_desk: OpenDesk, sheet_of: Callable[[DeskInTest], PlanSheet], qtbot: QtBot
) -> None:
    a, b = open_desk("desk 2", "anna"), open_desk("desk 3", "ben")
    sent(a, scene)
    clock = scene.room.one("SELECT received_at FROM emergency_call WHERE number = 1001")
    a.press(Qt.Key.Key_2)
    a.wait_for_text("outcome_label", "mobile")
    b.refresh()
    b.choose(scene.second)
    b.window.select_ambulance(scene.m12)
    b.press(Qt.Key.Key_V)
    sheet = sheet_of(b)
    assert sheet.title.text() == "Divert M12 from #1001 to #1002?"
    assert "#1001 waits again, since" in sheet.lead.text()
    b.press(Qt.Key.Key_Return, sheet.confirm_button)
    b.wait_for_text("outcome_label", "M12 diverted from #1001 to #1002")
    assert scene.sent() == [("M12", 1002)]
    assert scene.room.one("SELECT received_at FROM emergency_call WHERE number = 1001") == clock
    a.refresh()
    assert "M12 is en route to #1002" in a.text("prospect_label")
    a.window.select_ambulance(scene.m07)
    a.dispatch()
    a.wait_for_text("outcome_label", "M07 sent to #1001")


def test_who_stands_down_what_another_has_ended_is_told_who_and_when(
    scene: Scene, open_desk: OpenDesk, sheet_of: Callable[[DeskInTest], PlanSheet], store: Store
) -> None:
    a = open_desk("desk 2", "anna")
    sent(a, scene)
    a.press(Qt.Key.Key_S)
    sheet = sheet_of(a)
    (work,) = scene.room.one("SELECT id FROM assignment")
    stand_down(store, StandDown(work), "ben")
    a.press(Qt.Key.Key_Return, sheet.confirm_button)
    dialog = a.wait_for_dialog()
    assert dialog.title.text() == "M12 is no longer on #1001: stood down"
    assert dialog.lead.text() == "M12 was not stood down. Nothing was written."
    assert dialog.detail.text().startswith("Ben Ortiz, desk 1, at ")


def test_a_call_is_closed_over_its_ambulances_only_after_naming_them(
    scene: Scene, open_desk: OpenDesk, sheet_of: Callable[[DeskInTest], PlanSheet], store: Store
) -> None:
    desk = open_desk("desk 2", "anna")
    sent(desk, scene)
    desk.press(Qt.Key.Key_C)
    sheet = sheet_of(desk)
    assert "Still out for it: M12 (en route)" in sheet.lead.text()
    assert sheet.confirm_button.text() == "Close #1001, free M12"
    # Meanwhile another ambulance is sent: the sheet knows nothing of it.
    dispatch_ambulance(store, DispatchAmbulance(scene.first, scene.m07, is_additional=True), "ben")
    desk.refresh()
    desk.press(Qt.Key.Key_2, sheet)
    desk.press(Qt.Key.Key_Return, sheet.confirm_button)
    again = sheet_of(desk)
    assert again.confirm_button.text() == "Close #1001, free M12, M07"
    assert scene.room.one("SELECT status FROM emergency_call WHERE number = 1001") == ("DISPATCHED",)
    desk.press(Qt.Key.Key_Return, again.confirm_button)
    assert again.failure_box.isVisible()
    desk.press(Qt.Key.Key_1, again)
    desk.press(Qt.Key.Key_Return, again.confirm_button)
    desk.wait_for_text("outcome_label", "#1001 closed")
    assert scene.room.count("assignment", "cleared_at IS NULL") == 0
    desk.press_with_control(Qt.Key.Key_Z)
    desk.wait_for_text("outcome_label", "#1001 is open again")
    assert scene.room.one("SELECT status FROM emergency_call WHERE number = 1001") == ("OPEN",)


def test_a_breakdown_alarms_the_other_desk_until_somebody_takes_note(
    scene: Scene, open_desk: OpenDesk, sheet_of: Callable[[DeskInTest], PlanSheet], qtbot: QtBot
) -> None:
    a, b = open_desk("desk 2", "anna"), open_desk("desk 3", "ben")
    sent(a, scene)
    a.press(Qt.Key.Key_B)
    sheet = sheet_of(a)
    QTest.keyClicks(sheet.reason_field, "gearbox")
    a.press(Qt.Key.Key_Return, sheet.reason_field)
    a.wait_for_text("outcome_label", "M12 broken down, out of service")
    b.refresh()
    words = "M12 broke down on #1001. #1001 needs another ambulance."
    assert [row.text_label.text() for row in b.window.panels.alarm_strip.rows()] == [words]
    b.window.panels.alarm_strip.acknowledge_first()
    qtbot.waitUntil(lambda: scene.room.count("alarm", "acknowledged_at IS NULL") == 0)


def test_letters_typed_into_a_field_are_letters(scene: Scene, open_desk: OpenDesk) -> None:
    desk = open_desk("desk 2", "anna")
    sent(desk, scene)
    search = desk.window.panels.calls_panel.search_field
    search.setFocus()
    QTest.keyClicks(search, "3s5")
    assert search.text() == "3s5"
    assert scene.room.count("request") == 0


def test_letters_typed_into_a_chooser_find_an_entry(scene: Scene, open_desk: OpenDesk) -> None:
    scene.room.add_hospital("Saint Mary")
    desk = open_desk("desk 2", "anna")
    sent(desk, scene)
    chooser = desk.window.panels.details_panel.hospital_chooser
    chooser.setFocus()
    desk.press(Qt.Key.Key_S, chooser)
    assert chooser.currentText().startswith("Saint Mary")
    assert desk.running.plans.sheet is None


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_the_menu_says_what_every_key_would_do(scene: Scene, open_desk: OpenDesk) -> None:
    desk = open_desk("desk 2", "anna")
    sent(desk, scene)
    buttons = desk.window.panels.dispatch_bar.work_buttons
    assert buttons.next_button.text() == "M12 acknowledged"
    desk.press(Qt.Key.Key_M)
    words = [action.text() for action in buttons.menu.actions() if action.isEnabled()]
    assert "M12 on #1001: on scene\t3" in words
    assert "Stand M12 down from #1001…\tS" in words
    assert not any("at hospital" in text for text in words)
    buttons.menu.hide()


def test_an_order_whose_answer_is_lost_is_found_out(scene: Scene, open_desk: OpenDesk) -> None:
    desk = open_desk("desk 2", "anna")
    sent(desk, scene)
    desk.store.after_commit = _lose_answer
    desk.press(Qt.Key.Key_3)
    desk.wait_for_text("outcome_label", "M12 on #1001: on scene")
    assert stamps(scene)[2] is True
    desk.store.before_commit = _lose_answer
    desk.press_with_control(Qt.Key.Key_Z)
    desk.wait_for_text("outcome_label", "on scene stays: the order never arrived")
    assert stamps(scene)[2] is True


def _lose_answer(_tx: object) -> None:
    raise OutcomeUnknown("The line broke while the order was being written.")
