"""Emergency access: nothing opens it by accident, and nothing without a reason."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from dispatcher_app.ui.log_in.emergency_dialog import EmergencyDialog
from dispatcher_app.ui.theme.application_theme import apply_theme
from dispatcher_app.ui.theme.tokens import DARK, LIGHT, Tokens

REASON = "Nobody else is in the room"


@pytest.fixture
def behind(qtbot: QtBot, dark: None) -> QWidget:
    """The window that the dialog is opened over."""
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


@pytest.fixture
def dialog(qtbot: QtBot, behind: QWidget) -> EmergencyDialog:
    """The dialog."""
    opened = EmergencyDialog("<b>night-1</b>", behind)
    opened.open()
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow)
    return opened


def test_it_says_what_it_sets_off(dialog: EmergencyDialog) -> None:
    assert dialog.windowTitle() == dialog.title.text() == "Emergency access"
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    for fact in ("<b>night-1</b>", "alarm", "recorded", "Supervisors"):
        assert fact in said
    assert {label.textFormat() for label in dialog.findChildren(QLabel)} == {Qt.TextFormat.PlainText}
    assert "alarm" in dialog.accessibleDescription()


def test_it_says_what_is_to_be_opened(dialog: EmergencyDialog) -> None:
    assert dialog.lead.text().endswith("It can do nothing until you open emergency access.")


@pytest.mark.parametrize("way_out", ["Log out", "Back"])
def test_the_way_out_is_called_what_it_is(behind: QWidget, way_out: str) -> None:
    dialog = EmergencyDialog("night-1", behind, way_out=way_out)
    assert (dialog.log_out_button.text(), dialog.log_out_button.accessibleName()) == (way_out, way_out)


def test_two_enters_from_the_reason_open_it(dialog: EmergencyDialog, qtbot: QtBot) -> None:
    assert dialog.reason_field.hasFocus()
    QTest.keyClicks(dialog.reason_field, f"  {REASON} ")
    with qtbot.assertNotEmitted(dialog.opened):
        QTest.keyClick(dialog.reason_field, Qt.Key.Key_Return)
    assert dialog.open_button.hasFocus()
    with qtbot.waitSignal(dialog.opened) as opened, qtbot.assertNotEmitted(dialog.declined):
        QTest.keyClick(dialog.open_button, Qt.Key.Key_Return)
    assert opened.args == [REASON]
    assert dialog.isVisible()
    assert not dialog.open_button.isEnabled()


@pytest.mark.parametrize("reason", ["", "ab", "   ", "x" * 301])
def test_without_a_good_reason_it_stays_closed(dialog: EmergencyDialog, qtbot: QtBot, reason: str) -> None:
    dialog.reason_field.setText(reason)
    with qtbot.assertNotEmitted(dialog.opened):
        QTest.keyClick(dialog.reason_field, Qt.Key.Key_Return)
        QTest.mouseClick(dialog.open_button, Qt.MouseButton.LeftButton)
    assert dialog.failure_box.isVisible()
    assert dialog.failure_box.sentence.text().startswith("The reason ")
    assert dialog.reason_field.hasFocus()


def test_a_pasted_line_break_is_a_blank(dialog: EmergencyDialog, qtbot: QtBot) -> None:
    dialog.reason_field.setText("Nobody else\nis in the room")
    with qtbot.waitSignal(dialog.opened) as opened:
        dialog.open_button.click()
    assert opened.args == [REASON]


@pytest.mark.parametrize("way", ["escape", "button", "close"])
def test_every_other_way_out_logs_out(dialog: EmergencyDialog, qtbot: QtBot, way: str) -> None:
    dialog.reason_field.setText(REASON)
    with qtbot.waitSignal(dialog.declined), qtbot.assertNotEmitted(dialog.opened):
        if way == "escape":
            QTest.keyClick(dialog.reason_field, Qt.Key.Key_Escape)
        elif way == "button":
            QTest.mouseClick(dialog.log_out_button, Qt.MouseButton.LeftButton)
        else:
            dialog.close()


def test_once_it_is_open_nobody_declines(dialog: EmergencyDialog, qtbot: QtBot) -> None:
    declined: list[bool] = []
    dialog.declined.connect(lambda: declined.append(True))
    dialog.accept()
    qtbot.waitUntil(lambda: not isValid(dialog))
    assert not declined


def test_a_failure_keeps_the_reason(dialog: EmergencyDialog) -> None:
    dialog.reason_field.setText(REASON)
    dialog.open_button.click()
    dialog.show_failure("The database cannot be reached.")
    assert dialog.failure_box.sentence.text() == "The database cannot be reached."
    assert (dialog.reason_field.text(), dialog.reason_field.isReadOnly()) == (REASON, False)
    assert (dialog.open_button.text(), dialog.open_button.isEnabled()) == ("Open emergency access", True)


def test_tab_order_and_names(dialog: EmergencyDialog) -> None:
    went = []
    for _ in range(3):
        focused = QApplication.focusWidget()
        assert focused is not None
        went.append(focused.accessibleName())
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    assert went == ["Reason for the emergency access", "Open emergency access", "Log out"]


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_it_is_drawn_whole_in_both_themes(dialog: EmergencyDialog, qapp: QApplication, tokens: Tokens) -> None:
    apply_theme(qapp, tokens)
    dialog.show_failure("The database cannot be reached. " * 4)
    picture = dialog.grab().toImage()
    assert picture.pixelColor(2, 2).name() == tokens.bar_past
    assert picture.pixelColor(20, 2).name() == tokens.raised
    for label in dialog.findChildren(QLabel):
        assert not label.isVisible() or label.height() >= label.heightForWidth(label.width())
