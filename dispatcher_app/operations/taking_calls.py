"""Taking calls: from the ring to an open call on every board, or to one more caller of a call that is known."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.call_taking import (
    CallDraft,
    CallType,
    Duplicate,
    LinkRepeatCaller,
    TakeCall,
    checked_entry,
    checked_repeat,
)
from dispatcher_app.domain.duplicates import SAME_CALL_FOR, SAME_PLACE_WITHIN_M
from dispatcher_app.domain.duplicates import find_duplicates as duplicates_among
from dispatcher_app.domain.entities import Dispatcher, EmergencyCall
from dispatcher_app.domain.errors import InvalidInput, NotAllowed
from dispatcher_app.domain.ids import RequestId
from dispatcher_app.domain.plan_errors import OrderWithdrawn
from dispatcher_app.operations.phones import comparable_phone, normal_phone, region_of
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage import call_taking as db
from dispatcher_app.storage import call_types, drafts
from dispatcher_app.storage.board import find_dispatcher, read_control_room
from dispatcher_app.storage.dispatching import lock_emergency_call
from dispatcher_app.storage.requests import claim_request
from dispatcher_app.storage.store import Store, Transaction

OLDEST_RING = timedelta(hours=24)
"""What rang before that is entered as a new call: the database refuses older times to everybody at a desk."""

_TOO_OLD = "This rang more than a day ago. Take it as a new call, and write into the notes when it rang."


@dataclass(frozen=True, slots=True)
class Taken:
    """The call that was entered, as it stands after COMMIT."""

    call: EmergencyCall


@dataclass(frozen=True, slots=True)
class Linked:
    """The call that a caller has joined, as it stands, and how many have. `call.status.is_over`: nobody is on it."""

    call: EmergencyCall
    repeat_callers: int


@restarting
def begin_draft(store: Store, request_id: RequestId) -> CallDraft:
    """Stamp the ring with the room's clock. Asked again, the first ring counts.

    Raises NotAllowed (no dispatcher, or a draft that has ended), Busy, Unavailable.
    """
    with store.transaction() as tx:
        return CallDraft(request_id, drafts.begin_draft(tx, request_id))


@restarting
def save_draft(store: Store, draft: CallDraft, entry: CallEntry) -> bool:
    """Keep what has been typed so far; False if the draft has ended meanwhile, and nothing was kept.

    Raises NotAllowed, Busy, Unavailable.
    """
    with store.transaction() as tx:
        return drafts.write_draft(tx, draft.request_id, entry)


def open_drafts(store: Store) -> tuple[CallDraft, ...]:
    """List what the person of this session has left open, at whatever desk, oldest first. Raises NotAllowed."""
    with store.snapshot() as tx:
        return drafts.read_drafts(tx)


@restarting
def discard_draft(store: Store, draft: CallDraft) -> None:
    """Empty and end a draft; one that has ended stays so. Raises NotAllowed, Busy, Unavailable."""
    with store.transaction() as tx:
        drafts.end_draft(tx, draft.request_id)


def load_call_types(store: Store) -> tuple[CallType, ...]:
    """List the room's types of calls, by their words. Raises Unavailable."""
    with store.snapshot() as tx:
        return call_types.read_call_types(tx)


@restarting
def take_call(store: Store, command: TakeCall, login: str) -> Taken:
    """Enter a call under the next free number, open and in the hands of whoever took it, and end its draft.

    A request that has been carried out is answered with the call it made. Raises InvalidInput by the fields of
    CallEntry (`received_at` for a ring of more than a day ago), NotAllowed, Busy, Unavailable, OutcomeUnknown.
    """
    with store.transaction() as tx:
        dispatcher = _dispatcher(tx, login)
        if not claim_request(tx, command.request_id, "take_call"):
            return Taken(_done_before(tx, command.request_id))
        new = checked_entry(_completed(tx, command.entry))
        rang_at = _rang_at(tx, command.request_id, command.ring_at)
        return Taken(db.insert_call(tx, new, rang_at, dispatcher.id, command.request_id))


@restarting
def link_repeat_caller(store: Store, command: LinkRepeatCaller, login: str) -> Linked:
    """Write down that somebody rang about a call that is known, and end the draft.

    A call that is over may be joined too, closed or cancelled: whoever takes the call has heard the caller and decides.
    The answer says how the call stands, so that it can be opened again, or a new one taken, where help is needed.
    Raises NotFound, InvalidInput by the fields of CallEntry, NotAllowed, Busy, Unavailable, OutcomeUnknown.
    """
    with store.transaction() as tx:
        dispatcher = _dispatcher(tx, login)
        call = lock_emergency_call(tx, command.emergency_call_id)
        if claim_request(tx, command.request_id, "link_repeat_caller"):
            caller = checked_repeat(_with_normal_phone(tx, command.entry))
            rang_at = _rang_at(tx, command.request_id, command.ring_at)
            db.insert_repeat_caller(tx, call.id, caller, rang_at, (dispatcher.id, command.request_id))
        else:
            call = _done_before(tx, command.request_id)
        return Linked(call, db.count_repeat_callers(tx, call.id))


def find_duplicates(store: Store, entry: CallEntry) -> tuple[Duplicate, ...]:
    """Find calls that this one may be about, running or ended of late: near its position, or from the same number.

    Raises NotAllowed for those who may not read callers, Unavailable.
    """
    with store.snapshot() as tx:
        region = _region(tx)
        spell = partial(comparable_phone, region=region)
        number = spell(entry.caller_phone)
        if entry.position is None and not number:
            return ()
        limits = (SAME_PLACE_WITHIN_M, SAME_CALL_FOR)
        recent, now = db.read_recent_calls(tx, entry.position, number, limits, spell)
    return duplicates_among(recent, entry.position, number, now)


def _dispatcher(tx: Transaction, login: str) -> Dispatcher:
    dispatcher = find_dispatcher(tx, login)
    if dispatcher is None or not dispatcher.is_active:
        raise NotAllowed("Only dispatchers may take calls.")
    return dispatcher


def _done_before(tx: Transaction, request_id: RequestId) -> EmergencyCall:
    done = db.call_of_request(tx, request_id)
    if done is None:
        raise OrderWithdrawn
    return done


def _completed(tx: Transaction, entry: CallEntry) -> CallEntry:
    """Give an entry the words of its type, where it only has the code, and a phone number as it is kept."""
    entry = _with_normal_phone(tx, entry)
    if entry.type_text.strip() or not entry.type_code.strip():
        return entry
    words = next((kind.words for kind in call_types.read_call_types(tx) if kind.code == entry.type_code.strip()), "")
    return replace(entry, type_text=words)


def _with_normal_phone(tx: Transaction, entry: CallEntry) -> CallEntry:
    return replace(entry, caller_phone=normal_phone(entry.caller_phone, _region(tx)))


def _region(tx: Transaction) -> str | None:
    return region_of(read_control_room(tx).time_zone)


def _rang_at(tx: Transaction, request_id: RequestId, told: datetime | None) -> datetime:
    """End the draft and give when it rang: what the room's clock said then outweighs what a desk believes."""
    rang_at, now = drafts.end_draft(tx, request_id) or told, db.read_clock(tx)
    if rang_at is None or rang_at > now:
        return now
    if now - rang_at > OLDEST_RING:
        raise InvalidInput({"received_at": [_TOO_OLD]})
    return rang_at
