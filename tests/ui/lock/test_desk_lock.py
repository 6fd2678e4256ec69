"""A locked desk: the board goes on, callers and actions are out of reach, and a password brings them back."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.ui.board.arrangement import CallFilter
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.message import MessageKind
from dispatcher_app.ui.header.alarm_line import AlarmLine
from dispatcher_app.ui.lock.unlock_attempt import UnlockAttempt
from tests.ui.boards import NOW, StandingClock, make_call
from tests.ui.lock.callers import CALLER, NOTES, PHONE, board_with_callers
from tests.ui.lock.reach import readable_texts
from tests.ui.test_keyboard import focus_name, press

WORK_KEYS = (
    (Qt.Key.Key_F8, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier),
    (Qt.Key.Key_Enter, Qt.KeyboardModifier.ControlModifier),
    (Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier),
    (Qt.Key.Key_F1, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_F5, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_F6, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_F9, Qt.KeyboardModifier.NoModifier),
    (Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier),
    (Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier),
    (Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier),
)


@contextmanager
def nothing_is_asked_for(window: DeskWindow, qtbot: QtBot) -> Iterator[None]:
    signals = (
        window.dispatch_requested,
        window.refresh_requested,
        window.lock_requested,
        window.trail_requested,
        window.switch_requested,
        window.log_out_requested,
        window.alarm_acknowledged,
        window.theme_toggled,
    )
    with ExitStack() as ears:
        for signal in signals:
            ears.enter_context(qtbot.assertNotEmitted(signal))
        yield


def found(window: DeskWindow, *secrets: str) -> list[str]:
    texts = readable_texts(window)
    return sorted(text for text in texts for secret in secrets if secret in text)


def alarm(*, can_acknowledge: bool = True) -> AlarmLine:
    return AlarmLine("glass", "Emergency access: GLASS at desk 3", NOW, can_acknowledge=can_acknowledge)


def test_nothing_of_a_caller_can_be_read_at_a_locked_desk(desk: DeskWindow) -> None:
    assert found(desk, CALLER)
    assert found(desk, PHONE)
    assert found(desk, NOTES)
    desk.show_locked(is_locked=True)
    assert found(desk, CALLER, PHONE, NOTES) == []
    newer = replace(board_with_callers(), calls=(*board_with_callers().calls, make_call(99, caller_name=CALLER)))
    desk.show_board(newer)
    desk.select_call(EmergencyCallId(103))
    desk.tick_timer.ticked.emit()
    assert found(desk, CALLER, PHONE, NOTES) == []
    desk.show_locked(is_locked=False)
    assert found(desk, CALLER)


def test_what_was_searched_for_is_covered_and_comes_back(desk: DeskWindow) -> None:
    desk.panels.calls_panel.search_field.setText("nobody's number")
    assert found(desk, "nobody's number")
    desk.show_locked(is_locked=True)
    assert found(desk, "nobody's number") == []
    assert desk.panels.calls_panel.tables.waiting_table.row_count() == 3
    desk.show_locked(is_locked=False)
    assert desk.panels.calls_panel.search_field.text() == "nobody's number"
    assert desk.panels.calls_panel.tables.waiting_table.row_count() == 0


def test_the_board_goes_on(desk: DeskWindow, clock: StandingClock) -> None:
    desk.show_locked(is_locked=True)
    tables = desk.panels.calls_panel.tables
    assert tables.waiting_table.isVisible()
    assert desk.panels.ambulances_panel.ambulance_table.isVisible()
    clock.advance(5)
    desk.tick_timer.ticked.emit()
    assert desk.panels.header_bar.clock_label.text() == "17:40:21"
    board = board_with_callers()
    desk.show_board(replace(board, calls=(*board.calls, make_call(99))))
    desk.show_data_age(timedelta())
    assert tables.waiting_table.keys() == {99, 101, 102, 103}
    assert desk.panels.header_bar.data_age_chip.words() == "Live 0.0 s"


def test_the_card_says_who_locked_the_desk_and_since_when(desk: DeskWindow) -> None:
    desk.show_locked(is_locked=True)
    card = desk.panels.lock_card
    assert card.isVisible()
    assert card.title_label.text() == "Locked by Anna Kern since 17:40"
    assert not desk.panels.details_panel.isVisible()
    assert desk.panels.dispatch_bar.prospect_label.text() == "This desk is locked"


def test_no_key_does_anything_at_a_locked_desk(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_alarms((alarm(),))
    desk.show_locked(is_locked=True)
    filtered = desk.panels.calls_panel.query()
    with nothing_is_asked_for(desk, qtbot):
        for key, modifier in WORK_KEYS:
            press(key, modifier=modifier)
            QTest.keyClick(desk, key, modifier)
    assert focus_name() == "password_field"
    assert not desk.keys_dialog.isVisible()
    assert desk.panels.calls_panel.query() == filtered
    assert filtered.filter is CallFilter.ALL


def test_no_click_does_anything_at_a_locked_desk(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_alarms((alarm(),))
    desk.show_locked(is_locked=True)
    spared = {desk.panels.lock_card, *desk.panels.lock_card.findChildren(QWidget)}
    with nothing_is_asked_for(desk, qtbot):
        for widget in desk.panels.findChildren(QWidget):
            if widget.isVisible() and widget not in spared:
                QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
    assert focus_name() == "password_field"
    assert desk.panels.calls_panel.tables.waiting_table.selected_key() == 102
    assert QApplication.activePopupWidget() is None


def test_tab_leads_round_the_card_alone(desk: DeskWindow) -> None:
    desk.show_alarms((alarm(),))
    desk.show_locked(is_locked=True)
    reached = []
    for _ in range(8):
        reached.append(focus_name())
        press(Qt.Key.Key_Tab)
    assert set(reached) == {"password_field", "eye", "unlock_button", "somebody_else_button"}


def test_locked_and_unlocked_by_keyboard_alone(desk: DeskWindow, qtbot: QtBot) -> None:
    press(Qt.Key.Key_Return)
    assert focus_name() == "ambulance_table"
    with qtbot.waitSignal(desk.lock_requested):
        press(Qt.Key.Key_L, modifier=Qt.KeyboardModifier.ControlModifier)
    desk.show_locked(is_locked=True)
    assert focus_name() == "password_field"
    QTest.keyClicks(desk.panels.lock_card.password.field, "a secret")
    with qtbot.waitSignal(desk.unlock_requested) as asked:
        press(Qt.Key.Key_Return)
    assert asked.args == [UnlockAttempt("a secret")]
    with qtbot.waitSignal(desk.lock_changed):
        desk.show_locked(is_locked=False)
    assert focus_name() == "ambulance_table"
    with qtbot.waitSignal(desk.dispatch_requested):
        press(Qt.Key.Key_F8)


def test_the_keyboard_goes_back_only_where_it_can_stand(desk: DeskWindow) -> None:
    desk.panels.focus_dispatch()
    desk.show_locked(is_locked=True)
    desk.show_unavailable("The database does not answer.")
    desk.show_locked(is_locked=False)
    assert focus_name() == "waiting_table"


def test_somebody_else_may_log_in(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_locked(is_locked=True)
    desk.panels.lock_card.somebody_else_button.setFocus()
    with qtbot.waitSignal(desk.log_out_requested):
        press(Qt.Key.Key_Return)


def test_locking_twice_is_locking_once(desk: DeskWindow, qtbot: QtBot, clock: StandingClock) -> None:
    desk.panels.focus_search()
    desk.show_locked(is_locked=True)
    clock.advance(600)
    with qtbot.assertNotEmitted(desk.lock_changed):
        desk.show_locked(is_locked=True)
    assert desk.panels.lock_card.title_label.text().endswith("17:40")
    desk.show_locked(is_locked=False)
    assert focus_name() == "search_field"


def test_a_desk_without_a_password_is_never_locked(window: DeskWindow, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(window.lock_requested), qtbot.assertNotEmitted(window.lock_changed):
        press(Qt.Key.Key_L, modifier=Qt.KeyboardModifier.ControlModifier)
        window.show_locked(is_locked=True)
    assert not window.is_locked()


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_what_lies_above_the_desk_is_closed(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.panels.header_bar.help_button.click()
    desk.panels.header_bar.person_button.click()
    QToolTip.showText(QPoint(10, 10), CALLER, desk)
    assert QApplication.activePopupWidget() is not None
    desk.show_locked(is_locked=True)
    assert QApplication.activePopupWidget() is None
    assert not desk.keys_dialog.isVisible()
    qtbot.waitUntil(lambda: found(desk, CALLER) == [])


def test_the_keys_list_can_be_locked_away(desk: DeskWindow, qtbot: QtBot) -> None:
    press(Qt.Key.Key_F1)
    desk.keys_dialog.activateWindow()
    qtbot.waitUntil(desk.keys_dialog.isActiveWindow)
    with qtbot.waitSignal(desk.lock_requested):
        QTest.keyClick(desk.keys_dialog, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)


def test_outcomes_wait_until_the_desk_is_unlocked(desk: DeskWindow) -> None:
    bar = desk.panels.dispatch_bar
    desk.show_message("M3 sent to #101, 17:39:00", MessageKind.DONE)
    desk.show_pending("M5 to #102")
    desk.show_locked(is_locked=True)
    assert not bar.outcome_label.isVisible()
    assert not bar.dispatch_button.isEnabled()
    desk.show_pending("")
    desk.show_message("M5 was not sent to #102.", MessageKind.REFUSED)
    desk.show_message("M9 sent to #103, 17:40:16", MessageKind.DONE)
    assert not bar.outcome_label.isVisible()
    assert not bar.outcome_icon.isVisible()
    desk.show_locked(is_locked=False)
    assert bar.outcome_label.isVisible()
    assert bar.outcome_label.text() == "M5 was not sent to #102."
    desk.show_message("M9 sent to #103, 17:40:16", MessageKind.DONE)
    assert bar.outcome_label.text() == "M9 sent to #103, 17:40:16"


def test_what_is_not_known_still_stands_at_a_locked_desk(desk: DeskWindow) -> None:
    desk.show_locked(is_locked=True)
    desk.panels.dispatch_bar.show_unsettled("Not known yet whether M5 was sent to #102: asking…")
    assert desk.panels.dispatch_bar.unsettled_label.isVisible()


def test_alarms_stand_at_a_locked_desk_and_cannot_be_acknowledged(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_locked(is_locked=True)
    desk.show_alarms((alarm(),))
    (row,) = desk.panels.alarm_strip.rows()
    assert row.text_label.isVisible()
    assert not row.acknowledge_button.isVisible()
    desk.show_locked(is_locked=False)
    assert row.acknowledge_button.isVisible()


def test_more_alarms_can_be_seen_at_a_locked_desk(desk: DeskWindow) -> None:
    desk.show_locked(is_locked=True)
    desk.show_alarms(replace(alarm(), key=str(number)) for number in range(3))
    desk.panels.alarm_strip.rows()[-1].more_button.setFocus()
    press(Qt.Key.Key_Return)
    assert len(desk.panels.alarm_strip.rows()) == 3
    desk.show_alarms(())
    assert focus_name() == "password_field"


def test_choices_survive_the_lock(desk: DeskWindow) -> None:
    desk.panels.details_panel.hospital_chooser.setCurrentIndex(1)
    before = desk.panels.dispatch_bar.prospect_label.text()
    assert "then to Parnassus" in before
    desk.show_locked(is_locked=True)
    desk.show_board(board_with_callers())
    desk.show_locked(is_locked=False)
    assert desk.panels.dispatch_bar.prospect_label.text() == before


def test_the_coming_lock_is_told_quietly(desk: DeskWindow) -> None:
    note = desk.panels.dispatch_bar.lock_note_label
    desk.show_lock_warning(42)
    assert (note.isVisible(), note.text()) == (True, "Locks in 42 s")
    desk.show_lock_warning(0)
    assert not note.isVisible()
    desk.show_lock_warning(1)
    desk.show_locked(is_locked=True)
    assert not note.isVisible()
