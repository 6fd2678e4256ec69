"""How hospitals stand, who was first to say so, and that nobody is sent to one that diverts unawares."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from threading import Barrier, Thread

import psycopg
import pytest

from dispatcher_app.domain.commands import DispatchAmbulance, new_request_id
from dispatcher_app.domain.entities import Hospital
from dispatcher_app.domain.errors import DispatcherError, IllegalMove, InvalidInput, NotAllowed, NotFound
from dispatcher_app.domain.hospitals import (
    ChooseHospital,
    DestinationReached,
    HospitalChanged,
    HospitalDiverts,
    SetHospitalStatus,
)
from dispatcher_app.domain.ids import AssignmentId, HospitalId
from dispatcher_app.domain.roles import Role
from dispatcher_app.domain.statuses import HospitalStatus
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.hospitals import choose_hospital, find_hospital_named, set_hospital_status
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.storage.store import Store
from dispatcher_app.storage.translation import StorageFault
from tests.control_room import ControlRoomBuilder
from tests.password_room import PasswordRoom


def told(hospital: Hospital, status: HospitalStatus, **more: object) -> SetHospitalStatus:
    return SetHospitalStatus(hospital.id, hospital.version, status, **more)  # type: ignore[arg-type]


@pytest.fixture
def general(room: ControlRoomBuilder) -> Hospital:
    return find_hospital_named(room.store, _name(room, room.add_hospital("General")))


def _name(room: ControlRoomBuilder, number: HospitalId) -> str:
    return str(room.one(f"SELECT name FROM hospital WHERE id = {number}")[0])


def divert(store: Store, hospital: Hospital, note: str = "CT down") -> Hospital:
    return set_hospital_status(store, told(hospital, HospitalStatus.DIVERT, note=note), "anna")


def send(room: ControlRoomBuilder, store: Store, hospital: HospitalId | None = None) -> AssignmentId:
    order = DispatchAmbulance(room.add_call(), room.add_ambulance(f"M{room.count('ambulance')}"), hospital)
    return dispatch_ambulance(store, order, "anna").assignment.id


def test_a_hospital_says_how_it_stands_and_every_board_has_it(store: Store, general: Hospital) -> None:
    assert (general.status, general.status_since, general.status_by) == (HospitalStatus.OPEN, None, "")
    command = told(general, HospitalStatus.BUSY, beds_free=2, note="  Long queue ")
    busy = set_hospital_status(store, command, "anna")
    assert (busy.status, busy.beds_free, busy.note, busy.status_by) == (
        HospitalStatus.BUSY,
        2,
        "Long queue",
        "Anna Kern",
    )
    assert busy.status_since is not None
    assert load_board(store).hospitals == (busy,)
    # The same order once more is done already; a new count of beds is no new status.
    assert set_hospital_status(store, command, "anna") == busy
    fewer = set_hospital_status(store, told(busy, HospitalStatus.BUSY, beds_free=1), "ben")
    assert (fewer.status_since, fewer.status_by, fewer.beds_free) == (busy.status_since, "Anna Kern", 1)


def test_the_later_desk_is_told_how_it_stands_now(store: Store, general: Hospital) -> None:
    divert(store, general)
    with pytest.raises(
        HospitalChanged, match="General was changed meanwhile: it is marked divert by Anna Kern"
    ) as late:
        set_hospital_status(store, told(general, HospitalStatus.OPEN), "ben")
    assert late.value.hospital.note == "CT down"
    assert load_board(store).hospitals[0].status is HospitalStatus.DIVERT


def test_of_two_desks_at_once_one_is_told(open_store: Callable[..., Store], general: Hospital) -> None:
    barrier = Barrier(2)
    heard: list[str] = []

    def tell(desk: str, login: str, status: HospitalStatus) -> None:
        mine = open_store(desk)
        with mine.snapshot():
            barrier.wait(10)
        try:
            set_hospital_status(mine, told(general, status), login)
            heard.append("written")
        except HospitalChanged as changed:
            heard.append(changed.hospital.status_by)
        finally:
            mine.close()

    desks = [
        Thread(target=tell, args=("desk 1", "anna", HospitalStatus.BUSY)),
        Thread(target=tell, args=("desk 2", "ben", HospitalStatus.DIVERT)),
    ]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join(20)
    assert heard[0] == "written" or heard[1] == "written"
    assert {"Anna Kern", "Ben Ortiz"} & set(heard)
    assert load_board(open_store("eye")).hospitals[0].version == 2


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"beds_free": 1000}, InvalidInput),
        ({"beds_free": -1}, InvalidInput),
        ({"note": "x" * 201}, InvalidInput),
        ({"hospital_id": 99}, NotFound),
    ],
)
def test_what_cannot_be_is_refused(
    store: Store, general: Hospital, changes: dict[str, object], error: type[Exception]
) -> None:
    with pytest.raises(error):
        set_hospital_status(store, replace(told(general, HospitalStatus.BUSY), **changes), "anna")  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        set_hospital_status(store, told(general, HospitalStatus.BUSY), "nobody")


def test_nobody_is_sent_to_a_hospital_that_diverts_unawares(
    room: ControlRoomBuilder, store: Store, general: Hospital
) -> None:
    diverting = divert(store, general)
    order = DispatchAmbulance(room.add_call(), room.add_ambulance("M12"), general.id)
    with pytest.raises(HospitalDiverts, match=r"General diverts \(CT down\)") as refused:
        dispatch_ambulance(store, order, "ben")
    assert (refused.value.since, refused.value.by) == (diverting.status_since, "Anna Kern")
    assert room.count("assignment") == room.count("divert_acceptance") == 0
    dispatch_ambulance(store, replace(order, diverts_accepted=True, request_id=new_request_id()), "ben")
    assert room.one("SELECT hospital_id, accepted_by IS NOT NULL, accepted_at <= now() FROM divert_acceptance") == (
        general.id,
        True,
        True,
    )


def test_to_accept_what_does_not_divert_is_not_written_down(
    room: ControlRoomBuilder, store: Store, general: Hospital
) -> None:
    order = DispatchAmbulance(room.add_call(), room.add_ambulance("M12"), general.id, diverts_accepted=True)
    dispatch_ambulance(store, order, "anna")
    assert room.count("divert_acceptance") == 0


def test_a_new_destination_is_told_to_both_hospitals(room: ControlRoomBuilder, store: Store, general: Hospital) -> None:
    assignment = send(room, store, general.id)
    other = room.add_hospital("Parnassus")
    room.set_ambulance(room.one("SELECT id FROM ambulance")[0], status="ON_SCENE")
    room.set_ambulance(room.one("SELECT id FROM ambulance")[0], status="TRANSPORTING")
    command = ChooseHospital(assignment, other)
    done = choose_hospital(store, command, "ben")
    assert (done.assignment.hospital_id, done.hospital.name) == (other, "Parnassus")
    assert choose_hospital(store, command, "ben") == done
    assert room.one("SELECT hospital_id FROM assignment") == (other,)
    assert room.one("SELECT status FROM ambulance") == ("TRANSPORTING",)
    bodies = room.one("SELECT array_agg(body ORDER BY id) FROM notification WHERE audience = 'HOSPITAL'")[0]
    assert [("does not come to you" in body, "to you" in body) for body in bodies] == [
        (False, True),
        (True, True),
        (False, True),
    ]


def test_choosing_one_that_diverts_wants_to_be_meant(room: ControlRoomBuilder, store: Store, general: Hospital) -> None:
    assignment = send(room, store)
    divert(store, general)
    with pytest.raises(HospitalDiverts):
        choose_hospital(store, ChooseHospital(assignment, general.id), "anna")
    assert room.count("notification", "audience = 'HOSPITAL'") == 0
    choose_hospital(store, ChooseHospital(assignment, general.id, diverts_accepted=True), "anna")
    assert room.one("SELECT assignment_id, hospital_id FROM divert_acceptance") == (assignment, general.id)


def test_a_destination_that_is_reached_stays(room: ControlRoomBuilder, store: Store, general: Hospital) -> None:
    assignment = send(room, store)
    with store.transaction() as tx:
        tx.database.execute_sql("UPDATE assignment SET at_hospital_at = now() + interval '1 minute'")
    with pytest.raises(DestinationReached, match="has reached its hospital"):
        choose_hospital(store, ChooseHospital(assignment, general.id), "anna")
    with pytest.raises(NotFound):
        choose_hospital(store, ChooseHospital(AssignmentId(99), general.id), "anna")


@dataclass(frozen=True)
class Prompts:
    """People with a role of their own, an assignment, and a hospital that diverts."""

    stores: dict[str, Store]
    logins: dict[str, str]


@pytest.fixture
def prompts(password_room: PasswordRoom, room: ControlRoomBuilder, general: Hospital) -> Iterator[Prompts]:
    with ExitStack() as stack:
        roles = {"olga": Role.DISPATCHER, "pam": Role.PARAMEDIC, "vera": Role.VIEWER}
        logins = {name: password_room.add(name, role) for name, role in roles.items()}
        stores = {name: stack.enter_context(password_room.store_of(login)) for name, login in logins.items()}
        divert(room.store, general)
        order = DispatchAmbulance(room.add_call(), room.add_ambulance("M12"))
        dispatch_ambulance(stores["olga"], order, logins["olga"])
        yield Prompts(stores, logins)


def test_a_dispatcher_with_a_role_of_their_own_can_do_all_of_it(
    prompts: Prompts, room: ControlRoomBuilder, general: Hospital
) -> None:
    olga, login = prompts.stores["olga"], prompts.logins["olga"]
    assignment = AssignmentId(room.one("SELECT id FROM assignment")[0])
    choose_hospital(olga, ChooseHospital(assignment, general.id, diverts_accepted=True), login)
    assert room.one("SELECT accepted_by FROM divert_acceptance") == (login,)
    now = find_hospital_named(olga, "general")
    reopened = set_hospital_status(olga, told(now, HospitalStatus.OPEN, beds_free=4), login)
    assert (reopened.status_by, reopened.version) == ("Olga Person", now.version + 1)


@pytest.mark.parametrize(
    ("who", "sql"),
    [
        ("olga", "UPDATE assignment SET hospital_id = (SELECT id FROM hospital)"),
        ("olga", "UPDATE hospital SET status = 'OPEN'"),
        ("olga", "UPDATE hospital SET status_since = now() - interval '1 hour'"),
        ("olga", "UPDATE hospital SET capabilities = '{TRAUMA}'"),
        ("olga", "UPDATE divert_acceptance SET accepted_by = 'x'"),
        ("pam", "UPDATE hospital SET note = 'x'"),
        ("pam", "INSERT INTO divert_acceptance (assignment_id, hospital_id) SELECT 1, 1"),
        ("vera", "UPDATE hospital SET beds_free = 1"),
    ],
)  # fmt: skip
def test_at_a_prompt_nobody_gets_past_it(prompts: Prompts, room: ControlRoomBuilder, who: str, sql: str) -> None:
    before = room.count("audit_event")
    with pytest.raises((DispatcherError, StorageFault)), prompts.stores[who].transaction() as tx:
        tx.database.execute_sql(sql)
    assert room.count("audit_event") == before


def test_a_destination_that_diverts_is_refused_by_name_at_commit(prompts: Prompts) -> None:
    with pytest.raises(IllegalMove, match="hospital"), prompts.stores["olga"].transaction() as tx:
        tx.database.execute_sql("UPDATE assignment SET hospital_id = (SELECT id FROM hospital)")


def test_desks_hear_of_it(store: Store, general: Hospital, conninfo: str) -> None:
    with psycopg.connect(conninfo, autocommit=True) as listener:
        listener.execute("LISTEN dispatcher_change")
        divert(store, general)
        heard = next(listener.notifies(timeout=10, stop_after=1))
    assert heard.payload == f"hospital {general.id}"
