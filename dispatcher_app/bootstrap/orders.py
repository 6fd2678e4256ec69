"""A dispatch ordered at a shell: from what was typed to an answer, even where the line breaks over it."""

import threading
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from dispatcher_app.bootstrap.desk import Desk, Room, open_desk
from dispatcher_app.bootstrap.noted_orders import NotedOrders, OrderSlip
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.checks import checked_number
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import DispatcherError, OutcomeUnknown, Unavailable
from dispatcher_app.domain.ids import RequestId
from dispatcher_app.domain.texts import LIMITS, Problems, TextLimit
from dispatcher_app.operations.dispatch import Dispatched, dispatch_ambulance
from dispatcher_app.operations.dispatch_log import OrderNamed, logged_refusal
from dispatcher_app.operations.finding import OrderNames, find_order
from dispatcher_app.storage.order_journal import ORDERS, OrderJournal

_ASKED_AFTER_S = (0, 1, 2, 4)
"""How long to wait before each question after a lost order."""


class OrderLost(OutcomeUnknown):
    """Nobody could be asked what became of the order with this request id."""

    def __init__(self, named: OrderNamed, request_id: RequestId) -> None:
        """Say so, and what to do."""
        self.request_id = request_id
        super().__init__(
            f"The line broke: it is not known whether {named.call_sign} was sent to #{named.call_number}. "
            f"Look at the board once the database is back. The order's request id is {request_id}."
        )


@dataclass(frozen=True, slots=True)
class OrderInWords:
    """A dispatch as it was typed."""

    call: str | None = None
    ambulance: str | None = None
    hospital: str | None = None
    paramedic: str | None = None
    additional: bool = False
    diverts_accepted: bool = False

    def names(self) -> OrderNames:
        """Check what was typed. Raises InvalidInput with a sentence for each field."""
        with Problems() as problems:
            number = problems.checked(_call_number, self.call or "", otherwise=0)
            if not (self.ambulance or "").strip():
                problems.add("ambulance_id", "Name the ambulance by its call sign, like M12.")
            call_sign = problems.text("ambulance_id", self.ambulance or "", LIMITS["ambulance.call_sign"])
            hospital = _name(problems, "hospital_id", self.hospital, LIMITS["hospital.name"])
            paramedic = _name(problems, "paramedic_id", self.paramedic, LIMITS["paramedic.full_name"])
        return OrderNames(number, call_sign, hospital, paramedic)


def _call_number(text: str) -> int:
    number = text.strip().removeprefix("#")
    wrong = "A call's number is a whole number, like 1042."
    return checked_number(
        "emergency_call_id", number, wrong if number else "Name the emergency call by its number, like 1042."
    )


def _name(problems: Problems, field: str, text: str | None, limit: TextLimit) -> str | None:
    return None if text is None else problems.text(field, text, limit)


def dispatch(config: AppConfig, room: Room, order: OrderInWords) -> Dispatched:
    """Send an ambulance. Raises as `dispatch_ambulance` does, and InvalidInput, NotFound, OrderLost."""
    names = order.names()
    named = OrderNamed(names.call_number, names.call_sign)
    with logged_refusal(named, config.desk):
        desk = open_desk(config, room, is_watched=True)
    with closing(desk), closing(OrderJournal(config.data_dir / ORDERS)) as journal:
        with logged_refusal(named, desk.store.desk, desk.login):
            found = find_order(desk.store, names)
        command = DispatchAmbulance(
            found.emergency_call_id,
            found.ambulance_id,
            found.hospital_id,
            found.paramedic_id,
            order.additional,
            diverts_accepted=order.diverts_accepted,
        )
        orders = NotedOrders(desk, journal)
        try:
            return orders.dispatch(command, _slip(names))
        except OutcomeUnknown:
            return _asked_again(desk, orders, command, named)


def _slip(names: OrderNames) -> OrderSlip:
    hospital = () if names.hospital is None else (f"then to {names.hospital}",)
    paramedic = () if names.paramedic is None else (f"with {names.paramedic}",)
    return OrderSlip(names.call_number, names.call_sign, datetime.now(UTC), hospital + paramedic)


def _asked_again(desk: Desk, orders: NotedOrders, command: DispatchAmbulance, named: OrderNamed) -> Dispatched:
    """Ask, on a connection made anew, what became of an order. Raises Unavailable for one never done, OrderLost."""
    for seconds in _ASKED_AFTER_S:
        threading.Event().wait(seconds)
        try:
            desk.revive()
            if orders.find(command) is None:
                break
            # An order that has been carried out is answered with what it did; nothing is done twice.
            return dispatch_ambulance(desk.store, command, desk.login, named)
        except DispatcherError:
            continue
    else:
        raise OrderLost(named, command.request_id)
    raise Unavailable(f"The line broke. {named.call_sign} was not sent to #{named.call_number}: nothing was written.")
