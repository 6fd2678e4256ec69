"""The dispatch: what it writes, and whom it refuses with which facts."""

from collections.abc import Callable
from typing import Any

import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import (
    AmbulanceNotAvailable,
    AmbulanceTaken,
    CallClosed,
    CallTaken,
    NotAllowed,
    NotFound,
    ParamedicTaken,
    Unavailable,
)
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, HospitalId, ParamedicId
from dispatcher_app.domain.rules import check_dispatch
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus
from dispatcher_app.operations import dispatch
from dispatcher_app.operations.dispatch import dispatch_ambulance, find_dispatch
from dispatcher_app.storage.dispatching import lock_emergency_call
from dispatcher_app.storage.store import Store
from tests.control_room import ControlRoomBuilder

OpenStore = Callable[..., Store]


def test_writes_assignment_statuses_notifications_and_audit(room: ControlRoomBuilder, store: Store) -> None:
    call, ambulance = room.add_call(number=1042), room.add_ambulance("M12")
    hospital, paramedic = room.add_hospital("General"), room.add_paramedic("Pat Lee")

    done = dispatch_ambulance(store, DispatchAmbulance(call, ambulance, hospital, paramedic), "anna")

    assert done.call.status is CallStatus.DISPATCHED
    assert done.ambulance.status is AmbulanceStatus.EN_ROUTE
    assert done.assignment.dispatcher_name == "Anna Kern"
    assert room.one("SELECT status, version FROM emergency_call") == ("DISPATCHED", 2)
    assert room.one("SELECT status, version FROM ambulance") == ("EN_ROUTE", 2)
    assert room.one("SELECT desk, hospital_id, paramedic_id FROM assignment") == ("desk 1", hospital, paramedic)
    assert room.one("SELECT array_agg(audience ORDER BY id) FROM notification") == (["CREW", "HOSPITAL"],)
    trail = "SELECT array_agg(DISTINCT action || ' ' || table_name), min(desk) FROM audit_event WHERE request_id = "
    changes = ["INSERT assignment", "UPDATE ambulance", "UPDATE emergency_call"]
    assert room.one(f"{trail}'{done.assignment.request_id}'") == (changes, "desk 1")


def test_second_desk_is_told_who_when_and_for_which_call(room: ControlRoomBuilder, open_store: OpenStore) -> None:
    first, second = room.add_call(number=1), room.add_call(number=2, type_text="Fall")
    ambulance = room.add_ambulance("M12")
    won = dispatch_ambulance(open_store("desk 2"), DispatchAmbulance(first, ambulance), "anna")

    with pytest.raises(AmbulanceTaken) as caught:
        dispatch_ambulance(open_store("desk 3"), DispatchAmbulance(second, ambulance), "ben")

    conflict = caught.value
    assert (conflict.ambulance.call_sign, conflict.call.number, conflict.to.number) == ("M12", 2, 1)
    assert (conflict.sent.by, conflict.sent.desk) == ("Anna Kern", "desk 2")
    assert conflict.sent.at == won.assignment.dispatched_at
    assert room.count("assignment") == 1
    assert room.count("emergency_call", "status = 'OPEN'") == 1


def test_a_call_with_an_ambulance_takes_another_only_knowingly(room: ControlRoomBuilder, store: Store) -> None:
    call = room.add_call()
    first, second = room.add_ambulance("M12"), room.add_ambulance("M07")
    dispatch_ambulance(store, DispatchAmbulance(call, first), "anna")

    with pytest.raises(CallTaken) as caught:
        dispatch_ambulance(store, DispatchAmbulance(call, second), "ben")
    assert caught.value.by == ("M12",)
    assert caught.value.sent.by == "Anna Kern"

    dispatch_ambulance(store, DispatchAmbulance(call, second, is_additional=True), "ben")
    assert room.count("assignment", "cleared_at IS NULL") == 2


@pytest.mark.parametrize("status", ["CLOSED", "CANCELLED"])
def test_a_call_that_is_over_names_who_ended_it(room: ControlRoomBuilder, store: Store, status: str) -> None:
    call, ambulance = room.add_call(), room.add_ambulance("M12")
    room.end_call(call, status, "ben", "desk 9")

    with pytest.raises(CallClosed) as caught:
        dispatch_ambulance(store, DispatchAmbulance(call, ambulance), "anna")

    assert caught.value.status == status
    assert caught.value.ended is not None
    assert (caught.value.ended.by, caught.value.ended.desk) == ("Ben Ortiz", "desk 9")


def test_an_ambulance_that_is_out_of_service_is_refused(room: ControlRoomBuilder, store: Store) -> None:
    call, ambulance = room.add_call(), room.add_ambulance("M12", status="OUT_OF_SERVICE")
    with pytest.raises(AmbulanceNotAvailable):
        dispatch_ambulance(store, DispatchAmbulance(call, ambulance), "anna")
    assert room.count("assignment") == 0


