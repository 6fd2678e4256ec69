"""The trail: sealing it, verifying its seals, and reading what it recorded, a page at a time.

The server's own functions seal and verify; they do it as the trail's owner, for whoever may execute them.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dispatcher_app.storage.models import AuditSeal
from dispatcher_app.storage.parameters import LONGEST_SILENCE_S
from dispatcher_app.storage.store import Transaction

_TIMEOUT = "600s"
"""Sealing after an import, and verifying, read more than any desk may otherwise ask of the database."""

_BEFORE_ALL = -(2**63)


class ProblemKind(StrEnum):
    """What can be wrong with the trail, in the server's words."""

    CHANGED = "changed"
    REMOVED = "removed"
    INSERTED = "inserted"
    SEAL_BROKEN = "seal broken"
    SEAL_REMOVED = "seal removed"
    SEAL_UNKNOWN = "seal unknown"


@dataclass(frozen=True, slots=True)
class AuditProblem:
    """Something that was done to the trail behind its back: to the event, or the seal, of this number."""

    kind: ProblemKind
    number: int


@dataclass(frozen=True, slots=True)
class Seal:
    """A link of the chain. Its digest stands for every event sealed up to it."""

    number: int
    sealed_at: datetime
    digest: bytes


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """One event of the trail. `before` and `after` are JSON text, exactly as the database keeps it."""

    number: int
    at: datetime
    actor: str
    desk: str
    client: str
    action: str
    table_name: str
    row_id: int
    before: str | None
    after: str | None
    request_id: UUID | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of the trail from one instant until just before another."""

    from_at: datetime
    to_at: datetime


def seal_audit(tx: Transaction) -> bytes | None:
    """Seal what is not sealed yet; None if there is nothing, or somebody else is at it."""
    _take_time(tx)
    (digest,) = tx.database.execute_sql("SELECT seal_audit()").fetchone()
    return None if digest is None else bytes(digest)


def verify_audit(tx: Transaction) -> tuple[AuditProblem, ...]:
    """Compare every event with its seal, and the seals with one another."""
    _take_time(tx)
    cursor = tx.database.execute_sql("SELECT problem, number FROM verify_audit()")
    return tuple(AuditProblem(ProblemKind(kind), number) for kind, number in cursor.fetchall())


def last_seal(tx: Transaction) -> Seal | None:
    """Give the newest seal, if there is one yet."""
    for row in AuditSeal.select().order_by(AuditSeal.id.desc()).limit(1).execute(tx.database):
        return Seal(row.id, row.sealed_at, bytes(row.digest))
    return None


def has_seal(tx: Transaction, digest: bytes) -> bool:
    """Tell whether the chain has a seal of this digest."""
    return bool(list(AuditSeal.select(AuditSeal.id).where(AuditSeal.digest == digest).execute(tx.database)))


def ensure_audit_months(tx: Transaction) -> None:
    """Have a table for this month's events and the next two."""
    tx.database.execute_sql("SELECT ensure_audit_months()")


def read_events(tx: Transaction, stretch: Stretch, after: RecordedEvent | None, limit: int) -> list[RecordedEvent]:
    """Read the next page, in the order of the numbers: that is the order of the index, so no page costs more.

    Two events of one number can only be forged; the instant tells them apart, so that neither is skipped.
    """
    last = (after.number, after.at) if after else (_BEFORE_ALL, stretch.from_at)
    cursor = tx.database.execute_sql(
        """
        SELECT id, at, actor, desk, client, action, table_name, row_id, before::text, after::text, request_id
        FROM audit_event WHERE at >= %s AND at < %s AND (id, at) > (%s, %s) ORDER BY id, at LIMIT %s
        """,
        (stretch.from_at, stretch.to_at, *last, limit),
    )
    return [RecordedEvent(*row) for row in cursor.fetchall()]


def _take_time(tx: Transaction) -> None:
    # But not of a desk with a window, whose line is cut long before.
    tx.database.execute_sql(
        "SELECT set_config('statement_timeout', %s, true) WHERE current_setting('statement_timeout')::interval > %s",
        (_TIMEOUT, f"{LONGEST_SILENCE_S} s"),
    )
