"""Reading the board and signing in."""

from dispatcher_app.domain.entities import Board, Dispatcher
from dispatcher_app.storage.board import find_dispatcher, read_board
from dispatcher_app.storage.store import Store


def load_board(store: Store) -> Board:
    """Take one consistent picture of the whole board. Raises Unavailable, SchemaMismatch."""
    with store.snapshot() as tx:
        return read_board(tx)


def sign_in(store: Store, login: str) -> Dispatcher | None:
    """Find the person's profile; None for somebody who may look but not dispatch. Raises Unavailable."""
    with store.snapshot() as tx:
        return find_dispatcher(tx, login)
