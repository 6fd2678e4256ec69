"""A database as the feed sees it: what is committed here is told on every wire that listens."""

import queue
import threading
from datetime import UTC, datetime, timedelta

from dispatcher_app.background.board_feed import BoardReading
from dispatcher_app.domain.board_news import BoardNews, Change, Heard, with_news
from dispatcher_app.domain.entities import Board, ControlRoom, EmergencyCall
from dispatcher_app.domain.errors import Unavailable, Unreachable
from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.domain.statuses import CallStatus

THEN = datetime(2017, 1, 7, 1, 40, tzinfo=UTC)


def a_call(number: int, word: str = "") -> EmergencyCall:
    """A call whose id is its number."""
    return EmergencyCall(EmergencyCallId(number), number, CallStatus.OPEN, 1, "Fall", THEN, "400 Castro St", notes=word)


class Wire:
    """One line."""

    def __init__(self) -> None:
        self.told: queue.SimpleQueue[Heard | None] = queue.SimpleQueue()

    def hear(self, seconds: float) -> Heard:
        """Wait for something."""
        try:
            heard = self.told.get(timeout=seconds)
        except queue.Empty:
            return Heard()
        if heard is None:
            raise Unreachable("cut")
        return heard

    def break_off(self) -> None:
        """Cut it."""
        self.told.put(None)

    def close(self) -> None:
        """Nothing is left to do."""


class Database:
    """Calls, and who listens. Everything may be called from any thread."""

    def __init__(self) -> None:
        self.calls: dict[int, EmergencyCall] = {}
        self.wires: list[Wire] = []
        self.loads = 0
        self.follows: list[frozenset[Change]] = []
        self.beats_astray = False
        self.behind = timedelta()
        self.trouble: Exception | None = None
        self.lets_listen = True
        self.gate = threading.Event()
        self.gate.set()

    def reading(self) -> BoardReading:
        """Give what a feed asks."""
        return BoardReading(self.load, self.follow, self.beat, self.listen)

    def commit(self, *calls: EmergencyCall) -> None:
        """Write calls and tell of them."""
        self.calls |= {call.id: call for call in calls}
        self.tell(Heard(frozenset(Change("emergency_call", call.id) for call in calls)))

    def tell(self, heard: Heard) -> None:
        """Tell everybody."""
        for wire in self.wires:
            wire.told.put(heard)

    def load(self) -> Board:
        """Read everything."""
        self.loads += 1
        self._answer()
        calls = tuple(self.calls[key] for key in sorted(self.calls))
        return Board(THEN, ControlRoom("", "UTC", is_demo=False), calls, behind=self.behind)

    def follow(self, board: Board, asked: frozenset[Change]) -> Board:
        """Read some."""
        self.follows.append(asked)
        self._answer()
        found = tuple(self.calls[change.id] for change in asked if change.id in self.calls)
        return with_news(board, BoardNews(THEN, asked, found))

    def beat(self, token: str) -> datetime:
        """Tell a sign of life to whoever sent it."""
        self._answer()
        if not self.beats_astray:
            self.tell(Heard(beats=frozenset({token})))
        return THEN + timedelta(seconds=1)

    def listen(self) -> Wire:
        """Give a line."""
        if not self.lets_listen or self.trouble is not None:
            raise Unavailable("no more lines")
        self.wires.append(Wire())
        return self.wires[-1]

    def _answer(self) -> None:
        self.gate.wait(10)
        if self.trouble is not None:
            raise self.trouble
