"""The verbs without a window, each on a desk of its own that is opened and closed again."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dispatcher_app.bootstrap.answers import as_json
from dispatcher_app.bootstrap.desk import Desk, Room, bring_up_to_date, connected, open_desk
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.entities import ControlRoom
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.operations.set_up import ensure_dispatcher, login_of_session, set_up_control_room


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
    room = new.room()
    if not config.database_url:
        with desk_for(config, Room.LIVE, as_administrator=True) as desk:
            is_new = set_up_control_room(desk.store, room)
    else:
        with connected(config, config.database_url) as store, closing(store):
            bring_up_to_date(store)
            is_new = set_up_control_room(store, room)
            if new.dispatcher:
                ensure_dispatcher(store, login_of_session(store), new.dispatcher)
    return f"{room.name} is set up." if is_new else "The tables are up to date. The control room keeps its name."
