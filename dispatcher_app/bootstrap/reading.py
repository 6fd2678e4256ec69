"""What a desk's feed asks of the database, bound to the desk."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from dispatcher_app.background.board_feed import BoardReading
from dispatcher_app.background.seconds import seconds_passed
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
        load=_Loading(desk, tell).load,
        follow=partial(follow_board, desk.store),
        beat=partial(beat, desk.store, channel),
        listen=partial(_listen, desk, channel),
    )


class _Loading:
    """Loads whole boards on the SQL thread, and finds the way back to a server after a loss."""

    def __init__(self, desk: Desk, tell: Tell) -> None:
        self._desk = desk
        self._tell = tell
        self._is_lost = False
        self._sought = 0.0

    def load(self) -> Board:
        store = self._desk.store
        if self._is_lost:
            # Not at once when it was lost: that is told first, and reviving may take long.
            self._desk.revive()
        self._seek_primary(store)
        try:
            board, person = load_board_for(store, self._desk.login)
        except Unavailable as error:
            self._is_lost = not isinstance(error, LogInRefused)
            raise
        self._is_lost = False
        self._tell(store.desk, person)
        return board

    def _seek_primary(self, store: Store) -> None:
        """From time to time look for a server that allows writing, while this one does not: a dead host takes long."""
        if store.is_read_only and seconds_passed() - self._sought > _SOUGHT_EVERY_S:
            store.seek_primary()
            self._sought = seconds_passed()


def _listen(desk: Desk, channel: str) -> ChangeLine:
    # As the store would connect now: its password may have been changed, its name lost to another desk.
    return ChangeLine(replace(desk.store.settings, desk=desk.store.desk), channel)
