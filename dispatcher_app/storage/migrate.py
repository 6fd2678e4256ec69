"""Bringing a database's tables to what this desk expects, one desk at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playhouse.migrations import Migration, Runner

from dispatcher_app.domain.errors import SchemaMismatch
from dispatcher_app.storage.store import Store, Transaction

_MIGRATION_LOCK = 0x4D494752
"""Advisory lock ("MIGR") under which migrations run: several desks may start at once."""

_OLDEST_SERVER = 150000

MIGRATIONS = Path(__file__).parent / "migrations"


def migrate(store: Store, *, directory: Path = MIGRATIONS) -> list[str]:
    """Apply what is pending and name it; a desk that starts at the same time waits and finds nothing left to do.

    Raises SchemaMismatch for a database that is newer than this desk, and nothing is changed.
    """
    with _alone(store) as tx:
        runner = Runner(tx.database, str(directory))
        _refuse_newer(runner.status())
        applied: list[str] = runner.up()
        return applied


def migrate_down(store: Store, target: str | None = None, *, directory: Path = MIGRATIONS) -> list[str]:
    """Revert the last migration, or all back through `target`, and name what was reverted."""
    with _alone(store) as tx:
        reverted: list[str] = Runner(tx.database, str(directory)).down(target)
        return reverted


def check_schema(store: Store, *, directory: Path = MIGRATIONS) -> None:
    """Raise SchemaMismatch unless the database's tables are exactly the ones this desk knows."""
    with store.snapshot() as tx:
        rows = Runner(tx.database, str(directory)).status()
    _refuse_newer(rows)
    if not any(row.applied for row in rows):
        raise SchemaMismatch("This database has no Dispatcher tables yet. Run: dispatcher init")
    if not all(row.applied for row in rows):
        raise SchemaMismatch("The database is older than this desk. Run: dispatcher init")


def check_server(store: Store) -> None:
    """Raise SchemaMismatch for a PostgreSQL too old for the tables, or a database that cannot keep every letter."""
    with store.snapshot() as tx:
        (number,) = tx.database.execute_sql("SHOW server_version_num").fetchone()
        (encoding,) = tx.database.execute_sql("SHOW server_encoding").fetchone()
    refuse_old_server(int(number))
    if encoding != "UTF8":
        raise SchemaMismatch(f"The database keeps text as {encoding}. Dispatcher needs one made with ENCODING 'UTF8'.")


def refuse_old_server(number: int) -> None:
    """Judge a server's version as PostgreSQL itself counts it: 150004 is 15.4. Raises SchemaMismatch."""
    if number < _OLDEST_SERVER:
        sentence = f"The server is PostgreSQL {number // 10000}. Dispatcher needs PostgreSQL {_OLDEST_SERVER // 10000}"
        raise SchemaMismatch(f"{sentence} or later.")


def _refuse_newer(rows: list[Migration]) -> None:
    if any(row.path is None for row in rows):
        raise SchemaMismatch("The database is newer than this desk. Update this desk; until then it does not write.")


@contextmanager
def _alone(store: Store) -> Iterator[Transaction]:
    with store.transaction() as tx:
        # The waiting is for another desk's migration, which may take longer than a dispatch ever may.
        tx.database.execute_sql("SET LOCAL lock_timeout = '120s'")
        tx.database.execute_sql("SET LOCAL statement_timeout = '600s'")
        tx.database.execute_sql("SELECT pg_advisory_xact_lock(%s)", (_MIGRATION_LOCK,))
        yield tx
