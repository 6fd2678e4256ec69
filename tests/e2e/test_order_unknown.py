"""Orders whose end is lost: asked about until it is known, through Escape, faults and databases that only read."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dispatcher_app.bootstrap import noted_orders
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import OutcomeUnknown, Unavailable
from dispatcher_app.operations.dispatch import dispatch_ambulance, find_dispatch
from dispatcher_app.storage.store import Store, Transaction
from dispatcher_app.storage.translation import MustRestart
from dispatcher_app.ui.conflict.wording import Way
from tests.control_room import ControlRoomBuilder
from tests.e2e.desks import DeskInTest, OpenDesk, Scene, allow_only_reading, kill_line, opened_desks

CHECKING = "Checking whether M12 was sent to #1001…"
NEVER_ARRIVED = "M12 was not sent to #1001: the order never arrived."


@pytest.fixture
def open_desk(conninfo: str, qtbot: QtBot) -> Iterator[OpenDesk]:
    with opened_desks(conninfo, qtbot) as open_one:
        yield open_one


@pytest.fixture
def scene(room: ControlRoomBuilder) -> Scene:
    return Scene(room)


@pytest.fixture
def desk(scene: Scene, open_desk: OpenDesk) -> DeskInTest:
    """A desk that is about to send M12 to #1001."""
    opened = open_desk("desk 3", "ben")
    opened.choose(scene.first)
    return opened


def cut_at_commit(desk: DeskInTest, scene: Scene, conninfo: str) -> None:
    """Let the line break before COMMIT arrives; whoever connects again may only read."""
    allow_only_reading(scene.room.store, is_so=True)
    desk.store.before_commit = kill_line(conninfo)


def lose_the_answer(_: Transaction) -> None:
    """Let the line break after COMMIT has taken effect."""
    raise OutcomeUnknown("The line broke while the order was being written.")


def test_asking_in_vain_opens_no_second_dialog_and_rests(
    desk: DeskInTest, scene: Scene, conninfo: str, qtbot: QtBot
) -> None:
    cut_at_commit(desk, scene, conninfo)
    desk.dispatch()
    dialog = desk.wait_for_dialog()
    assert dialog.title.text() == CHECKING
    desk.wait_for_text("detail", "still not known")
    begun = desk.store.begun
    for _ in range(20):
        desk.refresh()
    assert desk.running.flow.dialog is dialog
    assert desk.store.begun - begun <= 2
    assert dialog.lead.text() == "It is not known yet whether M12 was sent to #1001 Cardiac arrest."
    assert desk.text("unsettled_label") == CHECKING
    assert desk.window.panels.dispatch_bar.unsettled_label.isVisible()

    allow_only_reading(scene.room.store, is_so=False)
    with qtbot.waitSignal(desk.running.flow.unsettled.asked_in_vain):
        # The desk's session is one that only reads; it is given up by this.
        desk.take(Way.ASK)
    assert desk.running.flow.dialog is dialog
    desk.take(Way.ASK)
    desk.wait_for_text("outcome_label", NEVER_ARRIVED)
    desk.wait_for_no_dialog()
    assert desk.text("unsettled_label") == ""
    assert scene.sent() == []


def test_escape_does_not_forget_an_order(desk: DeskInTest, scene: Scene, conninfo: str, qtbot: QtBot) -> None:
    cut_at_commit(desk, scene, conninfo)
    desk.dispatch()
    desk.press(Qt.Key.Key_Escape, desk.wait_for_dialog())
    desk.wait_for_no_dialog()
    allow_only_reading(scene.room.store, is_so=False)
    assert desk.text("unsettled_label") == CHECKING
    (order,) = desk.running.flow.open_orders()
    with qtbot.waitSignal(desk.running.flow.unsettled.asked_in_vain):
        # The desk's session is one that only reads; it is given up by this.
        desk.running.flow.unsettled.ask(order)
    desk.running.flow.unsettled.ask(order)
    desk.wait_for_text("outcome_label", NEVER_ARRIVED)
    assert not desk.window.panels.dispatch_bar.unsettled_label.isVisible()
    desk.dispatch()
    desk.wait_for_text("outcome_label", "M12 sent to #1001")


