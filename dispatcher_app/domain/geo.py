"""Positions on the ground, distances and a first estimate of the drive."""

import math
from dataclasses import dataclass
from datetime import timedelta

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the earth in metres (IUGG)."""

DETOUR_FACTOR = 1.35
"""Road distance over straight distance in a street grid; between the grid's extremes 1 and 1.41."""

EMERGENCY_SPEED_M_PER_S = 10.0
"""36 km/h: an ambulance's mean speed through a city, lights on, from wheels turning to arrival."""


@dataclass(frozen=True, slots=True)
class Position:
    """A point on the ground, in degrees WGS 84; latitude −90…90, longitude −180…180."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        """Refuse what is not on the globe."""
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError(f"not a position on the globe: {self.latitude}, {self.longitude}")


def distance_m(a: Position, b: Position) -> float:
    """Straight distance over the ground in metres (haversine)."""
    lat_a, lat_b = math.radians(a.latitude), math.radians(b.latitude)
    half_lat = math.sin((lat_b - lat_a) / 2) ** 2
    half_lon = math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(half_lat + math.cos(lat_a) * math.cos(lat_b) * half_lon))


def estimated_drive(straight_m: float) -> timedelta:
    """Estimate the drive for a straight distance in metres; to the second, and no more than an estimate."""
    return timedelta(seconds=round(straight_m * DETOUR_FACTOR / EMERGENCY_SPEED_M_PER_S))
