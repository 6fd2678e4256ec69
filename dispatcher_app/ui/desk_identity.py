"""Who sits at this desk and what they may do, as the window needs it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from dispatcher_app.domain.targets import DEFAULT_TARGETS
from dispatcher_app.ui.header.freshness import AgeLimits

ServerNow: TypeAlias = Callable[[], datetime]
"""The database's time as this desk estimates it: aware, UTC."""


def _default_targets() -> Mapping[int, timedelta]:
    return DEFAULT_TARGETS


@dataclass(frozen=True, slots=True)
class SwitchTarget:
    """Somebody else who may take this desk over without a password: the people of the demo city."""

    login: str
    full_name: str
    role: str


@dataclass(frozen=True, slots=True)
class DeskIdentity:
    """The person at the desk. `role` is a word for people ("dispatcher"); what counts are the `can_` and `sees_`.

    The window hides what is not allowed; the server refuses it. `can_lock` is false where the log-in has no password:
    such a desk could never be unlocked. `writes_notes`: the server may take notes of this person's. `people` are those
    it may be handed to, without the person who sits there.
    `limits` say from which age on the board is stale, and locks.
    """

    person: str
    role: str
    desk: str
    can_dispatch: bool
    targets: Mapping[int, timedelta] = field(default_factory=_default_targets)
    sees_callers: bool = True
    sees_trail: bool = False
    can_lock: bool = False
    writes_notes: bool = False
    people: tuple[SwitchTarget, ...] = ()
    limits: AgeLimits = field(default_factory=AgeLimits)
