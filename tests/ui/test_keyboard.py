"""The keyboard alone is enough, and every widget it reaches has a name."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, HospitalId, ParamedicId
from dispatcher_app.ui.board.arrangement import CallFilter
from dispatcher_app.ui.desk_window import DeskWindow
from tests.ui.boards import BoardBuilder, make_ambulance, make_board, make_call


def press(*keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, modifier)


def focus_name() -> str:
    widget = QApplication.focusWidget()
    return "" if widget is None else widget.objectName()


def order_by(qtbot: QtBot, window: DeskWindow, *keys: Qt.Key) -> DispatchAmbulance:
    with qtbot.waitSignal(window.dispatch_requested) as asked:
        press(*keys)
    assert asked.args is not None
    command = asked.args[0]
    assert isinstance(command, DispatchAmbulance)
    return command


def test_from_the_calls_to_the_order_by_keyboard_alone(window: DeskWindow, qtbot: QtBot) -> None:
    window.show_board(make_board())
    assert focus_name() == "waiting_table"
    press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert focus_name() == "ambulance_table"
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Tab)
    assert focus_name() == "hospital_chooser"
    press(Qt.Key.Key_Down, Qt.Key.Key_Tab)
    assert focus_name() == "paramedic_chooser"
    press(Qt.Key.Key_Down, Qt.Key.Key_Tab)
    assert focus_name() == "dispatch_button"
    command = order_by(qtbot, window, Qt.Key.Key_Return)
    assert command == DispatchAmbulance(
        EmergencyCallId(103), AmbulanceId(3), HospitalId(2), ParamedicId(7), request_id=command.request_id
    )
    assert not command.is_additional


def test_f8_and_ctrl_enter_send_what_is_spelled_out(window: DeskWindow, qtbot: QtBot) -> None:
    window.show_board(make_board())
    first = order_by(qtbot, window, Qt.Key.Key_F8)
    assert (first.emergency_call_id, first.ambulance_id) == (102, 5)
    assert (first.hospital_id, first.paramedic_id) == (None, None)
    with qtbot.waitSignal(window.dispatch_requested) as second:
        press(Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)
    assert second.args is not None
    assert second.args[0].request_id != first.request_id


def test_enter_leads_from_calls_over_ambulances_to_the_button(window: DeskWindow, qtbot: QtBot) -> None:
    window.show_board(make_board())
    press(Qt.Key.Key_Enter, Qt.Key.Key_Enter)
    assert focus_name() == "dispatch_button"
    assert order_by(qtbot, window, Qt.Key.Key_Space).ambulance_id == 5


def test_another_call_forgets_hospital_and_paramedic(window: DeskWindow, qtbot: QtBot) -> None:
    window.show_board(make_board())
    window.panels.details_panel.hospital_chooser.setCurrentIndex(1)
    window.show_board(make_board())
    assert "then to Parnassus" in window.panels.dispatch_bar.prospect_label.text()
    window.panels.calls_panel.tables.waiting_table.setFocus()
    press(Qt.Key.Key_Down)
    assert order_by(qtbot, window, Qt.Key.Key_F8).hospital_id is None


def test_arrows_lead_from_table_to_table(window: DeskWindow) -> None:
    window.show_board(make_board())
    press(Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert focus_name() == "under_way_table"
    tables = window.panels.calls_panel.tables
    assert (tables.waiting_table.selected_key(), tables.under_way_table.selected_key()) == (None, 90)
    press(Qt.Key.Key_Up)
    assert focus_name() == "waiting_table"
    assert (tables.waiting_table.selected_key(), tables.under_way_table.selected_key()) == (101, None)
    press(Qt.Key.Key_A)
    assert tables.waiting_table.selected_key() == 101


def test_search_by_keyboard(window: DeskWindow) -> None:
    window.show_board(make_board())
    press(Qt.Key.Key_Slash)
    assert focus_name() == "search_field"
    press(Qt.Key.Key_1, Qt.Key.Key_0, Qt.Key.Key_1)
    tables = window.panels.calls_panel.tables
    assert tables.waiting_table.keys() == {101}
    press(Qt.Key.Key_Return)
    assert (focus_name(), tables.waiting_table.selected_key()) == ("waiting_table", 101)
    press(Qt.Key.Key_F, modifier=Qt.KeyboardModifier.ControlModifier)
    press(Qt.Key.Key_Escape)
    assert (focus_name(), len(tables.waiting_table.keys())) == ("waiting_table", 3)


def test_the_other_keys(window: DeskWindow, qtbot: QtBot) -> None:
    window.show_board(make_board())
    alt = Qt.KeyboardModifier.AltModifier
    for key, wanted in (
        (Qt.Key.Key_1, CallFilter.WAITING),
        (Qt.Key.Key_2, CallFilter.UNDER_WAY),
        (Qt.Key.Key_3, CallFilter.ALL),
    ):
        press(key, modifier=alt)
        assert window.panels.calls_panel.query().filter is wanted
    press(Qt.Key.Key_H, modifier=alt)
    assert focus_name() == "hospital_chooser"
    press(Qt.Key.Key_P, modifier=alt)
    assert focus_name() == "paramedic_chooser"
    with qtbot.waitSignal(window.refresh_requested):
        press(Qt.Key.Key_F5)
    press(Qt.Key.Key_F1)
    assert window.keys_dialog.isVisible()
    QTest.keyClick(window.keys_dialog, Qt.Key.Key_F1)
    assert not window.keys_dialog.isVisible()


def test_focus_stays_when_the_focused_table_runs_empty(window: DeskWindow) -> None:
    board = BoardBuilder().free(make_ambulance(1, north_km=1))
    window.show_board(board.build())
    assert focus_name() == "waiting_stack"
    window.show_board(board.waiting(make_call(1)).build())
    assert focus_name() == "waiting_table"


def test_focus_leaves_a_button_that_can_do_nothing_more(window: DeskWindow) -> None:
    window.show_board(make_board())
    window.panels.focus_dispatch()
    assert focus_name() == "dispatch_button"
    window.show_unavailable("x")
    assert focus_name() == "waiting_table"
    window.panels.focus_dispatch()
    assert focus_name() == "waiting_table"


def test_every_widget_that_takes_the_keyboard_has_a_name(window: DeskWindow) -> None:
    window.show_board(make_board(is_demo=True))
    window.show_unavailable("x")
    nameless = []
    for widget in window.findChildren(QWidget):
        if widget.focusPolicy() == Qt.FocusPolicy.NoFocus:
            continue
        face = QAccessible.queryAccessibleInterface(widget)
        if not face.text(QAccessible.Text.Name):
            nameless.append(f"{type(widget).__name__} {widget.objectName()}")
    assert nameless == []


def test_tables_speak_their_cells(window: DeskWindow) -> None:
    window.show_board(make_board())
    table = window.panels.calls_panel.tables.waiting_table
    face = QAccessible.queryAccessibleInterface(table)
    spoken = {face.child(place).text(QAccessible.Text.Name) for place in range(face.childCount())}
    assert "Waiting for 7 minutes 35 seconds" in spoken
    assert "Past the target by 35 seconds" in spoken


def test_the_list_of_keys_fits_on_a_small_screen(window: DeskWindow) -> None:
    window.show_board(make_board())
    QTest.keyClick(window, Qt.Key.Key_F1)
    size = window.keys_dialog.size()
    assert (size.width() <= 1280, size.height() <= 680) == (True, True), size
