"""What all words of a story have in common: what one event says, and what is known of the events beside it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from dispatcher_app.domain.call_story import StoryKind
from dispatcher_app.domain.texts import laid_open
from dispatcher_app.operations.trail_fields import field_words, value_words
from dispatcher_app.operations.trail_told import ALONGSIDE, Told, short
from dispatcher_app.storage.trail import TrailEvent
from dispatcher_app.storage.trail_names import TrailNames

NO_NEWS = ALONGSIDE | frozenset(
    {"id", "request_id", "source_ref", "desk", "attempts", "next_try_at", "claim", "claimed_until"}
)
"""Columns that are the desk's own book-keeping."""


@dataclass(frozen=True, slots=True)
class Line:
    """What one event says, or one part of it.

    `at` is the instant of what happened, None where the event has none but that of its writing. `by` and `desk` are
    given where the record itself names them, else they are the event's.
    """

    words: str
    kind: StoryKind
    at: datetime | None = None
    by: str | None = None
    desk: str | None = None


class Beside:
    """The events of one story, looked up by those that refer to others."""

    def __init__(self, events: Iterable[TrailEvent], names: TrailNames, zone: tzinfo) -> None:
        """Look them over."""
        self.names = names
        self.zone = zone
        self._audiences: dict[int, str] = {}
        self._notifications: dict[int, Any] = {}
        self._set_right: set[tuple[str, ...]] = set()
        self._sent_by: set[Any] = set()
        for event in events:
            self._note(event)

    def _note(self, event: TrailEvent) -> None:
        after = event.after
        match (event.table_name, event.action):
            case ("notification", "INSERT"):
                self._audiences[event.row_id] = str(after.get("audience"))
            case ("delivery", "INSERT"):
                self._notifications[event.row_id] = after.get("notification_id")
            case ("correction" | "undone_stamp", "INSERT"):
                columns = ("assignment_id", "stamp", "was_at", "is_at")
                self._set_right.add(tuple(str(after.get(column)) for column in columns))
            case ("assignment", "INSERT"):
                self._sent_by.add(event.request_id)

    def notification_of(self, told: Told) -> Any:
        """Find the message that a delivery carries."""
        return self._notifications.get(told.event.row_id)

    def audience(self, notification: Any) -> str:
        """Say whom a message was for."""
        return {"CREW": "the crew", "HOSPITAL": "the hospital"}.get(self._audiences.get(notification, ""), "others")

    def tells_why(self, event: TrailEvent, stamp: str) -> bool:
        """Another event tells of this change of a stamp, and its reason."""
        change = (event.row_id, stamp, event.before.get(stamp), event.after.get(stamp))
        return tuple(map(str, change)) in self._set_right

    def tells_dispatch(self, event: TrailEvent) -> bool:
        """Another event tells of the dispatch that this one belongs to."""
        return event.request_id is not None and event.request_id in self._sent_by


def instant(told: Told, column: str) -> datetime | None:
    """Give the instant that stands in a column since."""
    words = value_words(column, told.after(column), told.names)
    return words if isinstance(words, datetime) else None


def earliest(told: Told) -> datetime | None:
    """Give the instant at which a record of any table says that something happened to it."""
    columns = (c for c in told.event.after if c.endswith("_at") and c not in NO_NEWS and told.is_changed(c))
    return min((at for c in columns if (at := instant(told, c)) is not None), default=None)


def person_of(told: Told, column: str) -> str | None:
    """Name the person whom a column names."""
    return told.record(column) if isinstance(told.after(column), int) else None


def capital(words: str) -> str:
    """Begin a line."""
    return f"{words[:1].upper()}{words[1:]}"


def typed(text: Any) -> str:
    """Give what a person typed as lines that steer no screen."""
    return "\n".join(laid_open(line) for line in str(text).expandtabs(4).split("\n"))


def edits(told: Told, columns: Iterable[str]) -> str:
    """Say from what to what each of these fields was changed: "Priority 2 → 1"."""
    said = dict.fromkeys(_edit(told, column) for column in columns)
    return "; ".join(said)


def _edit(told: Told, column: str) -> str:
    if column in {"latitude", "longitude"}:
        return "Position changed"
    field, before, after = capital(field_words(column)), told.before(column), told.after(column)
    if after is None or after == "":
        return f"{field} removed (was {_said(told, column, before)})"
    if before is None or before == "":
        return f"{field}: {_said(told, column, after)}"
    return f"{field} {_said(told, column, before)} → {_said(told, column, after)}"


def _said(told: Told, column: str, value: Any) -> str:
    words = value_words(column, value, told.names)
    return told.said(column, value) if isinstance(words, datetime) else short(str(words))
