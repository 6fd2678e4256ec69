"""A record that somebody holds: who waits is served, who waits too long is told by whom."""

from collections.abc import Callable

import psycopg
import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import RecordBusy
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.storage.store import Store
from tests.concurrency.city import City, winners
from tests.concurrency.clicking import WON, Heard, click, open_desk
from tests.concurrency.desk_pool import DeskPool, Seat
from tests.concurrency.waiting import wait_until_desk_waits

OpenStore = Callable[..., Store]


def send_own_ambulance_to_call_1(seat: Seat, conninfo: str) -> Heard:
    """Send the ambulance of the desk's number, additional or not."""
    store = open_desk(seat, conninfo, lock_timeout_s=30, statement_timeout_s=60)
    command = DispatchAmbulance(EmergencyCallId(1), AmbulanceId(seat.number), is_additional=True)
    heard = click(store, command, seat.login)
    store.close()
    return heard


@pytest.mark.parametrize("held", ["emergency_call", "ambulance"])
def test_names_the_desk_that_holds_the_record(city: City, open_store: OpenStore, held: str) -> None:
    conninfo = city(calls=1, ambulances=1)
    desk = open_store("desk 1", lock_timeout_s=0.1)
    with psycopg.connect(conninfo, application_name="desk 7") as holder:
        holder.execute(f"SELECT FROM {held} FOR UPDATE".encode())
        with pytest.raises(RecordBusy) as caught:
            dispatch_ambulance(desk, DispatchAmbulance(EmergencyCallId(1), AmbulanceId(1)), "d1")
    busy = caught.value
    assert (busy.call.number, busy.ambulance.call_sign, busy.holders) == (1, "M1", ("desk 7",))
    assert winners(conninfo) == []

    # The same order goes through as soon as the record is free: the desk is left in working order.
    assert click(desk, DispatchAmbulance(EmergencyCallId(1), AmbulanceId(1)), "d1").outcome == WON


def test_does_not_blame_those_who_wait_as_well(city: City, open_store: OpenStore) -> None:
    conninfo = city(calls=1, ambulances=2)
    impatient = open_store("desk 9", lock_timeout_s=0.1)
    with DeskPool(1) as pool, psycopg.connect(conninfo, application_name="desk 7") as holder:
        holder.execute("SELECT FROM emergency_call FOR UPDATE")
        pool.begin(1, send_own_ambulance_to_call_1, conninfo)
        wait_until_desk_waits(conninfo, "desk 1", "emergency_call")
        with pytest.raises(RecordBusy) as caught:
            dispatch_ambulance(impatient, DispatchAmbulance(EmergencyCallId(1), AmbulanceId(2)), "d2")
        holder.rollback()
        assert pool.result(1).outcome == WON
    assert caught.value.holders == ("desk 7",)


def test_a_desk_that_holds_one_record_and_waits_for_another_is_named(city: City, open_store: OpenStore) -> None:
    conninfo = city(calls=1, ambulances=2)
    impatient = open_store("desk 9", lock_timeout_s=0.1)
    with DeskPool(1) as pool, psycopg.connect(conninfo, application_name="desk 7") as holder:
        holder.execute("SELECT FROM ambulance WHERE id = 1 FOR UPDATE")
        pool.begin(1, send_own_ambulance_to_call_1, conninfo)
        wait_until_desk_waits(conninfo, "desk 1", "ambulance")
        with pytest.raises(RecordBusy) as caught:
            dispatch_ambulance(impatient, DispatchAmbulance(EmergencyCallId(1), AmbulanceId(2)), "d2")
        holder.rollback()
        pool.result(1)
    assert caught.value.holders == ("desk 7", "desk 1")


def test_two_who_wait_are_served_in_their_order(city: City) -> None:
    conninfo = city(calls=1, ambulances=2)
    with DeskPool(2) as pool, psycopg.connect(conninfo, application_name="desk 7") as holder:
        holder.execute("SELECT FROM emergency_call FOR UPDATE")
        for number in (2, 1):
            pool.begin(number, send_own_ambulance_to_call_1, conninfo)
            wait_until_desk_waits(conninfo, f"desk {number}", "emergency_call")
        holder.rollback()
        assert [heard.outcome for heard in pool.results()] == [WON, WON]
    assert [winner.desk for winner in sorted(winners(conninfo), key=lambda w: w.at)] == ["desk 2", "desk 1"]
