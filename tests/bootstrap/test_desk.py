"""Opening and leaving a desk: what is left behind when it fails, and what two desks are called."""

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from dispatcher_app.bootstrap import verbs
from dispatcher_app.bootstrap.desk import Desk, open_desk
from dispatcher_app.config import AppConfig, ServerProfile
from dispatcher_app.domain.errors import DispatcherError, SchemaMismatch
from dispatcher_app.domain.roles import Person, Role
from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer
from dispatcher_app.storage.migrate import check_server, refuse_old_server
from dispatcher_app.storage.store import Store
from tests.concurrency.waiting import wait_for_row
from tests.control_room import ControlRoomBuilder

NO_DESK = "SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid())"
NEWER = "INSERT INTO schema_migration (name, applied) VALUES ('9999_from_tomorrow', now())"


def config_for(conninfo: str, folder: Path, desk: str = "") -> AppConfig:
    return AppConfig(folder / "data", folder / "log", server=ServerProfile("", conninfo), desk=desk)


@pytest.fixture
def bare(server: EmbeddedServer, database_numbers: Iterator[int]) -> str:
    """The name of a database without tables."""
    name = f"bare_{next(database_numbers)}"
    server.ensure_database(name)
    return name


def test_opening_in_vain_leaves_no_session(server: EmbeddedServer, bare: str, tmp_path: Path) -> None:
    config = config_for(server.conninfo(bare), tmp_path)
    kept: list[Exception] = []
    for _ in range(3):
        with pytest.raises(SchemaMismatch) as caught:
            open_desk(config)
        kept.append(caught.value)
    wait_for_row(server.conninfo("postgres"), NO_DESK, bare)


def test_a_database_from_tomorrow_is_not_written_and_init_leaves_no_session(
    server: EmbeddedServer, conninfo: str, tmp_path: Path
) -> None:
    with psycopg.connect(conninfo) as connection:
        connection.execute(NEWER)
    with pytest.raises(SchemaMismatch, match="newer than this desk"):
        verbs.init(config_for(conninfo, tmp_path), verbs.NewRoom("County", "Europe/Vienna"))
    with psycopg.connect(conninfo) as connection:
        assert connection.execute("SELECT count(*) FROM control_room").fetchone() == (0,)
        name = connection.info.dbname
    wait_for_row(server.conninfo("postgres"), NO_DESK, name)


def test_a_server_that_is_too_old_is_told_by_its_number(store: Store) -> None:
    check_server(store)
    refuse_old_server(150000)
    with pytest.raises(SchemaMismatch, match=r"is PostgreSQL 14\. Dispatcher needs PostgreSQL 15"):
        refuse_old_server(140011)


@pytest.mark.parametrize("name", ["desk 3", "Supervisor"])
def test_a_second_desk_of_a_name_gets_a_number_behind_it(
    room: ControlRoomBuilder, conninfo: str, tmp_path: Path, name: str
) -> None:
    config = config_for(conninfo, tmp_path, desk=name)
    with closing(open_desk(config)) as first, closing(open_desk(config)) as second, closing(open_desk(config)) as third:
        assert [desk.store.desk for desk in (first, second, third)] == [name, f"{name} (2)", f"{name} (3)"]
        assert (setting(third, "application_name"), setting(third, "lock_timeout")) == (f"{name} (3)", "3s")
    with closing(open_desk(config)) as again:
        assert again.store.desk == name


def setting(desk: Desk, name: str) -> str:
    with desk.store.snapshot() as tx:
        return str(tx.database.execute_sql(f"SHOW {name}").fetchone()[0])


class ServerThatCannotStop(EmbeddedServer):
    """A server whose end fails in a way that nobody has thought of."""

    def stop(self) -> None:
        """Fail."""
        raise RuntimeError("nobody has thought of this")


def test_leaving_never_undoes_an_answer(store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    server = ServerThatCannotStop(EmbeddedPlaces.under(tmp_path / "data"))
    with caplog.at_level(logging.ERROR), closing(Desk(store, Person("anna", "Anna Kern", Role.DISPATCHER), server)):
        pass
    assert "leaving the database failed" in caplog.text


def test_a_data_folder_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for folder in (file, file / "below"):
        with pytest.raises(DispatcherError, match="data folder") as caught:
            open_desk(AppConfig(folder, tmp_path / "log"))
        assert str(tmp_path) not in str(caught.value)
