"""How long things took, summed up: against worked examples."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher_app.domain.intervals import (
    Figures,
    UnitTimes,
    centile,
    figures_of,
    figures_of_calls,
    figures_of_units,
    first_on_scene,
)

RANG = datetime(2017, 1, 6, 17, tzinfo=UTC)


def after(minutes: float) -> datetime:
    """Give an instant so long after the ring."""
    return RANG + timedelta(minutes=minutes)


def test_negative_ones_are_counted_and_kept_out() -> None:
    assert figures_of([10, -5, 0, 20]) == Figures(n=3, neg=1, zero=1, mean=10.0, p50=10, p90=18.0, p95=19.0, max=20)


def test_of_nothing_only_the_counts_are_known() -> None:
    assert figures_of([-1]) == Figures(0, 1, 0, None, None, None, None, None)


@pytest.mark.parametrize(("rank", "value"), [(0, 1), (25, 1.75), (50, 2.5), (90, 3.7), (100, 4)])
def test_centile_is_linear_between_ranks(rank: float, value: float) -> None:
    assert centile([1, 2, 3, 4], rank) == pytest.approx(value)


@given(st.lists(st.integers(0, 100_000), min_size=1), st.floats(0, 100))
def test_centile_lies_between_the_least_and_the_most(values: list[int], rank: float) -> None:
    ordered = sorted(values)
    assert ordered[0] <= centile(ordered, rank) <= ordered[-1]


def test_interval_needs_both_its_stamps() -> None:
    units = [
        UnitTimes(1, RANG, after(1), after(2), after(3), after(10)),
        UnitTimes(1, RANG, after(1), after(5), None, after(9)),
    ]
    found = figures_of_units(units)
    assert (found["enroute_to_onscene(travel)"].n, found["enroute_to_onscene(travel)"].mean) == (1, 420.0)
    assert found["dispatch_to_onscene"].mean == 360.0
    assert found["transport_to_hospital"].n == 0


def test_call_counts_once_from_its_ring_to_the_first_and_the_last() -> None:
    units = [
        UnitTimes(1, RANG, after(1), after(2), after(3), after(10), available_at=after(20)),
        UnitTimes(1, RANG, after(1), after(5), after(6), after(9), available_at=None),
        UnitTimes(2, RANG, after(1), after(4)),
    ]
    found = figures_of_calls(units)
    assert (found["received_to_first_dispatch"].n, found["received_to_first_dispatch"].mean) == (2, 180.0)
    assert found["received_to_first_onscene"].max == 540.0
    assert found["received_to_last_available(call_duration)"].max == 1200.0
    assert first_on_scene(units, units[:1]).max == 600.0
