"""Twenty desks reach for one ambulance, two hundred times over: one gets it, nineteen are told who did."""

import time

import psycopg
import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from tests.concurrency.city import City, drop_guards, drop_index, winners
from tests.concurrency.clicking import WON, Heard, click, open_desk, take_out_row_locks
from tests.concurrency.desk_pool import DeskPool, Seat

DESKS, ROUNDS = 20, 200


def play(seat: Seat, conninfo: str, rounds: int, *, with_locks: bool) -> list[Heard]:
    """Want the ambulance of each round, for a call of one's own."""
    if not with_locks:
        take_out_row_locks()
    store = open_desk(seat, conninfo)
    answers = []
    for number in range(rounds):
        call, ambulance = EmergencyCallId(number * DESKS + seat.number), AmbulanceId(number + 1)
        command = DispatchAmbulance(call, ambulance)
        seat.meet()
        answers.append(click(store, command, seat.login))
    store.close()
    return answers


def play_without_locks(seat: Seat, conninfo: str, rounds: int) -> list[Heard]:
    """The same by code that forgot the locks."""
    return play(seat, conninfo, rounds, with_locks=False)


def play_with_locks(seat: Seat, conninfo: str, rounds: int) -> list[Heard]:
    """The same as built."""
    return play(seat, conninfo, rounds, with_locks=True)


@pytest.mark.parametrize("variant", ["as built", "index alone", "lock alone"])
def test_one_winner_and_nineteen_who_know_it(city: City, variant: str, capsys: pytest.CaptureFixture[str]) -> None:
    conninfo = city(calls=DESKS * ROUNDS, ambulances=ROUNDS)
    if variant == "lock alone":
        drop_index(conninfo)
    with DeskPool(DESKS) as pool:
        started = time.perf_counter()
        heard = pool.run(play_without_locks if variant == "index alone" else play_with_locks, conninfo, ROUNDS)
        took = time.perf_counter() - started

    booked = winners(conninfo)
    assert [winner.ambulance_id for winner in booked] == list(range(1, ROUNDS + 1))
    for number, winner in enumerate(booked):
        round_heard = [answers[number] for answers in heard]
        told = Heard("AmbulanceTaken", None, winner.by, winner.desk, winner.at, winner.to_number)
        assert [h.assignment_id for h in round_heard if h.outcome == WON] == [winner.assignment_id]
        assert [h for h in round_heard if h.outcome != WON] == [told] * (DESKS - 1)
    assert_statuses_fit(conninfo)
    with capsys.disabled():
        print(
            f"\n{variant}: {DESKS} desks x {ROUNDS} rounds, {ROUNDS} winners, {ROUNDS * (DESKS - 1)} told; {took:.1f} s"
        )


def assert_statuses_fit(conninfo: str) -> None:
    """Each winner moved one ambulance and one call, once, and told one crew; no loser left anything."""
    with psycopg.connect(conninfo) as connection:
        ambulances = connection.execute("SELECT status, version, count(*) FROM ambulance GROUP BY 1, 2").fetchall()
        calls = connection.execute("SELECT status, version, count(*) FROM emergency_call GROUP BY 1, 2").fetchall()
        row = connection.execute(
            "SELECT (SELECT count(*) FROM notification),"
            " (SELECT count(*) FROM audit_event WHERE request_id IS NOT NULL)"
        )
        assert row.fetchone() == (ROUNDS, 3 * ROUNDS)
    assert ambulances == [("EN_ROUTE", 2, ROUNDS)]
    assert sorted(calls) == [("DISPATCHED", 2, ROUNDS), ("OPEN", 1, ROUNDS * (DESKS - 1))]


def test_without_lock_and_index_the_contest_does_double_book(city: City) -> None:
    """The control: a contest that cannot go wrong would prove nothing."""
    conninfo = city(calls=DESKS * ROUNDS, ambulances=ROUNDS)
    drop_guards(conninfo)
    with DeskPool(DESKS) as pool:
        pool.run(play_without_locks, conninfo, 20)
    held = [winner.ambulance_id for winner in winners(conninfo)]
    assert len(held) > len(set(held))
