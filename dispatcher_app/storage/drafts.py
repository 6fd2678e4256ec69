"""Drafts of calls: what is typed while the caller speaks. The database's functions keep each for its owner alone."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.call_taking import CallDraft
from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.ids import RequestId
from dispatcher_app.storage.store import Transaction


def begin_draft(tx: Transaction, request_id: RequestId) -> datetime:
    """Open a draft, or find it open already; give when its call rang. Raises NotAllowed for one that has ended."""
    rang_at: datetime = _ask(tx, "SELECT begin_call_draft(%s)", str(request_id))
    return rang_at


def write_draft(tx: Transaction, request_id: RequestId, entry: CallEntry) -> bool:
    """Keep what has been typed; False if the draft has ended or is nobody's here."""
    typed = {name: _storable(value) for name, value in asdict(entry).items()}
    return bool(_ask(tx, "SELECT save_call_draft(%s, %s::jsonb)", str(request_id), json.dumps(typed)))


def end_draft(tx: Transaction, request_id: RequestId) -> datetime | None:
    """Empty and end a draft; give when its call rang, None where no draft was open."""
    rang_at: datetime | None = _ask(tx, "SELECT end_call_draft(%s)", str(request_id))
    return rang_at


def read_drafts(tx: Transaction) -> tuple[CallDraft, ...]:
    """List the drafts that this session's person has left open, oldest first."""
    cursor = tx.database.execute_sql("SELECT request_id, ring_at, updated_at, content FROM own_call_drafts()")
    return tuple(
        CallDraft(RequestId(request_id), ring_at, _entry_of(content), updated_at)
        for request_id, ring_at, updated_at, content in cursor.fetchall()
    )


def _ask(tx: Transaction, sql: str, *values: str) -> Any:
    return tx.database.execute_sql(sql, values).fetchone()[0]


def _storable(value: Any) -> Any:
    """PostgreSQL keeps every character but NUL, and half a character is none."""
    return value.replace("\0", "").encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _entry_of(content: Mapping[str, Any]) -> CallEntry:
    """Read an entry as some desk wrote it, of this version or another: what is not understood is left empty."""
    usual = CallEntry()
    texts = {
        field.name: content[field.name]
        for field in fields(CallEntry)
        if isinstance(getattr(usual, field.name), str) and isinstance(content.get(field.name), str)
    }
    return CallEntry(**texts, position=_position_of(content.get("position")), priority=_number(content.get("priority")))


def _number(value: object) -> int | None:
    return value if type(value) is int else None


def _position_of(value: object) -> Position | None:
    try:
        return Position(float(value["latitude"]), float(value["longitude"]))  # type: ignore[index]
    except (KeyError, TypeError, ValueError):
        return None
