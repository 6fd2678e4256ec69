"""The verbs without a window, each on a desk of its own that is opened and closed again."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dispatcher_app.bootstrap.admission import connected
from dispatcher_app.bootstrap.answers import as_json
from dispatcher_app.bootstrap.desk import LIVE_DATABASE, Desk, Room, bring_up_to_date, open_desk
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.entities import ControlRoom
from dispatcher_app.domain.errors import InvalidInput, NotAllowed
from dispatcher_app.domain.texts import LIMITS, Problems
from dispatcher_app.operations.people import logins_without_password
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.operations.set_up import ensure_dispatcher, login_of_session, set_up_control_room
from dispatcher_app.storage.store import Store


@dataclass(frozen=True, slots=True)
class NewRoom:
    """A control room to be set up, and its first dispatcher."""

    name: str
    time_zone: str
    dispatcher: str | None = None

    def checked(self) -> "NewRoom":
        """Check it, and give it as it is kept. Raises InvalidInput."""
        with Problems() as problems:
            name = problems.text("name", self.name, LIMITS["control_room.name"])
            time_zone = problems.text("time_zone", self.time_zone, LIMITS["control_room.time_zone"])
            if not _is_zone(time_zone):
                problems.add("time_zone", f"There is no time zone {time_zone}. Write it like Europe/Vienna.")
            dispatcher = self.dispatcher
            if dispatcher is not None:
                dispatcher = problems.text("dispatcher", dispatcher, LIMITS["dispatcher.full_name"])
        return NewRoom(name, time_zone, dispatcher)


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


@contextmanager
def desk_for(config: AppConfig, room: Room, *, as_administrator: bool = False) -> Iterator[Desk]:
    """Open a desk for one verb."""
    with closing(open_desk(config, room, as_administrator=as_administrator)) as desk:
        yield desk


def board(config: AppConfig, room: Room) -> dict[str, Any]:
    """Give the board as JSON."""
    with desk_for(config, room) as desk:
        answer: dict[str, Any] = as_json(load_board(desk.store))
        return answer


def init(config: AppConfig, new: NewRoom) -> str:
    """Make the tables, name the room, and make the person who did it a dispatcher, if they gave their name."""
    new = new.checked()
    room = ControlRoom(new.name, new.time_zone, is_demo=False)
    if config.server is None:
        with desk_for(config, Room.LIVE, as_administrator=True) as desk:
            is_new = set_up_control_room(desk.store, room)
    else:
        with connected(config.server.settings(desk=config.desk, login=config.login)) as store, closing(store):
            make_tables(store)
            is_new = set_up_control_room(store, room)
            if new.dispatcher:
                ensure_dispatcher(store, login_of_session(store), new.dispatcher)
    return f"{room.name} is set up." if is_new else "The tables are up to date. The control room keeps its name."


def make_tables(store: Store) -> None:
    """Make a database's tables, or bring them up to date. Raises NotAllowed to those who may not, SchemaMismatch."""
    try:
        bring_up_to_date(store)
    except NotAllowed:
        raise NotAllowed(
            "To set up a control room this log-in must own the database and be allowed to make roles (CREATEROLE)."
            " Nothing was written."
        ) from None


def init_embedded(config: AppConfig, new: NewRoom) -> str:
    """Set up a room for this machine alone, where everybody needs a password; people are added afterwards.

    A room that was here without passwords keeps what is in it, and asks for them from now on.
    """
    if new.dispatcher is not None:
        sentence = "Where everybody has a password, add people with: dispatcher users add"
        raise InvalidInput({"dispatcher": [sentence]})
    new = new.checked()
    with desk_for(replace(config, server=None), Room.LIVE, as_administrator=True) as desk:
        is_new = set_up_control_room(desk.store, ControlRoom(new.name, new.time_zone, is_demo=False))
        if desk.server is not None:
            desk.server.ask_passwords(LIVE_DATABASE)
        without = logins_without_password(desk.store)
    named = f"{new.name} is set up" if is_new else "The control room keeps its name"
    asks = f"{named} and asks everybody for a password. Let people in with: dispatcher users add"
    if not without:
        return asks
    orders = (f"    dispatcher users password {login}" for login in without)
    return "\n".join((asks, "These were here before, and get in once they have one:", *orders))
