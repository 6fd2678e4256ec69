"""How long a call may wait for its first ambulance."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

DEFAULT_TARGETS: Mapping[int, timedelta] = MappingProxyType(
    {
        1: timedelta(minutes=7),
        2: timedelta(minutes=18),
        3: timedelta(minutes=120),
        4: timedelta(minutes=180),
    }
)
"""By priority, from reception. England's Ambulance Response Programme: C1 and C2 means, C3 and C4 90th centiles."""
