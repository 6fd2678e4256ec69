"""A dispatch ordered at a shell: from what was typed to an answer, even where the line breaks over it."""

import threading
from contextlib import closing
from dataclasses import dataclass

from dispatcher_app.bootstrap.desk import Desk, Room, open_desk
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import DispatcherError, InvalidInput, OutcomeUnknown, Unavailable
from dispatcher_app.domain.ids import RequestId
from dispatcher_app.operations.dispatch import Dispatched, dispatch_ambulance, find_dispatch
from dispatcher_app.operations.dispatch_log import OrderNamed, logged_refusal
from dispatcher_app.operations.finding import OrderNames, find_order

_LARGEST_NUMBER = 2**63 - 1

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

    def names(self) -> OrderNames:
        """Check what was typed. Raises InvalidInput with a sentence for each field."""
        problems: dict[str, list[str]] = {}
        number = (self.call or "").strip().removeprefix("#")
        if not number:
            problems["emergency_call_id"] = ["Name the emergency call by its number, like 1042."]
        elif not (number.isascii() and number.isdecimal() and 0 < int(number[:20]) <= _LARGEST_NUMBER):
            problems["emergency_call_id"] = ["A call's number is a whole number, like 1042."]
        call_sign = (self.ambulance or "").strip()
        if not call_sign:
            problems["ambulance_id"] = ["Name the ambulance by its call sign, like M12."]
        for field in ("ambulance", "hospital", "paramedic"):
            if not (getattr(self, field) or "x").isprintable():
                problems[f"{field}_id"] = ["This name holds characters that cannot be printed."]
        if problems:
            raise InvalidInput(problems)
        return OrderNames(int(number), call_sign, self.hospital, self.paramedic)


def dispatch(config: AppConfig, room: Room, order: OrderInWords) -> Dispatched:
    """Send an ambulance. Raises as `dispatch_ambulance` does, and InvalidInput, NotFound, OrderLost."""
    names = order.names()
    named = OrderNamed(names.call_number, names.call_sign)
    with logged_refusal(named, config.desk):
        desk = open_desk(config, room)
    with closing(desk):
        with logged_refusal(named, desk.store.desk, desk.login):
            found = find_order(desk.store, names)
        command = DispatchAmbulance(
            found.emergency_call_id, found.ambulance_id, found.hospital_id, found.paramedic_id, order.additional
        )
        try:
            return dispatch_ambulance(desk.store, command, desk.login, named)
        except OutcomeUnknown:
            return _asked_again(desk, command, named)


def _asked_again(desk: Desk, command: DispatchAmbulance, named: OrderNamed) -> Dispatched:
    """Ask, on a connection made anew, what became of an order. Raises Unavailable for one never done, OrderLost."""
    for seconds in _ASKED_AFTER_S:
        threading.Event().wait(seconds)
        try:
            desk.revive()
            if find_dispatch(desk.store, command) is None:
                break
            # An order that has been carried out is answered with what it did; nothing is done twice.
            return dispatch_ambulance(desk.store, command, desk.login, named)
        except DispatcherError:
            continue
    else:
        raise OrderLost(named, command.request_id)
    raise Unavailable(f"The line broke. {named.call_sign} was not sent to #{named.call_number}: nothing was written.")
