"""What the flow of orders says of one whose end is unknown, when, and over what."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Assignment
from dispatcher_app.domain.errors import AmbulanceFacts, OutcomeUnknown, RecordBusy, Unavailable
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.domain.rules import call_facts
from dispatcher_app.operations.dispatch import Dispatched
from dispatcher_app.ui.conflict.conflict_dialog import ConflictDialog
from dispatcher_app.ui.conflict.wording import Way
from dispatcher_app.ui.desk_identity import DeskIdentity
from dispatcher_app.ui.desk_window import DeskWindow
from dispatcher_app.ui.dispatch.closing import ClosingGuard
from dispatcher_app.ui.dispatch.given_order import GivenOrder, give_order, ordered_words
from dispatcher_app.ui.dispatch.order_flow import OrderFlow, OrderVerbs
from tests.ui.boards import NOW, StandingClock, make_assignment, make_board

CHECKING = "Checking whether M5 was sent to #102…"
BUSY = RecordBusy(call_facts(make_board().calls[0]), AmbulanceFacts(AmbulanceId(5), "M5"))


@dataclass
class Database:
    """Loses the answer to every order, and tells what became of it once it may."""

    answers: list[Exception] = field(default_factory=list)
    made: Assignment | None = None
    may_tell: threading.Event = field(default_factory=threading.Event)
    asked: int = 0

    def dispatch(self, *_: object) -> Dispatched:
        """Lose it."""
        raise self.answers.pop(0) if self.answers else OutcomeUnknown("The line broke.")

    def find(self, _: DispatchAmbulance) -> Assignment | None:
        """Tell, or not yet."""
        self.asked += 1
        if not self.may_tell.is_set():
            raise Unavailable("Not now.")
        return self.made


@pytest.fixture
def desk(open_window: Callable[..., DeskWindow]) -> DeskWindow:
    """A desk that can be locked."""
    return open_window(identity=DeskIdentity("Anna Kern", "dispatcher", "desk 3", can_dispatch=True, can_lock=True))


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def flow(desk: DeskWindow, database: Database, clock: StandingClock) -> Iterator[OrderFlow]:
    jobs = JobRunner()
    made = OrderFlow(desk, jobs, OrderVerbs(database.dispatch, database.find), clock)
    made._window.show_board(make_board())
    made.show_board(make_board())
    yield made
    jobs.close(lambda: None)


def send(flow: OrderFlow, desk: DeskWindow, qtbot: QtBot) -> None:
    """Send M5 to #102, and wait until the answer is lost and was asked for in vain."""
    with qtbot.waitSignal(flow.unsettled.asked_in_vain):
        desk.dispatch_requested.emit(DispatchAmbulance(EmergencyCallId(102), AmbulanceId(5)))


def line(desk: DeskWindow) -> str:
    return desk.panels.dispatch_bar.unsettled_label.text()


def message(desk: DeskWindow) -> str:
    return desk.panels.dispatch_bar.outcome_label.text()


def has_dialog(flow: OrderFlow) -> bool:
    return flow.dialog is not None


def opened(flow: OrderFlow, qtbot: QtBot) -> ConflictDialog:
    qtbot.waitUntil(lambda: flow.dialog is not None and flow.dialog.is_armed)
    assert flow.dialog is not None
    return flow.dialog


def tell(flow: OrderFlow, database: Database, qtbot: QtBot) -> None:
    database.may_tell.set()
    with qtbot.waitSignal(flow.unsettled.settled):
        for given in flow.unsettled.orders():
            flow.unsettled.ask(given)


def left(number: int = 5) -> GivenOrder:
    command = DispatchAmbulance(EmergencyCallId(102), AmbulanceId(number))
    given = give_order(command, make_board(), NOW - timedelta(minutes=3))
    assert given is not None
    return replace(given, left=ordered_words(given.order.given_at, "desk 3", NOW, UTC))


def made() -> Assignment:
    board = make_board()
    return make_assignment(board.calls[1], board.ambulances[0])


def test_the_line_says_checking_at_once_and_the_dialog_comes_only_if_it_lasts(
    flow: OrderFlow, desk: DeskWindow, database: Database, qtbot: QtBot
) -> None:
    send(flow, desk, qtbot)
    assert (line(desk), database.asked, flow.dialog) == (CHECKING, 1, None)
    dialog = opened(flow, qtbot)
    assert dialog.title.text() == CHECKING
    assert "still not known" in dialog.detail.text()
    tell(flow, database, qtbot)
    assert (line(desk), flow.dialog) == ("", None)
    assert message(desk) == "M5 was not sent to #102: the order never arrived."
    assert not flow._veil.isVisible()


def test_a_question_that_stands_already_is_not_covered(
    flow: OrderFlow, desk: DeskWindow, database: Database, qtbot: QtBot
) -> None:
    send(flow, desk, qtbot)
    database.answers = [BUSY]
    desk.dispatch_requested.emit(DispatchAmbulance(EmergencyCallId(102), AmbulanceId(5)))
    dialog = opened(flow, qtbot)
    assert "is being changed" in dialog.title.text()
    with qtbot.waitSignal(flow.doubt_timer.timeout):
        pass
    assert flow.dialog is dialog
    assert line(desk) == CHECKING


