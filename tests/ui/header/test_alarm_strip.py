"""Alarms: first in first shown, collapsed when repeated or many, and gone only when those who know them say so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.header.alarm_button import ALARM_GROUND, ALARM_INK, ALARM_SHADE
from dispatcher_app.ui.header.alarm_line import AlarmLine, alarm_lines, alarm_words
from dispatcher_app.ui.header.alarm_strip import AlarmStrip
from dispatcher_app.ui.theme.tokens import contrast
from tests.ui.boards import NOW, make_board
from tests.ui.test_keyboard import focus_name, press

ALT = Qt.KeyboardModifier.AltModifier


def alarm(number: int, *, can_acknowledge: bool = True, text: str = "", ago_s: float | None = None) -> AlarmLine:
    since = NOW - timedelta(seconds=100 - number if ago_s is None else ago_s)
    words = text or f"Emergency access: GLASS at desk {number} since 03:12: storm"
    return AlarmLine(f"glass {number}", words, since, can_acknowledge=can_acknowledge)


def texts(strip: AlarmStrip) -> list[str]:
    return [row.text_label.text() for row in strip.rows() if row.isVisible()]


@pytest.fixture
def desk(open_window: Callable[..., DeskWindow], qtbot: QtBot) -> DeskWindow:
    """A desk with a board and the keyboard."""
    window = open_window()
    qtbot.waitUntil(window.isActiveWindow)
    window.show_board(make_board())
    return window


@pytest.fixture
def strip(desk: DeskWindow) -> AlarmStrip:
    """Its alarms."""
    return desk.panels.alarm_strip


def test_without_alarms_there_is_no_strip(desk: DeskWindow, strip: AlarmStrip) -> None:
    assert not strip.isVisible()
    desk.show_alarms((alarm(1),))
    assert strip.isVisible()
    desk.show_alarms(())
    assert not strip.isVisible()


def test_the_first_is_the_first(desk: DeskWindow, strip: AlarmStrip) -> None:
    desk.show_alarms((alarm(2), alarm(1)))
    assert ["desk 1" in texts(strip)[0], "desk 2" in texts(strip)[1]] == [True, True]


def test_more_than_two_are_counted_and_shown_on_demand(desk: DeskWindow, strip: AlarmStrip) -> None:
    desk.show_alarms(alarm(number) for number in (1, 2, 3))
    assert len(texts(strip)) == 2
    more = strip.rows()[-1].more_button
    assert more.text() == "and 1 more"
    more.setFocus()
    press(Qt.Key.Key_Return)
    assert len(texts(strip)) == 3
    assert strip.rows()[-1].more_button.hasFocus()
    assert strip.rows()[-1].more_button.text() == "Show fewer"
    press(Qt.Key.Key_Space)
    assert len(texts(strip)) == 2
    assert strip.rows()[-1].more_button.hasFocus()


def test_a_flood_leaves_room_for_the_board(desk: DeskWindow, strip: AlarmStrip) -> None:
    desk.resize(1280, 720)
    desk.show_alarms(alarm(number) for number in range(30))
    strip.rows()[-1].more_button.click()
    assert len(texts(strip)) == 5
    assert strip.rows()[-1].more_button.text() == "Show fewer (of 25 more)"
    desk.grab()
    assert desk.height() == 720
    assert desk.panels.calls_panel.tables.waiting_table.viewport().height() >= 46


def test_equal_alarms_are_one_line_with_a_count() -> None:
    lines = alarm_lines((alarm(1, ago_s=10, can_acknowledge=False), alarm(2, ago_s=20), alarm(1, ago_s=30)))
    assert [(line.key, line.count, line.can_acknowledge) for line in lines] == [
        ("glass 1", 2, True),
        ("glass 2", 1, True),
    ]
    assert lines[0].since == NOW - timedelta(seconds=30)
    assert alarm_words(lines[0]) == "Emergency access: GLASS at desk 1 since 03:12: storm (2 times)"


def test_the_key_acknowledges_the_first_that_may_be(desk: DeskWindow, strip: AlarmStrip, qtbot: QtBot) -> None:
    desk.show_alarms((alarm(1, can_acknowledge=False), alarm(2), alarm(3)))
    first, second = strip.rows()
    assert not first.acknowledge_button.isVisible()
    assert second.acknowledge_button.key() == "Alt+A"
    with qtbot.waitSignal(desk.alarm_acknowledged) as asked:
        press(Qt.Key.Key_A, modifier=ALT)
    assert asked.args == ["glass 2"]
    assert len(texts(strip)) == 2, "it stands until those who know the alarms say otherwise"


def test_nobody_acknowledges_what_is_not_theirs(desk: DeskWindow, qtbot: QtBot) -> None:
    desk.show_alarms((alarm(1, can_acknowledge=False),))
    with qtbot.assertNotEmitted(desk.alarm_acknowledged):
        press(Qt.Key.Key_A, modifier=ALT)


def test_each_is_acknowledged_by_its_button(desk: DeskWindow, strip: AlarmStrip, qtbot: QtBot) -> None:
    desk.show_alarms((alarm(1), alarm(2)))
    with qtbot.waitSignal(desk.alarm_acknowledged) as asked:
        QTest.mouseClick(strip.rows()[1].acknowledge_button, Qt.MouseButton.LeftButton)
    assert asked.args == ["glass 2"]


def test_the_keyboard_goes_on_to_the_next_alarm_then_to_the_calls(desk: DeskWindow, strip: AlarmStrip) -> None:
    desk.show_alarms((alarm(1), alarm(2)))
    strip.rows()[0].acknowledge_button.setFocus()
    desk.show_alarms((alarm(1), alarm(2)))
    assert strip.rows()[0].acknowledge_button.hasFocus()
    desk.show_alarms((alarm(2),))
    assert strip.rows()[0].acknowledge_button.hasFocus()
    desk.show_alarms(())
    assert focus_name() == "waiting_table"


def test_an_alarm_takes_the_keyboard_from_nobody(desk: DeskWindow) -> None:
    desk.show_alarms((alarm(1),))
    assert focus_name() == "waiting_table"


def test_a_reason_is_plain_text_in_one_line(desk: DeskWindow, strip: AlarmStrip) -> None:
    desk.show_alarms((alarm(1, text="<b>storm</b>\nand\tmore"),))
    (row,) = strip.rows()
    assert row.text_label.text() == "<b>storm</b> and more"
    assert row.text_label.textFormat() == Qt.TextFormat.PlainText
    assert "<b>" not in row.text_label.toolTip()


def test_a_long_reason_is_told_whole_to_who_asks(desk: DeskWindow, strip: AlarmStrip) -> None:
    desk.show_alarms((alarm(1, text="storm " * 60),))
    QApplication.sendPostedEvents()
    (row,) = strip.rows()
    assert row.text_label.toolTip().count("storm") == 60
    assert row.accessibleName().count("storm") == 60
    assert row.acknowledge_button.width() >= row.acknowledge_button.sizeHint().width()


def test_it_can_be_read_across_the_room() -> None:
    assert contrast(ALARM_INK, ALARM_GROUND) >= 7
    assert contrast(ALARM_INK, ALARM_SHADE) >= 7
