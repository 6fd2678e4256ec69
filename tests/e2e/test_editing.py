"""Two people edit one call at two real windows, by keys alone."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.roles import Role
from tests.control_room import ControlRoomBuilder
from tests.e2e.desks import OpenDesk, Scene, opened_desks
from tests.e2e.edit_hands import CONTROL, At, Hands, call_row
from tests.password_room import PASSWORD, PasswordRoom


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


@pytest.fixture
def own_hands(password_room: PasswordRoom, qtbot: QtBot) -> Iterator[At]:
    """Desks at which everybody works under a log-in of their own, as the trail has it."""
    with ExitStack() as stack:

        def sit_down(desk: str, name: str) -> Hands:
            login = password_room.add(name, Role.DISPATCHER)
            conninfo = f"{password_room.server.conninfo(password_room.database, login)} password='{PASSWORD}'"
            return Hands(stack.enter_context(opened_desks(conninfo, qtbot))(desk, login), qtbot)

        yield sit_down


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
