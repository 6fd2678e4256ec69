"""The computer's own keyring, where a person may choose to keep a password. The only place that knows `keyring`.

`keyring` is an optional package, slow to load, and a locked keyring asks its owner with a window of its own and waits
for the answer: call every method on a thread of its own (a JobRunner that is not the SQL thread's), never on the
window's. None of them raises, and none writes a password anywhere but into the keyring.
"""

import importlib
import logging
from typing import Protocol, cast

_log = logging.getLogger(__name__)

_SAFE_FROM = 1
"""From this priority on `keyring` recommends a backend: below are those that refuse, forget, or write plain text."""


class _Backend(Protocol):
    priority: float

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


class KeyringStore:
    """Passwords by server and log-in. Without a keyring that encrypts, it keeps and finds nothing.

    `server` is its address, HOST:PORT/DATABASE without user or password, never a name that somebody gave it.
    """

    def is_usable(self) -> bool:
        """Tell whether a password could be kept safely on this computer."""
        return _safe_backend() is not None

    def password(self, server: str, login: str) -> str:
        """Give the kept password; empty where there is none, or its owner did not unlock the keyring."""
        backend = _safe_backend()
        if backend is None:
            return ""
        try:
            return backend.get_password(_service(server), login) or ""
        except Exception as error:  # noqa: BLE001  (every backend fails in its own way)
            _log_failure("read", error)
            return ""

    def keep(self, server: str, login: str, password: str) -> bool:
        """Keep a password in place of an older one; tell whether it was kept."""
        backend = _safe_backend()
        if backend is None:
            return False
        try:
            backend.set_password(_service(server), login, password)
        except Exception as error:  # noqa: BLE001
            _log_failure("write", error)
            return False
        return True

    def forget(self, server: str, login: str, refused: str | None = None) -> None:
        """Keep it no longer, if it was kept; after a refusal only if it is the one that was `refused`."""
        backend = _safe_backend()
        if backend is None:
            return
        try:
            kept = backend.get_password(_service(server), login)
            if kept is not None and refused in {None, kept}:
                backend.delete_password(_service(server), login)
        except Exception as error:  # noqa: BLE001
            _log_failure("delete", error)


def _service(server: str) -> str:
    return f"Dispatcher: {server}"


def _safe_backend() -> _Backend | None:
    """Find the backend to use. Where `keyring` would try several in turn, only the best: the next may be plain text."""
    try:
        chosen = importlib.import_module("keyring").get_keyring()
        chained = getattr(chosen, "backends", None)
        backends = [chosen] if chained is None else sorted(chained, key=lambda each: each.priority, reverse=True)
        best = cast("_Backend | None", next(iter(backends), None))
        return best if best is not None and best.priority >= _SAFE_FROM else None
    except ImportError:
        return None
    except Exception as error:  # noqa: BLE001
        _log_failure("find", error)
        return None


def _log_failure(what: str, error: Exception) -> None:
    # The kind alone: a backend's own words could quote what it was given.
    _log.warning("the keyring could not %s: %s", what, type(error).__name__)
