"""Keeping boards seldom, off the GUI thread, and never losing the last one."""

import errno
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from dispatcher_app.background.board_keeper import BoardKeeper
from dispatcher_app.domain.entities import Board
from tests.ui.boards import make_board

RARELY = timedelta(hours=1)
AT_ONCE = timedelta(0)


class Disk:
    """A disk that can be slow or full, and remembers what was written and on which threads."""

    def __init__(self) -> None:
        """Be fast and empty."""
        self.written: list[Board] = []
        self.threads: set[threading.Thread] = set()
        self.is_ready = threading.Event()
        self.is_ready.set()
        self.error: Exception | None = None
        self.tried = 0

    def keep(self, board: Board) -> None:
        """Write."""
        self.threads.add(threading.current_thread())
        assert self.is_ready.wait(60)
        self.tried += 1
        if self.error is not None:
            raise self.error
        self.written.append(board)


@pytest.fixture
def disk() -> Iterator[Disk]:
    made = Disk()
    yield made
    made.is_ready.set()


@pytest.fixture
def keeper_of(disk: Disk) -> Iterator[Callable[[timedelta], BoardKeeper]]:
    made: list[BoardKeeper] = []

    def make(every: timedelta) -> BoardKeeper:
        made.append(BoardKeeper(disk.keep, every=every))
        return made[-1]

    yield make
    disk.is_ready.set()
    for keeper in made:
        keeper.finish(30)


def has_tried(disk: Disk, keeper: BoardKeeper, count: int) -> bool:
    return disk.tried == count and not keeper._is_writing


def boards(count: int) -> list[Board]:
    return [make_board(is_demo=number % 2 == 0) for number in range(count)]


def test_the_first_at_once_then_seldom_and_the_last_when_leaving(
    keeper_of: Callable[[timedelta], BoardKeeper], disk: Disk, qtbot: QtBot
) -> None:
    keeper = keeper_of(RARELY)
    given = boards(4)
    for board in given[:3]:
        keeper.take(board)
    qtbot.waitUntil(lambda: len(disk.written) == 1)
    keeper.finish(30)
    assert [board is given[place] for place, board in zip((0, 2), disk.written, strict=True)] == [True, True]
    keeper.take(given[3])
    keeper.finish(30)
    assert len(disk.written) == 2


def test_after_its_time_the_newest_is_written_though_no_other_comes(
    keeper_of: Callable[[timedelta], BoardKeeper], disk: Disk, qtbot: QtBot
) -> None:
    keeper = keeper_of(timedelta(seconds=0.3))
    given = boards(3)
    for board in given:
        keeper.take(board)
    qtbot.waitUntil(lambda: len(disk.written) == 2)
    assert disk.written[1] is given[2]


def test_a_disk_that_does_not_answer_holds_nobody_up(
    keeper_of: Callable[[timedelta], BoardKeeper], disk: Disk, qtbot: QtBot
) -> None:
    disk.is_ready.clear()
    keeper = keeper_of(AT_ONCE)
    given = boards(5)
    for board in given:
        keeper.take(board)
    qtbot.waitUntil(lambda: len(disk.threads) == 1)
    keeper.leave()
    keeper.finish(0.01)
    assert disk.written == []
    disk.is_ready.set()
    keeper.finish(30)
    assert disk.written[-1] is given[-1]
    assert len(disk.written) == 2
    assert threading.main_thread() not in disk.threads


def test_each_cause_is_told_and_logged_once(
    keeper_of: Callable[[timedelta], BoardKeeper], disk: Disk, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    keeper = keeper_of(AT_ONCE)
    told: list[Exception] = []
    keeper.failed.connect(told.append)
    full = OSError(errno.ENOSPC, "no space left")
    readonly = OSError(errno.EROFS, "read only")
    for count, error in enumerate((full, OSError(errno.ENOSPC, "again"), readonly), 1):
        disk.error = error
        keeper.take(make_board())
        qtbot.waitUntil(partial(has_tried, disk, keeper, count))
    assert told == [full, readonly]
    assert caplog.text.count("the board could not be kept") == 2
    disk.error = None
    keeper.take(make_board())
    qtbot.waitUntil(lambda: len(disk.written) == 1)
