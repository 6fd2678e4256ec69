"""Two desks click within milliseconds of each other, in processes of their own."""

import statistics
import time
from dataclasses import dataclass

import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from tests.concurrency.city import City, drop_guards, winners
from tests.concurrency.clicking import WON, Heard, click, open_desk, take_out_row_locks
from tests.concurrency.desk_pool import DeskPool, Seat, spin_until

GAPS_MS = (0, 1, 2, 5, 10)
AMBULANCES = 100
OPEN_PHP_SYSTEM = {0: "78-95", 1: "14-38", 2: "6-12", 5: "0-2", 10: "-"}
"""Of 100 units, double-booked by a well-known open PHP system (the field's figures)."""


@dataclass(frozen=True)
class Order:
    """Which call and ambulance each of the two desks wants, and how long after the first the second clicks."""

    calls: tuple[int, int]
    ambulances: tuple[int, int]
    gap_s: float
    first: int
    is_additional: bool = False


@dataclass(frozen=True)
class Answered:
    """What a desk heard, and when it had clicked (the machine's monotonic clock)."""

    heard: Heard
    clicked_at: float


def take_orders(seat: Seat, conninfo: str, orders: list[Order], *, with_locks: bool) -> list[Answered]:
    """Click at each order's instant, to the microsecond."""
    if not with_locks:
        take_out_row_locks()
    store = open_desk(seat, conninfo)
    answered = []
    for order in orders:
        mine = seat.number - 1
        is_second = order.first != mine
        command = DispatchAmbulance(
            EmergencyCallId(order.calls[mine]),
            AmbulanceId(order.ambulances[mine]),
            is_additional=order.is_additional and is_second,
        )
        instant = seat.agree_on_instant()
        spin_until(instant + order.gap_s * is_second)
        clicked_at = time.perf_counter()
        answered.append(Answered(click(store, command, seat.login), clicked_at))
    store.close()
    return answered


def careful(seat: Seat, conninfo: str, orders: list[Order]) -> list[Answered]:
    """As built."""
    return take_orders(seat, conninfo, orders, with_locks=True)


def careless(seat: Seat, conninfo: str, orders: list[Order]) -> list[Answered]:
    """Without the row locks."""
    return take_orders(seat, conninfo, orders, with_locks=False)


