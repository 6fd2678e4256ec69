"""Alarms that stand until somebody has taken note of them."""

from dispatcher_app.domain import entities
from dispatcher_app.domain.ids import AlarmId, AmbulanceId, EmergencyCallId
from dispatcher_app.domain.statuses import AlarmKind
from dispatcher_app.storage.store import Transaction
from dispatcher_app.storage.work_models import Alarm


def raise_alarm(
    tx: Transaction,
    kind: AlarmKind,
    body: str,
    call_id: EmergencyCallId | None = None,
    ambulance_id: AmbulanceId | None = None,
) -> None:
    """Alarm every desk at COMMIT; one that stands already is raised once more, and its words are the newer ones."""
    tx.database.execute_sql("SELECT raise_alarm(%s, %s, %s, %s)", (kind, call_id, ambulance_id, body))


def acknowledge_alarm(tx: Transaction, alarm_id: AlarmId) -> None:
    """Write down that this person has taken note."""
    tx.database.execute_sql("SELECT acknowledge_alarm(%s)", (alarm_id,))


def read_alarms(tx: Transaction) -> tuple[entities.Alarm, ...]:
    """List the alarms that stand, oldest first."""
    query = Alarm.select().where(Alarm.acknowledged_at.is_null()).order_by(Alarm.raised_at, Alarm.id)
    return tuple(_alarm_of(row) for row in query.execute(tx.database))


def _alarm_of(row: Alarm) -> entities.Alarm:
    return entities.Alarm(
        id=AlarmId(row.id),
        kind=AlarmKind(row.kind),
        body=row.body,
        raised_at=row.raised_at,
        times=row.times,
        emergency_call_id=None if row.emergency_call_id is None else EmergencyCallId(row.emergency_call_id),
        ambulance_id=None if row.ambulance_id is None else AmbulanceId(row.ambulance_id),
    )
