"""Reading the board, and what room it is of."""

from dispatcher_app.domain.entities import Board, ControlRoom
from dispatcher_app.domain.roles import Person
from dispatcher_app.operations.logging_in import read_person
from dispatcher_app.storage.board import read_board, read_control_room
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


def read_room(store: Store) -> ControlRoom:
    """Tell what this database is: the room's zone is that of every time typed or shown. Raises Unavailable."""
    with store.snapshot() as tx:
        return read_control_room(tx)