def test_what_an_earlier_desk_left_is_told_until_it_is_read(
    flow: OrderFlow, desk: DeskWindow, database: Database, qtbot: QtBot
) -> None:
    flow.take_up([left()])
    assert "(ordered" in line(desk)
    assert "at desk 3, which then ended)…" in line(desk)
    with qtbot.waitSignal(flow.unsettled.asked_in_vain):
        pass
    database.made = made()
    tell(flow, database, qtbot)
    dialog = opened(flow, qtbot)
    assert dialog.title.text() == "M5 was sent to #102"
    flow.show_board(make_board())
    assert flow.dialog is dialog
    QTest.keyClick(dialog.buttons[Way.BACK], Qt.Key.Key_Return)
    assert not has_dialog(flow)
    assert message(desk).startswith("M5 sent to #102, ")


def test_news_wait_behind_a_lock_and_a_question_and_come_one_by_one(
    flow: OrderFlow, desk: DeskWindow, database: Database, qtbot: QtBot
) -> None:
    database.may_tell.set()
    desk.show_locked(is_locked=True)
    flow.take_up([left(5), left(3)])
    qtbot.waitUntil(lambda: not flow.unsettled.has_any())
    assert not has_dialog(flow)
    desk.show_locked(is_locked=False)
    assert opened(flow, qtbot).title.text() == "M5 was not sent to #102"
    desk.show_locked(is_locked=True)
    assert not has_dialog(flow)
    desk.show_locked(is_locked=False)
    database.answers = [BUSY]
    desk.dispatch_requested.emit(DispatchAmbulance(EmergencyCallId(102), AmbulanceId(5)))
    qtbot.waitUntil(flow.dialogs.is_asking)
    QTest.keyClick(opened(flow, qtbot), Qt.Key.Key_Escape)
    for sign in ("M5", "M3"):
        assert opened(flow, qtbot).title.text() == f"{sign} was not sent to #102"
        QTest.keyClick(opened(flow, qtbot), Qt.Key.Key_Escape)
    assert not has_dialog(flow)


# Closing


@pytest.fixture
def guard(desk: DeskWindow, flow: OrderFlow) -> ClosingGuard:
    return ClosingGuard(desk, flow, lambda: True)


def test_a_desk_whose_orders_are_known_closes_unasked(desk: DeskWindow, guard: ClosingGuard) -> None:
    assert desk.close()


def test_closing_asks_and_waiting_is_what_enter_does(
    desk: DeskWindow, flow: OrderFlow, guard: ClosingGuard, qtbot: QtBot
) -> None:
    send(flow, desk, qtbot)
    assert not desk.close()
    dialog = opened(flow, qtbot)
    assert dialog.title.text() == "Not known yet whether M5 was sent to #102"
    assert dialog.buttons[Way.WAIT].hasFocus()
    assert not desk.close()
    assert flow.dialog is dialog
    QTest.keyClick(dialog.buttons[Way.WAIT], Qt.Key.Key_Return)
    assert not has_dialog(flow)
    assert desk.isVisible()
    assert not desk.close()


def test_an_order_that_is_on_its_way_is_of_unknown_end_too(
    desk: DeskWindow, flow: OrderFlow, guard: ClosingGuard, qtbot: QtBot
) -> None:
    desk.dispatch_requested.emit(DispatchAmbulance(EmergencyCallId(102), AmbulanceId(5)))
    assert desk.is_order_pending()
    assert not desk.close()
    assert opened(flow, qtbot).title.text() == "Not known yet whether M5 was sent to #102"


def test_closing_anyway_closes(desk: DeskWindow, flow: OrderFlow, guard: ClosingGuard, qtbot: QtBot) -> None:
    send(flow, desk, qtbot)
    desk.close()
    dialog = opened(flow, qtbot)
    with qtbot.waitSignal(guard.closed_anyway):
        QTest.mouseClick(dialog.buttons[Way.CLOSE], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not desk.isVisible())


def test_the_question_goes_away_once_it_is_known(
    desk: DeskWindow, flow: OrderFlow, guard: ClosingGuard, database: Database, qtbot: QtBot
) -> None:
    send(flow, desk, qtbot)
    desk.close()
    opened(flow, qtbot)
    tell(flow, database, qtbot)
    assert not has_dialog(flow)
    assert desk.isVisible()
    assert message(desk) == "M5 was not sent to #102: the order never arrived."
    assert desk.close()


def test_a_window_that_goes_with_its_desk_asks_nothing(
    desk: DeskWindow, flow: OrderFlow, guard: ClosingGuard, qtbot: QtBot
) -> None:
    send(flow, desk, qtbot)
    guard.let_go()
    assert desk.close()
