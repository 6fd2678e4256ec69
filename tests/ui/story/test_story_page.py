"""The story page by keyboard: opened, read without being moved, and added to without losing a word."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.call_story import CallStory, StoryEntry, StoryKind
from dispatcher_app.domain.ids import EmergencyCallId, NoteId
from dispatcher_app.ui.desk_identity import DeskIdentity
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.story.note_drafts import NoteWanted
from dispatcher_app.ui.story.story_content import story_rows
from dispatcher_app.ui.story.story_panel import StoryPanel
from tests.ui.boards import make_board
from tests.ui.test_keyboard import focus_name, press

THEN = datetime(2026, 3, 5, 14, 0, tzinfo=UTC)
CALL, OTHER = EmergencyCallId(102), EmergencyCallId(101)
SHIFT = Qt.KeyboardModifier.ShiftModifier


def entry(number: int, words: str = "", **given: object) -> StoryEntry:
    at = THEN + timedelta(seconds=number)
    kind = StoryKind.NOTE if "note_id" in given else StoryKind.STAMP
    return StoryEntry(number, at, words or f"M12 did {number}", kind, "Anna Kern", "desk 3", **given)  # type: ignore[arg-type]


def note(number: int, words: str, follows: int | None = None) -> StoryEntry:
    return entry(number, words, note_id=NoteId(number), follows=None if follows is None else NoteId(follows))


def story(*entries: StoryEntry, call: EmergencyCallId = CALL) -> CallStory:
    return CallStory(call, 102, entries)


LONG = tuple(entry(number) for number in range(60))


@pytest.fixture
def window(open_window: Callable[..., DeskWindow], qtbot: QtBot) -> DeskWindow:
    opened = open_window(
        identity=DeskIdentity("Anna Kern", "dispatcher", "desk 3", can_dispatch=True, writes_notes=True)
    )
    opened.show_board(make_board())
    qtbot.waitUntil(opened.isActiveWindow)
    return opened


@pytest.fixture
def panel(window: DeskWindow) -> StoryPanel:
    return window.panels.story_panel


def opened(window: DeskWindow, *entries: StoryEntry) -> StoryPanel:
    """Open the story by its key, and let it come."""
    press(Qt.Key.Key_T)
    panel = window.panels.story_panel
    panel.show_call(CALL, "#102  Cardiac arrest")
    panel.show_story(story(*entries))
    return panel


def wanted_by(qtbot: QtBot, panel: StoryPanel, *keys: Qt.Key) -> NoteWanted:
    with qtbot.waitSignal(panel.note_requested) as asked:
        press(*keys)
    assert asked.args is not None
    found = asked.args[0]
    assert isinstance(found, NoteWanted)
    return found


def test_t_opens_the_story_and_gives_everything_back(window: DeskWindow) -> None:
    panel = opened(window, *LONG)
    assert panel.isVisible()
    assert not window.panels.details_panel.isVisible()
    assert (focus_name(), panel.story_list.currentIndex().row()) == ("story_list", 59)
    press(Qt.Key.Key_Up)
    assert panel.story_list.currentIndex().row() == 58
    press(Qt.Key.Key_T)
    assert not panel.isVisible()
    assert window.panels.details_panel.isVisible()
    assert window.panels.ambulances_panel.isVisible()
    assert focus_name() == "waiting_table"


def test_a_low_window_has_no_room_for_the_ambulances_until_they_are_wanted(window: DeskWindow, qtbot: QtBot) -> None:
    panel = opened(window)
    assert not window.panels.ambulances_panel.isVisible()
    window.panels.focus_ambulances()
    assert focus_name() == "ambulance_table"
    assert not panel.isVisible()
    window.resize(1920, 1080)
    press(Qt.Key.Key_T)
    assert panel.isVisible()
    assert window.panels.ambulances_panel.isVisible()


def test_letters_in_a_text_are_letters(window: DeskWindow, panel: StoryPanel) -> None:
    press(Qt.Key.Key_Slash)
    QTest.keyClicks(window.panels.calls_panel.search_field, "tnf")
    assert window.panels.calls_panel.search_field.text() == "tnf"
    assert not panel.isVisible()
    press(Qt.Key.Key_Escape)
    opened(window, note(1, "x"))
    press(Qt.Key.Key_N)
    assert focus_name() == "note_field"
    QTest.keyClicks(panel.foot.note_field, "tnf")
    assert panel.foot.note_field.toPlainText() == "tnf"
    assert panel.isVisible()


def test_a_note_is_typed_in_lines_and_added_by_enter(window: DeskWindow, qtbot: QtBot) -> None:
    panel = opened(window, *LONG)
    press(Qt.Key.Key_N)
    QTest.keyClicks(panel.foot.note_field, "Second floor")
    press(Qt.Key.Key_Return, modifier=SHIFT)
    QTest.keyClicks(panel.foot.note_field, "no lift")
    assert wanted_by(qtbot, panel, Qt.Key.Key_Return) == NoteWanted(CALL, "Second floor\nno lift")
    assert panel.foot.note_field.isReadOnly()
    panel.show_written(CALL)
    assert (panel.foot.note_field.toPlainText(), panel.foot.note_field.isReadOnly()) == ("", False)


def test_nothing_is_added_that_says_nothing_or_is_on_its_way(window: DeskWindow, qtbot: QtBot) -> None:
    panel = opened(window)
    press(Qt.Key.Key_N)
    with qtbot.assertNotEmitted(panel.note_requested):
        QTest.keyClicks(panel.foot.note_field, "  ")
        press(Qt.Key.Key_Return)
    QTest.keyClicks(panel.foot.note_field, "x")
    wanted_by(qtbot, panel, Qt.Key.Key_Enter)
    with qtbot.assertNotEmitted(panel.note_requested):
        press(Qt.Key.Key_Return)
        panel.foot.add_button.click()


def test_a_note_that_was_not_written_is_still_there(window: DeskWindow, qtbot: QtBot) -> None:
    panel = opened(window)
    press(Qt.Key.Key_N)
    QTest.keyClicks(panel.foot.note_field, "x")
    wanted_by(qtbot, panel, Qt.Key.Key_Return)
    panel.show_problem(CALL, "Try again.")
    assert panel.foot.problem_label.text() == "Try again."
    assert panel.foot.problem_label.isVisible()
    assert wanted_by(qtbot, panel, Qt.Key.Key_Return) == NoteWanted(CALL, "x")


def test_what_is_typed_stays_with_its_call(window: DeskWindow, qtbot: QtBot) -> None:
    panel = opened(window, note(1, "x"))
    press(Qt.Key.Key_F)
    QTest.keyClicks(panel.foot.note_field, "for 102")
    panel.show_call(OTHER)
    assert (panel.foot.note_field.toPlainText(), panel.foot.follow_label.isVisible()) == ("", False)
    panel.foot.note_field.setPlainText("for 101")
    panel.forget()
    panel.show_call(CALL)
    assert panel.foot.note_field.toPlainText() == "for 102"
    press(Qt.Key.Key_N)
    assert wanted_by(qtbot, panel, Qt.Key.Key_Return) == NoteWanted(CALL, "for 102", NoteId(1))
    panel.show_call(OTHER)
    panel.show_written(CALL)
    assert panel.foot.note_field.toPlainText() == "for 101"


@pytest.mark.parametrize("key", [Qt.Key.Key_F, Qt.Key.Key_Return])
def test_a_note_is_followed_up_by_a_key(window: DeskWindow, qtbot: QtBot, key: Qt.Key) -> None:
    panel = opened(window, entry(1), note(2, "Door code 4711"))
    press(key)
    assert focus_name() == "note_field"
    assert "Follows the note of 14:00:02 by Anna Kern" in panel.foot.follow_label.text()
    QTest.keyClicks(panel.foot.note_field, "It is 4712")
    press(Qt.Key.Key_Escape)
    assert not panel.foot.follow_label.isVisible()
    press(Qt.Key.Key_Escape)
    assert focus_name() == "story_list"
    press(key)
    assert wanted_by(qtbot, panel, Qt.Key.Key_Return) == NoteWanted(CALL, "It is 4712", NoteId(2))


def test_what_is_no_note_cannot_be_followed_up(window: DeskWindow) -> None:
    panel = opened(window, note(1, "x"), entry(2))
    press(Qt.Key.Key_F)
    assert focus_name() == "story_list"
    assert panel.foot.problem_label.text().startswith("Only notes are followed up")


def test_the_end_stays_in_sight_while_it_is(window: DeskWindow) -> None:
    panel = opened(window, *LONG)
    bar = panel.story_list.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    panel.show_story(story(*LONG, note(60, "a\nb\nc\nd"), entry(61)))
    assert bar.value() == bar.maximum()
    window.resize(1200, 640)
    assert bar.value() == bar.maximum()


def test_who_reads_further_up_is_not_moved(window: DeskWindow) -> None:
    panel = opened(window, *LONG)
    shown = panel.story_list
    for _ in range(30):
        press(Qt.Key.Key_Up)
    chosen, top = shown.currentIndex().row(), shown.visualRect(shown.currentIndex()).top()
    panel.show_story(story(*LONG, note(60, "later")))
    panel.show_story(story(*LONG[:5], note(1000, "It came late\nbut happened early"), *LONG[5:], note(60, "later")))
    assert shown.currentIndex().row() == chosen + 1
    assert shown.visualRect(shown.currentIndex()).top() == top


def test_another_calls_answer_that_comes_late_is_not_shown(window: DeskWindow) -> None:
    panel = opened(window, entry(1))
    panel.show_call(OTHER)
    panel.show_story(story(entry(1)))
    assert panel.story_list.row_count() == 0


def test_what_cannot_be_read_is_said_and_what_is_shown_stays(window: DeskWindow) -> None:
    panel = opened(window, entry(1))
    panel.show_unavailable("The database cannot be reached.")
    assert (panel.story_list.row_count(), panel.condition_label.text()) == (1, "The database cannot be reached.")
    panel.show_call(OTHER)
    panel.show_unavailable("The database cannot be reached.")
    assert panel.nothing_label.text() == "The database cannot be reached."


def test_a_locked_desk_covers_the_story_and_brings_it_back(
    open_window: Callable[..., DeskWindow], qtbot: QtBot
) -> None:
    identity = DeskIdentity("Anna Kern", "dispatcher", "desk 3", can_dispatch=True, can_lock=True, writes_notes=True)
    window = open_window(identity=identity)
    window.show_board(make_board())
    qtbot.waitUntil(window.isActiveWindow)
    panel = opened(window, entry(1))
    seen: list[bool] = []
    window.panels.story_place.changed.connect(seen.append)
    window.show_locked(is_locked=True)
    assert not panel.isVisible()
    QTest.keyClick(window, Qt.Key.Key_T)
    window.show_locked(is_locked=False)
    assert panel.isVisible()
    assert seen == [False, True]


def test_whoever_writes_no_notes_has_no_field_for_them(open_window: Callable[..., DeskWindow], qtbot: QtBot) -> None:
    window = open_window(can_dispatch=False)
    window.show_board(make_board())
    qtbot.waitUntil(window.isActiveWindow)
    panel = opened(window, note(1, "x"))
    assert panel.story_list.row_count() == 1
    press(Qt.Key.Key_N, Qt.Key.Key_F)
    assert focus_name() == "story_list"
    assert not panel.foot.isVisible()


def test_rows_say_the_day_where_it_begins_and_whom_a_note_follows() -> None:
    late = entry(90_000, "late")
    first, second, last = story_rows((note(1, "a\nb"), note(2, "c", follows=1), late), UTC)
    assert (first.date, second.date, last.date) == ("", "", "Fri 6 Mar")
    assert first.heading == "Note by Anna Kern, desk 3"
    assert second.heading == "Note by Anna Kern, desk 3, on that of 14:00:01 by Anna Kern"
    assert (first.whose, last.whose) == ("", "Anna Kern, desk 3")


def test_the_story_is_spoken(window: DeskWindow) -> None:
    panel = opened(window, entry(1, "M12 on scene"), note(2, "a\nb"))
    assert panel.story_list.texts() == ["14:00:01 M12 on scene", "14:00:02 Note by Anna Kern, desk 3: a b"]
