"""An order that was given at this desk, and what is said of it afterwards. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.rules import call_facts
from dispatcher_app.ui.conflict.wording import Order
from dispatcher_app.ui.wording import clock_time, errand_words


@dataclass(frozen=True, slots=True)
class GivenOrder:
    """A command and its names, as they were when it was given: the words still hold once the board has moved on."""

    command: DispatchAmbulance
    order: Order


def give_order(command: DispatchAmbulance, board: Board, at: datetime) -> GivenOrder | None:
    """Name what a command joins; None where the board does not know the call or the ambulance."""
    call = next((item for item in board.calls if item.id == command.emergency_call_id), None)
    ambulance = next((item for item in board.ambulances if item.id == command.ambulance_id), None)
    if call is None or ambulance is None:
        return None
    hospital = next((item for item in board.hospitals if item.id == command.hospital_id), None)
    paramedic = next((item for item in board.paramedics if item.id == command.paramedic_id), None)
    order = Order(call_facts(call), ambulance.call_sign, at, errand_words(hospital, paramedic))
    return GivenOrder(command, order)


def order_name(given: GivenOrder) -> str:
    """Name an order: M14 to #1043."""
    return f"{given.order.call_sign} to #{given.order.call.number}"


def sent_words(given: GivenOrder, at: datetime, zone: tzinfo) -> str:
    """Say that an order took effect."""
    return f"{given.order.call_sign} sent to #{given.order.call.number}, {clock_time(at, zone)}"


def not_sent_words(given: GivenOrder, fault: str = "") -> str:
    """Say that an order never took effect, and why: it never arrived, or a fault with this number stopped it."""
    reason = f"a fault in this desk, number {fault} in its log" if fault else "the order never arrived"
    return f"{given.order.call_sign} was not sent to #{given.order.call.number}: {reason}."


def not_known_words(orders: Sequence[GivenOrder], fault: str = "") -> str:
    """Say of which orders nothing is known yet, and that the asking goes on; empty where there are none."""
    if not orders:
        return ""
    names = [f"{given.order.call_sign} was sent to #{given.order.call.number}" for given in orders]
    asking = f"asking fails, a fault in this desk, number {fault} in its log" if fault else "asking…"
    return f"Not known yet whether {' and whether '.join(names)}: {asking}"
