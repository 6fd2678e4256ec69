"""Letting somebody in: past the gate that counts wrong passwords, and to a desk of their own."""

import logging
import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from dispatcher_app.domain.errors import (
    AccountLocked,
    DispatcherError,
    LogInRefused,
    NotAllowed,
    NotVouchedFor,
    PasswordNeeded,
    Unavailable,
    Unreachable,
    Untrusted,
    WrongPassword,
)
from dispatcher_app.operations import logging_in
from dispatcher_app.storage.gate import GATE_LOGIN, GATE_PASSWORD
from dispatcher_app.storage.store import ConnectionSettings, Store
from dispatcher_app.storage.translation import LockNotGranted

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody typed to log in."""

    login: str
    password: str = field(default="", repr=False)


@contextmanager
def connected(settings: ConnectionSettings) -> Iterator[Store]:
    """Give the store of a new desk, which keeps it; if that comes to nothing, its connection is closed again."""
    store = Store(settings)
    try:
        yield store
    except BaseException:
        store.close()
        raise


@contextmanager
def admitted(settings: ConnectionSettings) -> Iterator[Store]:
    """Give the store of somebody who logs in by name and password. Raises LogInRefused, Unavailable.

    Five wrong passwords lock the log-in for a while; the server itself keeps the count, for all desks.
    """
    with _gate(settings) as gate, connected(settings) as store:
        try:
            store.open()
        except (PasswordNeeded, NotVouchedFor):
            raise
        except WrongPassword:
            if gate is not None:
                _note_wrong_password(gate, settings)
            raise
        yield store


def check_password(settings: ConnectionSettings, password: str) -> int:
    """Ask the server whether this is the password of who works here. Raises LogInRefused, Unavailable.

    Gives the number of wrong ones that were tried at the gate meanwhile. Whoever is in does not pass the gate again:
    nobody keeps them from their desk by trying passwords.
    """
    with connected(replace(settings, password=password, is_desk=False)) as store:
        store.open()
        if not store.used_password:
            raise LogInRefused("The server asked for no password, so it cannot tell who you are.")
        tries = note_log_in(store)
        store.close()
    return tries


def _note_wrong_password(gate: Store, settings: ConnectionSettings) -> None:
    try:
        logging_in.note_wrong_password(gate, settings.login, settings.desk or platform.node())
    except AccountLocked:
        raise
    except (DispatcherError, LockNotGranted) as error:
        # What the person has to know is that the password is wrong.
        _log.warning("a wrong password was not counted: %s", error)


def note_log_in(store: Store) -> int:
    """Forget wrong passwords now that the right one was given, and tell how many there were."""
    try:
        return logging_in.note_log_in(store)
    except (DispatcherError, LockNotGranted) as error:
        # A server that only lets read, or a stranger who holds the count: whoever has logged in works all the same.
        _log.warning("the log-in was not noted: %s", error)
        return 0


@contextmanager
def _gate(settings: ConnectionSettings) -> Iterator[Store | None]:
    """Give the gate, once it says that the log-in may be tried; None on a server that has none.

    A missing gate keeps nobody out: the server still asks for the password itself.
    """
    gate = Store(replace(settings, login=GATE_LOGIN, password=GATE_PASSWORD, is_desk=False))
    try:
        yield gate if _knocked(gate, settings.login) else None
    finally:
        gate.close()


def _knocked(gate: Store, login: str) -> bool:
    try:
        gate.open()
    except (Unreachable, Untrusted):
        raise
    except Unavailable as error:
        # Whatever a stranger does to the gate keeps nobody out who can reach the server.
        _log.warning("there is no gate at this server: %s", error)
        return False
    try:
        logging_in.knock(gate, login)
    except AccountLocked:
        raise
    except (Unavailable, NotAllowed) as error:
        _log.warning("the gate of this server cannot be asked: %s", error)
        return False
    return True
