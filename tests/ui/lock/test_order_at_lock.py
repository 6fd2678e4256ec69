"""Orders on their way when the lock falls: nothing is asked at a locked desk, nothing is sent, no outcome is lost."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Assignment
from dispatcher_app.domain.errors import AmbulanceFacts, AmbulanceTaken, Deed, OutcomeUnknown
from dispatcher_app.domain.rules import call_facts
from dispatcher_app.operations.dispatch import Dispatched
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.order_flow import OrderFlow, OrderVerbs
from tests.ui.boards import NOW, StandingClock, make_assignment
from tests.ui.lock.callers import board_with_callers

PATIENCE_S = 20


@dataclass
class Database:
    """Answers an order once it is told how."""

    answer: Exception | Dispatched | None = None
    may_answer: threading.Event = field(default_factory=threading.Event)
    orders: list[DispatchAmbulance] = field(default_factory=list)

    def dispatch(self, command: DispatchAmbulance, *_: object) -> Dispatched:
        """Wait, then answer."""
        self.orders.append(command)
        assert self.may_answer.wait(PATIENCE_S)
        if isinstance(self.answer, Dispatched):
            return self.answer
        assert self.answer is not None
        raise self.answer

    def find(self, _: DispatchAmbulance) -> Assignment | None:
        """Know of every order that it took effect."""
        return done().assignment


@pytest.fixture
def database() -> Database:
    """A database that has not answered yet."""
    return Database()


@pytest.fixture
def flow(desk: DeskWindow, database: Database, clock: StandingClock) -> Iterator[OrderFlow]:
    """The flow of a desk's orders."""
    jobs = JobRunner()
    made = OrderFlow(desk, jobs, OrderVerbs(database.dispatch, database.find), clock)
    made.show_board(board_with_callers())
    yield made
    database.may_answer.set()
    jobs.close(lambda: None)


def taken() -> AmbulanceTaken:
    board = board_with_callers()
    mine = next(call for call in board.calls if call.number == 102)
    other = next(call for call in board.calls if call.number == 101)
    ambulance = next(item for item in board.ambulances if item.call_sign == "M5")
    deed = Deed("Ben Ortiz", "desk 2", NOW - timedelta(seconds=2))
    return AmbulanceTaken(AmbulanceFacts(ambulance.id, ambulance.call_sign), call_facts(mine), call_facts(other), deed)


def done() -> Dispatched:
    board = board_with_callers()
    call = next(call for call in board.calls if call.number == 102)
    ambulance = next(item for item in board.ambulances if item.call_sign == "M5")
    return Dispatched(call, ambulance, replace(make_assignment(call, ambulance), dispatched_at=NOW))


def outcome(desk: DeskWindow) -> str:
    label = desk.panels.dispatch_bar.outcome_label
    return label.text() if label.isVisible() else ""


def answer(flow: OrderFlow, database: Database, qtbot: QtBot, how: Exception | Dispatched) -> None:
    database.answer = how
    with qtbot.waitSignal(flow.answered):
        database.may_answer.set()


def no_dialog(desk: DeskWindow) -> bool:
    return not [dialog for dialog in desk.findChildren(QDialog) if dialog.isVisible()]


def test_an_order_that_took_effect_is_told_after_unlocking(
    desk: DeskWindow, flow: OrderFlow, database: Database, qtbot: QtBot
) -> None:
    QTest.keyClick(desk, Qt.Key.Key_F8)
    assert desk.is_order_pending()
    desk.show_locked(is_locked=True)
    answer(flow, database, qtbot, done())
    assert (outcome(desk), desk.is_order_pending()) == ("", False)
    desk.show_locked(is_locked=False)
    assert outcome(desk) == "M5 sent to #102, 17:40:16"


def test_a_conflict_that_comes_at_a_locked_desk_asks_nothing(
    desk: DeskWindow, flow: OrderFlow, database: Database, qtbot: QtBot
) -> None:
    QTest.keyClick(desk, Qt.Key.Key_F8)
    desk.show_locked(is_locked=True)
    answer(flow, database, qtbot, taken())
    assert flow.dialog is None
    assert no_dialog(desk)
    desk.show_locked(is_locked=False)
    assert outcome(desk) == "M5 was sent elsewhere first. Your order for #102 Cardiac arrest was not sent."
    assert len(database.orders) == 1


def test_an_open_conflict_is_closed_as_by_escape(
    desk: DeskWindow, flow: OrderFlow, database: Database, qtbot: QtBot
) -> None:
    QTest.keyClick(desk, Qt.Key.Key_F8)
    answer(flow, database, qtbot, taken())
    dialog = flow.dialog
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    with qtbot.waitSignal(desk.lock_requested):
        QTest.keyClick(dialog, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    desk.show_locked(is_locked=True)
    assert flow.dialog is None
    assert no_dialog(desk)
    assert not flow._veil.isVisible()
    flow.show_board(board_with_callers())
    desk.show_locked(is_locked=False)
    assert "M5 was sent elsewhere first." in outcome(desk)
    assert len(database.orders) == 1
    assert not desk.is_order_pending()


def test_an_order_of_unknown_end_keeps_its_line_and_hides_no_answer(
    desk: DeskWindow, flow: OrderFlow, database: Database, qtbot: QtBot
) -> None:
    QTest.keyClick(desk, Qt.Key.Key_F8)
    desk.show_locked(is_locked=True)
    answer(flow, database, qtbot, OutcomeUnknown("The line broke."))
    assert "M5 was sent to #102" in desk.panels.dispatch_bar.unsettled_label.text()
    assert no_dialog(desk)
    with qtbot.waitSignal(flow.unsettled.settled):
        flow.unsettled.ask_due()
    desk.show_locked(is_locked=False)
    assert outcome(desk) == "M5 sent to #102, 17:40:16"
