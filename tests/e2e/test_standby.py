"""A whole window with a primary and a standby: it reads on while there is only the latter, and moves over by itself."""

from collections.abc import Iterator

import psycopg
import pytest
from pytestqt.qtbot import QtBot

from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from tests.chaos.cluster import ROOM, Cluster, running_cluster
from tests.e2e.desks import DeskInTest, opened_desks
from tests.e2e.test_broken_line import can_dispatch, chip, strip
from tests.e2e.test_live_boards import waiting

PATIENCE_MS = 40_000


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    with running_cluster() as running:
        running.make_room(calls=3, ambulances=3)
        yield running


@pytest.fixture
def desk(cluster: Cluster, qtbot: QtBot) -> Iterator[DeskInTest]:
    with opened_desks(cluster.conninfo(), qtbot, is_live=True) as open_one:
        yield open_one("desk 2", "d2")


def test_the_board_lives_on_a_standby_and_dispatches_once_it_is_promoted(
    cluster: Cluster, desk: DeskInTest, qtbot: QtBot
) -> None:
    desk.choose(EmergencyCallId(1))
    desk.window.select_ambulance(AmbulanceId(1))
    assert can_dispatch(desk)
    cluster.kill_primary()
    qtbot.waitUntil(lambda: "read-only copy" in strip(desk), timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: chip(desk).startswith("Copy"), timeout=PATIENCE_MS)
    assert not can_dispatch(desk)
    assert waiting(desk) == {1, 2, 3}
    cluster.promote()
    qtbot.waitUntil(lambda: can_dispatch(desk) and strip(desk) == "", timeout=PATIENCE_MS)
    desk.dispatch()
    desk.wait_for_text("outcome_label", "M1 sent to #1")
    with psycopg.connect(cluster.primary.conninfo(ROOM)) as connection:
        assert connection.execute("SELECT count(*) FROM assignment").fetchone() == (1,)
    # What others do on the new primary is heard of again.
    with psycopg.connect(cluster.primary.conninfo(ROOM)) as connection:
        connection.execute("UPDATE emergency_call SET status = 'CANCELLED', ended_at = now() WHERE id = 3")
    qtbot.waitUntil(lambda: waiting(desk) == {2}, timeout=PATIENCE_MS)
    with qtbot.waitSignal(desk.running.feed.proved, timeout=PATIENCE_MS):
        pass
