"""An order that was given at this desk, and what is said of it afterwards. No Qt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.rules import call_facts
from dispatcher_app.ui.conflict.wording import Choice, ConflictWords, Order, Way
from dispatcher_app.ui.wording import clock_time, dated, errand_words, short_time


@dataclass(frozen=True, slots=True)
class GivenOrder:
    """A command and its names, as they were when it was given: the words still hold once the board has moved on.

    `left` says when and where it was ordered (`ordered_words`), if at a desk that ended before the answer came.
    """

    command: DispatchAmbulance
    order: Order
    left: str = ""


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


def not_sent_for(given: GivenOrder) -> str:
    """Say that an order was not sent: M14 was not sent to #1043."""
    return f"{given.order.call_sign} was not sent to #{given.order.call.number}"


def not_sent_words(given: GivenOrder, fault: str = "") -> str:
    """Say that an order never took effect, and why: it never arrived, or a fault with this number stopped it."""
    reason = f"a fault in this desk, number {fault} in its log" if fault else "the order never arrived"
    return f"{not_sent_for(given)}: {reason}."


def ordered_words(at: datetime, desk: str, now: datetime, zone: tzinfo) -> str:
    """Say when an order was given, and at which desk: ordered 14:02 at desk 3."""
    return f"ordered {dated(short_time(at, zone), at, now, zone)} at {desk}"


def checking_words(orders: Sequence[GivenOrder], fault: str = "") -> str:
    """Say of which orders it is being found out what became of them; empty where there are none.

    `fault` numbers the one that keeps this desk from finding out.
    """
    if not orders:
        return ""
    questions = f"whether {' and whether '.join(_was_sent(given) for given in orders)}"
    if fault:
        return f"Not known {questions}: asking fails, a fault in this desk, number {fault} in its log"
    return f"Checking {questions}…"


def left_order_words(given: GivenOrder, sent_at: datetime | None, zone: tzinfo) -> ConflictWords:
    """Tell what became of an order that another desk had left open; `sent_at` None: it never took effect."""
    sign, number = given.order.call_sign, given.order.call.number
    lead = f"It was {given.left}, which ended before the answer came."
    if sent_at is None:
        title = f"{sign} was not sent to #{number}"
        detail = "The order never arrived. Look at the board, and send an ambulance if one is still needed."
    else:
        title = f"{sign} was sent to #{number}"
        with_it = f" ({', '.join(given.order.errand)})" if given.order.errand else ""
        detail = f"The order took effect at {clock_time(sent_at, zone)}{with_it}. Do not send it again."
    return ConflictWords(title, lead, detail, (Choice(Way.BACK, "Back to the board"),), Way.BACK)


def closing_words(orders: Sequence[GivenOrder], *, is_noted: bool) -> ConflictWords:
    """Ask before a desk is closed whose orders are of unknown end; `is_noted`: its next start will know of them."""
    names = " and whether ".join(map(_was_sent, orders))
    later = "At its next start on this computer the desk looks it up and says what became of it."
    if not is_noted:
        later = "The desk keeps no journal of its orders just now: its next start will not say what became of it."
    return ConflictWords(
        title=f"Not known yet whether {names}",
        lead="This desk is still checking. To close it does not take an order back.",
        detail=f"{later} Until it is known, look at the board of another desk before you send another ambulance.",
        choices=(Choice(Way.CLOSE, "Close anyway"), Choice(Way.WAIT, "Keep waiting")),
        default=Way.WAIT,
    )


def _was_sent(given: GivenOrder) -> str:
    left = f" ({given.left}, which then ended)" if given.left else ""
    return f"{given.order.call_sign} was sent to #{given.order.call.number}{left}"
