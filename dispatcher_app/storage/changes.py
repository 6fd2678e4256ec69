"""The change feed: a connection that only listens, and a desk's signs of life, sent over its other connection."""

import logging
import selectors
import socket
import time
import uuid
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

import psycopg
from psycopg import sql

from dispatcher_app.domain.board_news import Heard, read_change
from dispatcher_app.domain.errors import Unreachable
from dispatcher_app.storage.board_clock import BOARD_CLOCK
from dispatcher_app.storage.line import second_handle
from dispatcher_app.storage.parameters import ConnectionSettings, connection_parameters
from dispatcher_app.storage.store import Transaction
from dispatcher_app.storage.translation import translated

CHANGES = "dispatcher_change"
"""The channel on which the database tells of changed records (migration 0010)."""

_GARBLED_LOGGED_EVERY_S = 10.0
_LONGEST_SHOWN = 80

_log = logging.getLogger(__name__)


def new_beat_channel() -> str:
    """Name a channel that nobody else listens to."""
    return f"dispatcher_beat_{uuid.uuid4().hex}"


def send_beat(tx: Transaction, channel: str, token: str) -> datetime:
    """Send a sign of life to oneself, and give the database's time (UTC).

    It comes back after the changes of every transaction that was committed before this one: PostgreSQL tells them in
    the order of their COMMITs. Nothing is lost with it, so its COMMIT waits for no disk and no standby; and not long
    for another's, which may wait for one.
    """
    (instant, *_) = tx.database.execute_sql(
        f"SELECT {BOARD_CLOCK}, set_config('synchronous_commit', 'off', true),"
        " set_config('lock_timeout', '500ms', true), pg_notify(%s, %s)",
        (channel, token),
    ).fetchone()
    told: datetime = instant
    return told


class ChangeLine:
    """Listens from `__init__` on. Belongs to one thread; `break_off` may come from any.

    No query is ever run on it: the answer to one would have notifications in it that nobody looks for.
    """

    def __init__(self, settings: ConnectionSettings, beat_channel: str) -> None:
        """Connect and listen. Raises LogInRefused, Unavailable."""
        self._beat_channel = beat_channel
        self._garbled_at: float | None = None
        self._connection = _listening(settings, (CHANGES, beat_channel))
        self._socket = second_handle(self._connection.fileno())
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._connection.fileno(), selectors.EVENT_READ)

    def hear(self, seconds: float) -> Heard:
        """Wait at most so long for something, and give all that has come. Raises Unavailable once the line is lost."""
        if not self._selector.select(seconds):
            return Heard()
        pgconn = self._connection.pgconn
        told: list[tuple[str, str]] = []
        try:
            pgconn.consume_input()
            while (notification := pgconn.notifies()) is not None:
                told.append((notification.relname.decode(), notification.extra.decode(errors="replace")))
        except psycopg.Error as error:
            raise translated(error) from None
        if pgconn.status != psycopg.pq.ConnStatus.OK:
            raise Unreachable("The line on which this desk hears of changes was lost.")
        return self._made_sense_of(told)

    def break_off(self) -> None:
        """Cut the line, whoever waits at it."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Hang up."""
        self._selector.close()
        self._socket.close()
        self._connection.close()

    def _made_sense_of(self, told: list[tuple[str, str]]) -> Heard:
        payloads = {payload for channel, payload in told if channel == CHANGES}
        changes = {payload: read_change(payload) for payload in payloads}
        garbled = [payload for payload, change in changes.items() if change is None]
        if garbled:
            self._note(garbled[0])
        return Heard(
            frozenset(change for change in changes.values() if change is not None),
            frozenset(payload for channel, payload in told if channel == self._beat_channel),
            is_garbled=bool(garbled),
        )

    def _note(self, payload: str) -> None:
        """Log it, but not as often as a stranger may send it."""
        now = time.monotonic()
        if self._garbled_at is None or now - self._garbled_at > _GARBLED_LOGGED_EVERY_S:
            self._garbled_at = now
            _log.warning(
                "a change that nobody can make sense of: %r; the whole board is read", payload[:_LONGEST_SHOWN]
            )


def _listening(settings: ConnectionSettings, channels: tuple[str, ...]) -> psycopg.Connection[tuple[object, ...]]:
    named = replace(settings, desk=f"{settings.desk} (listening)", is_desk=False)
    try:
        connection = psycopg.connect(**connection_parameters(named), autocommit=True)
        try:
            for channel in channels:
                connection.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        except BaseException:
            connection.close()
            raise
    except psycopg.Error as error:
        raise translated(error) from None
    return connection
