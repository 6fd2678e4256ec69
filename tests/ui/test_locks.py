"""What locks the dispatch key, and that it says so."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dispatcher_app.ui.desk_window import DeskWindow
from tests.ui.boards import StandingClock, make_board


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
    assert window.panels.dispatch_bar.dispatch_button.isEnabled()
    clock.advance(8)
    window.tick_timer.ticked.emit()
    assert chip.words() == "Too old 15 s"
    assert strip.sentence() == "This board is 15 s old. Do not rely on it; dispatching is locked."
    assert not window.panels.dispatch_bar.dispatch_button.isEnabled()
    window.show_data_age(None)
    assert chip.words() == "No connection"
    window.show_board(replace(make_board(), taken_at=clock()))
    assert (chip.words(), strip.isVisible()) == ("Live 0.0 s", False)
    assert window.panels.dispatch_bar.dispatch_button.isEnabled()


def test_an_unreachable_database_locks_and_says_so(window: DeskWindow, qtbot: QtBot) -> None:
    window.show_board(make_board())
    window.show_unavailable("The database does not answer.")
    assert window.panels.lock_strip.sentence() == "The database does not answer."
    assert sentence(window) == "Dispatching is locked: the database is unreachable"
    assert window.panels.header_bar.data_age_chip.words() == "No connection"
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
