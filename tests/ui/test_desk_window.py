"""The window: what it shows, what it keeps, what it locks."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus
from dispatcher_app.ui.board.arrangement import CallFilter
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.message import MessageKind
from dispatcher_app.ui.theme.tokens import DARK
from tests.ui.boards import NOW, BoardBuilder, StandingClock, make_ambulance, make_board, make_call


def sentence(window: DeskWindow) -> str:
    return window.panels.dispatch_bar.prospect_label.text()


def selected(window: DeskWindow) -> tuple[int | None, int | None]:
    tables = window.panels.calls_panel.tables
    call = tables.waiting_table.selected_key() or tables.under_way_table.selected_key()
    return call, window.panels.ambulances_panel.ambulance_table.selected_key()


def many_calls() -> Board:
    calls = [make_call(number, waited_s=number) for number in range(200, 240)]
    return BoardBuilder().waiting(*calls).free(make_ambulance(1, north_km=1)).build()


def without_call(board: Board, number: int) -> Board:
    return replace(board, calls=tuple(call for call in board.calls if call.number != number))


def with_ambulance_status(board: Board, number: int, status: AmbulanceStatus) -> Board:
    changed = (replace(item, status=status) if item.id == number else item for item in board.ambulances)
    return replace(board, ambulances=tuple(changed))


def test_before_the_first_board_the_window_waits(window: DeskWindow) -> None:
    assert sentence(window) == "Waiting for the first picture of the board"
    assert not window.panels.dispatch_bar.dispatch_button.isEnabled()
    assert window.nearest_available(EmergencyCallId(1), None) is None


def test_the_first_board_selects_the_most_urgent_call_and_its_nearest_ambulance(window: DeskWindow) -> None:
    window.show_board(make_board())
    assert selected(window) == (102, 5)
    assert sentence(window) == "Send M5 to #102 Cardiac arrest, 102 block Grove St: 1.8 km, about 4 min"
    assert window.windowTitle() == "San Francisco, desk 3: Dispatcher"


def test_a_position_of_hours_ago_is_told_as_such(window: DeskWindow, clock: StandingClock) -> None:
    lost = make_ambulance(5, north_km=1.8, position_at=NOW - timedelta(hours=2))
    window.show_board(BoardBuilder().waiting(make_call(102)).free(lost).build())
    assert sentence(window).endswith("1.8 km, about 4 min, position 2 h old")


def test_a_desk_that_got_another_name_says_so(window: DeskWindow) -> None:
    window.show_desk("desk 4")
    assert window.windowTitle() == "Dispatcher, desk 4"
    window.show_board(make_board())
    assert window.windowTitle() == "San Francisco, desk 4: Dispatcher"
    window.show_desk("desk 5")
    assert window.panels.header_bar.person_button.desk_label.text() == "dispatcher, desk 5"
    assert window.windowTitle() == "San Francisco, desk 5: Dispatcher"


def test_what_is_not_known_stands_beside_the_last_outcome(window: DeskWindow) -> None:
    window.show_board(make_board())
    bar = window.panels.dispatch_bar
    bar.show_unsettled("Not known yet whether M5 was sent to #102: asking…")
    window.show_message("M3 sent to #103, 17:40:16", MessageKind.DONE)
    assert bar.unsettled_label.isVisible()
    assert bar.unsettled_icon.isVisible()
    for part in (bar.unsettled_label, bar.prospect_label, bar.outcome_label, bar.dispatch_button):
        assert bar.rect().contains(part.geometry())
    assert bar.outcome_label.text() == "M3 sent to #103, 17:40:16"
    bar.show_unsettled("")
    assert not bar.unsettled_label.isVisible()


def test_a_refresh_keeps_selection_scroll_and_focus(window: DeskWindow) -> None:
    table = window.panels.calls_panel.tables.waiting_table
    window.show_board(many_calls())
    window.select_call(EmergencyCallId(210))
    table.setFocus()
    table.verticalScrollBar().setValue(300)
    window.show_board(many_calls())
    assert selected(window)[0] == 210
    assert table.verticalScrollBar().value() == 300
    assert table.hasFocus()


def test_what_is_read_stays_in_place_when_calls_above_come_and_go(window: DeskWindow) -> None:
    table = window.panels.calls_panel.tables.waiting_table
    window.show_board(many_calls())
    table.verticalScrollBar().setValue(300)
    top = table.model().index(table.rowAt(0), 1).data()
    offset = table.rowViewportPosition(table.rowAt(0))
    newer = without_call(many_calls(), 239)
    window.show_board(replace(newer, calls=(*newer.calls, *(make_call(n, priority=1) for n in (1, 2, 3)))))
    assert table.model().index(table.rowAt(0), 1).data() == top
    assert table.rowViewportPosition(table.rowAt(0)) == offset


def test_another_call_brings_its_nearest_ambulance(window: DeskWindow) -> None:
    board = BoardBuilder().waiting(make_call(1), make_call(2, position=make_ambulance(1, north_km=9).position))
    window.show_board(board.free(make_ambulance(3, north_km=1), make_ambulance(4, north_km=8)).build())
    assert selected(window) == (1, 3)
    window.select_call(EmergencyCallId(2))
    assert selected(window) == (2, 4)


def test_a_refresh_never_changes_the_ambulance_that_was_chosen(window: DeskWindow) -> None:
    window.show_board(make_board())
    window.select_ambulance(AmbulanceId(3))
    nearer = replace(make_board(), ambulances=(*make_board().ambulances, make_ambulance(1, north_km=0.1)))
    window.show_board(nearer)
    assert selected(window) == (102, 3)


def test_an_ambulance_that_was_taken_meanwhile_is_named_and_none_is_chosen_instead(window: DeskWindow) -> None:
    window.show_board(make_board())
    window.show_board(with_ambulance_status(make_board(), 5, AmbulanceStatus.EN_ROUTE))
    assert sentence(window) == "M5 is en route: choose an available ambulance"
    assert selected(window) == (102, None)
    window.show_board(make_board())
    assert selected(window) == (102, 5)


def test_a_selected_call_that_ends_is_named_and_none_is_chosen_instead(window: DeskWindow) -> None:
    window.show_board(make_board())
    window.show_board(without_call(make_board(), 102))
    assert sentence(window) == "#102 is no longer on the board: choose a call"
    assert selected(window)[0] is None


def test_a_call_that_is_dispatched_stays_selected_below(window: DeskWindow) -> None:
    window.show_board(make_board())
    moved = tuple(
        replace(call, status=CallStatus.DISPATCHED) if call.number == 102 else call for call in make_board().calls
    )
    window.show_board(replace(make_board(), calls=moved))
    assert window.panels.calls_panel.tables.under_way_table.selected_key() == 102


def test_without_calls_the_board_says_so(window: DeskWindow) -> None:
    window.show_board(BoardBuilder().build())
    tables = window.panels.calls_panel.tables
    assert tables.waiting_stack.empty_label.isVisible()
    assert tables.waiting_stack.empty_label.text() == "No emergency calls waiting. The board is live."
    assert tables.under_way_stack.empty_label.text() == "No calls under way."
    assert window.panels.ambulances_panel.ambulance_stack.empty_label.isVisible()
    assert sentence(window) == "Choose a call"
    window.show_unavailable("x")
    assert "not live" in tables.waiting_stack.empty_label.text()


def test_an_empty_board_does_not_select_when_a_call_comes(window: DeskWindow) -> None:
    window.show_board(BoardBuilder().build())
    window.show_board(make_board())
    assert selected(window) == (None, None)


def test_the_header_counts_and_filters(window: DeskWindow, qtbot: QtBot) -> None:
    window.show_board(make_board())
    figures, panel = window.panels.header_bar.figure_strip, window.panels.calls_panel
    assert [button.accessibleName() for button in figures.buttons()] == [
        "3 waiting",
        "oldest waits 16 minutes 40 seconds",
        "1 past target",
        "1 under way",
        "3 of 5 ambulances available",
    ]
    assert window.panels.header_bar.clock_label.text() == "17:40:16"
    QTest.mouseClick(figures.past_target_button, Qt.MouseButton.LeftButton)
    assert panel.query().filter is CallFilter.PAST_TARGET
    assert panel.tables.waiting_table.row_count() == 1
    assert panel.past_target_chip.isVisible()
    QTest.mouseClick(figures.under_way_button, Qt.MouseButton.LeftButton)
    assert not panel.tables.waiting_stack.isVisible()
    assert not panel.past_target_chip.isVisible()
    QTest.mouseClick(figures.oldest_button, Qt.MouseButton.LeftButton)
    assert (panel.query().filter, selected(window)[0]) == (CallFilter.WAITING, 103)
    window.panels.ambulances_panel.all_chip.click()
    assert window.panels.ambulances_panel.ambulance_table.row_count() == 5
    QTest.mouseClick(figures.available_button, Qt.MouseButton.LeftButton)
    assert window.panels.ambulances_panel.ambulance_table.row_count() == 3


def test_selecting_a_hidden_call_drops_what_hides_it(window: DeskWindow) -> None:
    window.show_board(make_board())
    window.panels.calls_panel.search_field.setText("cardiac")
    window.panels.calls_panel.choose_filter(CallFilter.WAITING)
    window.select_call(EmergencyCallId(90))
    assert selected(window)[0] == 90
    assert sentence(window) == "#90 already has M6; sending M5 will be asked again"
    window.select_ambulance(AmbulanceId(6))
    assert sentence(window) == "M6 is en route to #90: choose an available ambulance"
    window.select_call(EmergencyCallId(4711))
    window.select_ambulance(AmbulanceId(4711))
    assert selected(window) == (90, 6)


def test_the_demo_mark_stands_and_stays(window: DeskWindow) -> None:
    mark = window.panels.header_bar.demo_mark
    window.show_board(make_board())
    assert not mark.isVisible()
    window.show_board(make_board(is_demo=True))
    assert mark.isVisible()
    assert mark.text() == "DEMO CITY · no real calls"
    assert "no real calls" in window.windowTitle()
    window.show_unavailable("x")
    window.show_board(make_board())
    assert mark.isVisible()


def test_text_of_callers_is_plain(window: DeskWindow) -> None:
    nasty = "<b>x</b>"
    call = make_call(1, notes=nasty, caller_name=nasty, type_text=nasty, location_text=nasty, area_text=nasty)
    window.show_board(BoardBuilder().waiting(call).free(make_ambulance(1, north_km=1)).build())
    window.show_message(nasty, MessageKind.NOTE)
    assert window.panels.details_panel.notes_view.toPlainText() == nasty
    assert isinstance(window.panels.details_panel.notes_view, QPlainTextEdit)
    shown = [label for label in window.findChildren(QLabel) if "<" in label.text()]
    assert len(shown) >= 4
    assert {label.textFormat() for label in shown} == {Qt.TextFormat.PlainText}
    assert not [label.toolTip() for label in window.findChildren(QLabel) if nasty in label.toolTip()]
    model = window.panels.calls_panel.tables.waiting_table.model()
    assert nasty not in str(model.index(0, 3).data(Qt.ItemDataRole.ToolTipRole))


def test_the_last_outcome_stays(window: DeskWindow) -> None:
    window.show_message("M5 sent to #102, 17:40:16", MessageKind.DONE)
    window.show_board(make_board())
    assert window.panels.dispatch_bar.outcome_label.text() == "M5 sent to #102, 17:40:16"
    assert window.panels.dispatch_bar.outcome_icon.isVisible()


def test_the_theme_is_switched_while_running(window: DeskWindow, qtbot: QtBot) -> None:
    window.show_board(make_board())
    with qtbot.waitSignal(window.theme_toggled) as light:
        QTest.keyClick(window, Qt.Key.Key_F9)
    assert light.args == ["light"]
    assert window.grab().toImage().pixelColor(5, window.height() // 2).lightness() > 200
    with qtbot.waitSignal(window.theme_toggled) as dark:
        QTest.mouseClick(window.panels.header_bar.theme_button, Qt.MouseButton.LeftButton)
    assert dark.args == [DARK.name]


def test_nothing_is_cut_off_at_the_smallest_size(window: DeskWindow) -> None:
    window.resize(1280, 720)
    window.show_board(make_board(is_demo=True))
    window.grab()
    assert (window.width(), window.height()) == (1280, 720)
    header = window.panels.header_bar
    for part in (*header.figure_strip.buttons(), header.demo_mark, header.data_age_chip):
        assert part.width() >= part.sizeHint().width()
    person = header.person_button
    for label in (header.clock_label, person.person_label, person.desk_label):
        assert label.width() >= label.sizeHint().width()


def test_a_note_beside_the_clock_takes_its_room_from_the_date(window: DeskWindow) -> None:
    header = window.panels.header_bar
    window.resize(window.minimumSize())
    window.show_board(make_board(is_demo=True))
    window.show_clock_off(timedelta(hours=-42, minutes=-59))
    window.grab()
    for part in (*header.figure_strip.buttons(), header.clock_note, header.demo_mark, header.data_age_chip):
        assert part.width() >= part.sizeHint().width()
    assert header.rect().contains(header.help_button.geometry())
    assert not header.date_label.isVisible()
    window.resize(1920, 1080)
    assert header.date_label.isVisible()
    window.resize(window.minimumSize())
    window.show_clock_off(None)
    assert header.date_label.isVisible()


def test_the_clock_ticks_on_the_servers_second(window: DeskWindow, clock: StandingClock, qtbot: QtBot) -> None:
    window.show_board(make_board())
    clock.at = NOW + timedelta(seconds=0.95)
    window.tick_timer.start()
    clock.at = NOW + timedelta(seconds=1)
    with qtbot.waitSignal(window.tick_timer.ticked, timeout=500):
        pass
    assert window.panels.header_bar.clock_label.text() == "17:40:17"
    window.close()
