"""The trail window, shown pages by hand: what it asks for, what it says, and the keyboard alone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from dispatcher_app.operations.trail import TrailEntry, TrailPage
from dispatcher_app.operations.trail_fields import Change
from dispatcher_app.storage.trail import TrailCursor
from dispatcher_app.ui.trail.trail_content import TrailColumn
from dispatcher_app.ui.trail.trail_search import TrailSearch
from dispatcher_app.ui.trail.trail_window import TrailWindow

AT = datetime(2026, 11, 23, 22, 3, 10, tzinfo=UTC)
ZONE = ZoneInfo("America/Los_Angeles")

SENT = TrailEntry(
    number=17,
    at=AT,
    who="Anna Kern",
    login="anna",
    desk="desk 3",
    client="10.0.0.7",
    sentence="Anna Kern sent M12 to #1042, desk 3",
    changes=(Change("call", None, "#1042"), Change("dispatched", None, AT), Change("version", "1", "2")),
)
MOVED = replace(
    SENT,
    number=18,
    sentence="Anna Kern marked M12 en route (was available), desk 3",
    changes=(Change("status", "available", "en route"), Change("status since", AT - timedelta(days=1), AT)),
)
CURSOR = TrailCursor(AT, 17)


def page(*entries: TrailEntry, more: TrailCursor | None = None) -> TrailPage:
    return TrailPage(entries, more, ZONE)


@pytest.fixture
def window(qtbot: QtBot, dark: None) -> TrailWindow:
    """An open window that has the keyboard."""
    made = TrailWindow()
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def press(*keys: Qt.Key) -> None:
    for key in keys:
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key)


def type_text(text: str) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClicks(target, text)


def focus_name() -> str:
    widget = QApplication.focusWidget()
    return "" if widget is None else widget.objectName()


def rows(window: TrailWindow) -> list[tuple[str, ...]]:
    model = window.trail_table.model()
    return [tuple(model.index(row, column).data() for column in TrailColumn) for row in range(model.rowCount())]


def fields(window: TrailWindow) -> list[str]:
    return [label.text() for label in window.details.fields_view.findChildren(QLabel)]


def test_rows_tell_time_sentence_before_and_after(window: TrailWindow) -> None:
    window.show_page(page(MOVED, SENT))
    assert rows(window) == [
        ("2026-11-23 14:03:10", MOVED.sentence, "status available", "status en route"),
        ("2026-11-23 14:03:10", SENT.sentence, "–", "call #1042; dispatched 14:03:10"),
    ]
    assert window.status_label.text() == "2 events, newest first."
    assert not window.more_button.isVisible()


def test_the_chosen_event_is_written_out(window: TrailWindow) -> None:
    window.show_page(page(MOVED, SENT))
    assert window.details.sentence_label.text() == MOVED.sentence
    assert window.details.facts_label.text().split("   ·   ") == [
        "2026-11-23 14:03:10 PST",
        "log-in anna",
        "desk 3",
        "from 10.0.0.7",
        "event 18",
    ]
    before_after = ["status", "available", "en route", "status since", "2026-11-22 14:03:10", "14:03:10"]
    assert fields(window) == before_after
    press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert window.details.sentence_label.text() == SENT.sentence
    assert fields(window)[:3] == ["call", "–", "#1042"]


def test_the_keyboard_alone_is_enough(window: TrailWindow, qtbot: QtBot) -> None:
    window.show_page(page(MOVED, SENT, more=CURSOR))
    order = []
    for text in ("1042", "m12", "kern", "2026-11-23", "2026-11-24"):
        order.append(focus_name())
        type_text(text)
        press(Qt.Key.Key_Tab)
    for _ in range(5):
        order.append(focus_name())
        press(Qt.Key.Key_Tab)
    assert order[:5] == ["call_field", "ambulance_field", "person_field", "from_field", "to_field"]
    assert order[5:] == ["search_button", "clear_button", "trail_table", "more_button", "fields_view"]
    assert focus_name() == "call_field"
    with qtbot.waitSignal(window.search_requested) as asked:
        press(Qt.Key.Key_Return)
    assert asked.args == [TrailSearch("1042", "m12", "kern", "2026-11-23", "2026-11-24")]
    press(Qt.Key.Key_Down)
    assert focus_name() == "trail_table"
    press(Qt.Key.Key_Return)
    assert focus_name() == "fields_view"
    press(Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_down_from_the_last_event_asks_for_older_ones(window: TrailWindow, qtbot: QtBot) -> None:
    window.show_page(page(MOVED, SENT, more=CURSOR))
    assert window.status_label.text() == "The newest 2 events. There are older ones."
    press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    with qtbot.waitSignal(window.more_requested):
        press(Qt.Key.Key_Down)
    window.show_more(page(replace(SENT, number=3, sentence="Anna Kern entered #1042, desk 3")))
    press(Qt.Key.Key_Down)
    assert window.details.sentence_label.text() == "Anna Kern entered #1042, desk 3"
    with qtbot.assertNotEmitted(window.more_requested):
        press(Qt.Key.Key_Down)
    assert [row[1] for row in rows(window)][:2] == [MOVED.sentence, SENT.sentence]


def test_the_button_that_has_brought_the_last_page_hands_the_keyboard_on(window: TrailWindow, qtbot: QtBot) -> None:
    window.show_page(page(MOVED, more=CURSOR))
    window.more_button.setFocus()
    with qtbot.waitSignal(window.more_requested):
        press(Qt.Key.Key_Return)
    window.show_more(page(SENT, more=CURSOR))
    assert focus_name() == "more_button"
    window.show_more(page(SENT))
    assert focus_name() == "trail_table"
    assert not window.more_button.isVisible()


def test_a_filter_that_cannot_be_used_is_named_and_nothing_is_lost(window: TrailWindow) -> None:
    window.show_page(page(MOVED, SENT))
    window.filters.call_field.setText("1042")
    window.filters.from_field.setText("then")
    window.show_searching()
    assert window.status_label.text() == "Searching…"
    window.show_bad_input("from_time", "“then” is no time.")
    assert window.filters.problem_line.text() == "“then” is no time."
    assert focus_name() == "from_field"
    assert window.filters.from_field.accessibleDescription() == "“then” is no time."
    assert (window.filters.call_field.text(), window.filters.from_field.text()) == ("1042", "then")
    assert len(rows(window)) == 2
    assert window.status_label.text() == "2 events, newest first."
    type_text("2026-11-23")
    window.search()
    assert window.filters.problem_line.text() == ""


def test_clear_empties_the_filters_and_asks_for_everything(window: TrailWindow, qtbot: QtBot) -> None:
    window.filters.person_field.setText("kern")
    window.filters.clear_button.setFocus()
    with qtbot.waitSignal(window.search_requested) as asked:
        press(Qt.Key.Key_Return)
    assert asked.args == [TrailSearch()]
    assert focus_name() == "call_field"


def test_an_empty_trail_a_search_and_a_failure_are_each_said(window: TrailWindow) -> None:
    empty = window.trail_stack.empty_label
    window.show_searching()
    assert empty.text() == "Searching…"
    window.show_page(page())
    assert empty.text().startswith("Nothing in the trail fits.")
    window.show_page(page(SENT))
    window.show_failure("Only supervisors may look at the trail.")
    assert (empty.text(), rows(window), fields(window)) == ("Only supervisors may look at the trail.", [], [])
    assert window.details.sentence_label.text() == ""


def test_older_events_that_cannot_be_had_leave_the_newer_ones(window: TrailWindow) -> None:
    window.show_page(page(SENT, more=CURSOR))
    window.show_more_failure("The database cannot be reached.")
    assert window.status_label.text() == "The database cannot be reached."
    assert len(rows(window)) == 1
    assert window.more_button.isVisible()


def test_hostile_text_is_shown_as_it_is(window: TrailWindow) -> None:
    hostile = "<b>x</b><img src='file:///etc/passwd'>\nline &amp; two"
    entry = replace(
        SENT, who="<i>Anna</i>", sentence="<i>Anna</i> did <u>it</u>", changes=(Change("notes", None, hostile),)
    )
    window.show_page(page(entry))
    assert fields(window) == ["notes", "–", hostile]
    for label in window.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText
    model = window.trail_table.model()
    tip = model.index(0, TrailColumn.SENTENCE).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;u&gt;" in tip
    assert "<u>" not in tip
    assert model.index(0, TrailColumn.AFTER).data() == f"notes {hostile.replace(chr(10), ' ')}"


def test_a_very_long_text_is_cut_and_says_so(window: TrailWindow) -> None:
    window.show_page(page(replace(SENT, changes=(Change("notes", None, "x" * 5000),))))
    assert fields(window)[2] == "x" * 4000 + "… (1000 more characters: export the trail to read them)"


def test_forged_events_of_one_number_are_both_shown(window: TrailWindow) -> None:
    window.show_page(page(SENT, replace(SENT, sentence="Mallory did it")))
    assert [row[1] for row in rows(window)] == [SENT.sentence, "Mallory did it"]
    press(Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert window.details.sentence_label.text() == "Mallory did it"


def test_every_widget_that_takes_the_keyboard_has_a_name(window: TrailWindow) -> None:
    window.show_page(page(SENT, more=CURSOR))
    reached = [w for w in window.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus and w.isVisible()]
    nameless = [w.objectName() for w in reached if not w.accessibleName()]
    assert len(reached) >= 9
    assert not nameless
    table = QAccessible.queryAccessibleInterface(window.trail_table)
    assert table is not None
    assert table.text(QAccessible.Text.Name) == "Events, newest first"
