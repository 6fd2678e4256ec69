"""The trail of who did what: sealed, verified, and exported for those who have to look into something."""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol, assert_never

from dispatcher_app.domain.cells import harmless_cell
from dispatcher_app.storage import audit as db
from dispatcher_app.storage.audit import AuditProblem, ProblemKind, RecordedEvent, Seal, Stretch
from dispatcher_app.storage.store import Store

_PAGE = 1000

_COLUMNS = (
    "number",
    "at",
    "actor",
    "desk",
    "client",
    "action",
    "table",
    "row",
    "before",
    "after",
    "request_id",
)


class Sink(Protocol):
    """Where an export is written to: a text file, mostly."""

    def write(self, text: str, /) -> object:
        """Take the next piece."""


class ExportFormat(StrEnum):
    """What an export is written as."""

    CSV = "csv"
    JSON_LINES = "jsonl"


def seal_audit(store: Store) -> bytes | None:
    """Seal what has been recorded since the last seal, and give the new seal's digest.

    None if there was nothing new, or another desk is sealing at this moment. Raises NotAllowed, Unavailable.
    """
    with store.transaction() as tx:
        return db.seal_audit(tx)


def verify_audit(store: Store, kept_digest: bytes | None = None) -> tuple[AuditProblem, ...]:
    """Tell what was done to the trail behind its back; nothing, if all is well.

    Whoever rules the server could make a whole new chain. A digest kept outside the database shows that: give it, and
    a chain that no longer has its seal is a problem too. Raises NotAllowed, Unavailable.
    """
    with store.snapshot() as tx:
        problems = db.verify_audit(tx)
        if kept_digest is not None and not db.has_seal(tx, kept_digest):
            problems += (AuditProblem(ProblemKind.SEAL_UNKNOWN, 0),)
        return problems


def last_seal(store: Store) -> Seal | None:
    """Give the newest seal: its digest belongs somewhere outside the database. Raises NotAllowed, Unavailable."""
    with store.snapshot() as tx:
        return db.last_seal(tx)


def ensure_audit_months(store: Store) -> None:
    """Have a table ready for this month's events and the next two. Raises NotAllowed, Unavailable."""
    with store.transaction() as tx:
        db.ensure_audit_months(tx)


def problem_sentence(problem: AuditProblem) -> str:
    """Say what is wrong in plain words."""
    match problem.kind:
        case ProblemKind.CHANGED:
            return f"Event {problem.number} was changed after it was sealed."
        case ProblemKind.REMOVED:
            return f"Event {problem.number} was removed after it was sealed."
        case ProblemKind.INSERTED:
            return f"Event {problem.number} was put into the past: the seals of its time do not know it."
        case ProblemKind.SEAL_BROKEN:
            return f"Seal {problem.number} does not fit its events and the seal before it."
        case ProblemKind.SEAL_REMOVED:
            return f"Seal {problem.number} was removed."
        case ProblemKind.SEAL_UNKNOWN:
            return "The seal whose digest was kept is not in the trail: its seals were made anew."
    assert_never(problem.kind)


def export_audit(store: Store, from_at: datetime, to_at: datetime, sink: Sink, export_format: ExportFormat) -> int:
    """Write the events from one instant until just before another, in order of their numbers, and give their count.

    Read page by page, each in a transaction of its own, so that neither memory nor the database is held however long
    the stretch or slow the sink. Events are never changed, so the pages belong together. A file for CSV is opened with
    newline="". Raises NotAllowed, Unavailable; what was written by then stays written.
    """
    write = _writer(sink, export_format)
    count = 0
    for event in _events(store, Stretch(from_at, to_at)):
        write(event)
        count += 1
    return count


def _events(store: Store, stretch: Stretch) -> Iterator[RecordedEvent]:
    last: RecordedEvent | None = None
    while True:
        with store.snapshot() as tx:
            page = db.read_events(tx, stretch, last, _PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        last = page[-1]


def _writer(sink: Sink, export_format: ExportFormat) -> Callable[[RecordedEvent], object]:
    match export_format:
        case ExportFormat.CSV:
            rows = csv.writer(sink, quoting=csv.QUOTE_ALL)
            rows.writerow(_COLUMNS)
            return lambda event: rows.writerow([_cell(value) for value in _values(event)])
        case ExportFormat.JSON_LINES:
            return lambda event: sink.write(json.dumps(_object(event)) + "\n")
    assert_never(export_format)


def _values(event: RecordedEvent) -> tuple[object, ...]:
    return (
        event.number,
        _instant(event.at),
        event.actor,
        event.desk,
        event.client,
        event.action,
        event.table_name,
        event.row_id,
        event.before,
        event.after,
        event.request_id,
    )


def _cell(value: object) -> str:
    """Give a cell that no spreadsheet takes for a formula."""
    if isinstance(value, str):
        return harmless_cell(value)
    return "" if value is None else str(value)


def _object(event: RecordedEvent) -> dict[str, object]:
    """Give what a line of JSON says. Text beyond ASCII is escaped in it, so that nothing else ends or turns a line."""
    told = dict(zip(_COLUMNS, _values(event), strict=True))
    return told | {
        "before": None if event.before is None else json.loads(event.before),
        "after": None if event.after is None else json.loads(event.after),
        "request_id": None if event.request_id is None else str(event.request_id),
    }


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
