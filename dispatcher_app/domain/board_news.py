"""What desks hear of each other's changes, and how a board becomes a newer one by it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol, TypeVar

from dispatcher_app.domain.entities import Ambulance, Assignment, Board, EmergencyCall

LIVING = frozenset({"emergency_call", "ambulance", "assignment"})
"""The tables whose records change all day: these are read one by one. What else changes is read as a whole."""

STORY = "story"
"""What is told of all that belongs to one call and is on no board: the id is the call's."""

_KNOWN = LIVING | {
    STORY,
    "account",
    "alarm",
    "control_room",
    "crew_break",
    "crew_member",
    "dispatcher",
    "emergency_access",
    "hospital",
    "paramedic",
    "shift",
    "station",
}

_LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Change:
    """One record that somebody changed: the name of its table, and its id."""

    table: str
    id: int

    @property
    def is_of_living(self) -> bool:
        """Tell whether the record is one of those that are read one by one."""
        return self.table in LIVING

    @property
    def is_of_story(self) -> bool:
        """Tell whether only a call's story has changed, which no board shows."""
        return self.table == STORY


def read_change(payload: str) -> Change | None:
    """Read what the database tells of a change, "ambulance 17"; None for what it would never say."""
    table, _, number = payload.partition(" ")
    found = _read_id(number)
    return None if table not in _KNOWN or found is None else Change(table, found)


def _read_id(number: str) -> int | None:
    is_id = number.isascii() and number.isdecimal() and len(number) <= len(str(_LARGEST_ID))
    return int(number) if is_id and int(number) <= _LARGEST_ID else None


@dataclass(frozen=True, slots=True)
class Heard:
    """What came over a line in one go.

    `beats` are the desk's own signs of life that came back; `is_garbled`: something came that nobody can make sense of.
    """

    changes: frozenset[Change] = frozenset()
    beats: frozenset[str] = frozenset()
    is_garbled: bool = False


@dataclass(frozen=True, slots=True)
class BoardNews:
    """What became of some records by `taken_at`: those asked for, and those of them that are on the board now."""

    taken_at: datetime
    asked: frozenset[Change]
    calls: tuple[EmergencyCall, ...] = ()
    ambulances: tuple[Ambulance, ...] = ()
    assignments: tuple[Assignment, ...] = ()


class _Record(Protocol):
    @property
    def id(self) -> int: ...


R = TypeVar("R", bound=_Record)


def with_news(board: Board, news: BoardNews) -> Board:
    """Give the newer board, its records in the order of a whole one; what did not change stays the same object."""
    gone = {table: {change.id for change in news.asked if change.table == table} for table in LIVING}
    assignments = _merged(board.assignments, gone["assignment"], news.assignments)
    return replace(
        board,
        taken_at=news.taken_at,
        calls=_by_id(_merged(board.calls, gone["emergency_call"], news.calls)),
        ambulances=_by_id(_merged(board.ambulances, gone["ambulance"], news.ambulances)),
        assignments=tuple(sorted(assignments.values(), key=lambda item: (item.dispatched_at, item.id))),
    )


def _merged(records: Iterable[R], gone: set[int], found: Iterable[R]) -> Mapping[int, R]:
    kept = {record.id: record for record in records if record.id not in gone}
    return kept | {record.id: record for record in found}


def _by_id(records: Mapping[int, R]) -> tuple[R, ...]:
    return tuple(records[number] for number in sorted(records))
