"""Reading a database's address, as libpq writes it."""

import os
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from dispatcher_app.domain.errors import InvalidInput

_USUAL_PORT = "5432"
_NUMBERS = (
    "port",
    "connect_timeout",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "tcp_user_timeout",
)


def take_apart(address: str) -> dict[str, Any]:
    """Read a database's address. Raises InvalidInput, which never repeats it: it may hold a password."""
    try:
        given: dict[str, Any] = dict(conninfo_to_dict(address))
    except (psycopg.Error, ValueError):
        raise _bad_address("The database's address cannot be read.") from None
    if not given.get("dbname"):
        raise _bad_address("The database's address names no database.")
    if "://" in given["dbname"]:
        # Peewee would take such a name for a whole address, to which what was found out about this one does not apply.
        raise _bad_address("The name of the database is an address itself.")
    for name in filter(given.__contains__, _NUMBERS):
        if not all(part.removeprefix("-").isdecimal() for part in str(given[name]).split(",") if part):
            raise _bad_address(f"The {name} in the database's address is no number.")
    return given


def place_of(address: str) -> str:
    """Tell where a database is, whoever connects: what belongs to it on this machine is kept under this.

    Raises InvalidInput.
    """
    given = take_apart(address)
    service, host, place, port = (
        given.get(name) or os.environ.get(f"PG{name.upper()}", "") for name in ("service", "host", "hostaddr", "port")
    )
    where = ",".join(filter(None, (service, host, place)))
    return f"{where}:{port or _USUAL_PORT}/{given['dbname']}"


def is_same_place(one: str, other: str) -> bool:
    """Tell whether two places have a server in common, and the database's name: a standby may have come or gone."""
    (servers, database), (others, its_database) = _servers_of(one), _servers_of(other)
    return database == its_database and not servers.isdisjoint(others)


def _servers_of(place: str) -> tuple[set[tuple[str, str]], str]:
    where, _, database = place.rpartition("/")
    hosts, _, ports = where.rpartition(":")
    each = hosts.split(",")
    each_port = ports.split(",") if "," in ports else [ports] * len(each)
    return {(host, port or _USUAL_PORT) for host, port in zip(each, each_port, strict=False)}, database


def signed_by(given: dict[str, Any], login: str, password: str) -> dict[str, Any]:
    """Put a person in place of the one in the address. Raises InvalidInput, which repeats neither."""
    for what, text in (("name", login), ("password", password)):
        if not _can_be_sent(text):
            raise InvalidInput({what: [f"The {what} has a character in it that cannot be sent."]})
    person = dict(given)
    if login and login != person.get("user"):
        person["user"] = login
        # The password in the address is somebody else's.
        person.pop("password", None)
    if password:
        person["password"] = password
    return person


def _can_be_sent(text: str) -> bool:
    # libpq takes NUL for the end of all it is told, and would not hear of what makes the line safe.
    return "\0" not in text and text.encode(errors="ignore").decode() == text


def _bad_address(sentence: str) -> InvalidInput:
    return InvalidInput({"database": [f"{sentence} Write it like postgresql://HOST/control_room."]})
