"""The transaction of an import: alone among imports, and never into a demonstration."""

from collections.abc import Iterator
from contextlib import contextmanager

from dispatcher_app.domain.errors import InvalidInput, Unavailable
from dispatcher_app.storage import importing as db
from dispatcher_app.storage.store import Store, Transaction
from dispatcher_app.storage.translation import LockNotGranted


@contextmanager
def import_transaction(store: Store) -> Iterator[Transaction]:
    """BEGIN … COMMIT for an import. Raises Unavailable, and InvalidInput for a demonstration."""
    try:
        with store.transaction() as tx:
            if not db.try_lock_imports(tx):
                raise Unavailable("Another import is running. Try again when it has ended.")
            _refuse_demonstration(tx)
            yield tx
    except LockNotGranted:
        raise Unavailable("Another desk is writing the same records. Nothing was imported. Try again.") from None


def _refuse_demonstration(tx: Transaction) -> None:
    room = db.find_control_room(tx)
    if room is not None and room.is_demo:
        sentence = f"{room.name} is a demonstration. Real records are not imported into it: choose another database."
        raise InvalidInput({"database": [sentence]})
