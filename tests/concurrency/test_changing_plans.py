"""Eight desks send, divert, swap, stand down, break down, close and open again, all over the same few records.

Whatever they hear, the database holds: an ambulance on one call at most, statuses that fit, and clocks that
nobody moved.
"""

import random
from collections import Counter
from collections.abc import Callable

import psycopg
import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.errors import DispatcherError
from dispatcher_app.domain.plans import (
    CancelCall,
    DivertAmbulance,
    ReopenCall,
    ReportBreakdown,
    ReturnToService,
    StandDown,
    SwapAmbulances,
)
from dispatcher_app.domain.statuses import AmbulanceStatus
from dispatcher_app.operations import changing_plans as plans
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.ending_calls import cancel_call, reopen_call
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.storage.store import Store
from tests.concurrency.city import City
from tests.concurrency.clicking import open_desk
from tests.concurrency.desk_pool import DeskPool, Seat

DESKS, ROUNDS, CALLS, AMBULANCES = 8, 60, 6, 5

Act = Callable[[Store, Board, random.Random, str], object]


def send(store: Store, board: Board, dice: random.Random, login: str) -> object:
    """Send any ambulance to any call."""
    call, ambulance = dice.choice(board.calls), dice.choice(board.ambulances)
    return dispatch_ambulance(store, DispatchAmbulance(call.id, ambulance.id, is_additional=dice.random() < 0.3), login)


def divert(store: Store, board: Board, dice: random.Random, login: str) -> object:
    """Divert any that is out to any call."""
    work, call = dice.choice(board.assignments), dice.choice(board.calls)
    return plans.divert_ambulance(store, DivertAmbulance(work.id, call.id, is_additional=True), login)


def swap(store: Store, board: Board, dice: random.Random, login: str) -> object:
    """Let any other do the work of any that is out."""
    work, other = dice.choice(board.assignments), dice.choice(board.ambulances)
    its = next((item.id for item in board.assignments if item.ambulance_id == other.id), None)
    return plans.swap_ambulances(store, SwapAmbulances(work.id, other.id, its), login)


def send_home(store: Store, board: Board, dice: random.Random, login: str) -> object:
    """Stand any down."""
    return plans.stand_down(store, StandDown(dice.choice(board.assignments).id), login)


def break_down(store: Store, board: Board, dice: random.Random, login: str) -> object:
    """Break any down, or bring one back that is."""
    ambulance = dice.choice(board.ambulances)
    if ambulance.status is AmbulanceStatus.OUT_OF_SERVICE:
        return plans.return_to_service(store, ReturnToService(ambulance.id), login)
    its = next((item.id for item in board.assignments if item.ambulance_id == ambulance.id), None)
    return plans.report_breakdown(store, ReportBreakdown(ambulance.id, "gearbox", its), login)


def end_and_open(store: Store, board: Board, dice: random.Random, login: str) -> object:
    """Cancel any call with all its ambulances, and open it again."""
    call = dice.choice(board.calls)
    clearing = frozenset(item.id for item in board.assignments if item.emergency_call_id == call.id)
    cancel_call(store, CancelCall(call.id, "no need", clearing), login)
    return reopen_call(store, ReopenCall(call.id), login)


ACTS: tuple[Act, ...] = (send, send, send, divert, divert, swap, swap, send_home, break_down, end_and_open)


def play(seat: Seat, conninfo: str) -> Counter[str]:
    """Do anything at all, by a board that is out of date as soon as it is read."""
    store, dice, heard = open_desk(seat, conninfo), random.Random(seat.number), Counter[str]()
    for _ in range(ROUNDS):
        board = load_board(store)
        act = dice.choice(ACTS)
        if act not in {send, break_down, end_and_open} and not board.assignments:
            continue
        try:
            act(store, board, dice, seat.login)
            heard[f"{act.__name__}: done"] += 1
        except DispatcherError as error:
            heard[type(error).__name__] += 1
        except IndexError:
            heard["nothing to do"] += 1
    store.close()
    return heard


def test_whatever_plans_change_at_once_the_invariants_hold_and_no_clock_moves(
    city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    conninfo = city(calls=CALLS, ambulances=AMBULANCES)
    with psycopg.connect(conninfo) as connection:
        before = connection.execute("SELECT id, received_at FROM emergency_call ORDER BY id").fetchall()
    with DeskPool(DESKS) as pool:
        heard = sum(pool.run(play, conninfo), Counter[str]())
    with psycopg.connect(conninfo) as connection:
        assert connection.execute("SELECT id, received_at FROM emergency_call ORDER BY id").fetchall() == before
        for lie in LIES:
            assert connection.execute(lie).fetchall() == [], lie
        done = sum(count for what, count in heard.items() if what.endswith("done"))
    for act in {act.__name__ for act in ACTS}:
        assert heard[f"{act}: done"], act
    assert heard["AssignmentOver"] + heard["AmbulanceTaken"] + heard["CallClosed"]
    # The rules know the word for everything that can happen: the database's last guards are never needed.
    assert not heard["OutOfStep"] + heard["IllegalMove"]
    with capsys.disabled():
        print(f"\n{DESKS} desks, {done} changes: {dict(heard.most_common())}")


LIES = (
    "SELECT ambulance_id FROM assignment WHERE cleared_at IS NULL GROUP BY 1 HAVING count(*) > 1",
    """SELECT a.id FROM ambulance AS a WHERE (a.status IN ('AVAILABLE', 'OUT_OF_SERVICE')) =
       EXISTS (SELECT FROM assignment WHERE ambulance_id = a.id AND cleared_at IS NULL)""",
    """SELECT c.id FROM emergency_call AS c WHERE (c.status = 'DISPATCHED') <>
       EXISTS (SELECT FROM assignment WHERE emergency_call_id = c.id AND cleared_at IS NULL)""",
    "SELECT id FROM assignment WHERE cleared_at < dispatched_at",
    # Each work ends before the next of the same ambulance begins.
    """SELECT a.id FROM assignment AS a JOIN assignment AS b ON b.ambulance_id = a.ambulance_id AND b.id > a.id
       WHERE a.cleared_at IS NULL OR b.dispatched_at < a.cleared_at""",
    # Whoever was diverted away went somewhere at that moment.
    """SELECT a.id FROM assignment AS a WHERE a.outcome = 'DIVERTED' AND NOT EXISTS (
       SELECT FROM assignment AS b WHERE b.ambulance_id = a.ambulance_id AND b.emergency_call_id <> a.emergency_call_id
       AND b.id > a.id AND b.dispatched_at - a.cleared_at < interval '1 s')""",
    "SELECT id FROM assignment WHERE cleared_at IS NOT NULL AND ended_by_id IS NULL",
)
