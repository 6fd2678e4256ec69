"""An hour and a half of the real week, driven through the verbs, come to the figures of the file."""

from datetime import UTC, datetime
from threading import Event

from dispatcher_app.operations.importing.instants import zone_named
from dispatcher_app.operations.importing.unit_files import Wanted, read_units_unjudged
from dispatcher_app.operations.importing.unit_records import UnitReading
from dispatcher_app.operations.replay import (
    ReplayOptions,
    as_expected,
    compare,
    measure_completed,
    measure_database,
    measure_file,
    read_expected,
    replay,
)
from dispatcher_app.operations.replay.metrics import measure, times_of_file
from dispatcher_app.storage.store import Store
from tests.operations.importing.rows import local
from tests.operations.replay.week import check_invariants, refused, unheard
from tests.real_data import WEEK, real_data

EXPECTED = "sf_2017/expected_metrics.json"


def test_two_busy_hours_come_to_the_figures_of_the_file(store: Store) -> None:
    hours = ReplayOptions(begin=local("2017-01-06 16:30:00"), end=local("2017-01-06 18:00:00"))
    done = replay(store, [real_data(WEEK)], hours, Event(), unheard)
    assert (len(done.records), done.calls, len(done.left_out)) == (99, 49, 0)
    assert {row[2] for row in refused(done)} <= {"stamp does not follow"}
    compared = compare(as_expected(measure_file(done)), measure_database(done), measure_completed(done))
    assert [figure for figure in compared if not figure.is_equal_completed] == []
    check_invariants(store)


def test_figures_of_the_file_are_those_that_others_worked_out() -> None:
    measured = measure((record, times_of_file(record)) for record in read_week())
    compared = compare(read_expected(real_data(EXPECTED)), measured, measured)
    assert len(compared) == 424
    assert [figure for figure in compared if not figure.is_equal_completed] == []


def read_week() -> list[UnitReading]:
    """Read the week's records, and drive none of them."""
    wanted = Wanted(None, zone_named("America/Los_Angeles"), datetime.now(UTC))
    return read_units_unjudged([real_data(WEEK)], wanted, lambda _share: None).records
