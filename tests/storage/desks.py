"""Desks with limits of their own, and what they run."""

from collections.abc import Iterator
from contextlib import contextmanager

from dispatcher_app.storage.store import ConnectionSettings, Store


@contextmanager
def desk(conninfo: str, **settings: float) -> Iterator[Store]:
    """A desk with limits of its own."""
    store = Store(ConnectionSettings(conninfo, desk="desk 5", **settings))  # type: ignore[arg-type]
    yield store
    store.close()


def run(store: Store, *statements: str) -> None:
    """Run statements in one transaction."""
    with store.transaction() as tx:
        for statement in statements:
            tx.database.execute_sql(statement)
