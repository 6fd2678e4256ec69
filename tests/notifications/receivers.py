"""Receivers that speak the real protocols, and have moods: a web hook, a mail server, an MQTT broker."""

import json
import socketserver
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedIOBase
from typing import Any


class Mood(Enum):
    """What a receiver does with the next message."""

    TAKE = "takes it"
    REFUSE = "refuses it"
    DROP = "hangs up"
    HANG = "says nothing"


def good_mood() -> Mood:
    """Take everything."""
    return Mood.TAKE


class Receiver:
    """Keeps the texts that it said yes to, and counts what it did. `mood` is asked for each message."""

    scheme = ""

    def __init__(self, mood: Callable[[], Mood] = good_mood) -> None:
        """Open a port of this machine."""
        self.mood = mood
        self.taken: list[str] = []
        self.deeds: Counter[Mood] = Counter()
        self.let_go = threading.Event()
        self._server = self._open()
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Its address, with something in it that nobody may see."""
        return f"{self.scheme}://user:s3cret@127.0.0.1:{self.port}/t0ken"

    def close(self) -> None:
        """Close the port."""
        self.let_go.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    def decide(self, text: str) -> Mood:
        """Say what is done with a message, and keep it if it is taken."""
        mood = self.mood()
        self.deeds[mood] += 1
        if mood is Mood.HANG:
            self.let_go.wait(3)
        if mood is Mood.TAKE:
            self.taken.append(text)
        return mood

    def _open(self) -> Any:
        raise NotImplementedError


def _quiet(server: Any) -> Any:
    """Somebody who hangs up in the middle is nothing to print."""
    server.handle_error = lambda *_: None
    return server


class WebHook(Receiver):
    """Takes JSON by POST."""

    scheme = "json"
    status = 503

    def _open(self) -> Any:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                told = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                mood = receiver.decide(f"{told['title']}\n{told['message']}")
                if mood in {Mood.DROP, Mood.HANG}:
                    self.close_connection = True
                    return
                self.send_response(200 if mood is Mood.TAKE else receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Print nothing."""

        return _quiet(ThreadingHTTPServer(("127.0.0.1", 0), Handler))


class MailServer(Receiver):
    """Speaks as much SMTP as takes a mail."""

    scheme = "mailto"

    @property
    def url(self) -> str:
        return f"mailto://127.0.0.1:{self.port}?from=room@example.org&to=t0ken@example.org&mode=insecure&format=text"

    def _open(self) -> Any:
        receiver = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.wfile.write(b"220 here\r\n")
                while line := self.rfile.readline():
                    word = line[:4].upper()
                    if word == b"DATA":
                        self.wfile.write(b"354 go on\r\n")
                        if not self._take(b"".join(iter(self.rfile.readline, b".\r\n"))):
                            return
                    else:
                        self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 yes\r\n")

            def _take(self, mail: bytes) -> bool:
                parsed = message_from_bytes(mail)
                part = next(part for part in parsed.walk() if not part.is_multipart())
                body = part.get_payload(decode=True)
                assert isinstance(body, bytes)
                mood = receiver.decide(f"{parsed['Subject']}\n{body.decode()}")
                if mood in {Mood.DROP, Mood.HANG}:
                    return False
                self.wfile.write(b"250 taken\r\n" if mood is Mood.TAKE else b"452 no room\r\n")
                return True

        return _quiet(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler))


class Broker(Receiver):
    """Speaks as much MQTT 3.1.1 as takes a message that is to arrive at least once."""

    scheme = "mqtt"

    def _open(self) -> Any:
        receiver = self

        class Handler(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                for kind, packet in _packets(self.rfile):
                    answer = _ANSWERS.get(kind) if kind & 0xF0 != 0x30 else receiver.acknowledged(kind, packet)
                    if answer is None:
                        return
                    self.wfile.write(answer)

        return _quiet(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler))

    def acknowledged(self, kind: int, packet: bytes) -> bytes | None:
        """Answer a message; None: hang up."""
        assert kind & 0x06 == 0x02, "sent as if it might get lost"
        (length,) = struct.unpack_from(">H", packet)
        number, text = packet[2 + length : 4 + length], packet[4 + length :]
        return b"\x40\x02" + number if self.decide(text.decode()) is Mood.TAKE else None


_ANSWERS = {0x10: b"\x20\x02\x00\x00", 0xC0: b"\xd0\x00"}
"""CONNECT: you are welcome; PINGREQ: I am here. What else there is (DISCONNECT) ends it."""


def _packets(stream: BufferedIOBase) -> Iterator[tuple[int, bytes]]:
    while kind := stream.read(1):
        size, shift, digit = 0, 0, 0x80
        while digit & 0x80:
            (digit,) = stream.read(1)
            size |= (digit & 0x7F) << shift
            shift += 7
        yield kind[0], stream.read(size)


@contextmanager
def open_all(*receivers: Receiver) -> Iterator[None]:
    """Close them at the end."""
    try:
        yield
    finally:
        for receiver in receivers:
            receiver.close()
