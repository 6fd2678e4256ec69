"""Taking calls on the real server: what is written, under which number, by whom, and who is refused."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from dispatcher_app.domain.call_taking import CallType, TakeCall
from dispatcher_app.domain.commands import new_request_id
from dispatcher_app.domain.errors import DispatcherError, InvalidInput, NotAllowed
from dispatcher_app.domain.plan_errors import OrderWithdrawn
from dispatcher_app.domain.statuses import CallStatus
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.operations.taking_calls import (
    begin_draft,
    find_duplicates,
    load_call_types,
    open_drafts,
    take_call,
)
from dispatcher_app.storage.call_types import save_call_types
from dispatcher_app.storage.requests import was_carried_out
from dispatcher_app.storage.translation import StorageFault
from tests.operations.shift import CASTRO, FALL, OWN, Shift


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
    with pytest.raises(OrderWithdrawn, match="taken back"):
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


@pytest.mark.parametrize(
    "values",
    [
        f"'OPEN', now() - interval '25 hours', now(), {OWN}, {OWN}",
        f"'OPEN', now() + interval '1 minute', now(), {OWN}, {OWN}",
        f"'OPEN', now(), now() - interval '1 minute', {OWN}, {OWN}",
        f"'OPEN', now(), NULL, {OWN}, {OWN}",
        f"'CLOSED', now(), now(), {OWN}, {OWN}",
        "'OPEN', now(), now(), (SELECT min(id) FROM dispatcher), (SELECT min(id) FROM dispatcher)",
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
