"""The feed: what is heard of is read, everything after a gap, never two readings at once, and an honest age."""

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from pytestqt.qtbot import QtBot

from dispatcher_app.background import heartbeat
from dispatcher_app.background.board_feed import BoardFeed
from dispatcher_app.background.jobs import JobRunner
from dispatcher_app.background.seconds import seconds_passed
from dispatcher_app.background.server_clock import ServerClock
from dispatcher_app.domain.board_news import Change, Heard
from dispatcher_app.domain.errors import LogInRefused, Unavailable
from tests.background.wire import THEN, Database, a_call

if TYPE_CHECKING:
    from dispatcher_app.domain.entities import Board


@pytest.fixture
def database() -> Database:
    return Database()


class Fed:
    """A feed, and what came of it."""

    def __init__(self, database: Database, jobs: JobRunner) -> None:
        self.database = database
        self.clock = ServerClock()
        self.feed = BoardFeed(jobs, database.reading(), self.clock, jobs)
        self.boards: list[Board] = []
        self.errors: list[Exception] = []
        self.stories: list[object] = []
        self.feed.board_loaded.connect(self.boards.append)
        self.feed.load_failed.connect(self.errors.append)
        self.feed.stories_changed.connect(self.stories.append)

    def shows(self, *words: str) -> bool:
        return bool(self.boards) and tuple(call.notes for call in self.boards[-1].calls) == words

    def age_s(self) -> float:
        age = self.feed.age()
        assert age is not None
        return age.total_seconds()


@pytest.fixture
def fed(database: Database, qtbot: QtBot) -> Iterator[Fed]:
    jobs = JobRunner()
    made = Fed(database, jobs)
    yield made
    database.gate.set()
    made.feed.end()
    jobs.close(lambda: None)
    # Qt lets go of the whole tree before Python does: the other way round it is deleted in no order.
    jobs.deleteLater()


@pytest.fixture
def live(fed: Fed, qtbot: QtBot) -> Fed:
    """A feed that listens, and has read everything since it does."""
    fed.feed.start()
    qtbot.waitUntil(lambda: bool(fed.database.wires) and fed.feed._is_hearing and fed.feed._is_idle())
    return fed


def test_many_wishes_during_one_load_become_one_more_load(fed: Fed, qtbot: QtBot) -> None:
    fed.database.gate.clear()
    for _ in range(10):
        fed.feed.refresh()
    fed.database.gate.set()
    qtbot.waitUntil(lambda: len(fed.boards) == 2)
    assert fed.database.loads == 2


def test_age_is_unknown_before_the_first_board_and_counts_from_the_question(fed: Fed, qtbot: QtBot) -> None:
    assert fed.feed.age() is None
    fed.database.gate.clear()
    asked = seconds_passed()
    fed.feed.refresh()
    qtbot.waitUntil(lambda: seconds_passed() - asked > 0.3)
    fed.database.gate.set()
    qtbot.waitUntil(lambda: bool(fed.boards))
    assert 0.3 <= fed.age_s() <= seconds_passed() - asked


def test_failure_is_told_and_the_next_load_still_happens(fed: Fed, qtbot: QtBot) -> None:
    fed.database.trouble = Unavailable("gone")
    fed.feed.refresh()
    qtbot.waitUntil(lambda: [str(error) for error in fed.errors] == ["gone"])
    fed.database.trouble = None
    fed.feed.refresh()
    qtbot.waitUntil(lambda: len(fed.boards) == 1)


def test_everything_is_read_once_more_after_listening_has_begun(live: Fed) -> None:
    assert live.database.loads == 2
    assert live.database.follows == []


def test_what_changed_is_read_and_nothing_else(live: Fed, qtbot: QtBot) -> None:
    loads = live.database.loads
    live.database.commit(a_call(1, "one"))
    qtbot.waitUntil(lambda: live.shows("one"))
    live.database.commit(a_call(2, "two"))
    qtbot.waitUntil(lambda: live.shows("one", "two"))
    assert live.database.follows == [{Change("emergency_call", 1)}, {Change("emergency_call", 2)}]
    assert live.database.loads == loads


