"""The two servers do what the storms rely on."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.chaos.cluster import Cluster, running_cluster
from tests.concurrency.waiting import wait_for_row


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as made:
        made.make_room(calls=1, ambulances=100)
        yield made


def mark(cluster: Cluster, number: int) -> None:
    """Have a row written, and hear so."""
    with psycopg.connect(cluster.conninfo(), connect_timeout=5) as connection:
        connection.execute("UPDATE ambulance SET version = version + 1 WHERE id = %s", (number,))


def marked(cluster: Cluster) -> int:
    with psycopg.connect(cluster.conninfo(), connect_timeout=5) as connection:
        row = connection.execute("SELECT sum(version)::int FROM ambulance").fetchone()
    assert row is not None
    return int(row[0])


def test_what_was_acknowledged_outlives_the_primary_there_and_back(cluster: Cluster) -> None:
    before = marked(cluster)
    for number in range(1, 51):
        mark(cluster, number)
    cluster.kill_primary()
    with pytest.raises(psycopg.OperationalError, match="session is read-only"):
        mark(cluster, 1)
    cluster.promote()
    assert marked(cluster) == before + 50
    cluster.restart_primary_as_standby()
    for number in range(51, 101):
        mark(cluster, number)
    cluster.kill_primary()
    cluster.promote()
    assert marked(cluster) == before + 100
    cluster.restart_primary_as_standby()


def test_without_its_standby_the_primary_commits_nothing_until_it_is_back(cluster: Cluster) -> None:
    before = marked(cluster)
    cluster.stop_standby()
    with psycopg.connect(cluster.conninfo()) as connection:
        connection.execute("UPDATE ambulance SET version = version + 1 WHERE id = 1")
        connection.pgconn.send_query(b"COMMIT")
        connection.pgconn.flush()
        wait_for_row(cluster.conninfo(), "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
        assert marked(cluster) == before
        cluster.start_standby()
        answer = connection.pgconn.get_result()
        assert answer is not None
        assert answer.command_status == b"COMMIT"
        assert connection.pgconn.get_result() is None
    assert marked(cluster) == before + 1
