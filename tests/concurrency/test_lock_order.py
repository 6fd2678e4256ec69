"""Many desks over the same calls and ambulances, crosswise: nobody deadlocks; and what a stranger's deadlock does."""

import random
from itertools import product

import psycopg

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.operations.restarting import ATTEMPTS
from dispatcher_app.storage import dispatching
from dispatcher_app.storage.store import Transaction
from tests.concurrency.city import City, winners
from tests.concurrency.clicking import WON, Heard, Restarts, click, open_desk
from tests.concurrency.desk_pool import DeskPool, Seat
from tests.concurrency.waiting import wait_until_desk_waits

DESKS, ROUNDS, WIDTH = 8, 12, 4
SET_DEADLOCK_TIMEOUT = (
    "DO $$BEGIN EXECUTE format('ALTER DATABASE %I SET deadlock_timeout = ''{}ms''', current_database()); END$$"
)

# A session looks for a deadlock once, when it has waited for this long: until then the stranger has to have closed the
# circle, however busy the machine. It does not look itself, so that it is always the desk that is undone.
TIME_TO_CLOSE_THE_CIRCLE_MS = 2_500
NEVER_THE_VICTIM = "SET LOCAL deadlock_timeout = '60s'"


def send_all_to_all(seat: Seat, conninfo: str) -> tuple[list[Heard], int]:
    """Send every ambulance of a round to every call of it, in an order of one's own; count what was done again."""
    restarts, order = Restarts(), random.Random(seat.number)
    store = open_desk(seat, conninfo)
    heard = []
    for start in range(1, ROUNDS * WIDTH, WIDTH):
        pairs = list(product(range(start, start + WIDTH), repeat=2))
        order.shuffle(pairs)
        seat.meet()
        for call, ambulance in pairs:
            command = DispatchAmbulance(EmergencyCallId(call), AmbulanceId(ambulance), is_additional=True)
            heard.append(click(store, command, seat.login))
    store.close()
    return heard, restarts.count


def send_all_to_all_some_backwards(seat: Seat, conninfo: str) -> tuple[list[Heard], int]:
    """The same, but every other desk locks the ambulance before the call."""
    if seat.number % 2:
        lock_backwards()
    return send_all_to_all(seat, conninfo)


def lock_backwards() -> None:
    """Make this process lock the ambulance first, as careless code would."""
    lock_call, lock_ambulance = dispatching.lock_emergency_call, dispatching.lock_ambulance
    wanted: list[EmergencyCallId] = []

    def only_remember(tx: Transaction, call_id: EmergencyCallId):  # type: ignore[no-untyped-def]
        wanted[:] = [call_id]
        return dispatching.read_emergency_call(tx, call_id)

    def lock_both(tx: Transaction, ambulance_id: AmbulanceId):  # type: ignore[no-untyped-def]
        ambulance = lock_ambulance(tx, ambulance_id)
        lock_call(tx, wanted[0])
        return ambulance

    dispatching.lock_emergency_call, dispatching.lock_ambulance = only_remember, lock_both


def set_deadlock_timeout(conninfo: str, milliseconds: int) -> None:
    """Let the server look for deadlocks sooner or later than after its usual second."""
    with psycopg.connect(conninfo) as connection:
        connection.execute(SET_DEADLOCK_TIMEOUT.format(milliseconds).encode())


def test_crosswise_dispatches_never_deadlock(city: City) -> None:
    conninfo = city(calls=ROUNDS * WIDTH, ambulances=ROUNDS * WIDTH)
    set_deadlock_timeout(conninfo, 20)
    with DeskPool(DESKS) as pool:
        played = pool.run(send_all_to_all, conninfo)
    outcomes = [answer.outcome for heard, _ in played for answer in heard]
    assert set(outcomes) == {WON, "AmbulanceTaken"}
    assert outcomes.count(WON) == ROUNDS * WIDTH == len(winners(conninfo))
    assert [restarts for _, restarts in played] == [0] * DESKS


def test_opposite_lock_orders_do_deadlock_and_still_end_right(city: City) -> None:
    conninfo = city(calls=ROUNDS * WIDTH, ambulances=ROUNDS * WIDTH)
    set_deadlock_timeout(conninfo, 20)
    with DeskPool(DESKS) as pool:
        played = pool.run(send_all_to_all_some_backwards, conninfo)
    assert sum(restarts for _, restarts in played) > 0, "the control: this contest can deadlock"
    outcomes = [answer.outcome for heard, _ in played for answer in heard]
    # Somebody may have lost four times in a row; then it is told to try again, and nothing is half done.
    assert set(outcomes) <= {WON, "AmbulanceTaken", "Busy"}
    assert [winner.ambulance_id for winner in winners(conninfo)] == list(range(1, ROUNDS * WIDTH + 1))


def click_once(seat: Seat, conninfo: str) -> tuple[Heard, int]:
    """Send ambulance 1 to call 1."""
    restarts = Restarts()
    store = open_desk(seat, conninfo, lock_timeout_s=60, statement_timeout_s=120)
    heard = click(store, DispatchAmbulance(EmergencyCallId(1), AmbulanceId(1)), seat.login)
    store.close()
    return heard, restarts.count


def test_a_strangers_deadlock_is_survived_by_doing_the_dispatch_again(city: City) -> None:
    conninfo = city(calls=1, ambulances=1)
    set_deadlock_timeout(conninfo, TIME_TO_CLOSE_THE_CIRCLE_MS)
    with DeskPool(1) as pool, psycopg.connect(conninfo) as rogue:
        rogue.execute(NEVER_THE_VICTIM)
        rogue.execute("SELECT FROM ambulance FOR UPDATE")
        pool.begin(1, click_once, conninfo)
        wait_until_desk_waits(conninfo, "desk 1", "ambulance")
        rogue.execute("SELECT FROM emergency_call FOR UPDATE")
        rogue.commit()
        heard, restarts = pool.result(1)
    (winner,) = winners(conninfo)
    assert heard == Heard(WON, winner.assignment_id)
    assert restarts == 1


def test_deadlock_after_deadlock_ends_in_an_answer(city: City) -> None:
    conninfo = city(calls=1, ambulances=1)
    set_deadlock_timeout(conninfo, TIME_TO_CLOSE_THE_CIRCLE_MS)
    with DeskPool(1) as pool, psycopg.connect(conninfo) as rogue:
        rogue.execute(NEVER_THE_VICTIM)
        rogue.execute("SELECT FROM ambulance FOR UPDATE")
        pool.begin(1, click_once, conninfo)
        for _ in range(ATTEMPTS):
            wait_until_desk_waits(conninfo, "desk 1", "ambulance")
            rogue.execute("SAVEPOINT with_ambulance")
            rogue.execute("SELECT FROM emergency_call FOR UPDATE")
            rogue.execute("ROLLBACK TO with_ambulance")
        heard, restarts = pool.result(1)
    assert heard == Heard("Busy")
    assert restarts == ATTEMPTS
    assert winners(conninfo) == []
