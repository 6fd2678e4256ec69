"""Reading the board, and what room it is of."""

from datetime import datetime

from dispatcher_app.domain.board_news import Change, with_news
from dispatcher_app.domain.entities import Board, ControlRoom
from dispatcher_app.domain.roles import Person
from dispatcher_app.operations.logging_in import read_person
from dispatcher_app.storage.board import read_board, read_control_room, read_news
from dispatcher_app.storage.changes import send_beat
from dispatcher_app.storage.store import Store


def load_board(store: Store) -> Board:
    """Take one consistent picture of the whole board. Raises Unavailable, SchemaMismatch."""
    with store.snapshot() as tx:
        return read_board(tx)


def load_board_for(store: Store, login: str) -> tuple[Board, Person]:
    """Take the same picture, with the person who looks at it as they are at that moment.

    Raises AccountDisabled, Unavailable, SchemaMismatch.
    """
    with store.snapshot() as tx:
        person = read_person(tx, login)
        return read_board(tx), person


def follow_board(store: Store, board: Board, changed: frozenset[Change]) -> Board:
    """Give the newer board, for which only these records are read. Raises Unavailable, SchemaMismatch."""
    with store.snapshot() as tx:
        return with_news(board, read_news(tx, changed))


def beat(store: Store, channel: str, token: str) -> datetime:
    """Send this desk a sign of life over its own channel, and give the database's time. Raises Unavailable."""
    with store.transaction() as tx:
        return send_beat(tx, channel, token)


def read_room(store: Store) -> ControlRoom:
    """Tell what this database is: the room's zone is that of every time typed or shown. Raises Unavailable."""
    with store.snapshot() as tx:
        return read_control_room(tx)
