"""Who sits at a desk, in the window's words: what the server lets them do is what they are shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.domain.roles import Person, Role
from dispatcher_app.domain.targets import DEFAULT_TARGETS
from dispatcher_app.operations.demo import DEMO_PEOPLE
from dispatcher_app.ui.desk_identity import DeskIdentity, SwitchTarget
from dispatcher_app.ui.header.freshness import AgeLimits


@dataclass(frozen=True, slots=True)
class DeskRules:
    """What the configuration says of every desk: how soon somebody has to be there, and how old a board may be."""

    targets: Mapping[int, timedelta] = field(default_factory=lambda: DEFAULT_TARGETS)
    age_limits: AgeLimits = field(default_factory=AgeLimits)


def identity_of(desk: Desk, rules: DeskRules) -> DeskIdentity:
    """Put it together; only the demonstration's people may take over without a password."""
    person = desk.person
    return DeskIdentity(
        person.full_name,
        person.role.words,
        desk.store.desk,
        can_dispatch=person.can_dispatch,
        targets=rules.targets,
        limits=rules.age_limits,
        sees_callers=person.sees_callers,
        sees_trail=person.oversees,
        can_lock=desk.asked_password,
        writes_notes=person.is_dispatching or person.role is Role.PARAMEDIC,
        people=_others(person) if desk.is_demo else (),
    )


def _others(person: Person) -> tuple[SwitchTarget, ...]:
    return tuple(
        SwitchTarget(other.login, other.full_name, other.role.words)
        for other in DEMO_PEOPLE
        if other.login != person.login
    )