def test_the_same_order_twice_is_one_dispatch(room: ControlRoomBuilder, store: Store) -> None:
    command = DispatchAmbulance(room.add_call(), room.add_ambulance("M12"))
    first = dispatch_ambulance(store, command, "anna")
    again = dispatch_ambulance(store, command, "anna")
    assert again.assignment == first.assignment
    assert room.count("assignment") == 1
    assert room.count("notification") == 1


@pytest.mark.parametrize("login", ["nobody", "retired"])
def test_only_active_dispatchers_dispatch(room: ControlRoomBuilder, store: Store, login: str) -> None:
    room.add_dispatcher("retired", "Rita Old")
    with store.transaction() as tx:
        tx.database.execute_sql("UPDATE dispatcher SET is_active = false WHERE login = 'retired'")
    command = DispatchAmbulance(room.add_call(), room.add_ambulance("M12"))
    with pytest.raises(NotAllowed):
        dispatch_ambulance(store, command, login)
    assert room.count("assignment") == 0


def test_what_does_not_exist_is_named(room: ControlRoomBuilder, store: Store) -> None:
    call, ambulance = room.add_call(), room.add_ambulance("M12")
    wrong = {
        "emergency call": DispatchAmbulance(EmergencyCallId(99), ambulance),
        "ambulance": DispatchAmbulance(call, AmbulanceId(99)),
        "hospital": DispatchAmbulance(call, ambulance, hospital_id=HospitalId(99)),
        "paramedic": DispatchAmbulance(call, ambulance, paramedic_id=ParamedicId(99)),
    }
    for what, command in wrong.items():
        with pytest.raises(NotFound) as caught:
            dispatch_ambulance(store, command, "anna")
        assert caught.value.what == what
    assert room.count("assignment") == 0


def test_an_order_can_be_asked_for_later_even_while_its_server_is_still_at_it(
    room: ControlRoomBuilder, open_store: OpenStore
) -> None:
    command = DispatchAmbulance(room.add_call(), room.add_ambulance("M12"))
    asking = open_store("desk 3", lock_timeout_s=0.2)
    assert find_dispatch(asking, command) is None
    with open_store("desk 2").transaction() as still_writing:
        lock_emergency_call(still_writing, command.emergency_call_id)
        with pytest.raises(Unavailable):
            find_dispatch(asking, command)
    done = dispatch_ambulance(open_store("desk 2"), command, "anna")
    assert find_dispatch(asking, command) == done.assignment


def test_a_request_id_answers_for_the_order_it_came_with_first(room: ControlRoomBuilder, store: Store) -> None:
    first = DispatchAmbulance(room.add_call(number=1), room.add_ambulance("M12"))
    dispatch_ambulance(store, first, "anna")
    other = DispatchAmbulance(room.add_call(number=2), room.add_ambulance("M07"), request_id=first.request_id)
    again = dispatch_ambulance(store, other, "anna")
    assert (again.call.number, again.ambulance.call_sign) == (1, "M12")
    assert room.count("assignment") == 1


def test_a_paramedic_is_on_one_ambulance_at_a_time(room: ControlRoomBuilder, store: Store) -> None:
    first, second = room.add_call(number=1), room.add_call(number=2)
    m12, m07, paramedic = room.add_ambulance("M12"), room.add_ambulance("M07"), room.add_paramedic("Pat Lee")
    dispatch_ambulance(store, DispatchAmbulance(first, m12, paramedic_id=paramedic), "anna")
    with pytest.raises(ParamedicTaken) as caught:
        dispatch_ambulance(store, DispatchAmbulance(second, m07, paramedic_id=paramedic), "ben")
    assert str(caught.value) == "Pat Lee is already out with M12, on #1."
    assert caught.value.sent.by == "Anna Kern"
    assert room.count("assignment") == 1


def test_the_index_keeps_a_paramedic_to_one_ambulance_even_without_the_rule(
    room: ControlRoomBuilder, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = room.add_call(number=1), room.add_call(number=2)
    m12, m07, paramedic = room.add_ambulance("M12"), room.add_ambulance("M07"), room.add_paramedic("Pat Lee")
    dispatch_ambulance(store, DispatchAmbulance(first, m12, paramedic_id=paramedic), "anna")
    order = DispatchAmbulance(second, m07, paramedic_id=paramedic)
    judges = iter([lambda *_: None, check_dispatch])

    def judge(*given: Any) -> None:
        next(judges)(*given)

    monkeypatch.setattr(dispatch, "check_dispatch", judge)
    with pytest.raises(ParamedicTaken):
        dispatch_ambulance(store, order, "ben")
    assert room.count("assignment") == 1
