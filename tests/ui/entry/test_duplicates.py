"""Calls that look like the one being taken: told politely, joined by one press, never in the way."""

from datetime import timedelta

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.entry.entry_panel import EntryPanel
from tests.ui.boards import NOW, StandingClock
from tests.ui.entry.calls import duplicate
from tests.ui.entry.hands import ALT, CONTROL, focus_name, press, tab, type_text


def titles(panel: EntryPanel) -> list[str]:
    return [row.title_label.text() for row in panel.sheet.duplicates_strip.rows()]


def facts(panel: EntryPanel) -> list[str]:
    return [row.facts_label.text() for row in panel.sheet.duplicates_strip.rows()]


def heading(panel: EntryPanel) -> str:
    return panel.sheet.duplicates_strip.heading_label.text()


def test_each_says_how_near_and_how_far_along_it_is(panel: EntryPanel, clock: StandingClock) -> None:
    panel.show_duplicates([duplicate(1042, call_signs=("M12",))])
    assert titles(panel) == ["#1042 Chest pain, 400 Castro St"]
    assert facts(panel) == ["35 m · 3 min ago · same number · M12 sent · priority 2"]
    clock.advance(60)
    panel._seconds.ticked.emit()
    assert facts(panel)[0].startswith("35 m · 4 min ago")


def test_running_calls_come_first_then_the_newest_then_the_nearest(panel: EntryPanel) -> None:
    panel.show_duplicates(
        [
            duplicate(1, waited_s=10, ended_at=NOW - timedelta(seconds=5)),
            duplicate(2, waited_s=300),
            duplicate(3, waited_s=60, distance_m=None),
            duplicate(4, waited_s=60, distance_m=20),
        ]
    )
    assert [title.split()[0] for title in titles(panel)] == ["#4", "#3", "#2", "#1"]


def test_they_appear_while_typing_and_nothing_moves(panel: EntryPanel) -> None:
    assert heading(panel) == "Calls that look like this one appear here."
    tab()
    type_text("415")
    field = QApplication.focusWidget()
    assert field is not None
    place = field.mapTo(panel, QPoint(0, 0)), field.size()
    panel.show_duplicates([duplicate(number) for number in range(1, 7)])
    type_text("-555")
    assert focus_name() == "phone_field"
    assert (field.mapTo(panel, QPoint(0, 0)), field.size()) == place
    assert panel.entry() == CallEntry(caller_phone="415-555")
    assert heading(panel) == "6 calls look like this one   Alt+J"
    panel.show_duplicates([])
    assert heading(panel) == "No other call looks like this one."
    assert (field.mapTo(panel, QPoint(0, 0)), field.size()) == place


def test_joined_by_the_keyboard(panel: EntryPanel, qtbot: QtBot) -> None:
    type_text("Castro")
    panel.show_duplicates([duplicate(1042), duplicate(1041, waited_s=400)])
    press(Qt.Key.Key_J, modifier=ALT)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Join #1042 as repeat caller"
    tab()
    with qtbot.waitSignal(panel.join_requested) as asked:
        press(Qt.Key.Key_Return)
    assert asked.args == [1041, CallEntry(location_text="Castro")]


def test_they_are_reached_by_tab_only_after_the_buttons(panel: EntryPanel) -> None:
    panel.show_duplicates([duplicate(1042)])
    reached = []
    for _ in range(len(panel.stops()) + 1):
        reached.append(focus_name())
        tab()
    assert reached[-4:] == ["save_button", "put_aside_button", "discard_button", "join_button"]


def test_they_never_hold_up_a_new_call(panel: EntryPanel, qtbot: QtBot) -> None:
    panel.show_duplicates([duplicate(1042)])
    with qtbot.waitSignal(panel.save_requested):
        press(Qt.Key.Key_S, modifier=CONTROL)


def test_another_call_never_slips_under_the_key(panel: EntryPanel) -> None:
    panel.show_duplicates([duplicate(1042), duplicate(1041, waited_s=400)])
    press(Qt.Key.Key_J, modifier=ALT)
    panel.show_duplicates([duplicate(1050, waited_s=5), duplicate(1042), duplicate(1041, waited_s=400)])
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Join #1042 as repeat caller"
    panel.show_duplicates([duplicate(1050, waited_s=5)])
    assert focus_name() == "notes_field"


def test_no_row_moves_under_the_mouse(panel: EntryPanel) -> None:
    panel.show_duplicates([duplicate(1042), duplicate(1041, waited_s=400)])
    panel.sheet.duplicates_strip.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    panel.show_duplicates([duplicate(1050, waited_s=5), duplicate(1042), duplicate(1041, waited_s=400)])
    assert [title.split()[0] for title in titles(panel)] == ["#1042", "#1041", "#1050"]


def test_they_are_covered_at_a_locked_desk(desk: DeskWindow, panel: EntryPanel) -> None:
    panel.show_duplicates([duplicate(1042)])
    desk.show_locked(is_locked=True)
    assert titles(panel) == []
    panel.show_duplicates([duplicate(1042), duplicate(1041)])
    assert titles(panel) == []
    desk.show_locked(is_locked=False)
    assert len(titles(panel)) == 2
