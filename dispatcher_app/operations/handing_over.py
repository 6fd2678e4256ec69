"""Handing a call to another dispatcher, or taking it over."""

from dispatcher_app.domain.errors import CallClosed
from dispatcher_app.domain.plan_errors import HandedOver, NobodyToHandTo
from dispatcher_app.domain.plans import HandOverCall
from dispatcher_app.domain.rules import call_facts
from dispatcher_app.operations.planning import Locked, PlanDone, Wanted
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage import dispatching
from dispatcher_app.storage import planning as db
from dispatcher_app.storage.store import Store


@restarting
def hand_over_call(store: Store, command: HandOverCall, login: str) -> PlanDone:
    """Put a call into another dispatcher's hands; `from_dispatcher_id` is who had it as far as the giver saw.

    Raises HandedOver, CallClosed, NobodyToHandTo, NotAllowed, NotFound, Busy, Unavailable, OutcomeUnknown.
    """
    with store.transaction() as tx:
        locked = Locked(tx, login, Wanted(calls=(command.emergency_call_id,)))
        if not locked.begins(command, "hand_over"):
            return locked.done(is_repeat=True)
        call = locked.calls[command.emergency_call_id]
        if call.status.is_over:
            raise CallClosed(call_facts(call), None, call.status, dispatching.ending_of_call(tx, call.id))
        to = db.read_dispatcher(tx, command.to_dispatcher_id)
        if not to.is_active:
            raise NobodyToHandTo(to.full_name)
        if call.handled_by_id not in {command.from_dispatcher_id, to.id}:
            holder = None if call.handled_by_id is None else db.read_dispatcher(tx, call.handled_by_id).full_name
            raise HandedOver(call_facts(call), holder)
        if call.handled_by_id != to.id:
            db.hand_over(tx, call.id, to.id)
        return locked.done()
