"""Two people edit one call at two real windows, by keys alone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.errors import OutcomeUnknown
from dispatcher_app.domain.plans import CancelCall
from dispatcher_app.domain.roles import Role
from dispatcher_app.operations.ending_calls import cancel_call
from dispatcher_app.storage.store import Store
from dispatcher_app.ui.edit.collision_sheet import CollisionSheet
from dispatcher_app.ui.edit.edit_sheet import EditSheet
from tests.control_room import ControlRoomBuilder
from tests.e2e.desks import DeskInTest, OpenDesk, Scene, opened_desks
from tests.password_room import PASSWORD, PasswordRoom

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def open_desk(conninfo: str, qtbot: QtBot) -> Iterator[OpenDesk]:
    with opened_desks(conninfo, qtbot) as open_one:
        yield open_one


@pytest.fixture
def scene(room: ControlRoomBuilder) -> Scene:
    return Scene(room)


class Hands:
    """Edits at one desk."""

    def __init__(self, desk: DeskInTest, qtbot: QtBot) -> None:
        """Take the desk."""
        self.desk = desk
        self.flow = desk.running.edits
        self._qtbot = qtbot

    @property
    def sheet(self) -> EditSheet:
        """The sheet that is open."""
        assert self.flow.sheet is not None
        return self.flow.sheet

    @property
    def collision(self) -> CollisionSheet:
        """The choice that is open."""
        assert self.flow.collision is not None
        return self.flow.collision

    def open(self, call: Any) -> "Hands":
        """Select a call and press E."""
        self.desk.choose(call)
        self.desk.press(Qt.Key.Key_E)
        self._qtbot.waitUntil(lambda: self.flow.sheet is not None and self.flow.sheet.isVisible())
        return self

    def type(self, field: QWidget, text: str) -> None:
        """Write over what stands in a field."""
        self.press(Qt.Key.Key_A, field, CONTROL)
        QTest.keyClicks(field, text)

    def press(self, key: Qt.Key, on: QWidget, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key on a widget of a sheet."""
        on.window().activateWindow()
        self._qtbot.waitUntil(on.isActiveWindow)
        on.setFocus()
        QTest.keyClick(on, key, modifier)

    def save(self) -> None:
        """Press Ctrl+Enter."""
        self.press(Qt.Key.Key_Return, self.sheet.form.location.field, CONTROL)

    def lock(self, *, is_locked: bool) -> None:
        """Lock the desk, or give it back."""
        self.desk.window._identity = replace(self.desk.window._identity, can_lock=True)
        self.desk.window.show_locked(is_locked=is_locked)

    def come_back(self) -> None:
        """Wait for the sheet that stepped aside. Offscreen, what was hidden is only active after another window was."""
        self.until(self.sheet.isVisible)
        self.desk.window.activateWindow()
        self.until(self.desk.window.isActiveWindow)

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for something to be so."""
        self._qtbot.waitUntil(is_so, timeout=15_000)

    def saved(self) -> None:
        """Save, and wait until it is."""
        self.save()
        self.until(lambda: self.flow.sheet is None)

    def collided(self) -> CollisionSheet:
        """Save, and wait until it can be chosen whose value is kept."""
        self.save()
        self.until(lambda: self.flow.collision is not None and self.flow.collision.is_armed)
        return self.collision

    def priority(self, mark: str) -> None:
        """Press a priority's key."""
        self.press(getattr(Qt.Key, f"Key_{mark}"), self.sheet.form.type.priority_segments)


@pytest.fixture
def hands(open_desk: OpenDesk, qtbot: QtBot) -> Callable[[str, str], Hands]:
    return lambda desk, login: Hands(open_desk(desk, login), qtbot)


At = Callable[[str, str], Hands]


@pytest.fixture
def own_hands(password_room: PasswordRoom, qtbot: QtBot) -> Iterator[At]:
    """Desks at which everybody works under a log-in of their own, as the trail has it."""
    with ExitStack() as stack:

        def sit_down(desk: str, name: str) -> Hands:
            login = password_room.add(name, Role.DISPATCHER)
            conninfo = f"{password_room.server.conninfo(password_room.database, login)} password='{PASSWORD}'"
            return Hands(stack.enter_context(opened_desks(conninfo, qtbot))(desk, login), qtbot)

        yield sit_down


def call_row(scene: Scene) -> tuple[object, ...]:
    """Give what is edited of #1001."""
    return scene.room.one(
        "SELECT priority, type_text, location_text, latitude IS NOT NULL, caller_name, caller_phone FROM emergency_call"
        " WHERE number = 1001"
    )


