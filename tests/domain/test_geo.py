"""Distances on the ground against known ones."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher_app.domain.geo import DETOUR_FACTOR, EARTH_RADIUS_M, Position, distance_m, estimated_drive

positions = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))
HALF_WAY_ROUND_M = 20_015_115


@pytest.mark.parametrize(
    ("a", "b", "metres", "tolerance"),
    [
        (Position(0, 0), Position(0, 0), 0, 0),
        (Position(0, 0), Position(1, 0), 111_195, 1),
        (Position(60, 0), Position(60, 1), 55_597, 2),
        (Position(90, 0), Position(-90, 0), HALF_WAY_ROUND_M, 1),
        (Position(0, 179.5), Position(0, -179.5), 111_195, 1),
        (Position(37.7749, -122.4194), Position(34.0522, -118.2437), 559_121, 600),
        (Position(51.5007, -0.1246), Position(40.6892, -74.0445), 5_574_840, 600),
        (Position(37.7631, -122.4577), Position(37.7611, -122.4350), 2_007, 3),
    ],
)
def test_known_distances(a: Position, b: Position, metres: float, tolerance: float) -> None:
    assert distance_m(a, b) == pytest.approx(metres, abs=tolerance)


@given(positions, positions)
def test_as_far_there_as_back_and_never_further_than_half_way_round(a: Position, b: Position) -> None:
    there = distance_m(a, b)
    assert there == pytest.approx(distance_m(b, a), abs=0.01)
    assert 0 <= there <= HALF_WAY_ROUND_M + 1
    assert there < EARTH_RADIUS_M * 3.15


@given(positions, positions, positions)
def test_a_detour_is_never_shorter(a: Position, b: Position, c: Position) -> None:
    assert distance_m(a, c) <= distance_m(a, b) + distance_m(b, c) + 0.5


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(90.01, 0), (-90.01, 0), (0, 180.01), (0, -180.01), (float("nan"), 0), (0, float("inf"))],
)
def test_what_is_not_on_the_globe_is_refused(latitude: float, longitude: float) -> None:
    with pytest.raises(ValueError, match="not a position on the globe"):
        Position(latitude, longitude)


@given(st.floats(0, 100_000), st.floats(0, 100_000))
def test_further_takes_longer(near: float, far: float) -> None:
    near, far = sorted((near, far))
    assert estimated_drive(near) <= estimated_drive(far)


def test_a_drive_is_given_to_the_second() -> None:
    assert estimated_drive(0) == timedelta()
    assert estimated_drive(1000) == timedelta(seconds=round(100 * DETOUR_FACTOR))
    assert estimated_drive(1234.5).microseconds == 0
