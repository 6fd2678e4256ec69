"""Taking calls on the real server, as the people who do it: each with a log-in and the rights of their role."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.call_taking import CallType, LinkRepeatCaller, TakeCall
from dispatcher_app.domain.commands import DispatchAmbulance, new_request_id
from dispatcher_app.domain.entities import EmergencyCall
from dispatcher_app.domain.errors import DispatcherError, InvalidInput, NotAllowed, NotFound, Unavailable
from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.ids import EmergencyCallId
from dispatcher_app.domain.roles import Role
from dispatcher_app.domain.statuses import CallStatus
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.operations.taking_calls import (
    begin_draft,
    discard_draft,
    find_duplicates,
    link_repeat_caller,
    load_call_types,
    open_drafts,
    save_draft,
    take_call,
)
from dispatcher_app.storage.call_types import save_call_types
from dispatcher_app.storage.requests import was_carried_out
from dispatcher_app.storage.store import Store
from dispatcher_app.storage.translation import StorageFault
from tests.control_room import ControlRoomBuilder
from tests.password_room import PasswordRoom

CASTRO = Position(37.7611, -122.4350)

FALL = CallEntry(
    location_text="400 Castro St",
    position=CASTRO,
    caller_phone="415 555 0100",
    caller_name="Jo Doe",
    type_code="FALL",
    type_text="Fall",
    priority=3,
    patient_name="Al Doe",
    patient_age="82",
    patient_sex="M",
    patient_condition="awake",
    notes="Blue door",
)

METRES_OF_A_DEGREE = 111_195.08
"""Of latitude, on the earth that distances are measured on."""


class Shift:
    """Two dispatchers, a supervisor, and people who may take no calls; each at a desk of their own."""

    def __init__(self, asks: PasswordRoom, room: ControlRoomBuilder, stack: ExitStack) -> None:
        """Let everybody log in."""
        self.asks, self.room, self._stack = asks, room, stack
        roles = {"anna": Role.DISPATCHER, "ben": Role.DISPATCHER, "sue": Role.SUPERVISOR}
        others = {"vera": Role.VIEWER, "pam": Role.PARAMEDIC, "ada": Role.ADMIN}
        self.logins = {name: asks.add(name, role) for name, role in (roles | others).items()}
        self.stores = {name: stack.enter_context(asks.store_of(login)) for name, login in self.logins.items()}

    def take(self, entry: CallEntry = FALL, name: str = "anna", **given: object) -> EmergencyCall:
        command = TakeCall(entry, **given)  # type: ignore[arg-type]
        return take_call(self.stores[name], command, self.logins[name]).call

    def link(self, call: EmergencyCall, entry: CallEntry = FALL, name: str = "ben") -> int:
        command = LinkRepeatCaller(call.id, entry)
        return link_repeat_caller(self.stores[name], command, self.logins[name]).repeat_callers

    def end(self, call: EmergencyCall, seconds_ago: float, status: str = "CLOSED") -> None:
        sql = "UPDATE emergency_call SET status = %s, ended_at = now() - %s * interval '1 second' WHERE id = %s"
        self.asks.run(sql, status, seconds_ago, call.id)

    def found(self, entry: CallEntry) -> list[int]:
        return [duplicate.call.number for duplicate in find_duplicates(self.stores["ben"], entry)]

    def execute(self, name: str, sql: str, *values: object) -> None:
        with self.stores[name].transaction() as tx:
            tx.database.execute_sql(sql, values)

    def another_desk(self, name: str) -> Store:
        return self._stack.enter_context(self.asks.store_of(self.logins[name]))


@pytest.fixture
def shift(password_room: PasswordRoom, room: ControlRoomBuilder) -> Iterator[Shift]:
    """A room at work."""
    with ExitStack() as stack:
        yield Shift(password_room, room, stack)


def test_a_call_is_written_whole_signed_and_open(shift: Shift) -> None:
    call = shift.take()
    anna = shift.asks.one("SELECT id FROM dispatcher WHERE login = %s", shift.logins["anna"])
    assert (call.number, call.status, call.priority, call.type_text) == (1001, CallStatus.OPEN, 3, "Fall")
    assert (call.caller_phone, call.position, call.notes) == ("+1 415-555-0100", CASTRO, "Blue door")
    assert (call.patient_name, call.patient_age, call.patient_sex, call.patient_condition) == (
        "Al Doe",
        82,
        "M",
        "awake",
    )
    assert (call.taken_by_id, call.handled_by_id) == (anna, anna)
    code, waited, since = shift.room.one(
        "SELECT type_code, entered_at - received_at, now() - entered_at FROM emergency_call"
    )
    assert code == "FALL"
    assert timedelta() <= waited < timedelta(minutes=1)
    assert since < timedelta(minutes=1)
    trail = shift.room.one("SELECT actor, action, table_name FROM audit_event WHERE request_id IS NOT NULL")
    assert trail == (shift.logins["anna"], "INSERT", "emergency_call")
    assert load_board(shift.stores["ben"]).calls == (call,)


def test_what_is_known_of_patients_is_for_those_who_read_callers(shift: Shift) -> None:
    shift.take()
    for name in ("vera", "pam", "ada"):
        (call,) = load_board(shift.stores[name]).calls
        assert (call.patient_name, call.patient_age, call.patient_sex, call.patient_condition) == ("", None, "", "")
        assert call.taken_by_id is not None
        with pytest.raises(NotAllowed):
            shift.execute(name, "SELECT patient_condition FROM emergency_call")


@pytest.mark.parametrize("name", ["vera", "pam", "ada"])
def test_others_take_no_calls_and_keep_no_drafts(shift: Shift, name: str) -> None:
    for attempt in (
        lambda: shift.take(name=name),
        lambda: begin_draft(shift.stores[name], new_request_id()),
        lambda: open_drafts(shift.stores[name]),
        lambda: find_duplicates(shift.stores[name], FALL),
        lambda: shift.execute(name, "INSERT INTO emergency_call (priority) VALUES (1)"),
    ):
        with pytest.raises(NotAllowed):
            attempt()
    assert shift.room.count("emergency_call") == 0


def test_what_is_wrong_is_said_by_field_and_the_draft_stays(shift: Shift) -> None:
    draft = begin_draft(shift.stores["anna"], new_request_id())
    with pytest.raises(InvalidInput) as caught:
        shift.take(replace(FALL, location_text="", priority=None), request_id=draft.request_id)
    assert set(caught.value.fields) == {"location_text", "priority"}
    assert len(open_drafts(shift.stores["anna"])) == 1
    # Nothing was written, so the same order can still be carried out once it is put right.
    assert shift.take(request_id=draft.request_id).received_at == draft.ring_at


def test_a_repeated_request_gives_the_same_call(shift: Shift) -> None:
    request_id = new_request_id()
    first = shift.take(request_id=request_id)
    assert shift.take(request_id=request_id) == first
    assert shift.take(replace(FALL, type_text="Burn"), "ben", request_id=request_id) == first
    assert shift.room.count("emergency_call") == 1
    # Taken back before it came: then it is never carried out.
    late = new_request_id()
    with shift.stores["anna"].transaction() as tx:
        assert not was_carried_out(tx, late)
    with pytest.raises(Unavailable, match="taken back"):
        shift.take(request_id=late)
    assert shift.room.count("emergency_call") == 1


def test_two_desks_at_once_get_two_numbers_and_wait_for_nobody(shift: Shift) -> None:
    with shift.stores["anna"].transaction() as held:
        held.database.execute_sql("SELECT next_call_number()")
        assert shift.take(name="ben").number == 1002
    taken: list[int] = []
    gate = threading.Barrier(2)

    def take_many(name: str) -> None:
        with shift.asks.store_of(shift.logins[name]) as store:
            gate.wait()
            orders = [TakeCall(FALL) for _ in range(20)]
            taken.extend(take_call(store, order, shift.logins[name]).call.number for order in orders)

    threads = [threading.Thread(target=take_many, args=(name,)) for name in ("anna", "ben")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1003, 1043))


def test_numbers_step_over_those_that_others_brought_along(shift: Shift) -> None:
    for number in (1001, 1002, 1004, 2**62):
        shift.room.add_call(number=number)
    assert [shift.take().number for _ in range(3)] == [1003, 1005, 1006]
    shift.asks.run(
        "INSERT INTO emergency_call (number, status, priority, type_text, received_at, location_text)"
        " SELECT n, 'OPEN', 2, 'Fall', now(), 'x' FROM generate_series(1007, 5000) AS n"
    )
    assert [shift.take().number for _ in range(2)] == [5001, 5002]


FORGED = "priority, type_text, location_text, status, received_at, entered_at, taken_by_id, handled_by_id"
OWN = "(SELECT id FROM dispatcher WHERE login = session_user)"


@pytest.mark.parametrize(
    "values",
    [
        f"'OPEN', now() - interval '25 hours', now(), {OWN}, {OWN}",
        f"'OPEN', now() + interval '1 minute', now(), {OWN}, {OWN}",
        f"'OPEN', now(), now() - interval '1 minute', {OWN}, {OWN}",
        f"'OPEN', now(), NULL, {OWN}, {OWN}",
        f"'CLOSED', now(), now(), {OWN}, {OWN}",
        f"'OPEN', now(), now(), (SELECT min(id) FROM dispatcher), {OWN}",
        f"'OPEN', now(), now(), {OWN}, (SELECT min(id) FROM dispatcher)",
        f"'OPEN', now(), now(), NULL, {OWN}",
    ],
)
def test_at_a_prompt_nothing_is_forged(shift: Shift, values: str) -> None:
    with pytest.raises((DispatcherError, StorageFault)):
        shift.execute("anna", f"INSERT INTO emergency_call ({FORGED}) VALUES (1, 'Fall', 'x', {values})")
    assert shift.room.count("emergency_call") == 0


def test_at_a_prompt_an_honest_call_passes_and_is_not_rewritten(shift: Shift) -> None:
    honest = f"'OPEN', now() - interval '23 hours', now(), {OWN}, {OWN}"
    shift.execute("anna", f"INSERT INTO emergency_call ({FORGED}) VALUES (1, 'Fall', 'x', {honest})")
    for change in ("received_at = now()", "number = 7", f"taken_by_id = {OWN}", "entered_at = now()"):
        with pytest.raises(NotAllowed):
            shift.execute("ben", f"UPDATE emergency_call SET {change}")
    with pytest.raises(NotAllowed):
        shift.execute("ben", f"INSERT INTO emergency_call (number, {FORGED}) VALUES (7, 1, 'Fall', 'x', {honest})")


def test_the_ring_is_the_drafts_else_what_the_desk_says(shift: Shift) -> None:
    draft = begin_draft(shift.stores["anna"], new_request_id())
    assert begin_draft(shift.stores["anna"], draft.request_id).ring_at == draft.ring_at
    earlier = draft.ring_at - timedelta(minutes=5)
    assert shift.take(ring_at=earlier, request_id=draft.request_id).received_at == draft.ring_at
    assert shift.take(ring_at=earlier).received_at == earlier
    # A desk whose clock is ahead of the room's.
    assert shift.take(ring_at=draft.ring_at + timedelta(hours=1)).received_at < draft.ring_at + timedelta(minutes=10)
    with pytest.raises(InvalidInput, match="more than a day ago") as caught:
        shift.take(ring_at=draft.ring_at - timedelta(hours=25))
    assert list(caught.value.fields) == ["received_at"]


def test_a_draft_survives_a_killed_connection_and_is_emptied_by_the_call(shift: Shift) -> None:
    store = shift.stores["anna"]
    draft = begin_draft(store, new_request_id())
    odd = replace(FALL, notes="half \ud800, nothing \0, \\u0000 and 救命", priority=None)
    assert save_draft(store, draft, odd)
    login = shift.logins["anna"]
    shift.asks.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", login)
    another = shift.another_desk("anna")
    (left,) = open_drafts(another)
    assert (left.request_id, left.ring_at) == (draft.request_id, draft.ring_at)
    assert left.entry == replace(odd, notes="half ?, nothing , \\u0000 and 救命")
    take_call(another, TakeCall(FALL, request_id=left.request_id), login)
    assert open_drafts(another) == ()
    assert shift.room.one("SELECT content::text, ended_at IS NOT NULL FROM call_draft") == ("{}", True)
    assert not save_draft(another, left, FALL)
    assert shift.room.one("SELECT content::text FROM call_draft") == ("{}",)
    with pytest.raises(NotAllowed):
        begin_draft(another, left.request_id)
    assert shift.room.count("audit_event", "table_name = 'call_draft'") == 0


def test_somebody_elses_draft_is_out_of_reach(shift: Shift) -> None:
    draft = begin_draft(shift.stores["anna"], new_request_id())
    save_draft(shift.stores["anna"], draft, FALL)
    for name in ("ben", "sue"):
        store = shift.stores[name]
        assert open_drafts(store) == ()
        assert not save_draft(store, draft, CallEntry())
        discard_draft(store, draft)
        with pytest.raises(NotAllowed):
            begin_draft(store, draft.request_id)
        for sql in ("SELECT content FROM call_draft", "UPDATE call_draft SET login = session_user"):
            with pytest.raises(NotAllowed):
                shift.execute(name, sql)
    (left,) = open_drafts(shift.stores["anna"])
    assert left.entry == FALL


def test_discarded_and_forgotten_drafts_lose_what_callers_said(shift: Shift) -> None:
    drafts = [begin_draft(shift.stores["anna"], new_request_id()) for _ in range(2)]
    for draft in drafts:
        save_draft(shift.stores["anna"], draft, FALL)
    discard_draft(shift.stores["anna"], drafts[0])
    assert [draft.request_id for draft in open_drafts(shift.stores["anna"])] == [drafts[1].request_id]
    shift.asks.run("UPDATE call_draft SET updated_at = now() - interval '8 days'")
    begin_draft(shift.stores["ben"], new_request_id())
    assert open_drafts(shift.stores["anna"]) == ()
    assert shift.room.count("call_draft", "content <> '{}'") == 0


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


def test_every_role_reads_the_types_and_a_code_alone_brings_its_words(shift: Shift) -> None:
    kinds = (CallType("BURN", "Burn", 3, "ALS"), CallType("FALL", "Fall"))
    with shift.asks.store.transaction() as tx:
        save_call_types(tx, kinds)
    for store in shift.stores.values():
        assert load_call_types(store) == kinds
    entry = replace(FALL, type_code="BURN", type_text="")
    assert shift.take(entry).type_text == "Burn"
    with pytest.raises(InvalidInput, match="Say what happened"):
        shift.take(replace(entry, type_code="GONE"))
    with pytest.raises(NotAllowed):
        shift.execute("sue", "UPDATE call_type SET words = 'x'")


def test_the_rings_of_a_quiet_room_are_times_of_its_clock(shift: Shift) -> None:
    draft = begin_draft(shift.stores["sue"], new_request_id())
    now = shift.asks.one("SELECT clock_timestamp()")
    assert isinstance(now, datetime)
    assert timedelta() <= now - draft.ring_at < timedelta(minutes=1)
    assert shift.take(name="sue", request_id=draft.request_id).taken_by_id is not None
