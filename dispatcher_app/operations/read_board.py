"""Reading the board."""

from dispatcher_app.domain.entities import Board
from dispatcher_app.storage.board import read_board
from dispatcher_app.storage.store import Store


def load_board(store: Store) -> Board:
    """Take one consistent picture of the whole board. Raises Unavailable, SchemaMismatch."""
    with store.snapshot() as tx:
        return read_board(tx)
