"""Orders that are noted before they are sent: settled by every answer that is one, and never held up by the note."""

import errno
import logging
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.bootstrap import noted_orders
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.bootstrap.noted_orders import NotedOrders, OrderSlip
from dispatcher_app.bootstrap.order_desk import OrderDesk
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.errors import AmbulanceTaken, OutcomeUnknown
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.operations.dispatch import Dispatched, dispatch_ambulance
from dispatcher_app.operations.dispatch_log import OrderNamed
from dispatcher_app.operations.logging_in import sign_in
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.storage.address import place_of
from dispatcher_app.storage.order_journal import NotedOrder, OrderJournal
from dispatcher_app.storage.store import Store
from dispatcher_app.ui.desk_identity import DeskIdentity
from dispatcher_app.ui.desk_window import DeskWindow
from tests.control_room import ControlRoomBuilder
from tests.e2e.desks import ensure_theme

SLIP = OrderSlip(1042, "M12", datetime(2026, 3, 2, 14, 2, tzinfo=UTC), ("then to General",))


@pytest.fixture
def command(room: ControlRoomBuilder) -> DispatchAmbulance:
    return DispatchAmbulance(room.add_call(number=1042), room.add_ambulance("M12"))


@pytest.fixture
def desk(room: ControlRoomBuilder, open_store: Callable[..., Store]) -> Desk:
    store = open_store("desk 3")
    return Desk(store, sign_in(store, "ben"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "orders"


@pytest.fixture
def journal(folder: Path) -> Iterator[OrderJournal]:
    made = OrderJournal(folder)
    yield made
    made.close()


@pytest.fixture
def orders(desk: Desk, journal: OrderJournal) -> NotedOrders:
    return NotedOrders(desk, journal)


Left = Callable[[], tuple[NotedOrder, ...]]


@pytest.fixture
def left(journal: OrderJournal, desk: Desk) -> Left:
    """What the next start would find."""
    return partial(journal.left_open, place_of(desk.store.settings.conninfo))


def full_disk(*_: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_an_order_is_noted_when_it_leaves_and_settled_when_it_is_answered(
    orders: NotedOrders, command: DispatchAmbulance, left: Left, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[tuple[NotedOrder, ...]] = []

    def look(store: Store, command: DispatchAmbulance, login: str, named: OrderNamed) -> Dispatched:
        noted.append(left())
        return dispatch_ambulance(store, command, login, named)

    monkeypatch.setattr(noted_orders, "dispatch_ambulance", look)
    orders.dispatch(command, SLIP)
    (order,) = noted[0]
    assert (order.command, order.login, order.desk, order.errand) == (command, "ben", "desk 3", SLIP.errand)
    assert left() == ()
    with pytest.raises(AmbulanceTaken):
        orders.dispatch(DispatchAmbulance(command.emergency_call_id, command.ambulance_id), SLIP)
    assert len(noted[1]) == 1
    assert left() == ()


@pytest.mark.parametrize("lost", [OutcomeUnknown("The line broke."), LookupError("a bug"), KeyboardInterrupt()])
def test_what_is_no_answer_leaves_it_open_until_somebody_has_asked(
    lost: BaseException,
    orders: NotedOrders,
    command: DispatchAmbulance,
    left: Left,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def lose(*_: object) -> None:
        raise lost

    monkeypatch.setattr(noted_orders, "dispatch_ambulance", lose)
    with pytest.raises(type(lost)):
        orders.dispatch(command, SLIP)
    assert [order.command for order in left()] == [command]
    assert orders.find(command) is None
    assert left() == ()


def test_an_order_for_a_call_that_is_not_there_was_not_sent(orders: NotedOrders) -> None:
    assert orders.find(DispatchAmbulance(EmergencyCallId(4711), AmbulanceId(1))) is None


def test_once_nobody_hears_it_the_answer_is_left_for_the_next_start(
    orders: NotedOrders, command: DispatchAmbulance, left: Left
) -> None:
    orders.is_left = True
    orders.dispatch(command, SLIP)
    assert [order.command for order in left()] == [command]


def test_an_order_that_cannot_be_noted_is_sent_all_the_same(
    orders: NotedOrders,
    command: DispatchAmbulance,
    room: ControlRoomBuilder,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert orders.begin() == ()
    with monkeypatch.context() as full:
        full.setattr(os, "write", full_disk)
        orders.dispatch(command, SLIP)
    assert orders.trouble is not None
    assert room.count("assignment") == 1
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR] == [
        "no journal of orders can be kept",
        "the end of an order could not be noted",
    ]


# In the window


@pytest.fixture
def board(desk: Desk, command: DispatchAmbulance) -> Board:
    return load_board(desk.store)


@pytest.fixture
def order_desk(
    desk: Desk, board: Board, journal: OrderJournal, qtbot: QtBot, open_store: Callable[..., Store]
) -> Iterator[OrderDesk]:
    ensure_theme(qtbot)
    jobs = JobRunner()

    def now() -> datetime:
        return board.taken_at

    window = DeskWindow(DeskIdentity("Ben Ortiz", "dispatcher", "desk 3", can_dispatch=True), now)
    qtbot.addWidget(window)
    window.show()
    made = OrderDesk(desk, jobs, journal, window, now)
    window.show_board(board)
    made.flow.show_board(board)
    # Belongs to the SQL thread from here on.
    desk.store.close()
    yield made
    made.let_go()
    window.close()
    jobs.close(desk.store.close)


def line(order_desk: OrderDesk) -> str:
    label = order_desk._window.panels.dispatch_bar.unsettled_label
    return label.text() if label.isVisible() else ""


@pytest.mark.parametrize(
    "trouble",
    [
        (errno.ENOSPC, "its disk is full. Make room on it."),
        (errno.EROFS, "its data folder cannot be written to. Have that folder opened to this person."),
        (errno.EIO, "its data folder gives an error, written to its log. Have the disk looked at."),
    ],
)
def test_a_desk_without_a_journal_says_so_once_and_sends(
    trouble: tuple[int, str],
    order_desk: OrderDesk,
    command: DispatchAmbulance,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise OSError(trouble[0], "trouble")

    monkeypatch.setattr(OrderJournal, "begin", fail)
    monkeypatch.setattr(OrderJournal, "note", fail)
    order_desk.begin()
    qtbot.waitUntil(lambda: bool(line(order_desk)))
    assert line(order_desk) == f"Orders are sent, but this computer keeps no journal of them: {trouble[1]}"
    with qtbot.waitSignal(order_desk.flow.answered):
        order_desk.flow.send(command)
    assert order_desk._window.panels.dispatch_bar.outcome_label.text().startswith("M12 sent to #1042")
    assert line(order_desk)
    order_desk.trouble_timer.stop()
    order_desk.trouble_timer.timeout.emit()
    with qtbot.waitSignal(order_desk.flow.answered):
        order_desk.flow.send(DispatchAmbulance(command.emergency_call_id, command.ambulance_id))
    assert line(order_desk) == ""


def test_a_window_closed_over_an_open_order_leaves_it_to_the_next_start(
    order_desk: OrderDesk,
    command: DispatchAmbulance,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    left: Left,
) -> None:
    def lose(*_: object) -> None:
        raise OutcomeUnknown("The line broke.")

    order_desk.begin()
    monkeypatch.setattr(noted_orders, "dispatch_ambulance", lose)
    monkeypatch.setattr(noted_orders, "find_dispatch", lose)
    with qtbot.waitSignal(order_desk.flow.unsettled.asked_in_vain):
        order_desk.flow.send(command)
    assert not order_desk._window.close()
    order_desk.let_go()
    assert order_desk._window.close()
    assert [order.command for order in left()] == [command]


def test_what_was_left_open_here_is_asked_for_at_the_first_board_and_never_again(
    order_desk: OrderDesk, command: DispatchAmbulance, qtbot: QtBot, journal: OrderJournal, desk: Desk
) -> None:
    place = place_of(desk.store.settings.conninfo)
    journal.note(NotedOrder(command, 1042, "M12", "anna", "desk 9", place, SLIP.ordered_at))
    with qtbot.waitSignal(order_desk.flow.unsettled.settled) as settled:
        order_desk.begin()
    assert settled.args is not None
    assert settled.args[0].assignment is None
    qtbot.waitUntil(lambda: order_desk.flow.dialog is not None)
    dialog = order_desk.flow.dialog
    assert dialog is not None
    assert dialog.title.text() == "M12 was not sent to #1042"
    with qtbot.assertNotEmitted(order_desk.flow.unsettled.words_changed):
        order_desk.begin()
    assert journal.left_open(place) == ()
