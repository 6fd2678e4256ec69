"""What locks the dispatch key, and that it says so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dispatcher_app.ui.desk_identity import DeskIdentity
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.header.freshness import AgeLimits
from tests.ui.boards import StandingClock, make_board

CUT = "The database cannot be reached. This desk keeps trying."
COPY = "Only a read-only copy of the database can be reached."
LIVE_COPY = f"{COPY} The board shows what the copy has; dispatching is locked."


def chip(window: DeskWindow) -> str:
    return window.panels.header_bar.data_age_chip.words()


def strip(window: DeskWindow) -> str:
    return window.panels.lock_strip.sentence()


def can_send(window: DeskWindow) -> bool:
    return window.panels.dispatch_bar.dispatch_button.isEnabled()


def pass_time(window: DeskWindow, clock: StandingClock, seconds: float) -> None:
    clock.advance(seconds)
    window.tick_timer.ticked.emit()


def sentence(window: DeskWindow) -> str:
    return window.panels.dispatch_bar.prospect_label.text()


def test_data_ages_by_itself_and_locks(window: DeskWindow, clock: StandingClock) -> None:
    window.show_board(make_board())
    window.show_data_age(timedelta(seconds=0.3))
    chip, strip = window.panels.header_bar.data_age_chip, window.panels.lock_strip
    assert (chip.words(), strip.sentence()) == ("Live 0.3 s", "")
    clock.advance(7)
    window.tick_timer.ticked.emit()
    assert chip.words() == "Stale 7 s"
    assert strip.sentence() == "This board is 7 s old and may have changed; dispatching locks at 15 s."
    assert window.panels.dispatch_bar.dispatch_button.isEnabled()
    clock.advance(8)
    window.tick_timer.ticked.emit()
    assert chip.words() == "Too old 15 s"
    assert strip.sentence() == "This board is 15 s old. Do not rely on it; dispatching is locked."
    assert not window.panels.dispatch_bar.dispatch_button.isEnabled()
    window.show_data_age(None)
    assert chip.words() == "Not live"
    window.show_board(replace(make_board(), taken_at=clock()))
    assert (chip.words(), strip.isVisible()) == ("Live 0.0 s", False)
    assert window.panels.dispatch_bar.dispatch_button.isEnabled()


def test_a_database_that_does_not_serve_this_desk_locks_at_once(window: DeskWindow, qtbot: QtBot) -> None:
    window.show_board(make_board())
    window.show_unavailable("The database refuses this log-in.")
    assert window.panels.lock_strip.sentence() == "The database refuses this log-in."
    assert sentence(window) == "Dispatching is locked: this desk cannot use the database"
    assert window.panels.header_bar.data_age_chip.words() == "Not live"
    with qtbot.assertNotEmitted(window.dispatch_requested):
        QTest.keyClick(window, Qt.Key.Key_F8)
    window.show_unavailable(None)
    assert not window.panels.lock_strip.isVisible()
    with qtbot.waitSignal(window.dispatch_requested):
        QTest.keyClick(window, Qt.Key.Key_F8)


def test_while_an_order_is_on_its_way_a_second_press_does_nothing(window: DeskWindow, qtbot: QtBot) -> None:
    window.show_board(make_board())
    button = window.panels.dispatch_bar.dispatch_button
    window.show_pending("M5 to #102")
    assert button.caption() == "Sending…"
    assert sentence(window) == "Sending M5 to #102…"
    with qtbot.assertNotEmitted(window.dispatch_requested):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        QTest.keyClick(window, Qt.Key.Key_F8)
    QTest.keyClick(window.panels.calls_panel.tables.waiting_table, Qt.Key.Key_Down)
    assert window.panels.calls_panel.tables.waiting_table.selected_key() == 103
    assert sentence(window) == "Sending M5 to #102…"
    window.show_pending("")
    assert button.caption() == "Dispatch M5"


def test_a_viewer_may_look(open_window: Callable[..., DeskWindow], qtbot: QtBot) -> None:
    window = open_window(can_dispatch=False)
    window.show_board(make_board())
    assert sentence(window) == "You may look; dispatching needs a dispatcher"
    assert not window.panels.dispatch_bar.dispatch_button.isVisible()
    assert not window.panels.details_panel.hospital_chooser.isVisible()
    with qtbot.assertNotEmitted(window.dispatch_requested):
        QTest.keyClick(window, Qt.Key.Key_F8)


def test_a_fault_of_this_desk_is_not_blamed_on_the_database(window: DeskWindow, clock: StandingClock) -> None:
    window.show_board(make_board())
    window.show_unavailable("A fault.", is_fault=True)
    clock.advance(7)
    window.tick_timer.ticked.emit()
    assert window.panels.lock_strip.sentence() == "A fault."
    assert sentence(window) == "Dispatching is locked: a fault in this desk"
    assert window.panels.header_bar.data_age_chip.words() == "Stale 7 s"
    window.show_unavailable(None)
    assert window.panels.dispatch_bar.dispatch_button.isEnabled()


def test_a_board_that_was_never_loaded_is_not_live(window: DeskWindow) -> None:
    window.show_data_age(timedelta(seconds=0.2))
    assert chip(window) == "Not live"
    assert not can_send(window)
    window.show_board(make_board())
    assert chip(window) == "Live 0.2 s"


def test_only_a_proof_makes_the_board_younger(window: DeskWindow, clock: StandingClock) -> None:
    window.show_board(make_board())
    window.show_data_age(timedelta(seconds=6))
    window.show_board(replace(make_board(), taken_at=clock()))
    assert chip(window) == "Stale 6 s"
    window.show_data_age(timedelta(seconds=0.1))
    assert chip(window) == "Live 0.1 s"


def test_a_clock_that_is_set_back_makes_nothing_younger(
    open_window: Callable[..., DeskWindow], clock: StandingClock
) -> None:
    seconds = StandingClock()
    window = open_window(monotonic=seconds.monotonic)
    window.show_board(make_board())
    seconds.advance(7)
    clock.advance(-3600)
    window.tick_timer.ticked.emit()
    assert chip(window) == "Stale 7 s"


def test_the_limits_of_the_room_hold(open_window: Callable[..., DeskWindow], clock: StandingClock) -> None:
    limits = AgeLimits(timedelta(seconds=2), timedelta(seconds=4))
    window = open_window(identity=DeskIdentity("Anna Kern", "dispatcher", "desk 3", can_dispatch=True, limits=limits))
    window.show_board(make_board())
    pass_time(window, clock, 2)
    assert (chip(window), can_send(window)) == ("Stale 2 s", True)
    pass_time(window, clock, 2)
    assert (chip(window), can_send(window)) == ("Too old 4 s", False)


def test_the_press_itself_is_judged_not_what_was_last_drawn(
    window: DeskWindow, clock: StandingClock, qtbot: QtBot
) -> None:
    window.show_board(make_board())
    clock.advance(15)
    assert can_send(window)
    with qtbot.assertNotEmitted(window.dispatch_requested):
        QTest.keyClick(window, Qt.Key.Key_F8)


def test_a_broken_line_locks_only_by_the_age(window: DeskWindow, clock: StandingClock) -> None:
    window.show_board(make_board())
    window.show_line_trouble(CUT)
    assert (chip(window), strip(window), can_send(window)) == ("No line 0 s", "", True)
    pass_time(window, clock, 6)
    assert (chip(window), can_send(window)) == ("Stale 6 s", True)
    assert strip(window) == f"{CUT} This board is 6 s old and may have changed; dispatching locks at 15 s."
    pass_time(window, clock, 9)
    assert (chip(window), can_send(window)) == ("Too old 15 s", False)
    assert strip(window) == f"{CUT} This board is 15 s old. Do not rely on it; dispatching is locked."
    assert sentence(window) == "Dispatching is locked until the board is live again"
    window.show_line_trouble(None)
    assert (chip(window), can_send(window)) == ("Too old 15 s", False)
    window.show_data_age(timedelta(seconds=0.4))
    assert (chip(window), strip(window), can_send(window)) == ("Live 0.4 s", "", True)


def test_a_line_that_is_broken_for_a_second_is_told(window: DeskWindow, qtbot: QtBot) -> None:
    window.show_board(make_board())
    window.show_line_trouble(CUT)
    assert not window.panels.lock_strip.isVisible()
    qtbot.waitUntil(window.panels.lock_strip.isVisible)
    assert strip(window) == f"{CUT} This board is 0 s old; dispatching locks at 15 s."
    window.show_line_trouble("The server is starting.")
    assert strip(window).startswith("The server is starting.")
    window.show_line_trouble(None)
    assert not window.panels.lock_strip.isVisible()


def test_a_blip_moves_nothing(window: DeskWindow) -> None:
    window.show_board(make_board())
    for told in (CUT, "The server is starting.", None):
        window.show_line_trouble(told)
        assert strip(window) == ""
    assert not window.line_trouble.blip_timer.isActive()
    assert chip(window) == "Live 0.0 s"


def test_a_new_sentence_does_not_begin_the_second_anew(window: DeskWindow, qtbot: QtBot) -> None:
    window.show_board(make_board())
    window.show_line_trouble(CUT)
    qtbot.waitUntil(lambda: window.line_trouble.blip_timer.remainingTime() < 900)
    window.show_line_trouble("The server is starting.")
    assert window.line_trouble.blip_timer.remainingTime() < 900
    qtbot.waitUntil(window.panels.lock_strip.isVisible)
    assert strip(window).startswith("The server is starting.")


def test_a_copy_that_can_only_be_read_locks_and_lives(window: DeskWindow, clock: StandingClock, qtbot: QtBot) -> None:
    window.show_board(make_board())
    window.show_read_only(COPY)
    assert (chip(window), strip(window), can_send(window)) == ("Copy 0.0 s", LIVE_COPY, False)
    assert sentence(window) == "Dispatching is locked: only a read-only copy of the database can be reached"
    with qtbot.assertNotEmitted(window.dispatch_requested):
        QTest.keyClick(window, Qt.Key.Key_F8)
    pass_time(window, clock, 6)
    window.show_data_age(timedelta())
    assert (chip(window), strip(window)) == ("Copy 0.0 s", LIVE_COPY)
    window.show_read_only(None)
    assert (strip(window), can_send(window)) == ("", True)


def test_a_clock_that_is_off_is_noted_until_it_is_right(window: DeskWindow) -> None:
    window.show_board(make_board(is_demo=True))
    note = window.panels.header_bar.clock_note
    assert not note.isVisible()
    window.show_clock_off(timedelta(seconds=-192))
    assert note.isVisible()
    assert note.accessibleName() == note.text() == "This computer's clock is 3 min 12 s behind"
    assert "the database's, and right" in note.toolTip()
    assert can_send(window)
    window.show_clock_off(None)
    assert not note.isVisible()


class Events(QObject):
    """Notes which widgets are painted, laid out or resized."""

    KINDS = frozenset({QEvent.Type.Paint, QEvent.Type.LayoutRequest, QEvent.Type.Resize})

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.seen: list[tuple[str, QEvent.Type]] = []
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in self.KINDS:
            self.seen.append((watched.objectName(), event.type()))
        return False


def test_an_age_that_goes_on_moves_and_repaints_nothing_else(window: DeskWindow, qtbot: QtBot) -> None:
    window.show_board(make_board())
    panels = window.panels
    tables = panels.calls_panel.tables.waiting_table, panels.ambulances_panel.ambulance_table
    painted = "data_age_chip", QEvent.Type.Paint
    watched = panels, panels.header_bar.data_age_chip, panels.dispatch_bar, *(table.viewport() for table in tables)
    events = Events(*watched)
    # The first rounds may still see the window come to rest after its board.
    for seconds in range(5):
        events.seen.clear()
        window.show_data_age(timedelta(seconds=seconds + 0.5))
        qtbot.waitUntil(lambda: painted in events.seen)
    # The chip's corners are round: what lies beneath them is drawn too.
    assert set(events.seen) - {("panels", QEvent.Type.Paint)} == {painted}