def test_disjoint_fields_merge_by_themselves(scene: Scene, hands: At) -> None:
    a, b = hands("desk 2", "anna").open(scene.first), hands("desk 3", "ben").open(scene.first)
    a.type(a.sheet.form.lines["caller_name"], "Jo Quiet")
    a.priority("3")
    b.type(b.sheet.form.type.field, "Chest pain")
    a.saved()
    assert "#1001 changed" in a.desk.text("outcome_label")
    b.saved()
    assert "Kept, changed by somebody else meanwhile: priority, caller's name" in b.desk.text("outcome_label")
    assert call_row(scene) == (3, "Chest pain", "400 Castro St", True, "Jo Quiet", "")


def test_a_collision_is_chosen_side_by_side_with_names_and_times(scene: Scene, own_hands: At) -> None:
    a, b = own_hands("desk 2", "anna").open(scene.first), own_hands("desk 3", "ben").open(scene.first)
    b.priority("2")
    b.type(b.sheet.form.location.field, "1 Ocean Ave")
    b.saved()
    a.priority("4")
    a.type(a.sheet.form.location.field, "9 Pine St")
    a.type(a.sheet.form.lines["caller_phone"], "0660 123")
    sheet = a.collided()
    place, priority = sorted(sheet.choices, key=lambda choice: choice.words.called)
    assert (priority.words.was, priority.words.mine.value, priority.words.theirs.value) == ("was 1", "4", "2")
    assert (place.words.mine.value, place.words.theirs.value) == ("9 Pine St", "1 Ocean Ave")
    assert priority.words.theirs.by.startswith("Ben Person, desk 3, at ")
    assert priority.words.mine.by.startswith("You, at ")
    assert [choice.keeps_mine() for choice in sheet.choices] == [None, None]
    # Nothing is chosen beforehand, and nothing is saved before all is.
    a.press(Qt.Key.Key_Left, priority)
    a.press(Qt.Key.Key_Return, priority, CONTROL)
    assert "Location: choose mine" in sheet.failure_box.sentence.text()
    assert call_row(scene) == (2, "Cardiac arrest", "1 Ocean Ave", False, "", "")
    a.press(Qt.Key.Key_Right, place)
    a.press(Qt.Key.Key_Return, place, CONTROL)
    a.until(lambda: a.flow.sheet is None)
    assert call_row(scene) == (4, "Cardiac arrest", "1 Ocean Ave", False, "", "0660 123")
    assert "#1001 changed" in a.desk.text("outcome_label")


def test_escape_goes_back_to_the_edit_with_everything_typed(scene: Scene, hands: At) -> None:
    a, b = hands("desk 2", "anna").open(scene.first), hands("desk 3", "ben").open(scene.first)
    b.priority("2")
    b.saved()
    a.priority("4")
    a.type(a.sheet.form.lines["caller_name"], "Jo")
    sheet = a.collided()
    a.press(Qt.Key.Key_Escape, sheet.choices[0])
    a.until(lambda: a.flow.collision is None)
    assert a.sheet.isVisible()
    assert (a.sheet.typed().priority, a.sheet.typed().caller_name) == (4, "Jo")
    # Asked again, and answered: theirs.
    again = a.collided()
    a.press(Qt.Key.Key_Right, again.choices[0])
    a.press(Qt.Key.Key_Return, again.choices[0], CONTROL)
    a.until(lambda: a.flow.sheet is None)
    assert call_row(scene)[0] == 2
    assert call_row(scene)[4] == "Jo"


def test_untouched_fields_take_the_newer_value_quietly(scene: Scene, hands: At) -> None:
    a, b = hands("desk 2", "anna").open(scene.first), hands("desk 3", "ben").open(scene.first)
    name = a.sheet.form.lines["caller_name"]
    a.type(name, "Jo")
    b.priority("2")
    b.type(b.sheet.form.lines["caller_name"], "Zed")
    b.saved()
    a.desk.refresh()
    assert a.sheet.newer_label.text() == (
        "Priority is now 2, changed by somebody else.\n"
        "Caller's name: somebody else wrote “Zed”. You choose when you save."
    )
    assert (a.sheet.typed().priority, a.sheet.typed().caller_name) == (2, "Jo")
    assert a.sheet.focusWidget() is name
    (collision,) = a.collided().choices
    assert collision.words.part.name == "caller_name"


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
    a.until(lambda: not a.sheet.failure_box.isHidden())
    assert "nothing was saved" in a.sheet.failure_box.sentence.text()
    assert call_row(scene)[0] == 1
    a.saved()
    assert call_row(scene)[0] == 4


def _lose_answer(_tx: object) -> None:
    raise OutcomeUnknown("The line broke while the order was being written.")
