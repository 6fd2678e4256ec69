"""What may come between an edit and its being saved: the lock, a held record, a lost answer, a slip of the finger."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.errors import OutcomeUnknown
from dispatcher_app.domain.plans import CancelCall
from dispatcher_app.operations.ending_calls import cancel_call
from dispatcher_app.storage.store import Store
from tests.control_room import ControlRoomBuilder
from tests.e2e.desks import OpenDesk, Scene, opened_desks
from tests.e2e.edit_hands import CONTROL, At, Hands, call_row


@pytest.fixture
def open_desk(conninfo: str, qtbot: QtBot) -> Iterator[OpenDesk]:
    with opened_desks(conninfo, qtbot) as open_one:
        yield open_one


@pytest.fixture
def scene(room: ControlRoomBuilder) -> Scene:
    return Scene(room)


@pytest.fixture
def hands(open_desk: OpenDesk, qtbot: QtBot) -> Callable[[str, str], Hands]:
    return lambda desk, login: Hands(open_desk(desk, login), qtbot)


def test_what_does_not_fit_its_field_stays_whole_unless_it_is_edited(scene: Scene, hands: At) -> None:
    # A character may count double in a field, and does not in the database.
    name = "\U0001f691" * 120
    call = scene.room.add_call(number=1003, caller_name=name)
    a = hands("desk 2", "anna").open(call)
    assert not a.sheet.is_changed()
    a.priority("4")
    a.saved()
    assert scene.room.one("SELECT priority, caller_name FROM emergency_call WHERE number = 1003") == (4, name)


def test_what_is_wrong_is_said_beneath_its_field(scene: Scene, hands: At) -> None:
    a = hands("desk 2", "anna").open(scene.first)
    a.type(a.sheet.form.lines["caller_phone"], "nobody")
    a.save()
    assert "digits" in a.sheet.form.problem_of("caller_phone")
    assert a.sheet.form.focusWidget() is a.sheet.form.lines["caller_phone"]
    assert scene.room.count("request") == 0


def test_what_was_typed_is_dropped_by_a_second_escape_only(scene: Scene, hands: At) -> None:
    a = hands("desk 2", "anna").open(scene.first)
    field = a.sheet.form.lines["caller_name"]
    a.type(field, "Jo")
    a.press(Qt.Key.Key_Escape, field)
    assert "Esc once more drops it" in a.sheet.failure_box.sentence.text()
    assert a.sheet.isVisible()
    a.press(Qt.Key.Key_Escape, field)
    a.until(lambda: a.flow.sheet is None)
    a.open(scene.first)
    assert a.sheet.typed().caller_name == ""
    a.press(Qt.Key.Key_Escape, a.sheet.form.location.field)
    a.until(lambda: a.flow.sheet is None)


def test_a_call_that_was_cancelled_meanwhile_is_said_with_the_name(scene: Scene, hands: At, store: Store) -> None:
    a = hands("desk 2", "anna").open(scene.first)
    a.priority("4")
    cancel_call(store, CancelCall(scene.first, "hoax"), "ben")
    a.save()
    a.until(lambda: not a.sheet.failure_box.isHidden())
    assert "was cancelled" in a.sheet.failure_box.sentence.text()
    assert "By Ben Ortiz, desk 1" in a.sheet.failure_box.advice.text()
    assert a.sheet.typed().priority == 4


def test_a_held_record_is_said_and_saved_once_it_is_free(scene: Scene, hands: At, store: Store) -> None:
    a = hands("desk 2", "anna").open(scene.first)
    a.priority("4")
    with store.transaction() as tx:
        tx.database.execute_sql("SELECT FROM emergency_call WHERE id = %s FOR UPDATE", (scene.first,))
        a.save()
        a.until(lambda: not a.sheet.failure_box.isHidden())
        assert "Somebody else is changing the same record" in a.sheet.failure_box.sentence.text()
    a.saved()
    assert call_row(scene)[0] == 4


def test_a_locked_desk_hides_what_was_typed_and_gives_it_back(scene: Scene, hands: At) -> None:
    a = hands("desk 2", "anna").open(scene.first)
    a.type(a.sheet.form.lines["caller_name"], "Jo")
    a.lock(is_locked=True)
    assert a.sheet.isHidden()
    a.desk.press(Qt.Key.Key_E)
    assert a.sheet.isHidden()
    a.lock(is_locked=False)
    a.come_back()
    assert a.sheet.typed().caller_name == "Jo"
    a.saved()


def test_a_choice_under_way_is_hidden_and_given_back_too(scene: Scene, hands: At) -> None:
    a, b = hands("desk 2", "anna").open(scene.first), hands("desk 3", "ben").open(scene.first)
    b.priority("2")
    b.saved()
    a.priority("4")
    sheet = a.collided()
    a.press(Qt.Key.Key_Left, sheet.choices[0])
    a.lock(is_locked=True)
    assert sheet.isHidden()
    assert a.sheet.isHidden()
    a.lock(is_locked=False)
    a.come_back()
    a.until(lambda: sheet.isVisible() and sheet.is_armed)
    assert sheet.choices[0].keeps_mine() is True
    a.press(Qt.Key.Key_Return, sheet.choices[0], CONTROL)
    a.until(lambda: a.flow.sheet is None)
    assert call_row(scene)[0] == 4


@pytest.mark.qt_log_ignore("does not support grabbing the keyboard", extend=True)
def test_the_menu_edits_as_the_key_does(scene: Scene, hands: At) -> None:
    a = hands("desk 2", "anna")
    a.desk.choose(scene.first)
    buttons = a.desk.window.panels.dispatch_bar.work_buttons
    buttons.open_menu()
    (action,) = (action for action in buttons.menu.actions() if action.text().startswith("Edit #1001"))
    buttons.menu.close()
    action.trigger()
    assert a.sheet.title.text() == "Edit #1001"


@pytest.mark.parametrize("by_key", [True, False])
def test_the_board_can_be_used_while_an_edit_waits_for_its_answer(
    scene: Scene, hands: At, store: Store, *, by_key: bool
) -> None:
    a = hands("desk 2", "anna").open(scene.first)
    a.priority("4")
    with store.transaction() as tx:
        tx.database.execute_sql("SELECT FROM emergency_call WHERE id = %s FOR UPDATE", (scene.first,))
        a.save()
        if by_key:
            a.press(Qt.Key.Key_Escape, a.sheet.save_button)
        else:
            a.sheet.close()
        assert a.sheet.isHidden()
        assert a.flow.is_open()
        # Refused, it comes back with what was typed.
        a.come_back()
    assert a.sheet.typed().priority == 4
    a.saved()


@pytest.mark.parametrize("arrives", [True, False])
def test_a_lost_answer_is_found_out(scene: Scene, hands: At, *, arrives: bool) -> None:
    a = hands("desk 2", "anna").open(scene.first)
    a.priority("4")
    if arrives:
        # Written, and the answer lost on its way.
        a.desk.store.after_commit = _lose_answer
        a.save()
        a.until(lambda: a.flow.sheet is None)
        assert "#1001 changed" in a.desk.text("outcome_label")
        assert call_row(scene)[0] == 4
        return
    a.desk.store.before_commit = _lose_answer
    a.save()
    a.until(lambda: "nothing was saved" in a.sheet.failure_box.sentence.text())
    assert call_row(scene)[0] == 1
    a.saved()
    assert call_row(scene)[0] == 4


def _lose_answer(_tx: object) -> None:
    raise OutcomeUnknown("The line broke while the order was being written.")
