"""A line between desks and a server that breaks on demand: at once, at a byte, or at a message of the protocol.

    with Proxy(conninfo) as line:
        store = Store(ConnectionSettings(line.conninfo))
        line.aim(Aim(Way.TO_SERVER, is_commit, at=3))     # three bytes of the next COMMIT arrive, and no more

Whatever passes is cut into messages, so that faults can be aimed; to be able to read it, the line declines encryption.
All faults are switched from any thread and hold for open and for new connections, until `heal`.
"""

import socket
import struct
import threading
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests.chaos.wire import Aim, Deed, Message, Way, close, connected, messages_from

_HOST = "127.0.0.1"
_PIECE_EVERY_S = 0.02
"""How often a throttled line sends a piece."""


@dataclass
class Faults:
    """What a whole line suffers."""

    delay_s: float = 0.0
    bytes_per_s: float = 0.0
    is_frozen: bool = False


class Proxy:
    """Listens on a port of this machine. `bytes` and `messages` count what came, by way; `passed` keeps it if asked."""

    def __init__(self, server: str, *, keeps: bool = False) -> None:
        """Stand in front of the server of a connection string."""
        given = conninfo_to_dict(server)
        self._server = (str(given.get("host", "")), int(str(given.get("port") or 5432)))
        self.bytes: Counter[Way] = Counter()
        self.messages: Counter[Way] = Counter()
        self.passed: list[Message] = []
        self.hit = threading.Event()
        self._keeps = keeps
        self._changed = threading.Condition()
        self._faults = {way: Faults() for way in Way}
        self._cut_after: dict[Way, tuple[int, Deed]] = {}
        self._aim: Aim | None = None
        self._skipped = 0
        self._swallows = False
        self._closes_new = False
        self._open: set[_Connection] = set()
        self._has_ended = False
        self._door = self._listen(0)
        self.port = int(self._door.getsockname()[1])
        self.conninfo = make_conninfo(server, host=_HOST, port=self.port, sslmode="disable", gssencmode="disable")

    def __enter__(self) -> Self:
        """It listens already."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """End the line and everything on it."""
        self._has_ended = True
        self.refuse()
        self.cut(Deed.RESET)

    def delay(self, seconds: float, *ways: Way) -> None:
        """Let each message wait before it goes on; no way means both."""
        self._suffer(ways, "delay_s", seconds)

    def throttle(self, bytes_per_s: float, *ways: Way) -> None:
        """Let no more than this through."""
        self._suffer(ways, "bytes_per_s", bytes_per_s)

    def freeze(self, *ways: Way) -> None:
        """Hold everything back, also the end of a connection, and lose nothing."""
        self._suffer(ways, "is_frozen", True)  # noqa: FBT003

    def swallow(self) -> None:
        """Be half open: accept, take and acknowledge everything, and hand nothing on."""
        with self._changed:
            self._swallows = True

    def refuse(self) -> None:
        """Let nobody in: new connections are refused as where nothing listens."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def close_new(self) -> None:
        """Accept new connections and close them at once."""
        self._closes_new = True

    def cut(self, deed: Deed = Deed.RESET) -> None:
        """Break all connections now."""
        with self._changed:
            cut = list(self._open)
            self._changed.notify_all()
        for connection in cut:
            connection.end(deed)

    def hang_up_on_clients(self) -> None:
        """Break the clients' ends alone: what is held back on its way to the server still arrives once healed."""
        for connection in list(self._open):
            close(connection.ends[Way.TO_CLIENT], Deed.RESET)

    def cut_after(self, way: Way, size: int, deed: Deed = Deed.FIN) -> None:
        """Break the connection that brings the total of bytes from now on above `size`; so many still arrive."""
        with self._changed:
            self._cut_after[way] = (size, deed)

    def aim(self, aim: Aim) -> None:
        """Break at a message; `hit` tells when it came."""
        with self._changed:
            self._aim, self._skipped = aim, 0
            self.hit.clear()

    def heal(self) -> None:
        """Be a good line again for all that is still open, and for all who come."""
        with self._changed:
            self._faults = {way: Faults() for way in Way}
            self._cut_after.clear()
            self._aim, self._swallows, self._closes_new = None, False, False
            for connection in self._open:
                connection.frozen.clear()
                connection.swallows = False
            self._changed.notify_all()
        if self._door.fileno() == -1 and not self._has_ended:
            self._door = self._listen(self.port)

    def _suffer(self, ways: tuple[Way, ...], name: str, value: float) -> None:
        with self._changed:
            for way in ways or Way:
                setattr(self._faults[way], name, value)

    def _listen(self, port: int) -> socket.socket:
        door = socket.create_server((_HOST, port), backlog=100)
        threading.Thread(target=self._receive, args=(door,), daemon=True).start()
        return door

    def _receive(self, door: socket.socket) -> None:
        while True:
            try:
                client, _ = door.accept()
            except OSError:
                return
            try:
                if self._closes_new:
                    raise ConnectionAbortedError
                connection = _Connection(self, client, connected(self._server))
            except OSError:
                close(client, Deed.RESET)
                continue
            with self._changed:
                self._open.add(connection)
            connection.start()

    def let_go(self, connection: "_Connection") -> None:
        """Forget a connection that has ended."""
        with self._changed:
            self._open.discard(connection)
            self._changed.notify_all()

    def judge(self, connection: "_Connection", message: Message) -> tuple[int, Deed | None]:
        """Count a message; tell how many bytes of it pass, and what happens then."""
        with self._changed:
            self.bytes[message.way] += len(message.data)
            self.messages[message.way] += 1
            if self._keeps:
                self.passed.append(message)
            if self.is_half_open(connection):
                return 0, None
            return self._aimed_at(message) or self._counted(message) or (len(message.data), None)

    def is_half_open(self, connection: "_Connection") -> bool:
        """Tell whether a connection hands nothing on, not even its end."""
        return self._swallows or connection.swallows

    def _aimed_at(self, message: Message) -> tuple[int, Deed] | None:
        aim = self._aim
        if aim is None or message.way is not aim.way or not aim.matches(message):
            return None
        self._skipped += 1
        if self._skipped <= aim.skip:
            return None
        self._aim = None
        self.hit.set()
        return (len(message.data) if aim.at is None else aim.at), aim.deed

    def _counted(self, message: Message) -> tuple[int, Deed] | None:
        if message.way not in self._cut_after:
            return None
        left, deed = self._cut_after[message.way]
        if left >= len(message.data):
            self._cut_after[message.way] = (left - len(message.data), deed)
            return None
        del self._cut_after[message.way]
        return left, deed

    def wait_out(self, connection: "_Connection", way: Way) -> Faults:
        """Wait while this way is frozen and for its delay; give what else it suffers."""
        with self._changed:
            delay_s = self._faults[way].delay_s
            if delay_s:
                self._changed.wait_for(connection.ended.is_set, delay_s)
            self._changed.wait_for(
                lambda: connection.ended.is_set() or not (self._faults[way].is_frozen or way in connection.frozen)
            )
            return self._faults[way]


