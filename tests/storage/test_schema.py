"""The migrations, the models and the database agree; the way up and down is clean, also for several desks at once."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from playhouse.schema_diff import diff_models

from dispatcher_app.domain.errors import SchemaMismatch, Unavailable
from dispatcher_app.storage.embedded import EmbeddedServer
from dispatcher_app.storage.migrate import MIGRATIONS, check_schema, migrate, migrate_down
from dispatcher_app.storage.models import AuditEvent
from dispatcher_app.storage.people_models import ALL_MODELS
from dispatcher_app.storage.store import ConnectionSettings, Store
from dispatcher_app.storage.translation import StorageFault
from tests.concurrency.desk_pool import DeskPool, Seat
from tests.storage import catalogue


@pytest.fixture
def empty_conninfo(server: EmbeddedServer, database_numbers: Iterator[int]) -> str:
    """A database without tables."""
    name = f"test_{next(database_numbers)}"
    server.ensure_database(name)
    return server.conninfo(name)


@pytest.fixture
def empty(empty_conninfo: str) -> Iterator[Store]:
    """A desk on it."""
    store = Store(ConnectionSettings(empty_conninfo, desk="desk 1"))
    yield store
    store.close()


def test_models_make_the_same_tables_as_the_migrations(store: Store) -> None:
    with store.transaction() as tx:
        migrated = catalogue.everything(tx.database)
        tx.database.execute_sql("CREATE SCHEMA from_models")
        tx.database.execute_sql("SET LOCAL search_path = from_models")
        with tx.database.bind_ctx(ALL_MODELS):
            tx.database.create_tables(ALL_MODELS, safe=False)
        modelled = catalogue.everything(tx.database, "from_models")
    for what in ("columns", "indexes", "foreign keys"):
        assert migrated[what] == modelled[what], what
    assert len(migrated["columns"]) > 80


def test_peewee_itself_finds_nothing_to_change(store: Store) -> None:
    # Peewee does not see the indexes of a table that is kept in partitions; the comparison above does.
    models = [model for model in ALL_MODELS if model is not AuditEvent]
    with store.transaction() as tx, tx.database.bind_ctx(ALL_MODELS):
        difference = diff_models(tx.database, models)
        assert not difference, str(difference)


def test_every_table_has_a_model(store: Store) -> None:
    with store.transaction() as tx:
        cursor = tx.database.execute_sql(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'schema_migration'"
        )
        tables = {table for (table,) in cursor.fetchall()}
    assert tables == {model._meta.table_name for model in ALL_MODELS}


def test_ids_are_64_bits_and_instants_know_their_zone(store: Store) -> None:
    with store.transaction() as tx:
        columns = catalogue.everything(tx.database)["columns"]
    types = {(table, column): kind for table, column, kind, *_ in columns}
    assert {kind for (_, column), kind in types.items() if column == "id" or column.endswith("_id")} == {
        "bigint",
        "uuid",
    }
    uuids = {(table, column) for (table, column), kind in types.items() if kind == "uuid"}
    assert {column for table, column in uuids if table != "request"} == {"request_id"}
    assert {kind for (_, column), kind in types.items() if column == "at" or column.endswith(("_at", "_since"))} == {
        "timestamp with time zone"
    }
    assert "timestamp without time zone" not in types.values()


def test_up_down_up_is_the_same_again(empty: Store) -> None:
    with empty.transaction() as tx:
        nothing = catalogue.everything(tx.database)
    applied = migrate(empty)
    with empty.transaction() as tx:
        first = catalogue.everything(tx.database)
    assert migrate_down(empty, applied[0]) == applied[::-1]
    with empty.transaction() as tx:
        assert catalogue.everything(tx.database) == nothing
    assert migrate(empty) == applied
    with empty.transaction() as tx:
        assert catalogue.everything(tx.database) == first
    assert migrate(empty) == []


def migrate_together(seat: Seat, conninfo: str) -> list[str]:
    """Come up at the same time as the others."""
    store = Store(ConnectionSettings(conninfo, desk=seat.desk))
    seat.meet()
    applied = migrate(store)
    check_schema(store)
    store.close()
    return applied


def test_desks_that_start_at_once_migrate_once(empty_conninfo: str) -> None:
    with DeskPool(6) as pool:
        applied = pool.run(migrate_together, empty_conninfo)
    done = sorted(path.stem for path in MIGRATIONS.glob("[0-9]*.py"))
    assert sorted(applied) == [[]] * 5 + [done]
    with psycopg.connect(empty_conninfo) as connection:
        names = connection.execute("SELECT name FROM schema_migration ORDER BY name").fetchall()
    assert names == [(name,) for name in done]


def test_a_migration_that_fails_leaves_everything_as_it_was(empty: Store, tmp_path: Path) -> None:
    directory = Path(shutil.copytree(MIGRATIONS, tmp_path / "migrations"))
    (directory / "9999_broken.py").write_text('def up(_, db):\n    db.execute_sql("CREATE TABLE a (b nonsense)")\n')
    with pytest.raises(StorageFault, match="UndefinedObject"):
        migrate(empty, directory=directory)
    with empty.transaction() as tx:
        assert tx.database.get_tables() == []


def test_the_schema_is_judged(empty: Store, tmp_path: Path) -> None:
    newer = Path(shutil.copytree(MIGRATIONS, tmp_path / "newer"))
    (newer / "9999_later.py").write_text("def up(_, db):\n    pass\n\n\ndef down(_, db):\n    pass\n")
    with pytest.raises(SchemaMismatch, match=r"no Dispatcher tables yet"):
        check_schema(empty)
    migrate(empty)
    check_schema(empty)
    with pytest.raises(SchemaMismatch, match=r"older than this desk"):
        check_schema(empty, directory=newer)
    migrate(empty, directory=newer)
    with pytest.raises(SchemaMismatch, match=r"newer than this desk"):
        check_schema(empty)


def test_tables_that_are_missing_are_named_as_such(empty: Store) -> None:
    with pytest.raises(SchemaMismatch), empty.transaction() as tx:
        tx.database.execute_sql("SELECT * FROM ambulance")
    with pytest.raises(Unavailable), empty.transaction() as tx:
        tx.database.execute_sql("SELECT colour FROM pg_class")


def test_only_one_control_room_fits(room: object, open_store: Callable[..., Store]) -> None:
    with pytest.raises(StorageFault, match="control_room_id_check"), open_store().transaction() as tx:
        tx.database.execute_sql("INSERT INTO control_room VALUES (2, 'Another', 'UTC', true)")
