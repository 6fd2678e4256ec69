"""What a connection is opened with: from a desk's settings to the parameters that libpq takes."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from dispatcher_app.storage.address import signed_by, take_apart
from dispatcher_app.storage.transport import Tls, secured

WATCHED_STATEMENT_TIMEOUT_S = 7.0
"""For a desk that breaks its line off after `LONGEST_SILENCE_S`: the server gives up every statement before that."""

LONGEST_SILENCE_S = 9.0
"""A server that owes an answer for longer is none, or it is at a COMMIT that waits for a standby without an end."""

_WRITING = {"", "read-write", "primary"}
"""What an address may wish for and still be served by a standby, to be read, while nothing else is there."""

_CONNECT_TIMEOUT_OF_SEVERAL_S = 3
"""How long each of several hosts has to answer: the ones behind it must not wait long for a dead one."""


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """How a desk connects. `desk` empty: the lowest free number is taken. Durations in seconds.

    `login` and `password` outweigh those of the address. `tls` None: what the server has to prove goes by where it is.
    `is_desk` False: the connection bears no desk's name, so it keeps nobody else from one. `is_replay`: it looks on at
    a recorded week, whose time the board shows.
    """

    conninfo: str = field(repr=False)
    desk: str = ""
    login: str = ""
    password: str = field(default="", repr=False)
    tls: Tls | None = None
    root_certificate: str = ""
    is_desk: bool = True
    is_replay: bool = False
    connect_timeout_s: int = 5
    lock_timeout_s: float = 3.0
    statement_timeout_s: float = 15.0
    idle_in_transaction_timeout_s: float = 10.0

    @property
    def longest_silence_s(self) -> float | None:
        """How long the server may owe an answer before its line is cut; None where a statement may take longer."""
        return LONGEST_SILENCE_S if self.statement_timeout_s < LONGEST_SILENCE_S else None


def connection_parameters(settings: ConnectionSettings) -> dict[str, Any]:
    """Give all keyword arguments of `psycopg.connect`. Raises InvalidInput for an address that cannot do.

    Of several hosts in the address it is the one that allows writing, unless the address wants another.
    """
    given = signed_by(take_apart(settings.conninfo), settings.login, settings.password)
    safe = secured(given, settings.tls, settings.root_certificate)
    # A line that is dead is found in 7 s: by silence of the other end, or by words it does not acknowledge.
    defaults: dict[str, Any] = {
        "connect_timeout": settings.connect_timeout_s,
        "keepalives_idle": 3,
        "keepalives_interval": 2,
        "keepalives_count": 2,
        "tcp_user_timeout": 7_000,
        "application_name": settings.desk or "dispatcher",
    }
    if _asks_several(given):
        defaults["target_session_attrs"] = "read-write"
        defaults["connect_timeout"] = min(settings.connect_timeout_s, _CONNECT_TIMEOUT_OF_SEVERAL_S)
    return {**defaults, **given, **safe, "options": _options(given, settings)}


def parameters_by_host(settings: ConnectionSettings) -> tuple[dict[str, Any], ...]:
    """Give the same for each host of the address by itself, whether it allows writing or not.

    It is one for a single host, and where the address wants another than one that allows writing. Raises InvalidInput.
    """
    whole = connection_parameters(settings)
    if not _asks_several(take_apart(settings.conninfo)):
        return (whole,)
    return tuple(whole | one | {"target_session_attrs": "any"} for one in _one_by_one(whole))


def _asks_several(given: dict[str, Any]) -> bool:
    wants = given.get("target_session_attrs") or os.environ.get("PGTARGETSESSIONATTRS") or ""
    if wants not in _WRITING or given.get("service"):
        return False
    return max(_count(given, "host"), _count(given, "hostaddr")) > 1


def _count(given: dict[str, Any], name: str) -> int:
    return len(str(given.get(name) or "").split(","))


def _one_by_one(whole: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Take lists apart: of host, hostaddr and port the first belong together, and so on; one port is for all."""
    lists = {name: str(whole[name]).split(",") for name in ("host", "hostaddr", "port") if whole.get(name)}
    for number in range(max(map(len, lists.values()))):
        yield {name: values[number if len(values) > 1 else 0] for name, values in lists.items()}


def _options(given: dict[str, Any], settings: ConnectionSettings) -> str:
    limits = {
        "lock_timeout": settings.lock_timeout_s,
        "statement_timeout": settings.statement_timeout_s,
        "idle_in_transaction_session_timeout": settings.idle_in_transaction_timeout_s,
    }
    ours = [f"-c {name}={int(seconds * 1000)}" for name, seconds in limits.items()]
    if settings.is_replay:
        ours.append("-c dispatcher.replayed=on")
    return " ".join(filter(None, (given.get("options"), *ours, "-c timezone=UTC", "-c search_path=public")))
