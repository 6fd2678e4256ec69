"""Who may what, as far as a desk needs to know: the server decides, and refuses whatever is tried all the same."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dispatcher_app.domain.ids import DispatcherId, EmergencyAccessId


class Role(StrEnum):
    """What a person is in the control room; each is a group of the database, `dispatch_…`."""

    VIEWER = "viewer"
    PARAMEDIC = "paramedic"
    DISPATCHER = "dispatcher"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    EMERGENCY = "emergency"
    NOTIFIER = "notifier"

    @property
    def words(self) -> str:
        """Say it to a person."""
        return {Role.ADMIN: "administrator", Role.EMERGENCY: "emergency log-in"}.get(self, self.value)


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in. `dispatcher_id` is the profile they sign with; None for those who sign nothing.

    `is_dispatching` tells whether the database counts them among the dispatchers now: for an emergency log-in that is
    so only while emergency access is open.
    """

    login: str
    full_name: str
    role: Role
    dispatcher_id: DispatcherId | None = None
    is_dispatching: bool = False

    @property
    def can_dispatch(self) -> bool:
        """Tell whether this person's orders are taken at all."""
        return self.is_dispatching and self.dispatcher_id is not None

    @property
    def sees_callers(self) -> bool:
        """Tell whether callers' names, numbers and notes are shown to this person."""
        return self.is_dispatching

    @property
    def oversees(self) -> bool:
        """Tell whether this person looks after what others did: the trail, and alarms."""
        return self.role is Role.SUPERVISOR

    @property
    def needs_reason(self) -> bool:
        """Tell whether this person must first say why they are here at all."""
        return self.role is Role.EMERGENCY and not self.is_dispatching


@dataclass(frozen=True, slots=True)
class Account:
    """A person as administrators see them. Instants are UTC; `sessions` counts the open ones."""

    login: str
    full_name: str
    role: Role
    is_active: bool
    password_set_at: datetime | None
    locked_until: datetime | None = None
    sessions: int = 0


@dataclass(frozen=True, slots=True)
class NewPerson:
    """Somebody to be let in. `level` is a paramedic's (ALS, BLS)."""

    login: str
    full_name: str
    role: Role
    level: str | None = None


@dataclass(frozen=True, slots=True)
class EmergencyAccess:
    """A use of an emergency log-in that still lasts, or that nobody has acknowledged. `opened_at` is UTC."""

    id: EmergencyAccessId
    login: str
    full_name: str
    desk: str
    reason: str
    opened_at: datetime
    is_open: bool = True
    is_acknowledged: bool = False
