"""Who sits at a desk, in the window's words: what the server lets them do is what they are shown."""

from collections.abc import Mapping
from datetime import timedelta

from dispatcher_app.bootstrap.desk import Desk
from dispatcher_app.domain.roles import Person
from dispatcher_app.operations.demo import DEMO_PEOPLE
from dispatcher_app.ui.desk_identity import DeskIdentity, SwitchTarget


def identity_of(desk: Desk, targets: Mapping[int, timedelta]) -> DeskIdentity:
    """Put it together; only the demonstration's people may take over without a password."""
    person = desk.person
    return DeskIdentity(
        person.full_name,
        person.role.words,
        desk.store.desk,
        can_dispatch=person.can_dispatch,
        targets=targets,
        sees_callers=person.sees_callers,
        sees_trail=person.oversees,
        can_lock=desk.asked_password,
        people=_others(person) if desk.is_demo else (),
    )


def _others(person: Person) -> tuple[SwitchTarget, ...]:
    return tuple(
        SwitchTarget(other.login, other.full_name, other.role.words)
        for other in DEMO_PEOPLE
        if other.login != person.login
    )
