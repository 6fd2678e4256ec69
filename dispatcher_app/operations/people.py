"""Managing the people of a control room: an administrator's verbs. The database refuses them to everybody else."""

from dataclasses import replace
from functools import partial

from dispatcher_app.domain.errors import Busy, InvalidInput, NotAllowed, NotFound, Unavailable
from dispatcher_app.domain.roles import Account, NewPerson, Role
from dispatcher_app.domain.statuses import CrewLevel
from dispatcher_app.domain.texts import LIMITS, Problems, checked_login, checked_password, checked_text
from dispatcher_app.operations.logging_in import end_emergency_access_of
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage import people as db
from dispatcher_app.storage.store import Store, Transaction


def list_people(store: Store) -> tuple[Account, ...]:
    """List everybody who may log in, or might again. Raises NotAllowed, Unavailable."""
    with store.snapshot() as tx:
        return db.read_accounts(tx)


@restarting
def add_person(store: Store, person: NewPerson, password: str) -> Account:
    """Let somebody in: a role with a password of its own, and a profile.

    Raises InvalidInput with a sentence for each field, NotAllowed, Busy, Unavailable.
    """
    person = _checked(person, password)
    with store.transaction() as tx:
        if db.is_login_taken(tx, person.login):
            raise InvalidInput({"login": [_taken(tx, person.login)]})
        db.add_person(tx, person, password)
        return _account(tx, person.login)


def logins_without_password(store: Store) -> tuple[str, ...]:
    """Name those who could log in before there were passwords, and have none yet. Raises NotAllowed, Unavailable."""
    return tuple(known.login for known in list_people(store) if known.is_active and known.password_set_at is None)


def change_role(store: Store, login: str, role: Role, level: CrewLevel | None = None) -> Account:
    """Make somebody something else, from now on and in their running sessions.

    Raises NotFound, NotAllowed, Busy, Unavailable.
    """
    account = _with_role(store, _typed(login), role, level)
    _end_emergency_access_of(store, account.login)
    return account


def disable_person(store: Store, login: str) -> int:
    """Let somebody log in no more, end their running sessions, and give the count of those that have ended.

    Their sessions end only once the disabling is committed: one that ended before could come back.
    Raises NotFound, NotAllowed, Busy, Unavailable.
    """
    login = _typed(login)
    _close_log_in(store, login)
    with store.transaction() as tx:
        ended = db.end_sessions(tx, login)
    _end_emergency_access_of(store, login)
    return ended


@restarting
def enable_person(store: Store, login: str) -> None:
    """Let somebody log in again, and forget their wrong passwords. Raises NotFound, NotAllowed, Busy, Unavailable."""
    login = _typed(login)
    with store.transaction() as tx:
        _account_of_another(tx, login)
        db.set_active(tx, login, is_active=True)
        db.open_gate_for(tx, login)


@restarting
def change_password(store: Store, login: str, password: str) -> None:
    """Give somebody, or oneself, another password. Raises InvalidInput, NotFound, NotAllowed, Busy, Unavailable."""
    login = _typed(login)
    checked_password("password", password, login)
    with store.transaction() as tx:
        if login != db.session_login(tx):
            _account(tx, login)
        db.set_password(tx, login, password)


@restarting
def _with_role(store: Store, login: str, role: Role, level: CrewLevel | None) -> Account:
    with store.transaction() as tx:
        _account_of_another(tx, login)
        db.set_role(tx, login, role, _level(role, level))
        return _account(tx, login)


@restarting
def _close_log_in(store: Store, login: str) -> None:
    with store.transaction() as tx:
        _account_of_another(tx, login)
        db.set_active(tx, login, is_active=False)


def _end_emergency_access_of(store: Store, login: str) -> None:
    try:
        end_emergency_access_of(store, login)
    except Busy:
        sentence = f"This was written, but the emergency access of {login} is being changed by somebody else."
        raise Unavailable(f"{sentence} Do the same again.") from None


def _checked(person: NewPerson, password: str) -> NewPerson:
    with Problems() as problems:
        login = problems.checked(partial(checked_login, "login"), person.login, otherwise="")
        name = problems.text("name", person.full_name, LIMITS["dispatcher.full_name"])
        problems.checked(lambda typed: checked_password("password", typed, person.login), password, otherwise="")
    return replace(person, login=login, full_name=name, level=_level(person.role, person.level))


def _taken(tx: Transaction, login: str) -> str:
    taken, account = f"There is a log-in {login} on this server already.", db.find_account(tx, login)
    if account is None or account.password_set_at is not None:
        return taken
    return f"{taken} It has no password yet. Give it one with: dispatcher users password {login}"


def _typed(login: str) -> str:
    """Check the log-in of somebody who is looked for: it need not be one that could be made."""
    return checked_text("login", login, LIMITS["dispatcher.login"])


def _level(role: Role, level: str | None) -> str | None:
    """A paramedic is of a level; who is none has none."""
    if role is not Role.PARAMEDIC:
        return None
    return level or CrewLevel.BLS


def _account_of_another(tx: Transaction, login: str) -> Account:
    if login == db.session_login(tx):
        raise NotAllowed("Nobody does this to themselves: ask another administrator.")
    return _account(tx, login)


def _account(tx: Transaction, login: str) -> Account:
    account = db.find_account(tx, login)
    if account is None:
        raise NotFound("person with the log-in", login)
    return account
