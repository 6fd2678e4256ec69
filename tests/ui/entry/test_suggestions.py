"""Places and types offered while they are typed: chosen by the keyboard, and never in the way."""

from time import perf_counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.ui.entry.entry_panel import EntryPanel
from dispatcher_app.ui.entry.place_found import PlaceFound
from dispatcher_app.ui.entry.type_search import TypeSearch
from tests.ui.boards import somewhere
from tests.ui.entry.calls import CASTRO, CROSSING, PLACES, TYPES, many_types
from tests.ui.entry.hands import ALT, CONTROL, focus_name, press, tab, type_text


def position_words(panel: EntryPanel) -> str:
    return panel.sheet.form.location.position_label.text()


def listed(panel: EntryPanel) -> list[str]:
    suggestions = panel.sheet.form.location.field.suggestions
    return [suggestions.rows.item(row).text() for row in range(suggestions.rows.count())]


def about(panel: EntryPanel) -> str:
    return panel.sheet.form.type.about_label.text()


def codes(typed: str) -> list[str]:
    return [item.code for item in TypeSearch(TYPES).matching(typed)]


def test_a_place_is_chosen_with_the_arrow_keys(panel: EntryPanel, qtbot: QtBot) -> None:
    typed: list[str] = []
    panel.location_typed.connect(typed.append)
    type_text("cas")
    assert typed == ["c", "ca", "cas"]
    panel.show_places("cas", PLACES)
    assert listed(panel) == ["400 block Castro St", "Castro St / 18th St"]
    assert focus_name() == "location_field"
    press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert focus_name() == "location_field"
    assert panel.entry() == CallEntry("Castro St / 18th St", "Castro", CROSSING.position)
    assert position_words(panel) == "found: Castro St / 18th St, Castro"


def test_a_place_is_chosen_with_the_mouse(panel: EntryPanel) -> None:
    type_text("cas")
    panel.show_places("cas", PLACES)
    rows = panel.sheet.form.location.field.suggestions.rows
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualItemRect(rows.item(0)).center())
    assert panel.entry().position == CASTRO.position
    assert focus_name() == "location_field"


def test_esc_closes_the_list_only(panel: EntryPanel, qtbot: QtBot) -> None:
    type_text("cas")
    panel.show_places("cas", PLACES)
    with qtbot.assertNotEmitted(panel.put_aside):
        press(Qt.Key.Key_Escape)
    assert not panel.sheet.form.location.field.suggestions.isVisible()
    assert panel.entry() == CallEntry("cas")
    press(Qt.Key.Key_Down)
    assert panel.sheet.form.location.field.suggestions.isVisible()


def test_going_on_without_a_position_is_told_and_possible(panel: EntryPanel) -> None:
    type_text("cas")
    panel.show_places("cas", PLACES)
    assert position_words(panel) == "no position yet: choose a place (Down), or go on without (Tab)"
    tab()
    assert focus_name() == "phone_field"
    assert panel.entry() == CallEntry("cas")


def test_a_late_answer_does_nothing(panel: EntryPanel) -> None:
    type_text("cast")
    panel.show_places("cas", PLACES)
    assert not panel.sheet.form.location.field.suggestions.isVisible()
    tab()
    panel.show_places("cast", PLACES)
    assert not panel.sheet.form.location.field.suggestions.isVisible()
    assert focus_name() == "phone_field"


def test_nothing_found_is_told(panel: EntryPanel) -> None:
    type_text("xyz")
    panel.show_places("xyz", ())
    assert position_words(panel) == "no position yet: no such place found. Go on without (Tab)"


@pytest.mark.parametrize(
    ("added", "is_kept"), [(", apt 4", True), (" #12", True), (" ", True), ("0", False), (" Alley", False)]
)
def test_what_adds_to_a_place_keeps_its_position(panel: EntryPanel, added: str, is_kept: bool) -> None:
    type_text("cas")
    panel.show_places("cas", PLACES)
    press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    type_text(added)
    assert panel.entry().location_text == f"400 block Castro St{added}"
    assert (panel.entry().position is not None) is is_kept
    assert (panel.entry().area_text == "Castro") is is_kept


def test_a_place_typed_in_full_is_found_when_left(panel: EntryPanel) -> None:
    type_text("400 BLOCK castro st")
    panel.show_places("400 BLOCK castro st", PLACES)
    tab()
    assert panel.entry().position == CASTRO.position


