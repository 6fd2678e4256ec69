"""Taking a call: the keyboard alone is enough, and nothing that was typed is ever lost."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import SignalBlocker

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.texts import LIMITS
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.entry.entry_panel import EntryPanel
from tests.ui.boards import NOW, StandingClock
from tests.ui.entry.calls import CASTRO, PLACES, duplicate
from tests.ui.entry.conftest import RING_AT
from tests.ui.entry.hands import ALT, CONTROL, focus_name, press, tab, type_text

WHOLE = CallEntry(
    location_text="400 block Castro St",
    area_text="Castro",
    position=CASTRO.position,
    caller_phone="415-555-0134",
    caller_name="Rosa",
    type_code="ARREST",
    type_text="CARDIAC ARREST",
    priority=1,
    patient_name="Wilhelmina Aster",
    patient_age="67",
    patient_sex="F",
    patient_condition="not breathing",
    notes="Rear entrance\nsecond floor",
)


def entry_of(signal: SignalBlocker) -> CallEntry:
    assert signal.args is not None
    entry = signal.args[-1]
    assert isinstance(entry, CallEntry)
    return entry


def type_whole_call(panel: EntryPanel) -> None:
    type_text("castro")
    panel.show_places("castro", PLACES)
    press(Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Tab)
    type_text("415-555-0134")
    tab()
    type_text("arr card")
    tab(2)
    type_text("67")
    tab()
    type_text("f")
    tab()
    type_text("not breathing")
    tab()
    type_text("Wilhelmina Aster")
    press(Qt.Key.Key_Return)
    type_text("Rosa")
    tab()
    type_text("Rear entrance")
    press(Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ShiftModifier)
    type_text("second floor")


def test_a_whole_call_by_keyboard_alone(panel: EntryPanel, qtbot: QtBot) -> None:
    assert focus_name() == "location_field"
    type_whole_call(panel)
    press(Qt.Key.Key_Return)
    assert focus_name() == "save_button"
    with qtbot.waitSignal(panel.save_requested) as asked:
        press(Qt.Key.Key_Return)
    assert entry_of(asked) == WHOLE


@pytest.mark.parametrize("key", [Qt.Key.Key_S, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_saved_from_any_field_and_nobody_is_sent(
    desk: DeskWindow, panel: EntryPanel, qtbot: QtBot, key: Qt.Key
) -> None:
    type_text("Market St")
    for _ in panel.stops():
        with qtbot.waitSignal(panel.save_requested) as asked, qtbot.assertNotEmitted(desk.dispatch_requested):
            press(key, modifier=CONTROL)
        assert entry_of(asked) == CallEntry(location_text="Market St")
        tab()


def test_the_board_stays_at_work_beside_it(desk: DeskWindow, panel: EntryPanel, qtbot: QtBot) -> None:
    type_text("Market St")
    tables = desk.panels.calls_panel.tables
    assert tables.waiting_table.isVisible()
    with qtbot.waitSignal(desk.dispatch_requested):
        press(Qt.Key.Key_F8)
    row = tables.waiting_table.visualRect(tables.waiting_table.model().index(2, 1)).center()
    QTest.mouseClick(tables.waiting_table.viewport(), Qt.MouseButton.LeftButton, pos=row)
    assert focus_name() == "waiting_table"
    assert desk.panels.dispatch_bar.prospect_label.text().startswith("Send M5 to #101")
    press(Qt.Key.Key_F2)
    assert focus_name() == "location_field"
    assert panel.entry() == CallEntry(location_text="Market St")


def test_f2_asks_for_a_new_call(desk: DeskWindow, open_window: Callable[..., DeskWindow], qtbot: QtBot) -> None:
    with qtbot.waitSignal(desk.new_call_requested):
        press(Qt.Key.Key_F2)
    with qtbot.waitSignal(desk.new_call_requested):
        desk.panels.header_bar.new_call_button.click()
    viewer = open_window(can_dispatch=False)
    assert not viewer.panels.header_bar.new_call_button.isVisible()
    with qtbot.assertNotEmitted(viewer.new_call_requested):
        QTest.keyClick(viewer, Qt.Key.Key_F2)


def test_problems_stand_beneath_their_fields_and_the_first_has_the_keyboard(panel: EntryPanel) -> None:
    type_whole_call(panel)
    press(Qt.Key.Key_S, modifier=CONTROL)
    panel.show_busy()
    assert focus_name() == "save_button"
    panel.show_problems(
        {"patient_age": ["An age is a number."], "caller_phone": ["Digits only."], "other": ["Nobody knows."]}
    )
    assert focus_name() == "phone_field"
    assert panel.sheet.form.problem_of("caller_phone") == "Digits only."
    assert panel.sheet.form.problem_of("patient_age") == "An age is a number."
    assert panel.sheet.form.problem_of("notes") == ""
    assert panel.sheet.foot.outcome_label.text() == "Nobody knows."
    assert panel.entry() == WHOLE
    type_text("5")
    assert panel.sheet.form.problem_of("caller_phone") == ""
    assert panel.sheet.form.problem_of("patient_age") == "An age is a number."


def test_an_answer_never_takes_the_keyboard_from_the_board(desk: DeskWindow, panel: EntryPanel) -> None:
    desk.panels.focus_search()
    panel.show_problems({"location_text": ["Say where it is."]})
    assert focus_name() == "search_field"


def test_while_it_is_saved_it_cannot_be_changed(panel: EntryPanel, qtbot: QtBot) -> None:
    type_text("Market St")
    panel.show_busy()
    assert panel.sheet.foot.save_button.text() == "Saving…"
    with qtbot.assertNotEmitted(panel.save_requested), qtbot.assertNotEmitted(panel.discard_requested):
        press(Qt.Key.Key_Return)
        press(Qt.Key.Key_S, modifier=CONTROL)
        press(Qt.Key.Key_2, modifier=ALT)
        panel.sheet.foot.discard_button.click()
    assert panel.entry() == CallEntry(location_text="Market St")
    panel.show_outcome("Not saved: the database cannot be reached. What was typed stays here.")
    assert panel.sheet.foot.outcome_label.isVisible()
    with qtbot.waitSignal(panel.save_requested):
        press(Qt.Key.Key_Return)


def test_put_aside_and_taken_up_again(desk: DeskWindow, panel: EntryPanel, qtbot: QtBot) -> None:
    type_whole_call(panel)
    kept: list[CallEntry] = []
    panel.entry_changed.connect(kept.append)
    asides: list[CallEntry] = []
    panel.put_aside.connect(lambda: asides.append(kept[-1]))
    press(Qt.Key.Key_Escape)
    assert asides == [WHOLE]
    assert not panel.isVisible()
    assert focus_name() == "waiting_table"
    press(Qt.Key.Key_Escape)
    assert kept[-1] == WHOLE
    desk.panels.show_entry_panel(is_shown=True)
    panel.begin(RING_AT, CallEntry())
    assert panel.entry() == CallEntry()
    panel.begin(RING_AT, kept[-1])
    assert panel.entry() == WHOLE
    assert panel.sheet.form.location.position_label.text() == "found: 400 block Castro St, Castro"


def test_esc_closes_a_list_before_it_puts_the_call_aside(panel: EntryPanel, qtbot: QtBot) -> None:
    tab(2)
    type_text("arr")
    with qtbot.assertNotEmitted(panel.put_aside):
        press(Qt.Key.Key_Escape)
    assert not panel.sheet.form.type.field.suggestions.isVisible()
    with qtbot.waitSignal(panel.put_aside):
        press(Qt.Key.Key_Escape)
    assert panel.entry() == CallEntry(type_text="arr")


def test_the_keyboard_goes_back_to_where_it_was(desk: DeskWindow) -> None:
    desk.panels.focus_ambulances()
    desk.panels.show_entry_panel(is_shown=True)
    desk.panels.entry_panel.begin(None, CallEntry())
    assert not desk.panels.ambulances_panel.isVisible()
    press(Qt.Key.Key_Escape)
    assert focus_name() == "ambulance_table"


def test_discarding_takes_two_presses_in_a_row(panel: EntryPanel, qtbot: QtBot) -> None:
    button = panel.sheet.foot.discard_button
    button.setFocus()
    with qtbot.assertNotEmitted(panel.discard_requested):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        QTest.mouseDClick(button, Qt.MouseButton.LeftButton)
        QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
        assert button.text() == "Press again"
        tab()
        button.setFocus()
        assert button.text() == "Discard draft"
        press(Qt.Key.Key_Return)
    with qtbot.waitSignal(panel.discard_requested):
        press(Qt.Key.Key_Return)


def test_a_draft_is_told_when_a_field_is_left_and_when_typing_pauses(panel: EntryPanel, qtbot: QtBot) -> None:
    type_text("Market St")
    with qtbot.waitSignal(panel.entry_changed) as paused:
        pass
    assert entry_of(paused) == CallEntry(location_text="Market St")
    tab()
    type_text("415")
    with qtbot.waitSignal(panel.entry_changed, timeout=200) as left:
        tab()
    assert entry_of(left) == CallEntry(location_text="Market St", caller_phone="415")
    with qtbot.assertNotEmitted(panel.entry_changed):
        tab(3)


def test_ring_and_draft_are_told_apart(desk: DeskWindow, panel: EntryPanel, clock: StandingClock) -> None:
    head = panel.sheet.head
    assert head.ring_label.text() == "Ring 17:39:28 · 00:48 ago"
    clock.advance(14)
    panel._seconds.ticked.emit()
    assert head.ring_label.text() == "Ring 17:39:28 · 01:02 ago"
    panel.show_draft(NOW)
    assert head.draft_label.text() == "Draft saved 17:40:16"
    panel.show_draft(None, "no database")
    assert head.draft_label.text() == "Draft not saved yet: no database"
    panel.begin(None, CallEntry())
    assert head.ring_label.text() == "Begun 17:40:30 · 00:00 ago"
    assert head.draft_label.text() == ""


def test_no_field_takes_more_than_the_database_does(panel: EntryPanel) -> None:
    form = panel.sheet.form
    assert form.location.field.maxLength() == LIMITS["emergency_call.location_text"].longest
    assert form.phone_field.maxLength() == LIMITS["emergency_call.caller_phone"].longest
    form.notes_field.setFocus()
    longest = LIMITS["emergency_call.notes"].longest
    form.notes_field.insertPlainText("a" * (longest + 500))
    assert len(panel.entry().notes) == longest


def test_everything_the_keyboard_reaches_has_a_name(panel: EntryPanel) -> None:
    panel.show_duplicates([duplicate(1042)])
    reached = [widget for widget in panel.findChildren(QWidget) if widget.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(reached) == len(panel.stops()) + 1
    assert all(widget.accessibleName() for widget in reached)
