"""The change feed on a real server: what is told at COMMIT, what comes back, and what a lost line says."""

import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from dispatcher_app.domain.board_news import Change
from dispatcher_app.domain.errors import LogInRefused, Unavailable
from dispatcher_app.operations.read_board import beat, follow_board, load_board
from dispatcher_app.storage.changes import CHANGES, ChangeLine, new_beat_channel
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.control_room import ControlRoomBuilder

CHANNEL = new_beat_channel()


@pytest.fixture
def line(conninfo: str) -> Iterator[ChangeLine]:
    opened = ChangeLine(ConnectionSettings(conninfo, desk="desk 7"), CHANNEL)
    yield opened
    opened.close()


class Hearing:
    """Everything that was told so far, heard up to a sign of life."""

    def __init__(self, line: ChangeLine, store: Store) -> None:
        self._line = line
        self._store = store
        self._beats = 0
        self.is_garbled = False

    def changes(self) -> frozenset[Change]:
        """Give what was told since the last time."""
        self._beats += 1
        beat(self._store, CHANNEL, f"{self._beats}")
        told: frozenset[Change] = frozenset()
        deadline = time.monotonic() + 10
        while True:
            assert time.monotonic() < deadline, "the sign of life did not come back"
            heard = self._line.hear(1)
            told |= heard.changes
            self.is_garbled |= heard.is_garbled
            if f"{self._beats}" in heard.beats:
                return told


@pytest.fixture
def hearing(line: ChangeLine, open_store: Callable[..., Store]) -> Hearing:
    return Hearing(line, open_store("beating"))


def test_each_change_is_told_at_commit_and_none_that_was_undone(room: ControlRoomBuilder, hearing: Hearing) -> None:
    hearing.changes()
    call = room.add_call()
    ambulance = room.add_ambulance("M12")
    assert hearing.changes() == {Change("emergency_call", call), Change("ambulance", ambulance)}
    with suppress(ZeroDivisionError), room.store.transaction() as tx:
        tx.database.execute_sql("UPDATE ambulance SET call_sign = 'M13'")
        raise ZeroDivisionError
    assert hearing.changes() == frozenset()
    with room.store.transaction() as tx:
        tx.database.execute_sql("DELETE FROM ambulance")
        assert hearing.changes() == frozenset()
    assert hearing.changes() == {Change("ambulance", ambulance)}


@pytest.mark.parametrize(
    "table", ["control_room", "station", "hospital", "dispatcher", "paramedic", "account", "emergency_access"]
)
def test_what_else_a_board_shows_is_told_too(table: str, room: ControlRoomBuilder, hearing: Hearing) -> None:
    room.add_hospital("General")
    room.add_paramedic("Pia Lund")
    with room.store.transaction() as tx:
        for statement in (
            "INSERT INTO station (name) VALUES ('St 6')",
            "INSERT INTO account (login, role) VALUES ('zoe', 'viewer')",
            "INSERT INTO emergency_access (login, desk, reason) VALUES ('zoe', 'desk 3', 'why not')",
        ):
            tx.database.execute_sql(statement)
    hearing.changes()
    with room.store.transaction() as tx:
        tx.database.execute_sql(f"UPDATE {table} SET id = id")
    assert {change.table for change in hearing.changes()} == {table}


def test_an_emptied_table_is_told_as_something_that_needs_the_whole_board(
    room: ControlRoomBuilder, hearing: Hearing
) -> None:
    with room.store.transaction() as tx:
        tx.database.execute_sql("TRUNCATE hospital CASCADE")
    hearing.changes()
    assert hearing.is_garbled


def test_what_a_stranger_tells_is_noted_once_and_harms_nobody(
    room: ControlRoomBuilder, hearing: Hearing, caplog: pytest.LogCaptureFixture
) -> None:
    with room.store.transaction() as tx:
        for number in range(300):
            tx.database.execute_sql("SELECT pg_notify(%s, %s)", (CHANGES, f"nonsense {number} " + "é" * 1000))
    assert hearing.changes() == frozenset()
    assert hearing.is_garbled
    assert caplog.text.count("nobody can make sense of") == 1
    assert len(caplog.text) < 1000


