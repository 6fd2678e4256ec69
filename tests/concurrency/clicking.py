"""What a desk in a test does: click, and note the answer in a form that can leave its process."""

import logging
from dataclasses import dataclass
from datetime import datetime

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import AmbulanceTaken, CallTaken, DispatcherError
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.storage import dispatching
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.concurrency.desk_pool import Seat

WON = "Dispatched"


@dataclass(frozen=True)
class Heard:
    """The answer to one click. `assignment_id` for the winner; the rest is what a loser was told."""

    outcome: str
    assignment_id: int | None = None
    by: str = ""
    desk: str = ""
    at: datetime | None = None
    to_number: int | None = None
    call_signs: tuple[str, ...] = ()


def open_desk(seat: Seat, conninfo: str, *, lock_timeout_s: float = 3.0, statement_timeout_s: float = 15.0) -> Store:
    """Open the seat's desk, connected already, so that the first click costs what every click does."""
    store = Store(
        ConnectionSettings(
            conninfo, desk=seat.desk, lock_timeout_s=lock_timeout_s, statement_timeout_s=statement_timeout_s
        )
    )
    with store.snapshot():
        pass
    return store


def click(store: Store, command: DispatchAmbulance, login: str) -> Heard:
    """Dispatch, and note who won or who was first."""
    try:
        done = dispatch_ambulance(store, command, login)
    except AmbulanceTaken as taken:
        return Heard("AmbulanceTaken", None, taken.sent.by, taken.sent.desk, taken.sent.at, taken.to.number)
    except CallTaken as taken:
        return Heard("CallTaken", None, taken.sent.by, taken.sent.desk, taken.sent.at, call_signs=taken.by)
    except DispatcherError as error:
        return Heard(type(error).__name__)
    return Heard(WON, done.assignment.id)


def take_out_row_locks() -> None:
    """Make this process forget the row locks, as careless code would. For a desk's process only."""
    dispatching.lock_emergency_call = dispatching.read_emergency_call
    dispatching.lock_ambulance = dispatching.read_ambulance


class Restarts(logging.Handler):
    """Counts how often the operations of this process were done again."""

    def __init__(self) -> None:
        """Listen to the one logger that tells."""
        super().__init__()
        self.count = 0
        logging.getLogger("dispatcher_app.operations.restarting").addHandler(self)

    def emit(self, _record: logging.LogRecord) -> None:
        """Count."""
        self.count += 1
