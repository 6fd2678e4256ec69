"""A desk's name: no two desks bear one at the same time, and each holds its own for as long as its connection lives."""

import zlib

import peewee

from dispatcher_app.domain.errors import Unavailable
from dispatcher_app.storage.line import Line
from dispatcher_app.storage.translation import LockNotGranted, driver_error, translated

_DESK_LOCK_SPACE = 0x4445534B
"""Advisory-lock space ("DESK") of the desks that have a number."""

_NAME_LOCK_SPACE = 0x4445534E
"""The same ("DESN") for desks whose name is no number."""

_MOST_DESKS = 999

_NAME_WAIT = "500ms"


def claim_desk(line: Line, given: str, held_before: str) -> str:
    """Take the name held before a loss, else the given one, else the lowest free number.

    A given one that is held by another gets a number behind it, "desk 3 (2)". Raises Unavailable if all are taken.
    """
    if given:
        others = [f"{given} ({number})" for number in range(2, _MOST_DESKS + 1)]
    else:
        others = [f"desk {number}" for number in range(1, _MOST_DESKS + 1)]
    for name in filter(None, dict.fromkeys([held_before, given, *others])):
        if _try_name(line, name) or (name == given and _wait_for_name(line, name)):
            line.execute_sql(
                "SELECT set_config('application_name', %s, false), set_config('dispatcher.desk', %s, false)",
                (name, name),
            )
            return name
    raise Unavailable("All desk numbers are taken. Name this desk in the configuration.")


def _try_name(line: Line, name: str) -> bool:
    cursor = line.execute_sql("SELECT pg_try_advisory_lock(%s, %s)", _lock_of(name))
    return bool(cursor.fetchone()[0])


def _wait_for_name(line: Line, name: str) -> bool:
    """Give a desk that has just left, or was cut off, the moment it needs to be gone."""
    line.execute_sql("SELECT set_config('lock_timeout', %s, false)", (_NAME_WAIT,))
    try:
        line.execute_sql("SELECT pg_advisory_lock(%s, %s)", _lock_of(name))
    except peewee.OperationalError as error:
        cause = driver_error(error)
        if cause is None or not isinstance(translated(cause), LockNotGranted):
            raise
        return False
    finally:
        if line.is_connection_usable():
            line.execute_sql("RESET lock_timeout")
    return True


def _lock_of(desk: str) -> tuple[int, int]:
    """Give the advisory lock that stands for a desk's name: its number, or a digest of any other name."""
    number = desk.removeprefix("desk ")
    if desk != number and number.isascii() and number.isdecimal() and len(number) < 9:
        return _DESK_LOCK_SPACE, int(number)
    digest = zlib.crc32(desk.encode(errors="replace")).to_bytes(4)
    return _NAME_LOCK_SPACE, int.from_bytes(digest, signed=True)