def test_a_sign_of_life_comes_after_what_was_committed_before_it(room: ControlRoomBuilder, hearing: Hearing) -> None:
    for number in range(200):
        call = room.add_call(notes=f"{number}")
        assert Change("emergency_call", call) in hearing.changes()


def test_a_killed_line_says_so(conninfo: str, line: ChangeLine, room: ControlRoomBuilder) -> None:
    its = "application_name = 'desk 7 (listening)'"
    room.one(f"SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE {its}")
    with pytest.raises(Unavailable):
        _hear_on(line)


def _hear_on(line: ChangeLine) -> None:
    while True:
        line.hear(5)


def test_a_line_that_is_broken_off_ends_the_waiting(line: ChangeLine) -> None:
    lost = threading.Event()

    def wait() -> None:
        with pytest.raises(Unavailable):
            line.hear(60)
        lost.set()

    waiting = threading.Thread(target=wait)
    waiting.start()
    line.break_off()
    assert lost.wait(10)
    waiting.join()


def test_who_is_not_let_in_hears_why(conninfo: str) -> None:
    with pytest.raises(LogInRefused):
        ChangeLine(ConnectionSettings(conninfo, login="nobody"), CHANNEL)


_WORK = (
    "UPDATE emergency_call SET priority = 1 + (priority % 4) WHERE id = {call}",
    "UPDATE ambulance SET status = 'OUT_OF_SERVICE' WHERE id = {ambulance} AND status = 'AVAILABLE'",
    "UPDATE ambulance SET status = 'AVAILABLE' WHERE id = {ambulance} AND status = 'OUT_OF_SERVICE'",
    "DELETE FROM ambulance a WHERE id = {ambulance} AND NOT EXISTS (SELECT FROM assignment WHERE ambulance_id = a.id)",
    "INSERT INTO ambulance (call_sign, status, status_since, crew_level) VALUES ('X{step}', 'AVAILABLE', now(), 'BLS')",
    "UPDATE emergency_call SET status = 'CANCELLED', ended_at = now() WHERE id = {call} AND status = 'OPEN'",
    """
    WITH c AS (SELECT id FROM emergency_call WHERE status = 'OPEN' AND id >= {call} ORDER BY id LIMIT 1),
    a AS (SELECT id FROM ambulance WHERE status = 'AVAILABLE' AND id >= {ambulance} ORDER BY id LIMIT 1),
    s AS (INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatched_at)
          SELECT c.id, a.id, gen_random_uuid(), now() FROM c, a RETURNING emergency_call_id, ambulance_id),
    m AS (UPDATE ambulance SET status = 'EN_ROUTE' FROM s WHERE ambulance.id = s.ambulance_id)
    UPDATE emergency_call SET status = 'DISPATCHED' FROM s WHERE emergency_call.id = s.emergency_call_id""",
)


@pytest.mark.parametrize("seed", range(5))
def test_a_board_that_follows_equals_a_board_read_anew(
    seed: int, room: ControlRoomBuilder, hearing: Hearing, open_store: Callable[..., Store]
) -> None:
    chance = random.Random(seed)
    calls = [room.add_call() for _ in range(10)]
    ambulances = [room.add_ambulance(f"M{number}") for number in range(10)]
    desk = open_store("desk 2")
    hearing.changes()
    board = load_board(desk)
    for step in range(60):
        with room.store.transaction() as tx:
            for _ in range(chance.randint(1, 4)):
                statement = chance.choice(_WORK).format(
                    call=chance.choice(calls), ambulance=chance.choice(ambulances), step=f"{step}{chance.random()}"[:12]
                )
                tx.database.execute_sql(statement.replace("%", "%%"))
        if chance.random() < 0.5:
            board = follow_board(desk, board, hearing.changes())
    board = follow_board(desk, board, hearing.changes())
    whole = load_board(desk)
    assert (board.calls, board.ambulances, board.assignments) == (whole.calls, whole.ambulances, whole.assignments)
    assert whole.assignments, "the work dispatched nothing"
