"""The feed: never two loads at once, one more when asked meanwhile, and an honest age."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from dispatcher_app.background.board_feed import BoardFeed
from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.background.server_clock import ServerClock
from dispatcher_app.domain.entities import Board, ControlRoom
from dispatcher_app.domain.errors import Unavailable

THEN = datetime(2017, 1, 7, 1, 40, tzinfo=UTC)
BOARD = Board(THEN, ControlRoom("", "UTC", is_demo=False))


@pytest.fixture
def feed_of(qtbot: QtBot) -> Iterator[Callable[[Callable[[], Board]], BoardFeed]]:
    runner = JobRunner()
    yield lambda load: BoardFeed(runner, load, ServerClock(), runner)
    runner.close(lambda: None)


def test_many_wishes_during_one_load_become_one_more_load(
    feed_of: Callable[[Callable[[], Board]], BoardFeed], qtbot: QtBot
) -> None:
    gate = threading.Event()
    loads: list[int] = []

    def load() -> Board:
        loads.append(1)
        gate.wait()
        return BOARD

    feed = feed_of(load)
    boards: list[Board] = []
    feed.board_loaded.connect(boards.append)
    for _ in range(10):
        feed.refresh()
    gate.set()
    qtbot.waitUntil(lambda: len(boards) == 2)
    assert len(loads) == 2


def test_age_is_unknown_before_the_first_board_and_counts_from_the_question(
    feed_of: Callable[[Callable[[], Board]], BoardFeed], qtbot: QtBot
) -> None:
    feed = feed_of(lambda: BOARD)
    assert feed.age() is None
    with qtbot.waitSignal(feed.board_loaded):
        feed.refresh()
    age = feed.age()
    assert age is not None
    assert timedelta(0) <= age < timedelta(seconds=5)


def test_failure_is_told_and_the_next_load_still_happens(
    feed_of: Callable[[Callable[[], Board]], BoardFeed], qtbot: QtBot
) -> None:
    answers: Iterator[Board | None] = iter([None, BOARD])

    def load() -> Board:
        board = next(answers)
        if board is None:
            raise Unavailable("gone")
        return board

    feed = feed_of(load)
    with qtbot.waitSignal(feed.load_failed) as failed:
        feed.refresh()
    assert failed.args is not None
    assert str(failed.args[0]) == "gone"
    with qtbot.waitSignal(feed.board_loaded):
        feed.refresh()


def test_clock_follows_the_database_and_not_this_machine() -> None:
    clock = ServerClock()
    clock.synchronise(THEN, asked=time.monotonic())
    assert timedelta(0) <= clock.now() - THEN < timedelta(seconds=5)