def test_callers_words_are_plain_text(panel: EntryPanel) -> None:
    type_text("b")
    panel.show_places("b", (PlaceFound("<b>bold</b>", "<i>area</i>", somewhere(1)),))
    press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    label = panel.sheet.form.location.position_label
    assert label.text() == "found: <b>bold</b>, <i>area</i>"
    assert label.textFormat() is Qt.TextFormat.PlainText


def test_types_are_found_by_code_and_by_words_in_any_order() -> None:
    assert codes("arr card") == ["ARREST", "ARREFC"]
    assert codes("card")[0] == "CARD"
    assert codes("arre") == ["ARREST", "ARREFC"]
    assert codes("victim fal") == ["FALL"]
    assert codes("zebra") == []
    assert len(codes("")) == len(TYPES)


def test_a_type_brings_its_priority_until_the_dispatcher_chooses_one(panel: EntryPanel) -> None:
    tab(2)
    type_text("arr card")
    press(Qt.Key.Key_Return)
    assert (panel.entry().type_code, panel.entry().type_text, panel.entry().priority) == (
        "ARREST",
        "CARDIAC ARREST",
        1,
    )
    assert about(panel) == "from the type · ARREST · needs ALS"
    press(Qt.Key.Key_2, modifier=ALT)
    assert focus_name() == "type_field"
    assert panel.entry().priority == 2
    panel.sheet.form.type.field.selectAll()
    type_text("fall")
    press(Qt.Key.Key_Return)
    assert (panel.entry().type_code, panel.entry().priority) == ("FALL", 2)
    assert about(panel) == "chosen here · FALL"
    tab()
    press(Qt.Key.Key_4)
    assert panel.entry().priority == 4
    press(Qt.Key.Key_Backspace)
    assert panel.entry().priority == 3
    assert about(panel).startswith("from the type")
    press(Qt.Key.Key_Left)
    assert panel.entry().priority == 2


def test_a_type_that_is_not_in_the_list_stays_in_its_words(panel: EntryPanel) -> None:
    tab(2)
    type_text("alligator bite")
    tab()
    assert panel.entry() == CallEntry(type_text="alligator bite")
    assert about(panel) == "1 is the most urgent · Not in the list: kept in these words"


def test_a_code_typed_in_full_is_taken_even_when_the_list_was_closed(panel: EntryPanel) -> None:
    tab(2)
    type_text("fall")
    press(Qt.Key.Key_Escape)
    tab()
    assert (panel.entry().type_code, panel.entry().type_text) == ("FALL", "FALL VICTIM")


def test_what_is_chosen_is_saved(panel: EntryPanel, qtbot: QtBot) -> None:
    tab(2)
    type_text("arr card")
    with qtbot.waitSignal(panel.save_requested) as asked:
        press(Qt.Key.Key_S, modifier=CONTROL)
    assert asked.args == [CallEntry(type_code="ARREST", type_text="CARDIAC ARREST", priority=1)]


def test_a_draft_taken_up_before_the_list_came_keeps_its_default(panel: EntryPanel) -> None:
    panel.show_types(())
    panel.begin(None, CallEntry(type_code="ARREST", type_text="CARDIAC ARREST", priority=1))
    assert about(panel) == "chosen here · ARREST"
    panel.show_types(TYPES)
    assert about(panel) == "from the type · ARREST · needs ALS"


def test_down_shows_the_whole_list(panel: EntryPanel) -> None:
    tab(2)
    press(Qt.Key.Key_Down)
    assert panel.sheet.form.type.field.suggestions.rows.count() == len(TYPES)


def test_figures_of_a_key(panel: EntryPanel) -> None:
    """Print what a key costs: with ten places beneath the location, and among 233 types."""
    places = tuple(PlaceFound(f"{number} block Castro St", "Castro", somewhere(0.1)) for number in range(10))
    panel.show_types(many_types(233))
    panel.location_typed.connect(lambda text: panel.show_places(text, places))
    for what, text in (("location, 10 places", "400 castro street"), ("type, 233 types", "arr cardiac 12")):
        spent = []
        for letter in text:
            start = perf_counter()
            type_text(letter)
            panel.repaint()
            spent.append((perf_counter() - start) * 1000)
        print(f"\na key in {what}: median {sorted(spent)[len(spent) // 2]:.1f} ms, longest {max(spent):.1f} ms")
        tab(2)
    assert panel.entry().type_text
