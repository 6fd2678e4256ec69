"""Editing a call that somebody else may be editing: what does not collide merges by itself, and no edit is lost."""

from dataclasses import dataclass, replace
from datetime import datetime

from dispatcher_app.domain.edit_errors import Collision, EditCollision
from dispatcher_app.domain.edit_messages import concerns_crews
from dispatcher_app.domain.edits import EditCall, Merge, Part, checked_fields, fields_of, merged
from dispatcher_app.domain.entities import EmergencyCall
from dispatcher_app.domain.errors import CallClosed
from dispatcher_app.domain.messages import Audience, MessageEvent, News
from dispatcher_app.domain.rules import call_facts
from dispatcher_app.operations.logging_in import read_person
from dispatcher_app.operations.planning import Locked, Wanted
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.operations.telling import tell
from dispatcher_app.storage import dispatching, planning
from dispatcher_app.storage import editing as db
from dispatcher_app.storage.store import Store


@dataclass(frozen=True, slots=True)
class Edited:
    """The call as it stands after an edit, at this instant (UTC). `taken_over`: what others had changed meanwhile.

    `is_repeat`: the edit had taken effect before.
    """

    call: EmergencyCall
    at: datetime
    taken_over: tuple[Part, ...] = ()
    is_repeat: bool = False


@restarting
def edit_call(store: Store, command: EditCall, login: str) -> Edited:
    """Give a call other values, upon whatever others have given it meanwhile. Crews on it are told what concerns them.

    An edit that changes nothing leaves no trace on the call. Raises EditCollision, CallClosed (but not for
    supervisors), InvalidInput, NotAllowed, NotFound, Busy, Unavailable, OutcomeUnknown.
    """
    mine = checked_fields(command.mine, command.base)
    with store.transaction() as tx:
        locked = Locked(tx, login, Wanted(calls=(command.emergency_call_id,)))
        call = locked.calls[command.emergency_call_id]
        if not locked.begins(command, "edit"):
            return Edited(call, planning.room_now(tx), is_repeat=True)
        _check_may_edit(locked, call, login)
        theirs = fields_of(call)
        # The same version is the same record, whatever the giver remembers of it.
        base = theirs if call.version == command.base_version else command.base
        merge = merged(base, mine, theirs)
        if merge.collisions:
            raise _collision(locked, call, replace(command, mine=mine), merge)
        if merge.result != theirs:
            before, call = call, db.write_fields(tx, call.id, theirs, merge.result)
            _tell_crews(locked, before, call)
        return Edited(call, planning.room_now(tx), merge.taken_over)


def _check_may_edit(locked: Locked, call: EmergencyCall, login: str) -> None:
    if call.status.is_over and not read_person(locked.tx, login).oversees:
        raise CallClosed(call_facts(call), None, call.status, dispatching.ending_of_call(locked.tx, call.id))


def _collision(locked: Locked, call: EmergencyCall, command: EditCall, merge: Merge) -> EditCollision:
    found = tuple(Collision(part, db.last_edit_of(locked.tx, call.id, part)) for part in merge.collisions)
    return EditCollision(call_facts(call), command, fields_of(call), call.version, merge, found)


def _tell_crews(locked: Locked, before: EmergencyCall, after: EmergencyCall) -> None:
    """Tell every crew that is out for a call; none comes or goes while the call is locked."""
    if not concerns_crews(fields_of(before), fields_of(after)):
        return
    for running in planning.running_on_call(locked.tx, after.id):
        assignment = planning.read_assignment(locked.tx, running)
        ambulance = dispatching.read_ambulance(locked.tx, assignment.ambulance_id)
        news = News(MessageEvent.CALL_CHANGED, after, ambulance, before=before)
        tell(locked.tx, assignment, news, Audience.CREW, Audience.HOSPITAL)
