"""Numbers of calls beside an import that is under way, and in a room that had calls before it took any here."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.call_taking import TakeCall
from dispatcher_app.operations.taking_calls import take_call
from dispatcher_app.storage.embedded import EmbeddedServer
from dispatcher_app.storage.migrate import MIGRATIONS, migrate
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.concurrency.waiting import wait_for_row
from tests.control_room import ControlRoomBuilder

FALL = CallEntry(location_text="400 Castro St", type_text="Fall", priority=3)

WRITE = """
    INSERT INTO emergency_call (number, status, priority, type_text, received_at, location_text)
    VALUES ({}, 'OPEN', 2, 'Fall', now(), 'x')"""

WAITS = """
    SELECT 1 FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = %s AND wait_event_type = 'Lock'"""


def test_a_number_that_an_import_writes_in_the_same_moment_is_left_to_it(
    room: ControlRoomBuilder, open_store: Callable[..., Store]
) -> None:
    taken: list[int] = []
    desk = open_store("desk 2")

    def take() -> None:
        taken.append(take_call(desk, TakeCall(FALL), "anna").call.number)
        desk.close()

    with room.store.transaction() as tx:
        tx.database.execute_sql(WRITE.format(1001))
        taking = threading.Thread(target=take)
        taking.start()
        wait_for_row(room.store.settings.conninfo, WAITS, "desk 2")
    taking.join()
    assert taken == [1002]


@pytest.fixture
def former(server: EmbeddedServer, database_numbers: Iterator[int], tmp_path: Path) -> Iterator[Store]:
    """A database of before calls were taken here."""
    name = f"test_{next(database_numbers)}"
    server.ensure_database(name)
    for path in MIGRATIONS.glob("[0-9]*.py"):
        if path.name < "0012":
            shutil.copy(path, tmp_path)
    store = Store(ConnectionSettings(server.conninfo(name), desk="desk 1"))
    migrate(store, directory=tmp_path)
    yield store
    store.close()


@pytest.mark.parametrize(("numbers", "following"), [((), 1001), ((7,), 1001), ((170_060_001, 2**62), 170_060_002)])
def test_a_room_that_had_calls_before_goes_on_after_them(
    former: Store, numbers: tuple[int, ...], following: int
) -> None:
    old = ControlRoomBuilder(former)
    with former.transaction() as tx:
        for number in numbers:
            tx.database.execute_sql(WRITE.format(number))
    migrate(former)
    old.add_control_room()
    old.add_dispatcher("anna", "Anna Kern")
    assert take_call(former, TakeCall(FALL), "anna").call.number == following
