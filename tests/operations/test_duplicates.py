"""Calls that may be the same, and the callers who join them, on the real server."""

from dataclasses import replace

import psycopg
import pytest

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.call_taking import LinkRepeatCaller
from dispatcher_app.domain.commands import DispatchAmbulance, new_request_id
from dispatcher_app.domain.errors import DispatcherError, NotAllowed, NotFound
from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.taking_calls import (
    begin_draft,
    find_duplicates,
    link_repeat_caller,
    open_drafts,
)
from dispatcher_app.storage.trail import TrailFilter, read_trail
from dispatcher_app.storage.translation import StorageFault
from tests.operations.shift import CASTRO, FALL, METRES_OF_A_DEGREE, OWN, Shift


def north(metres: float) -> CallEntry:
    position = Position(CASTRO.latitude + metres / METRES_OF_A_DEGREE, CASTRO.longitude)
    return CallEntry(location_text="somewhere", position=position)


def test_duplicates_by_place_and_by_end(shift: Shift) -> None:
    running = shift.take()
    assert shift.found(north(79)) == [running.number]
    assert shift.found(north(81)) == []
    assert shift.found(north(-79)) == [running.number]
    shift.asks.run("UPDATE emergency_call SET received_at = now() - interval '20 hours'")
    assert shift.found(north(0)) == [running.number]
    for status in ("CLOSED", "CANCELLED"):
        shift.end(running, 9 * 60 + 59 - 5, status)
        assert shift.found(north(0)) == [running.number]
        shift.end(running, 10 * 60 + 1, status)
        assert shift.found(north(0)) == []
        shift.asks.run("UPDATE emergency_call SET status = 'OPEN', ended_at = NULL")


@pytest.mark.parametrize("typed", ["(415) 555-0100", "+14155550100", "1-415-555-0100 ext. 7"])
def test_duplicates_by_number_in_any_spelling(shift: Shift, typed: str) -> None:
    taken = shift.take()
    (found,) = find_duplicates(shift.stores["ben"], CallEntry(caller_phone=typed))
    assert (found.call.number, found.has_same_number, found.distance_m) == (taken.number, True, None)
    assert shift.found(CallEntry(caller_phone="212 555 0100")) == []


def test_a_duplicate_says_who_is_on_it_and_who_rang_before(shift: Shift) -> None:
    call = shift.take()
    ambulance = shift.room.add_ambulance("M12")
    dispatch_ambulance(shift.stores["anna"], DispatchAmbulance(call.id, ambulance), shift.logins["anna"])
    assert shift.link(call, CallEntry(caller_phone="415 555 0199")) == 1
    (found,) = find_duplicates(shift.stores["ben"], CallEntry(caller_phone="+1 415 555 0199"))
    assert (found.call.number, found.call_signs, found.repeat_callers) == (call.number, ("M12",), 1)
    assert (found.priority, found.ended_at, found.received_at) == (3, None, call.received_at)
    assert shift.found(CallEntry()) == []


def test_a_repeat_caller_joins_a_call_running_or_over(shift: Shift) -> None:
    call = shift.take()
    draft = begin_draft(shift.stores["ben"], new_request_id())
    command = LinkRepeatCaller(call.id, replace(FALL, caller_name="Flo"), request_id=draft.request_id)
    linked = link_repeat_caller(shift.stores["ben"], command, shift.logins["ben"])
    assert (linked.call.number, linked.repeat_callers, linked.call.status.is_over) == (call.number, 1, False)
    assert link_repeat_caller(shift.stores["ben"], command, shift.logins["ben"]).repeat_callers == 1
    assert open_drafts(shift.stores["ben"]) == ()
    assert shift.room.one("SELECT caller_name, caller_phone, received_at, desk <> '' FROM repeat_call") == (
        "Flo",
        "+1 415-555-0100",
        draft.ring_at,
        True,
    )
    for status in ("CLOSED", "CANCELLED"):
        shift.end(call, 0, status)
        answer = link_repeat_caller(shift.stores["ben"], LinkRepeatCaller(call.id, FALL), shift.logins["ben"])
        assert answer.call.status == status
        shift.asks.run("UPDATE emergency_call SET status = 'OPEN', ended_at = NULL")
    assert shift.room.count("repeat_call") == 3
    assert shift.room.count("audit_event", "table_name = 'repeat_call' AND action = 'INSERT'") == 3
    with pytest.raises(NotFound):
        link_repeat_caller(shift.stores["ben"], LinkRepeatCaller(EmergencyCallId(9_999), FALL), shift.logins["ben"])


def test_a_repeat_callers_record_is_signed_and_never_changed(shift: Shift) -> None:
    call = shift.take()
    shift.link(call)
    columns = "(emergency_call_id, request_id, received_at, entered_at, taken_by_id)"
    for values in (
        f"{call.id}, gen_random_uuid(), now() - interval '2 days', now(), {OWN}",
        f"{call.id}, gen_random_uuid(), now(), now() - interval '1 minute', {OWN}",
        f"{call.id}, gen_random_uuid(), now(), now(), (SELECT min(id) FROM dispatcher)",
    ):
        with pytest.raises((DispatcherError, StorageFault)):
            shift.execute("ben", f"INSERT INTO repeat_call {columns} VALUES ({values})")
    for sql in ("UPDATE repeat_call SET notes = ''", "DELETE FROM repeat_call"):
        with pytest.raises(NotAllowed):
            shift.execute("sue", sql)
        with pytest.raises(NotAllowed):
            shift.asks.run(sql)
    assert shift.room.count("repeat_call") == 1


def test_a_repeat_caller_is_told_to_whoever_shows_the_call_and_stands_in_its_trail(shift: Shift) -> None:
    call = shift.take()
    with psycopg.connect(shift.asks.store.settings.conninfo, autocommit=True) as listening:
        listening.execute("LISTEN dispatcher_change")
        shift.link(call)
        (told,) = listening.notifies(timeout=20, stop_after=1)
    assert told.payload == f"story {call.id}"
    with shift.stores["sue"].snapshot() as tx:
        events = read_trail(tx, TrailFilter(call_number=call.number), None, 9)
    assert [(event.table_name, event.action) for event in events] == [
        ("repeat_call", "INSERT"),
        ("emergency_call", "INSERT"),
    ]