def test_a_burst_is_read_in_few_goes_and_nothing_of_it_is_missed(live: Fed, qtbot: QtBot) -> None:
    for number in range(1, 301):
        live.database.commit(a_call(number, f"{number}"))
    qtbot.waitUntil(lambda: live.shows(*(f"{number}" for number in range(1, 301))))
    assert len(live.database.follows) < 10
    assert frozenset().union(*live.database.follows) == {Change("emergency_call", number) for number in range(1, 301)}


def test_what_changes_while_it_is_read_is_read_again(live: Fed, qtbot: QtBot) -> None:
    live.database.gate.clear()
    live.database.commit(a_call(1, "old"))
    qtbot.waitUntil(lambda: len(live.database.follows) == 1)
    live.database.commit(a_call(1, "new"))
    live.database.gate.set()
    qtbot.waitUntil(lambda: live.shows("new"))


@pytest.mark.parametrize(
    "heard",
    [
        Heard(is_garbled=True),
        Heard(frozenset({Change("hospital", 3)})),
        Heard(frozenset(Change("ambulance", number) for number in range(501))),
    ],
    ids=["not understood", "not one of the living", "too many to name"],
)
def test_what_cannot_be_read_one_by_one_is_read_as_a_whole(heard: Heard, live: Fed, qtbot: QtBot) -> None:
    loads = live.database.loads
    live.database.tell(heard)
    qtbot.waitUntil(lambda: live.database.loads == loads + 1)
    assert live.database.follows == []


def test_a_changed_story_is_told_and_no_board_is_read_for_it(live: Fed, qtbot: QtBot) -> None:
    loads = live.database.loads
    live.stories.clear()
    live.database.tell(Heard(frozenset({Change("story", 7), Change("story", 8)})))
    live.database.commit(a_call(1, "one"))
    qtbot.waitUntil(lambda: live.shows("one"))
    assert live.stories == [{7, 8}, {1}]
    assert live.database.follows == [{Change("emergency_call", 1)}]
    assert live.database.loads == loads


def test_after_a_gap_any_story_may_have_changed(live: Fed, qtbot: QtBot) -> None:
    live.stories.clear()
    live.database.wires.pop().break_off()
    qtbot.waitUntil(lambda: None in live.stories)


def test_what_was_missed_while_the_line_was_lost_is_there_afterwards(live: Fed, qtbot: QtBot) -> None:
    live.database.lets_listen = False
    live.database.wires.pop().break_off()
    qtbot.waitUntil(lambda: not live.feed._is_hearing)
    live.database.commit(a_call(1, "missed"))
    live.database.lets_listen = True
    qtbot.waitUntil(lambda: live.shows("missed"))
    qtbot.waitUntil(lambda: live.feed._is_hearing and live.feed._is_idle())
    live.database.commit(a_call(1, "heard"))
    qtbot.waitUntil(lambda: live.shows("heard"))
    assert len(live.database.follows) == 1


