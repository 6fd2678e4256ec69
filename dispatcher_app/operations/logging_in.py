"""Getting in: the gate that counts wrong passwords, who somebody is once they are in, and emergency access."""

from dispatcher_app.domain.entities import Dispatcher
from dispatcher_app.domain.errors import AccountDisabled, AccountLocked, Busy, Unavailable
from dispatcher_app.domain.ids import EmergencyAccessId
from dispatcher_app.domain.roles import Person, Role
from dispatcher_app.domain.texts import LIMITS, checked_text
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage import gate as db
from dispatcher_app.storage.board import find_dispatcher, find_paramedic_name
from dispatcher_app.storage.people import may_log_in, session_groups
from dispatcher_app.storage.store import Store, Transaction

_STRONGEST_FIRST = (
    Role.EMERGENCY,
    Role.SUPERVISOR,
    Role.DISPATCHER,
    Role.ADMIN,
    Role.PARAMEDIC,
    Role.NOTIFIER,
    Role.VIEWER,
)
"""With access open an emergency log-in is a dispatcher too, and still an emergency log-in."""


def knock(gate: Store, login: str) -> None:
    """Ask whether a log-in may be tried. Raises AccountLocked, Unavailable."""
    with gate.snapshot() as tx:
        until = db.locked_until(tx, login)
    if until is not None:
        raise AccountLocked(until)


@restarting
def note_wrong_password(gate: Store, login: str, desk: str) -> None:
    """Count a wrong password. Raises AccountLocked if that was one too many, Busy, Unavailable."""
    with gate.transaction() as tx:
        until = db.note_wrong_password(tx, login, desk)
    if until is not None:
        raise AccountLocked(until)


@restarting
def note_log_in(store: Store) -> int:
    """Forget the wrong passwords of whoever has logged in, and tell how many there were. Raises Busy, Unavailable."""
    with store.transaction() as tx:
        return db.note_log_in(tx)


def sign_in(store: Store, login: str) -> Person:
    """Say who works at a desk, and what the database lets them do. Raises AccountDisabled, Unavailable."""
    with store.snapshot() as tx:
        return read_person(tx, login)


def open_emergency_access(store: Store, reason: str) -> EmergencyAccessId:
    """Get a dispatcher's rights in an emergency. Every desk is alarmed, and it is written down for good.

    Each desk opens its own, whether or not the log-in has the rights already.
    Raises InvalidInput for a reason that says nothing, NotAllowed for any other log-in than one made for this,
    Unavailable.
    """
    kept = checked_text("reason", reason, LIMITS["emergency_access.reason"])
    # The alarm comes first, and for good.
    with store.transaction() as tx:
        access = db.open_emergency_access(tx, kept)
    try:
        _give_emergency_rights(store, access)
    except Busy:
        raise Unavailable("The alarm was raised, but somebody else is changing this log-in. Try again.") from None
    return access


@restarting
def _give_emergency_rights(store: Store, access: EmergencyAccessId) -> None:
    with store.transaction() as tx:
        db.give_emergency_rights(tx, access)


@restarting
def acknowledge_emergency_access(store: Store, access: EmergencyAccessId) -> None:
    """Take note of an emergency access, which ends its alarm on every desk. Raises Busy, NotAllowed, Unavailable."""
    with store.transaction() as tx:
        db.acknowledge_emergency_access(tx, access)


@restarting
def end_emergency_access(store: Store, access: EmergencyAccessId) -> None:
    """End one use of an emergency log-in, which keeps its rights while another one is open.

    Raises Busy, NotAllowed, Unavailable.
    """
    with store.transaction() as tx:
        db.end_emergency_access(tx, access)


@restarting
def end_emergency_access_of(store: Store, login: str) -> bool:
    """Take the rights of an emergency log-in back, and tell whether it had any.

    Raises Busy, NotAllowed, Unavailable.
    """
    with store.transaction() as tx:
        lasting = [access for access in db.read_emergencies(tx) if access.is_open and access.login == login]
        for access in lasting:
            db.end_emergency_access(tx, access.id)
    return bool(lasting)


@restarting
def end_forgotten_emergency_access(store: Store) -> None:
    """End what has been open for longer than any shift; any desk does this now and then. Raises Busy, Unavailable."""
    with store.transaction() as tx:
        db.end_forgotten_emergency_access(tx)


def read_person(tx: Transaction, login: str) -> Person:
    """Put together who somebody is: their profile, and the groups this session belongs to. Raises AccountDisabled."""
    if not may_log_in(tx):
        raise AccountDisabled("This log-in is disabled. Ask the administrator.")
    groups = session_groups(tx)
    profile = find_dispatcher(tx, login)
    dispatcher = profile if profile is not None and profile.is_active else None
    return Person(
        login,
        _full_name(tx, login, profile),
        _role(groups, may_sign=dispatcher is not None),
        None if dispatcher is None else dispatcher.id,
        is_dispatching=bool(groups & {Role.DISPATCHER, Role.SUPERVISOR}),
    )


def _full_name(tx: Transaction, login: str, profile: Dispatcher | None) -> str:
    if profile is not None and profile.is_active:
        return profile.full_name
    return find_paramedic_name(tx, login) or (login if profile is None else profile.full_name)


def _role(groups: frozenset[Role], *, may_sign: bool) -> Role:
    """Give the one word for somebody; whoever administers the server is in all groups, and in none in particular."""
    if groups == frozenset(Role):
        return Role.DISPATCHER if may_sign else Role.VIEWER
    return next((role for role in _STRONGEST_FIRST if role in groups), Role.VIEWER)
