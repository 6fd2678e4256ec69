"""Nobody at the desk: told by a clock moved by hand and by what reaches the windows."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from dispatcher_app.ui.lock.idle_watch import IdleWatch, seconds_awake_or_not

NONE = Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


@dataclass
class Absence:
    """A watch, its clock, and what it has told."""

    seconds: float = 1000.0
    is_held: bool = False
    told: list[str] = field(default_factory=list)
    warned: list[int] = field(default_factory=list)

    def watch(self, parent: QWidget) -> IdleWatch:
        """Begin."""
        watch = IdleWatch(parent, lambda: self.is_held, lambda: self.seconds)
        watch.idle_reached.connect(lambda: self.told.append("idle"))
        watch.warned.connect(self.warned.append)
        return watch

    def pass_by(self, watch: IdleWatch, seconds: float) -> None:
        """Let time pass, and let the watch look."""
        self.seconds += seconds
        watch.look_timer.timeout.emit()


@pytest.fixture
def field_in_window(qtbot: QtBot) -> QLineEdit:
    """Something to press keys in."""
    shown = QLineEdit()
    qtbot.addWidget(shown)
    shown.show()
    return shown


@pytest.fixture
def absence() -> Absence:
    """An absence yet to come."""
    return Absence()


@pytest.fixture
def watch(field_in_window: QLineEdit, absence: Absence) -> IdleWatch:
    """A watch over five minutes."""
    made = absence.watch(field_in_window)
    made.idle_for(timedelta(minutes=5))
    return made


def wheel() -> QWheelEvent:
    at = QPointF(5, 5)
    phase = Qt.ScrollPhase.NoScrollPhase
    return QWheelEvent(at, at, QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton, NONE, phase, False)  # noqa: FBT003


def move(x: float) -> QMouseEvent:
    at = QPointF(x, 5)
    return QMouseEvent(QEvent.Type.MouseMove, at, at, Qt.MouseButton.NoButton, Qt.MouseButton.NoButton, NONE)


def press_of(key: Qt.Key, *, is_repeated: bool = False) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, NONE, "a", is_repeated)


def test_an_absence_is_told_once(watch: IdleWatch, absence: Absence) -> None:
    absence.pass_by(watch, 299)
    assert absence.told == []
    absence.pass_by(watch, 1)
    absence.pass_by(watch, 4000)
    assert absence.told == ["idle"]


@pytest.mark.parametrize("sign", ["key", "shortcut", "press", "wheel", "move"])
def test_a_sign_of_life_begins_the_count_anew(
    sign: str, watch: IdleWatch, absence: Absence, field_in_window: QLineEdit
) -> None:
    absence.pass_by(watch, 299)
    match sign:
        case "key":
            QTest.keyClick(field_in_window, Qt.Key.Key_A)
        case "shortcut":
            QApplication.sendEvent(field_in_window, QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_F8, NONE))
        case "press":
            QTest.mouseClick(field_in_window, LEFT)
        case "wheel":
            QApplication.sendEvent(field_in_window, wheel())
        case _:
            QApplication.sendEvent(field_in_window, move(7))
    absence.pass_by(watch, 299)
    assert absence.told == []
    absence.pass_by(watch, 1)
    assert absence.told == ["idle"]


def test_a_key_somebody_left_a_book_on_is_nobody(
    watch: IdleWatch, absence: Absence, field_in_window: QLineEdit
) -> None:
    QApplication.sendEvent(field_in_window, move(7))
    absence.pass_by(watch, 299)
    QApplication.sendEvent(field_in_window, press_of(Qt.Key.Key_A, is_repeated=True))
    QApplication.sendEvent(field_in_window, move(7))
    absence.pass_by(watch, 1)
    assert absence.told == ["idle"]


def test_a_minute_before_it_is_told_and_taken_back(
    watch: IdleWatch, absence: Absence, field_in_window: QLineEdit
) -> None:
    absence.pass_by(watch, 239)
    assert absence.warned == []
    absence.pass_by(watch, 1)
    absence.pass_by(watch, 18)
    assert absence.warned == [60, 42]
    QTest.keyClick(field_in_window, Qt.Key.Key_A)
    assert absence.warned == [60, 42, 0]
    absence.pass_by(watch, 299)
    absence.pass_by(watch, 1)
    assert absence.warned == [60, 42, 0, 1, 0]


def test_it_does_not_fall_while_an_order_is_on_its_way(watch: IdleWatch, absence: Absence) -> None:
    absence.is_held = True
    absence.pass_by(watch, 3000)
    absence.is_held = False
    absence.pass_by(watch, 299)
    assert absence.told == []
    absence.pass_by(watch, 1)
    assert absence.told == ["idle"]


def test_off_means_off(watch: IdleWatch, absence: Absence, field_in_window: QLineEdit) -> None:
    absence.pass_by(watch, 250)
    watch.idle_for(None)
    assert absence.warned == [50, 0]
    assert not watch.look_timer.isActive()
    absence.pass_by(watch, 4000)
    QTest.keyClick(field_in_window, Qt.Key.Key_A)
    assert absence.told == []
    watch.idle_for(timedelta(minutes=1))
    absence.pass_by(watch, 29)
    assert absence.warned == [50, 0]
    absence.pass_by(watch, 31)
    assert absence.told == ["idle"]


def test_the_key_that_wakes_a_machine_too_late_locks_first(
    watch: IdleWatch, absence: Absence, field_in_window: QLineEdit
) -> None:
    absence.seconds += 3600
    QApplication.sendEvent(field_in_window, press_of(Qt.Key.Key_A))
    assert absence.told == ["idle"]
    assert field_in_window.text() == ""
    QTest.keyClicks(field_in_window, "at a locked desk keys arrive")
    assert field_in_window.text() == "at a locked desk keys arrive"
    assert absence.told == ["idle"]


def test_a_sleeping_machine_is_an_absent_person() -> None:
    assert seconds_awake_or_not() <= seconds_awake_or_not()
