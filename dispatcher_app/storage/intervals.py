"""Reading when all units did what on all calls, as the room's record has it."""

from dispatcher_app.domain.ids import AssignmentId
from dispatcher_app.domain.intervals import UnitTimes
from dispatcher_app.storage.store import Transaction

_TIMES = """
    SELECT a.id, c.id, c.received_at, c.entered_at, a.dispatched_at, a.mobile_at, a.on_scene_at, a.left_scene_at,
           a.at_hospital_at, a.cleared_at
    FROM assignment AS a JOIN emergency_call AS c ON c.id = a.emergency_call_id ORDER BY a.id"""


def read_unit_times(tx: Transaction) -> dict[AssignmentId, UnitTimes]:
    """Give the times of every assignment there is, running or over, with those of its call."""
    rows = tx.database.execute_sql(_TIMES).fetchall()
    return {AssignmentId(assignment): UnitTimes(*times) for assignment, *times in rows}