class _Connection:
    """A client, and the server behind it. Each way has a thread of its own, which hands on message by message."""

    def __init__(self, line: Proxy, client: socket.socket, server: socket.socket) -> None:
        self.ends = {Way.TO_CLIENT: client, Way.TO_SERVER: server}
        for end in self.ends.values():
            if end.family == socket.AF_INET:
                # Messages go one by one: without this each would wait for the other side's word that the last came.
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.frozen: set[Way] = set()
        self.swallows = False
        self.ended = threading.Event()
        self._ending = threading.Lock()
        self._line = line

    def start(self) -> None:
        for way in Way:
            threading.Thread(target=self._carry, args=(way,), daemon=True).start()

    def end(self, deed: Deed) -> None:
        """Close both ends. The first end is the one that counts."""
        with self._ending:
            if self.ended.is_set():
                return
            self.ended.set()
        for end in self.ends.values():
            close(end, deed)
        self._line.let_go(self)

    def _carry(self, way: Way) -> None:
        source = self.ends[Way.TO_CLIENT if way is Way.TO_SERVER else Way.TO_SERVER]
        with suppress(OSError, struct.error):
            for message in messages_from(source, way):
                if not self._hand_on(message):
                    return
        self._line.wait_out(self, way)
        if not self._line.is_half_open(self):
            self.end(Deed.FIN)

    def _hand_on(self, message: Message) -> bool:
        """Let a message pass, or as much of it as does; tell whether the connection lives on."""
        size, deed = self._line.judge(self, message)
        faults = self._line.wait_out(self, message.way)
        self._send(message, 0, size, faults)
        match deed:
            case None:
                return True
            case Deed.FREEZE:
                self.frozen.add(message.way)
                self._line.wait_out(self, message.way)
                self._send(message, size, len(message.data), faults)
                return True
            case Deed.SWALLOW:
                self.swallows = True
                return True
        self.end(deed)
        return False

    def _send(self, message: Message, begin: int, end: int, faults: Faults) -> None:
        step = max(1, int(faults.bytes_per_s * _PIECE_EVERY_S)) if faults.bytes_per_s else max(1, end - begin)
        for place in range(begin, end, step):
            self.ends[message.way].sendall(message.data[place : min(place + step, end)])
            if faults.bytes_per_s:
                self.ended.wait(_PIECE_EVERY_S)
