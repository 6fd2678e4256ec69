"""Taking note of alarms."""

from dispatcher_app.domain.ids import AlarmId
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage import alarms as db
from dispatcher_app.storage.store import Store


@restarting
def acknowledge_alarm(store: Store, alarm_id: AlarmId) -> None:
    """Take note of an alarm, which ends it on every desk. Raises Busy, NotAllowed, Unavailable."""
    with store.transaction() as tx:
        db.acknowledge_alarm(tx, alarm_id)
