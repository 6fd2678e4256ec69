"""The statements of an edit: writing what changed of a locked call, and asking who changed it before."""

from collections.abc import Iterable, Mapping
from typing import Any

from dispatcher_app.domain import entities
from dispatcher_app.domain.edits import CallFields, Part, changed_parts
from dispatcher_app.domain.errors import Deed
from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.storage.models import EmergencyCall
from dispatcher_app.storage.rows import emergency_call_of
from dispatcher_app.storage.store import Transaction


def write_fields(
    tx: Transaction, call_id: EmergencyCallId, before: CallFields, after: CallFields
) -> entities.EmergencyCall:
    """Give a locked call what differs, and its next version."""
    values = {name: value for part in changed_parts(before, after) for name, value in part.of(after).items()}
    query = (
        EmergencyCall.update(**_columns(values), version=EmergencyCall.version + 1)
        .where(EmergencyCall.id == call_id)
        .returning(EmergencyCall)
    )
    (row,) = query.execute(tx.database)
    return emergency_call_of(row)


def last_edit_of(tx: Transaction, call_id: EmergencyCallId, part: Part) -> Deed | None:
    """Tell who changed a part of a call last, where and when; None where the trail does not say."""
    found = [deed for column in _columns(dict.fromkeys(part.fields)) for deed in _last_edits(tx, call_id, column)]
    return max(found, key=lambda deed: deed.at, default=None)


def _last_edits(tx: Transaction, call_id: EmergencyCallId, column: str) -> Iterable[Deed]:
    cursor = tx.database.execute_sql("SELECT by_name, at_desk, edited_at FROM last_edit_of(%s, %s)", (call_id, column))
    return [Deed(name, desk, at) for name, desk, at in cursor.fetchall()]


def _columns(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Name fields as the table does: a position is two columns."""
    columns = {name: value for name, value in values.items() if name != "position"}
    if "position" in values:
        at = values["position"]
        columns |= {"latitude": at and at.latitude, "longitude": at and at.longitude}
    return columns
