"""Who sits at this desk and what they may do, as the window needs it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from dispatcher_app.domain.targets import DEFAULT_TARGETS

ServerNow: TypeAlias = Callable[[], datetime]
"""The database's time as this desk estimates it: aware, UTC."""


def _default_targets() -> Mapping[int, timedelta]:
    return DEFAULT_TARGETS


@dataclass(frozen=True, slots=True)
class DeskIdentity:
    """The person at the desk. `role` is a word for people ("dispatcher"); `can_dispatch` is what counts."""

    person: str
    role: str
    desk: str
    can_dispatch: bool
    targets: Mapping[int, timedelta] = field(default_factory=_default_targets)
