"""Whole windows on a line that breaks: they say so, trust no old board, and are right again by themselves."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from pytestqt.qtbot import QtBot

from dispatcher_app.bootstrap.identity import DeskRules
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.storage.store import Store
from dispatcher_app.ui.header.freshness import AgeLimits
from tests.chaos.proxy import Proxy
from tests.chaos.wire import Aim, Deed, Message, Way, is_any
from tests.control_room import ControlRoomBuilder
from tests.e2e.desks import DeskInTest, Scene, opened_desks
from tests.e2e.test_live_boards import waiting

SOON = DeskRules(age_limits=AgeLimits(timedelta(seconds=2), timedelta(seconds=4)))
PATIENCE_MS = 30_000


@pytest.fixture
def scene(room: ControlRoomBuilder) -> Scene:
    return Scene(room)


@pytest.fixture
def line(conninfo: str) -> Iterator[Proxy]:
    with Proxy(conninfo) as proxy:
        yield proxy


@pytest.fixture
def desk(line: Proxy, scene: Scene, qtbot: QtBot) -> Iterator[DeskInTest]:
    """A desk on the line that breaks."""
    with opened_desks(line.conninfo, qtbot, is_live=True, rules=SOON) as open_one:
        yield open_one("desk 2", "ben")
        line.heal()


Pulled = tuple[DeskInTest, Proxy]


@pytest.fixture
def pulled(desk: DeskInTest, line: Proxy) -> Pulled:
    """Both of them."""
    return desk, line


@pytest.fixture
def beside(conninfo: str, scene: Scene, qtbot: QtBot) -> Iterator[DeskInTest]:
    """A desk on a line of its own."""
    with opened_desks(conninfo, qtbot, is_live=True) as open_one:
        yield open_one("desk 1", "anna")


def chip(desk: DeskInTest) -> str:
    """Read how old the desk says its board is."""
    return desk.window.panels.header_bar.data_age_chip.words()


def can_dispatch(desk: DeskInTest) -> bool:
    """Tell whether the key does something."""
    return desk.window.panels.dispatch_bar.dispatch_button.isEnabled()


def strip(desk: DeskInTest) -> str:
    """Read what stands across the window."""
    return desk.window.panels.lock_strip.sentence()


def _shows(desk: DeskInTest, wanted: set[int]) -> bool:
    return waiting(desk) == wanted


def test_a_pulled_line_is_stale_then_locked_then_live_again(
    desk: DeskInTest, beside: DeskInTest, line: Proxy, scene: Scene, qtbot: QtBot
) -> None:
    assert chip(desk).startswith("Live")
    assert can_dispatch(desk)
    line.refuse()
    line.cut()
    qtbot.waitUntil(lambda: chip(desk).startswith("Stale"), timeout=PATIENCE_MS)
    assert can_dispatch(desk), "not old enough to be locked"
    assert "may have changed" in strip(desk)
    qtbot.waitUntil(lambda: chip(desk).startswith("Too old"), timeout=PATIENCE_MS)
    assert not can_dispatch(desk)
    assert "dispatching is locked" in strip(desk)
    beside.choose(scene.first)
    beside.dispatch()
    beside.wait_for_text("outcome_label", "M12 sent to #1001")
    assert scene.first in waiting(desk)
    line.heal()
    qtbot.waitUntil(lambda: waiting(desk) == {scene.second}, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: chip(desk).startswith("Live"), timeout=PATIENCE_MS)
    assert strip(desk) == ""
    desk.choose(scene.second)
    assert can_dispatch(desk)


def test_a_blip_is_over_before_anybody_is_told(desk: DeskInTest, line: Proxy, scene: Scene, qtbot: QtBot) -> None:
    said: list[str] = []
    desk.running.feed.board_loaded.connect(lambda _: said.append(strip(desk)))
    desk.running.feed.load_failed.connect(lambda _: said.append(strip(desk)))
    line.cut()
    third = scene.room.add_call()
    qtbot.waitUntil(lambda: third in waiting(desk), timeout=PATIENCE_MS)
    assert set(said) == {""}
    assert can_dispatch(desk)


def is_notification(message: Message) -> bool:
    """Match what is told to who listens."""
    return message.kind == "A"


@pytest.mark.parametrize(
    ("which", "aim"),
    [
        ("SQL", Aim(Way.TO_SERVER, is_any, deed=Deed.SWALLOW)),
        ("listening", Aim(Way.TO_CLIENT, is_notification, deed=Deed.SWALLOW)),
    ],
    ids=["the line of orders", "the line that listens"],
)
def test_a_half_open_line_is_found_and_given_up(
    which: str, aim: Aim, pulled: Pulled, scene: Scene, qtbot: QtBot
) -> None:
    desk, line = pulled
    line.aim(aim)
    qtbot.waitUntil(line.hit.is_set, timeout=PATIENCE_MS)
    began = time.monotonic()
    third = scene.room.add_call()
    qtbot.waitUntil(lambda: third in waiting(desk), timeout=PATIENCE_MS)
    print(f"\nhalf-open {which} line: what was missed is on the board after {time.monotonic() - began:.1f} s")
    qtbot.waitUntil(lambda: chip(desk).startswith("Live") and can_dispatch(desk), timeout=PATIENCE_MS)
    assert strip(desk) == ""


@pytest.mark.parametrize("seed", range(3))
def test_whatever_was_missed_the_board_after_it_is_the_whole_one(
    seed: int, pulled: Pulled, scene: Scene, qtbot: QtBot, open_store: Callable[..., Store]
) -> None:
    desk, line = pulled
    chance = random.Random(seed)
    looking = open_store("looking")
    for _ in range(6):
        for _ in range(chance.randint(1, 8)):
            scene.room.add_call(priority=chance.randint(1, 4))
            if chance.random() < 0.3:
                line.aim(Aim(chance.choice(list(Way)), is_any, at=chance.randint(0, 9), skip=chance.randint(0, 5)))
            if chance.random() < 0.3:
                line.cut()
        whole = load_board(looking).calls
        wanted: set[int] = {call.id for call in whole}
        qtbot.waitUntil(partial(_shows, desk, wanted), timeout=PATIENCE_MS)
        board = desk.running.feed._board
        assert board is not None
        assert board.calls == whole
    line.heal()
