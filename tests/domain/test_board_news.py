"""What is told of a change, and boards that become newer by it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher_app.domain.board_news import BoardNews, Change, read_change, with_news
from dispatcher_app.domain.commands import new_request_id
from dispatcher_app.domain.entities import Ambulance, Assignment, Board, ControlRoom, EmergencyCall
from dispatcher_app.domain.ids import AmbulanceId, AssignmentId, EmergencyCallId
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus, CrewLevel

THEN = datetime(2017, 1, 7, 1, 40, tzinfo=UTC)
ROOM = ControlRoom("Test City", "UTC", is_demo=False)
REQUEST = new_request_id()


@pytest.mark.parametrize(
    ("payload", "change"),
    [
        ("ambulance 17", Change("ambulance", 17)),
        ("emergency_call 9223372036854775807", Change("emergency_call", 2**63 - 1)),
        ("emergency_call 9223372036854775808", None),
        ("account 3", Change("account", 3)),
        ("story 1042", Change("story", 1042)),
        ("ambulance all", None),
        ("ambulance", None),
        ("ambulance ", None),
        ("ambulance -1", None),
        ("ambulance 1 2", None),
        ("ambulance ٣", None),
        ("ambulance " + "9" * 5000, None),
        ("notification 5", None),
        ("", None),
        ("'; DROP TABLE ambulance; --", None),
    ],
)
def test_only_what_the_database_says_is_read(payload: str, change: Change | None) -> None:
    assert read_change(payload) == change


@given(st.text())
def test_nothing_that_is_told_is_more_than_not_understood(payload: str) -> None:
    assert read_change(payload) is None or read_change(payload) is not None


def _call(number: int, word: int) -> EmergencyCall:
    return EmergencyCall(EmergencyCallId(number), number, CallStatus.OPEN, 1, f"{word}", THEN, "400 Castro St")


def _ambulance(number: int, word: int) -> Ambulance:
    since = THEN + timedelta(seconds=word)
    return Ambulance(AmbulanceId(number), f"M{number}", AmbulanceStatus.AVAILABLE, since, CrewLevel.ALS)


def _assignment(number: int, word: int) -> Assignment:
    ids = AssignmentId(number), EmergencyCallId(number), AmbulanceId(number)
    return Assignment(*ids, REQUEST, THEN + timedelta(seconds=word))


Words = dict[int, int]
_WORDS = st.dictionaries(st.integers(1, 12), st.integers(0, 3))
_THREE = st.tuples(_WORDS, _WORDS, _WORDS)
_TABLES = ("emergency_call", "ambulance", "assignment")


def _board(words: tuple[Words, Words, Words], taken_at: datetime) -> Board:
    calls, ambulances, assignments = words
    made = [_assignment(number, word) for number, word in assignments.items()]
    return Board(
        taken_at,
        ROOM,
        tuple(_call(number, calls[number]) for number in sorted(calls)),
        tuple(_ambulance(number, ambulances[number]) for number in sorted(ambulances)),
        tuple(sorted(made, key=lambda item: (item.dispatched_at, item.id))),
    )


@given(_THREE, _THREE, _THREE)
def test_a_board_with_all_that_changed_is_the_whole_newer_board(
    before: tuple[Words, Words, Words], after: tuple[Words, Words, Words], also: tuple[Words, Words, Words]
) -> None:
    old, new = _board(before, THEN), _board(after, THEN + timedelta(seconds=1))
    asked = {
        Change(table, number)
        for table, was, now, more in zip(_TABLES, before, after, also, strict=True)
        for number in was.keys() | now.keys() | more.keys()
        if was.get(number) != now.get(number) or number in more
    }

    def told(table: str, number: int) -> bool:
        return Change(table, number) in asked

    news = BoardNews(
        new.taken_at,
        frozenset(asked),
        tuple(item for item in new.calls if told("emergency_call", item.id)),
        tuple(item for item in new.ambulances if told("ambulance", item.id)),
        tuple(item for item in new.assignments if told("assignment", item.id)),
    )
    assert with_news(old, news) == new


def test_what_did_not_change_is_still_the_same_object() -> None:
    old = _board(({1: 0, 2: 0}, {1: 0}, {}), THEN)
    new = with_news(
        old, BoardNews(THEN, frozenset({Change("emergency_call", 2)}), (replace(old.calls[1], priority=3),))
    )
    assert new.calls[0] is old.calls[0]
    assert new.ambulances[0] is old.ambulances[0]
    assert new.calls[1].priority == 3