def test_an_order_that_arrived_is_looked_up_at_once_and_no_dialog_flashes_up(desk: DeskInTest, scene: Scene) -> None:
    """No board comes here that could set off the question: the desk asks by itself."""
    said: list[str] = []
    desk.running.flow.unsettled.words_changed.connect(said.append)
    desk.running.flow.answered.disconnect(desk.running.feed.refresh_unheard)
    desk.store.after_commit = lose_the_answer
    desk.dispatch()
    desk.wait_for_text("outcome_label", "M12 sent to #1001")
    assert said == [CHECKING, ""]
    assert desk.running.flow.dialog is None
    assert scene.sent() == [("M12", 1001)]
    desk.running.flow.doubt_timer.timeout.emit()
    assert desk.running.flow.dialog is None


def test_what_arrived_is_found_where_no_lock_can_be_had(desk: DeskInTest, scene: Scene, conninfo: str) -> None:
    def break_off(tx: Transaction) -> None:
        kill_line(conninfo)(tx)
        lose_the_answer(tx)

    allow_only_reading(scene.room.store, is_so=True)
    desk.store.after_commit = break_off
    desk.dispatch()
    desk.running.feed.start()
    desk.wait_for_text("outcome_label", "M12 sent to #1001")
    desk.wait_for_no_dialog()


def test_what_can_be_seen_is_not_told_while_the_call_is_held(scene: Scene, open_store: Callable[..., Store]) -> None:
    """Whoever holds it may be that order's own COMMIT, which waits for a standby and may be lost with its server."""
    command = DispatchAmbulance(scene.first, scene.m12)
    done = dispatch_ambulance(open_store("desk 7"), command, "anna")
    asking = open_store("desk 6", lock_timeout_s=0.2)
    with open_store("desk 8").transaction() as holding:
        holding.database.execute_sql("SELECT 1 FROM emergency_call WHERE id = %s FOR UPDATE", (scene.first,))
        with pytest.raises(Unavailable, match="cannot tell yet"):
            find_dispatch(asking, command)
    assert find_dispatch(asking, command) == done.assignment


def test_asking_is_done_again_where_the_server_undid_it(scene: Scene, open_store: Callable[..., Store]) -> None:
    asking = open_store("desk 6")
    real, undone = asking.transaction, [MustRestart(), MustRestart()]

    def undo() -> object:
        if undone:
            raise undone.pop()
        return real()

    asking.transaction = undo  # type: ignore[method-assign,assignment]
    assert find_dispatch(asking, DispatchAmbulance(scene.first, scene.m12)) is None
    assert undone == []


def test_a_fault_in_asking_claims_nothing(
    scene: Scene, open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    def fail(*_: object) -> None:
        raise LookupError("a bug")

    monkeypatch.setattr(noted_orders, "find_dispatch", fail)
    desk = open_desk("desk 3", "ben")
    desk.choose(scene.first)
    desk.store.after_commit = lose_the_answer
    desk.dispatch()
    desk.wait_for_text("unsettled_label", "Not known whether M12 was sent to #1001: asking fails, a fault in this desk")
    assert "not sent" not in desk.text("outcome_label")
    qtbot.waitUntil(lambda: desk.running.flow.dialog is not None)


def test_a_fault_after_commit_is_no_reason_to_say_not_sent(desk: DeskInTest, scene: Scene) -> None:
    def fail(_: Transaction) -> None:
        raise LookupError("a bug")

    desk.store.after_commit = fail
    desk.dispatch()
    desk.wait_for_text("outcome_label", "M12 sent to #1001")
    assert scene.sent() == [("M12", 1001)]


def test_a_fault_before_commit_is_told_with_its_number(desk: DeskInTest, scene: Scene) -> None:
    def fail(_: Transaction) -> None:
        raise LookupError("a bug")

    desk.store.before_commit = fail
    desk.dispatch()
    desk.wait_for_text("outcome_label", "M12 was not sent to #1001: a fault in this desk, number ")
    assert scene.sent() == []
