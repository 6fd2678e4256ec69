"""What passes between a desk and a server: PostgreSQL's messages, and the ends of the lines they pass on."""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum

_ENCRYPTION_ASKED = {80877103, 80877104}


class Way(Enum):
    """Which way something goes."""

    TO_SERVER = "to the server"
    TO_CLIENT = "to the client"


class Deed(Enum):
    """What happens to a connection at the point that is aimed at."""

    FIN = "closed in an orderly way"
    RESET = "closed as by a crash"
    FREEZE = "this way holds everything back until heal"
    SWALLOW = "half open: everything is taken, nothing goes on"


@dataclass(frozen=True)
class Message:
    """A message of PostgreSQL's protocol. `kind` is its type byte, empty for a start-up packet."""

    way: Way
    kind: str
    data: bytes


@dataclass(frozen=True)
class Aim:
    """A point on the line, hit once: `at` bytes (all, if None) of a message pass, then the deed is done.

    Of the messages that match, counted over all connections from when the aim is taken, `skip` pass unharmed.
    """

    way: Way
    matches: Callable[[Message], bool]
    at: int | None = 0
    skip: int = 0
    deed: Deed = Deed.FIN


def is_any(_message: Message) -> bool:
    """Match every message."""
    return True


def is_commit(message: Message) -> bool:
    """Match a COMMIT, however it is sent."""
    return message.kind in {"Q", "P"} and b"COMMIT" in message.data.upper()


def messages_from(source: socket.socket, way: Way) -> Iterator[Message]:
    """Cut what comes into messages. Whoever starts has packets without a type, and may first ask for encryption."""
    while way is Way.TO_SERVER:
        packet = _sized(source)
        if _number(packet[4:8]) not in _ENCRYPTION_ASKED:
            yield Message(way, "", packet)
            break
        source.sendall(b"N")
    while kind := source.recv(1):
        yield Message(way, kind.decode("latin-1"), kind + _sized(source))


def _sized(source: socket.socket) -> bytes:
    size = source.recv(4, socket.MSG_WAITALL)
    return size + source.recv(_number(size) - 4, socket.MSG_WAITALL)


def _number(four: bytes) -> int:
    return int(struct.unpack("!I", four)[0])


def connected(server: tuple[str, int]) -> socket.socket:
    """Reach a server by TCP, or in the folder of its socket."""
    host, port = server
    if not host.startswith("/"):
        return socket.create_connection(server)
    behind = socket.socket(socket.AF_UNIX)
    behind.connect(f"{host}/.s.PGSQL.{port}")
    return behind


def close(end: socket.socket, deed: Deed) -> None:
    """Close at once, although another thread may be reading here."""
    with suppress(OSError):
        if deed is Deed.RESET and end.family == socket.AF_INET:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            # What unblocks the reader is this; what the other side sees is the reset that close then sends.
            end.shutdown(socket.SHUT_RD)
        else:
            end.shutdown(socket.SHUT_RDWR)
    end.close()
