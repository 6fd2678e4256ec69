"""What a desk's feed asks of the database, bound to the desk."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from dispatcher_app.background.board_feed import BoardReading
from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.domain.entities import Board
from dispatcher_app.domain.errors import LogInRefused, Unavailable
from dispatcher_app.domain.roles import Person
from dispatcher_app.operations.read_board import beat, follow_board, load_board_for
from dispatcher_app.storage.changes import ChangeLine, new_beat_channel
from dispatcher_app.storage.store import Store

_SOUGHT_EVERY_S = 10.0

Tell = Callable[[str, Person], None]
"""Takes the desk's name and its person, on the SQL thread: both may have become others."""


def reading_of(desk: Desk, tell: Tell) -> BoardReading:
    """Put it together."""
    channel = new_beat_channel()
    return BoardReading(
        load=partial(_load, desk, tell, _Seeking(desk.store)),
        follow=partial(follow_board, desk.store),
        beat=partial(beat, desk.store, channel),
        listen=partial(_listen, desk, channel),
    )


class _Seeking:
    """Looks for a server that allows writing, while this one does not: from time to time, as a dead host takes long."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._sought = 0.0

    def seek(self) -> None:
        if self._store.is_read_only and time.monotonic() - self._sought > _SOUGHT_EVERY_S:
            self._store.seek_primary()
            self._sought = time.monotonic()


def _load(desk: Desk, tell: Tell, seeking: _Seeking) -> Board:
    try:
        seeking.seek()
        board, person = load_board_for(desk.store, desk.login)
    except LogInRefused:
        raise
    except Unavailable:
        desk.revive()
        raise
    tell(desk.store.desk, person)
    return board


def _listen(desk: Desk, channel: str) -> ChangeLine:
    # As the store would connect now: its password may have been changed, its name lost to another desk.
    return ChangeLine(replace(desk.store.settings, desk=desk.store.desk), channel)
