"""Cities to race in."""

from collections.abc import Iterator

import pytest

from dispatcher_app.storage.embedded import EmbeddedServer
from tests.concurrency.city import City, fill
from tests.conftest import TEMPLATE


@pytest.fixture
def city(conninfo: str) -> City:
    """Fill the test's database, and give what a desk connects with."""

    def filled(*, calls: int, ambulances: int) -> str:
        fill(conninfo, calls=calls, ambulances=ambulances)
        return conninfo

    return filled


@pytest.fixture
def other_city(server: EmbeddedServer, database_numbers: Iterator[int]) -> City:
    """Make and fill a second database beside it."""

    def filled(*, calls: int, ambulances: int) -> str:
        name = f"test_{next(database_numbers)}"
        server.ensure_database(name, template=TEMPLATE)
        fill(server.conninfo(name), calls=calls, ambulances=ambulances)
        return server.conninfo(name)

    return filled