def test_a_server_that_lets_nobody_listen_is_read_all_the_same(
    fed: Fed, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    fed.database.lets_listen = False
    fed.feed._unheard.setInterval(50)
    fed.feed.start()
    qtbot.waitUntil(lambda: len(fed.boards) == 1)
    fed.database.calls[1] = a_call(1, "unheard of")
    qtbot.waitUntil(lambda: fed.shows("unheard of"))
    assert fed.database.follows == []


def test_no_line_to_listen_on_is_made_up_for_however_often_one_is_tried(fed: Fed, qtbot: QtBot) -> None:
    fed.database.lets_listen = False
    fed.feed._unheard.setInterval(100)
    fed.feed.start()
    for _ in range(3):
        with qtbot.waitSignal(fed.feed._listener.lost):
            pass
        assert 0 <= fed.feed._unheard.remainingTime() <= 100
    # A failed attempt begins no new wait.
    fed.feed._unheard.setInterval(60_000)
    left = fed.feed._unheard.remainingTime()
    with qtbot.waitSignal(fed.feed._listener.lost):
        pass
    assert fed.feed._unheard.remainingTime() <= left


def test_a_board_sets_the_clock_where_no_sign_of_life_does(fed: Fed, qtbot: QtBot) -> None:
    assert fed.clock.ahead() is None
    fed.feed.refresh()
    qtbot.waitUntil(lambda: bool(fed.boards))
    assert abs(fed.clock.now() - THEN) < timedelta(seconds=5)


def test_what_a_copy_is_behind_makes_its_board_older(fed: Fed, qtbot: QtBot) -> None:
    fed.database.behind = timedelta(seconds=40)
    fed.feed.refresh()
    qtbot.waitUntil(lambda: bool(fed.boards))
    assert fed.age_s() >= 40


def test_a_lost_database_is_asked_again_by_itself(live: Fed, qtbot: QtBot) -> None:
    live.database.trouble = Unavailable("gone")
    live.feed.refresh()
    qtbot.waitUntil(lambda: len(live.errors) >= 2)
    live.database.trouble = None
    boards = len(live.boards)
    qtbot.waitUntil(lambda: len(live.boards) > boards)


def test_who_was_turned_away_does_not_ask_again_at_once(live: Fed, qtbot: QtBot) -> None:
    live.database.trouble = LogInRefused("no")
    live.feed.refresh()
    qtbot.waitUntil(lambda: len(live.errors) == 1)
    assert live.feed._due.remainingTime() > 20_000


def test_a_sign_of_life_that_comes_back_keeps_an_unchanged_board_young(
    live: Fed, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    boards = len(live.boards)
    live.feed._good_at = seconds_passed() - 60
    assert live.age_s() > 50
    with qtbot.waitSignal(live.feed.proved):
        pass
    assert live.age_s() < 5
    assert len(live.boards) == boards


def test_a_sign_of_life_proves_nothing_while_a_change_heard_before_it_is_not_read(live: Fed, qtbot: QtBot) -> None:
    live.feed._good_at = seconds_passed() - 60
    live.database.gate.clear()
    live.database.commit(a_call(1, "new"))
    qtbot.waitUntil(lambda: live.feed._is_reading)
    live.feed._on_came_back(seconds_passed())
    assert live.age_s() > 50
    live.database.gate.set()
    qtbot.waitUntil(lambda: live.shows("new"))
    assert live.age_s() < 5


def test_a_sign_of_life_that_goes_astray_shows_that_the_line_is_dead(
    live: Fed, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "ASTRAY_AFTER_S", 0.1)
    live.database.beats_astray = True
    qtbot.waitUntil(lambda: len(live.database.wires) == 2)
    live.database.beats_astray = False
    live.database.commit(a_call(1, "heard again"))
    qtbot.waitUntil(lambda: live.shows("heard again"))


def test_nothing_is_asked_after_the_end(live: Fed) -> None:
    live.feed.end()
    loads = live.database.loads
    live.feed._on_heard(Heard(frozenset({Change("emergency_call", 1)})))
    live.feed.refresh()
    assert not live.feed._is_reading
    assert live.database.loads == loads


def test_clock_follows_the_database_and_not_this_machine() -> None:
    clock = ServerClock()
    assert clock.ahead() is None
    clock.synchronise(THEN, asked=seconds_passed(), answered=seconds_passed())
    assert timedelta(0) <= clock.now() - THEN < timedelta(seconds=5)
    ahead = clock.ahead()
    assert ahead is not None
    assert ahead > timedelta(days=365)


def test_an_answer_that_took_long_does_not_spoil_a_good_clock() -> None:
    clock = ServerClock()
    now = seconds_passed()
    clock.synchronise(THEN, asked=now - 0.01, answered=now)
    clock.synchronise(THEN + timedelta(hours=1), asked=now - 3, answered=now)
    assert clock.now() - THEN < timedelta(seconds=5)
