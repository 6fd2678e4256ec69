"""House numbers along a line, and a little geometry."""

import math

from dispatcher_app.domain.geo import Position, distance_m
from dispatcher_app.domain.places import HouseRange, length_m, meeting_of, metres_between, point_along

EAST = ((37.0, -122.0), (37.0, -121.99), (37.0, -121.98))


def test_numbers_along_a_side() -> None:
    up, down, both = HouseRange(401, 499), HouseRange(499, 401), HouseRange(400, 499)
    assert (up.fraction_at(401), up.fraction_at(450), up.fraction_at(499)) == (0.0, 0.5, 1.0)
    assert (down.fraction_at(401), down.fraction_at(499)) == (1.0, 0.0)
    assert up.holds(401)
    assert up.holds(499)
    assert down.holds(420)
    assert not up.holds(500)
    assert up.is_side_of(403)
    assert not up.is_side_of(404)
    assert both.is_side_of(404)
    assert HouseRange(7, 7).fraction_at(7) == 0.5


def test_a_point_along_a_line() -> None:
    assert point_along(EAST, 0) == EAST[0]
    assert point_along(EAST, 1) == EAST[-1]
    assert math.isclose(point_along(EAST, 0.75)[1], -121.985)
    assert math.isclose(length_m(EAST), distance_m(Position(*EAST[0]), Position(*EAST[-1])), rel_tol=1e-3)
    assert metres_between(EAST[0], EAST[0]) == 0
    assert point_along((EAST[0], EAST[0], EAST[1]), 0.0) == EAST[0]


def test_where_lines_cross() -> None:
    north = ((36.99, -121.985), (37.01, -121.985))
    found = meeting_of(EAST, north)
    assert found is not None
    assert metres_between(found, (37.0, -121.985)) < 0.01
    assert meeting_of(EAST, ((36.99, -121.985), (36.999, -121.985))) is None
    assert meeting_of(EAST, EAST) is None
