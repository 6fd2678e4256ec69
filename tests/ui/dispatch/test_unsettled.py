"""Orders of unknown end: asked about now and then, until it is known."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from pytestqt.qtbot import QtBot

from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Assignment
from dispatcher_app.domain.errors import Unavailable
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.ui.dispatch.given_order import GivenOrder, give_order
from dispatcher_app.ui.dispatch.unsettled import FIRST_REST_S, LONGEST_REST_S, Settled, UnsettledOrders
from tests.ui.boards import NOW, make_ambulance, make_assignment, make_board, make_call

WORDS = "Checking whether M5 was sent to #102…"


@dataclass
class Database:
    """Answers as it is told, and counts the questions."""

    answer: Callable[[], Assignment | None]
    asked: list[DispatchAmbulance] = field(default_factory=list)

    def find(self, command: DispatchAmbulance) -> Assignment | None:
        """Answer."""
        self.asked.append(command)
        return self.answer()


def cannot_tell() -> Assignment | None:
    raise Unavailable("Not now.")


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[JobRunner]:
    runner = JobRunner()
    yield runner
    runner.close(lambda: None)


@pytest.fixture
def given() -> GivenOrder:
    named = give_order(DispatchAmbulance(EmergencyCallId(102), AmbulanceId(5)), make_board(), NOW)
    assert named is not None
    return named


def test_it_is_asked_again_only_after_a_rest_that_grows(jobs: JobRunner, given: GivenOrder, qtbot: QtBot) -> None:
    at = [100.0]
    database = Database(cannot_tell)
    unsettled = UnsettledOrders(jobs, database.find, lambda: at[0])
    said: list[str] = []
    unsettled.words_changed.connect(said.append)
    with qtbot.waitSignal(unsettled.asked_in_vain):
        unsettled.find_out(given)
        unsettled.ask_due()
    for rest in (FIRST_REST_S, 2.0, LONGEST_REST_S, LONGEST_REST_S):
        asked = len(database.asked)
        at[0] += rest - 0.1
        unsettled.ask_due()
        assert len(database.asked) == asked
        at[0] += 0.2
        with qtbot.waitSignal(unsettled.asked_in_vain):
            unsettled.ask_due()
    with qtbot.waitSignal(unsettled.asked_in_vain):
        unsettled.ask(given)
    assert len(database.asked) == 6
    assert set(said) == {WORDS}


@pytest.mark.parametrize("made", [None, make_assignment(make_call(102), make_ambulance(5))])
def test_it_leaves_by_an_answer(made: Assignment | None, jobs: JobRunner, given: GivenOrder, qtbot: QtBot) -> None:
    unsettled = UnsettledOrders(jobs, Database(lambda: made).find)
    unsettled.add(given, fault="1a2b")
    assert (unsettled.has(given), unsettled.orders()) == (True, (given,))
    said: list[str] = []
    unsettled.words_changed.connect(said.append)
    with qtbot.waitSignal(unsettled.settled) as settled:
        unsettled.ask_due()
    assert settled.args == [Settled(given, made, "1a2b")]
    assert said == [""]
    assert not unsettled.has(given)
    with qtbot.assertNotEmitted(unsettled.settled):
        unsettled.ask(given)


def test_a_fault_in_asking_is_told_once_logged_and_asked_over(
    jobs: JobRunner, given: GivenOrder, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> Assignment | None:
        raise LookupError("a bug")

    unsettled = UnsettledOrders(jobs, Database(fail).find)
    said: list[str] = []
    unsettled.words_changed.connect(said.append)
    unsettled.add(given)
    for _ in range(2):
        with qtbot.waitSignal(unsettled.asked_in_vain):
            unsettled.ask(given)
    assert said[1].startswith("Not known whether M5 was sent to #102: asking fails, a fault in this desk, number ")
    assert said[2] == said[1]
    assert said[1].split("number ")[1].split(" ")[0] in caplog.text