def same_ambulance_orders() -> list[Order]:
    """One ambulance an order, a hundred for each gap; the desks take turns at being first."""
    numbers = range(1, len(GAPS_MS) * AMBULANCES + 1)
    return [Order((2 * n - 1, 2 * n), (n, n), GAPS_MS[(n - 1) // AMBULANCES] / 1000, first=n % 2) for n in numbers]


def double_booked(conninfo: str) -> list[int]:
    """Count, for each gap, the ambulances on two calls."""
    held = [winner.ambulance_id for winner in winners(conninfo)]
    twice = {number for number in held if held.count(number) > 1}
    return [sum((n - 1) // AMBULANCES == place for n in twice) for place in range(len(GAPS_MS))]


def test_never_double_booked_and_the_second_always_knows_the_first(
    city: City, other_city: City, capsys: pytest.CaptureFixture[str]
) -> None:
    orders = same_ambulance_orders()
    conninfo = city(calls=2 * len(orders), ambulances=len(orders))
    unguarded = other_city(calls=2 * len(orders), ambulances=len(orders))
    drop_guards(unguarded)
    with DeskPool(2) as pool:
        heard = pool.run(careful, conninfo, orders)
        pool.run(careless, unguarded, orders)

    booked = {winner.ambulance_id: winner for winner in winners(conninfo)}
    for order, *answers in zip(orders, *heard, strict=True):
        winner = booked[order.ambulances[0]]
        told = Heard("AmbulanceTaken", None, winner.by, winner.desk, winner.at, winner.to_number)
        assert sorted((a.heard for a in answers), key=lambda h: h.outcome != WON) == [
            Heard(WON, winner.assignment_id),
            told,
        ]
    assert double_booked(conninfo) == [0] * len(GAPS_MS)
    assert double_booked(unguarded)[0] > 0, "the clicks never met: this proves nothing"
    with capsys.disabled():
        print(table(orders, heard, double_booked(conninfo), double_booked(unguarded)))


def table(orders: list[Order], heard: list[list[Answered]], twice: list[int], unguarded: list[int]) -> str:
    """Lay out the figures beside the field's."""
    heads = ("gap", "true gap", "double-booked", "losers knowing", "first click won", "unguarded", "open PHP system")
    lines = [
        "",
        f"Of {AMBULANCES} ambulances each, clicked by two desks in two processes (unguarded: no locks, no index):",
        "  ".join(f"{head:>15}" for head in heads),
    ]
    for place, gap in enumerate(GAPS_MS):
        rows = [
            (order, first, second)
            for order, first, second in zip(orders, *heard, strict=True)
            if order.gap_s == gap / 1000
        ]
        true_gap = statistics.median(abs(first.clicked_at - second.clicked_at) for _, first, second in rows) * 1000
        knowing = sum(a.heard.by != "" for _, *answers in rows for a in answers)
        first_won = sum(answers[order.first].heard.outcome == WON for order, *answers in rows)
        true = f"{true_gap:.2f} ms"
        cells = (f"{gap} ms", true, twice[place], knowing, first_won, unguarded[place], OPEN_PHP_SYSTEM[gap])
        lines.append("  ".join(f"{cell:>15}" for cell in cells))
    return "\n".join(lines)


def orders_within_50_ms(kind: str) -> list[Order]:
    """Fifty pairs of clicks, 0 to 49 ms apart, in three kinds."""
    numbers = range(1, 51)
    if kind == "different":
        return [Order((2 * n - 1, 2 * n), (2 * n - 1, 2 * n), (n - 1) / 1000, n % 2) for n in numbers]
    additional = kind == "same call, knowingly"
    return [Order((n, n), (2 * n - 1, 2 * n), (n - 1) / 1000, n % 2, additional) for n in numbers]


def test_different_calls_and_ambulances_are_both_served(city: City) -> None:
    orders = orders_within_50_ms("different")
    conninfo = city(calls=100, ambulances=100)
    with DeskPool(2) as pool:
        heard = pool.run(careful, conninfo, orders)
    assert {answer.heard.outcome for answers in heard for answer in answers} == {WON}
    assert len(winners(conninfo)) == 100


def test_a_second_ambulance_sent_knowingly_to_the_same_call_is_served_too(city: City) -> None:
    orders = orders_within_50_ms("same call, knowingly")
    conninfo = city(calls=50, ambulances=100)
    with DeskPool(2) as pool:
        heard = pool.run(careful, conninfo, orders)
    for order, *answers in zip(orders, *heard, strict=True):
        second = answers[1 - order.first].heard
        assert second.outcome == WON
    outcomes = [answer.heard.outcome for answers in heard for answer in answers]
    # Where the knowing one came in first after all, the other is told.
    assert set(outcomes) <= {WON, "CallTaken"}
    assert len(winners(conninfo)) == outcomes.count(WON)


def test_the_same_call_goes_to_one_and_the_other_reads_the_call_sign(city: City) -> None:
    orders = orders_within_50_ms("same call")
    conninfo = city(calls=50, ambulances=100)
    with DeskPool(2) as pool:
        heard = pool.run(careful, conninfo, orders)
    booked = {winner.to_number: winner for winner in winners(conninfo)}
    assert sorted(booked) == list(range(1, 51))
    for order, *answers in zip(orders, *heard, strict=True):
        winner = booked[order.calls[0]]
        told = Heard("CallTaken", None, winner.by, winner.desk, winner.at, call_signs=(f"M{winner.ambulance_id}",))
        assert {a.heard for a in answers} == {Heard(WON, winner.assignment_id), told}
