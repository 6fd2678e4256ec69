"""An event, ready to be told: its values and records in words, and what can be said of any table's row."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from dispatcher_app.domain.texts import laid_open
from dispatcher_app.operations.trail_fields import columns_of, field_words, record_words, table_words, value_words
from dispatcher_app.storage.trail import TrailEvent
from dispatcher_app.storage.trail_names import REFERENCES, TrailNames

_LONGEST = 60

_PRIVATE = frozenset(
    {"caller_name", "caller_phone", "notes", "patient_name", "patient_age", "patient_sex", "patient_condition"}
)
"""What belongs beside a sentence, for whoever opens the event, and not into it."""

ALONGSIDE = frozenset({"version", "status_since", "position_at", "ended_at", "ended_by_id", "ended_at_desk"})
"""What changes with something else and is no news of its own."""

_CODES = frozenset({"status", "outcome", "level", "crew_level", "role", "state", "audience", "kind"})
"""Texts that need no quotation marks: nobody typed them."""


_SERVICES = {"dispatch_gate": "The log-in window"}
"""Log-ins that are nobody's."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event, what its records are called, and the zone of the clock on the wall."""

    event: TrailEvent
    names: TrailNames
    zone: tzinfo

    @property
    def is_update(self) -> bool:
        """The row was there before and still is."""
        return self.event.action == "UPDATE"

    @property
    def who(self) -> str:
        """The person whose log-in it was; the log-in itself where no profile goes with it."""
        return laid_open(_SERVICES.get(self.event.actor) or self.person(self.event.actor)) or "Somebody"

    def holder(self) -> str:
        """Name the person whose log-in the event's own row is about."""
        login = self.before("login") or self.after("login")
        return self.person(str(login)) if login else record_words(self.event.table_name, self.event.row_id, self.names)

    def person(self, login: str) -> str:
        """Name the person with a log-in."""
        return self.names.people.get(login) or login

    def before(self, column: str) -> Any:
        """Give what stood in a column."""
        return self.event.before.get(column)

    def after(self, column: str) -> Any:
        """Give what stands in a column since."""
        return self.event.after.get(column)

    def is_changed(self, column: str) -> bool:
        """Tell whether a column has another value now."""
        return bool(self.before(column) != self.after(column))

    def changed(self, *, but: frozenset[str]) -> list[str]:
        """List the columns that have another value now, but for some."""
        return [column for column in columns_of(self.event) if self.is_changed(column) and column not in but]

    def said(self, column: str, value: Any) -> str:
        """Say a value within a sentence: typed text in quotation marks, an instant as the clock showed it."""
        words = value_words(column, value, self.names)
        if isinstance(words, datetime):
            local, today = words.astimezone(self.zone), self.event.at.astimezone(self.zone)
            return local.strftime("%H:%M:%S" if local.date() == today.date() else "%Y-%m-%d %H:%M:%S")
        if words is None:
            return "nothing"
        return words if column in _CODES or not isinstance(value, str) else f"“{short(words)}”"

    def record(self, column: str) -> str:
        """Name the record that a column is about, or was about last."""
        table = REFERENCES[column]
        for number in (self.after(column), self.before(column)):
            if isinstance(number, int):
                return record_words(table, number, self.names)
        return f"an unknown {table_words(table)}"

    def named(self, column: str) -> str:
        """Name the event's own row by a column: as it was called until then."""
        own = self.before(column) or self.after(column)
        return str(own) if own else record_words(self.event.table_name, self.event.row_id, self.names)


def short(text: str) -> str:
    """Cut a text that would drown its sentence."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def deed_of_any(told: Told, what: str) -> str:
    """Say what was done to a row, of whatever table."""
    match told.event.action:
        case "INSERT":
            return f"added {what}"
        case "DELETE":
            return f"removed {what}"
    return edited(told, what)


def edited(told: Told, of: str, *, but: frozenset[str] = ALONGSIDE) -> str:
    """Say which fields were changed; of a single one, from what to what."""
    columns = told.changed(but=but)
    fields = list(dict.fromkeys("position" if c in {"latitude", "longitude"} else field_words(c) for c in columns))
    if len(fields) > 1:
        return f"changed {', '.join(fields[:-1])} and {fields[-1]} of {of}"
    return _edited_field(told, columns[0], fields[0], of) if fields else f"changed {of}"


def _edited_field(told: Told, column: str, field: str, of: str) -> str:
    before, after = told.before(column), told.after(column)
    if after is None or after == "":
        return f"removed the {field} of {of}"
    if column in _PRIVATE or field == "position" or isinstance(after, dict | list):
        return f"changed the {field} of {of}"
    if before is None or before == "":
        return f"set the {field} of {of} to {told.said(column, after)}"
    return f"changed the {field} of {of} from {told.said(column, before)} to {told.said(column, after)}"
