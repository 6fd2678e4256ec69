"""The card: a password goes out once, is kept nowhere, and what was wrong with it is said."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dispatcher_app.ui.lock.lock_card import LockCard
from dispatcher_app.ui.lock.unlock_attempt import UnlockAttempt
from tests.ui.test_keyboard import focus_name, press


@pytest.fixture
def card(qtbot: QtBot, dark: None) -> LockCard:
    """A card on the screen, its keyboard on the password."""
    shown = LockCard()
    qtbot.addWidget(shown)
    shown.resize(520, 290)
    shown.show_locked("Anna Kern", "17:40")
    shown.show()
    shown.activateWindow()
    qtbot.waitUntil(shown.isActiveWindow)
    shown.take_keyboard()
    return shown


def attempt(card: LockCard, qtbot: QtBot, password: str) -> UnlockAttempt:
    QTest.keyClicks(card.password.field, password)
    with qtbot.waitSignal(card.unlock_requested) as asked:
        press(Qt.Key.Key_Return)
    assert asked.args is not None
    made = asked.args[0]
    assert isinstance(made, UnlockAttempt)
    return made


def test_the_password_goes_out_and_is_forgotten(card: LockCard, qtbot: QtBot) -> None:
    made = attempt(card, qtbot, "S3cret & long")
    assert made == UnlockAttempt("S3cret & long")
    assert "S3cret" not in repr(made)
    assert card.password.text() == ""
    assert not card.password.field.isUndoAvailable()
    assert "S3cret" not in str(vars(card))


def test_a_wrong_password_is_told_and_another_is_taken(card: LockCard, qtbot: QtBot) -> None:
    attempt(card, qtbot, "wrong")
    card.show_busy()
    assert card.unlock_button.text() == "Checking…"
    with qtbot.assertNotEmitted(card.unlock_requested):
        press(Qt.Key.Key_X, Qt.Key.Key_Return)
    assert (card.unlock_button.text(), card.answer_label.text()) == ("Checking…", "")
    assert card.password.text() == ""
    card.somebody_else_button.setFocus()
    card.show_failure("This is not Anna Kern's password.")
    assert card.answer_label.text() == "This is not Anna Kern's password."
    assert card.password.field.accessibleDescription() == "This is not Anna Kern's password."
    assert (focus_name(), card.unlock_button.isEnabled()) == ("password_field", True)
    assert attempt(card, qtbot, "right") == UnlockAttempt("right")
    assert card.answer_label.text() == ""


def test_nothing_is_asked_of_the_server_without_a_password(card: LockCard, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(card.unlock_requested):
        press(Qt.Key.Key_Return)
    assert card.answer_label.text() == "Type the password first."


def test_caps_lock_is_hinted_at(card: LockCard) -> None:
    QTest.keyClicks(card.password.field, "A")
    assert card.caps_hint.words.text() == "Caps Lock is on"
    QTest.keyClicks(card.password.field, "a")
    assert card.caps_hint.words.text() == ""


def test_a_long_name_and_a_long_sentence_are_not_cut(card: LockCard) -> None:
    card.show_failure("This is not the password of this desk's person. Look at Caps Lock and type it again, please.")
    card.grab()
    assert card.answer_label.height() >= card.answer_label.heightForWidth(card.answer_label.width())
    assert card.answer_label.geometry().bottom() < card.somebody_else_button.geometry().top()
