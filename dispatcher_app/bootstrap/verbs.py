"""The verbs without a window, each on a desk of its own that is opened and closed again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dispatcher_app.bootstrap.answers import as_json
from dispatcher_app.bootstrap.desk import Desk, Room, connect, open_desk
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import ControlRoom
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.operations.dispatch import Dispatched, dispatch_ambulance
from dispatcher_app.operations.finding import OrderNames, find_order
from dispatcher_app.operations.importing import import_places as import_places_into
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.operations.set_up import ensure_dispatcher, login_of_session, set_up_control_room
from dispatcher_app.storage.migrate import migrate

_LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class OrderInWords:
    """A dispatch as it was typed."""

    call: str
    ambulance: str
    hospital: str | None = None
    paramedic: str | None = None
    additional: bool = False

    def names(self) -> OrderNames:
        """Check what was typed. Raises InvalidInput with a sentence for each field."""
        problems: dict[str, list[str]] = {}
        number = self.call.strip().removeprefix("#")
        if not (number.isascii() and number.isdecimal() and 0 < int(number[:20]) <= _LARGEST_NUMBER):
            problems["emergency_call_id"] = ["A call's number is a whole number, like 1042."]
        if not self.ambulance.strip():
            problems["ambulance_id"] = ["Name the ambulance by its call sign, like M12."]
        for field in ("ambulance", "hospital", "paramedic"):
            if not (getattr(self, field) or "x").isprintable():
                problems[f"{field}_id"] = ["This name holds characters that cannot be printed."]
        if problems:
            raise InvalidInput(problems)
        return OrderNames(int(number), self.ambulance.strip(), self.hospital, self.paramedic)


@dataclass(frozen=True, slots=True)
class NewRoom:
    """A control room to be set up, and its first dispatcher."""

    name: str
    time_zone: str
    dispatcher: str | None = None

    def room(self) -> ControlRoom:
        """Check it. Raises InvalidInput."""
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            sentence = f"There is no time zone {self.time_zone}. Write it like Europe/Vienna."
            raise InvalidInput({"time_zone": [sentence]}) from None
        return ControlRoom(self.name, self.time_zone, is_demo=False)


@contextmanager
def desk_for(config: AppConfig, room: Room) -> Iterator[Desk]:
    """Open a desk for one verb."""
    desk = open_desk(config, room)
    try:
        yield desk
    finally:
        desk.close()


def dispatch(config: AppConfig, room: Room, order: OrderInWords) -> Dispatched:
    """Send an ambulance. Raises as `dispatch_ambulance` does, and InvalidInput, NotFound."""
    names = order.names()
    with desk_for(config, room) as desk:
        found = find_order(desk.store, names)
        command = DispatchAmbulance(
            found.emergency_call_id, found.ambulance_id, found.hospital_id, found.paramedic_id, order.additional
        )
        return dispatch_ambulance(desk.store, command, desk.login)


def board(config: AppConfig, room: Room) -> dict[str, Any]:
    """Give the board as JSON."""
    with desk_for(config, room) as desk:
        answer: dict[str, Any] = as_json(load_board(desk.store))
        return answer


def init(config: AppConfig, new: NewRoom) -> str:
    """Make the tables, name the room, and make the person who did it a dispatcher, if they gave their name."""
    room = new.room()
    if not config.database_url:
        with desk_for(config, Room.LIVE) as desk:
            is_new = set_up_control_room(desk.store, room)
    else:
        store = connect(config, config.database_url)
        migrate(store)
        is_new = set_up_control_room(store, room)
        if new.dispatcher:
            ensure_dispatcher(store, login_of_session(store), new.dispatcher)
        store.close()
    return f"{room.name} is set up." if is_new else "The tables are up to date. The control room keeps its name."


def import_places(config: AppConfig, stations: Path | None, hospitals: Path | None) -> str:
    """Read stations and hospitals into the live database."""
    if stations is None and hospitals is None:
        raise InvalidInput({"files": ["Name a file: --stations FILE or --hospitals FILE."]})
    with desk_for(config, Room.LIVE) as desk:
        return str(import_places_into(desk.store, stations, hospitals))
