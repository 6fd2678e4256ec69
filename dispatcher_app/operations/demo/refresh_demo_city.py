"""Bringing a demonstration that has stood still back to life."""

from datetime import datetime, timedelta

from dispatcher_app.operations.demo import content
from dispatcher_app.operations.demo.crews import man_demo_city
from dispatcher_app.operations.demo.shift import Setting, make_shift
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage import importing as db
from dispatcher_app.storage import importing_demo as demo
from dispatcher_app.storage.call_types import save_call_types
from dispatcher_app.storage.store import Store, Transaction
from dispatcher_app.storage.translation import LockNotGranted

STANDS_STILL_AFTER = timedelta(minutes=30)

LAST_SHIFT_ENDS_AFTER = timedelta(minutes=1)
"""So long after its last sign of life, all that still ran is taken to have ended."""


@restarting
def refresh_demo_city(store: Store) -> bool:
    """End what ran and begin a new shift, if nothing has happened for half an hour; tell whether it did.

    Any other database, a demonstration that somebody works with, and one that another desk refreshes at this moment
    are left alone. Raises Unavailable.
    """
    try:
        with store.transaction() as tx:
            room = db.find_control_room(tx)
            if room is None or not room.is_demo:
                return False
            demo.lock_demonstration(tx)
            now = db.database_now(tx)
            last = demo.last_activity(tx) or now - 2 * STANDS_STILL_AFTER
            if now - last <= STANDS_STILL_AFTER:
                return False
            _begin_shift(tx, now, last + LAST_SHIFT_ENDS_AFTER)
            return True
    except LockNotGranted:
        return False


def _begin_shift(tx: Transaction, now: datetime, begins_at: datetime) -> None:
    demo.bring_to_rest(tx, begins_at)
    # A demonstration made by an earlier version has no types yet.
    save_call_types(tx, content.TYPES)
    man_demo_city(tx, now)
    first_number = demo.next_call_number(tx)
    setting = Setting(now, demo.read_fleet(tx), demo.read_staff(tx), first_number, begins_at)
    shift = make_shift(first_number, setting)
    call_ids = db.insert_calls(tx, shift.calls)
    ambulance_ids = {wanted.call_sign: demo.set_ambulance(tx, wanted) for wanted in shift.ambulances}
    db.insert_assignments(tx, shift.assignments, call_ids, ambulance_ids)
