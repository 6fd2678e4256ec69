"""Ways to more than one's role: through what manages people, the broken glass, corrections and the gate."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress

import psycopg
import pytest
from psycopg import IsolationLevel, sql

from dispatcher_app.bootstrap.admission import admitted
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.roles import Role
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.set_up import let_in, login_of_session
from dispatcher_app.storage.store import ConnectionSettings, Store
from tests.concurrency.waiting import wait_for_row
from tests.control_room import ControlRoomBuilder
from tests.security.prompts import PEOPLE, REFUSED, VERIFIER, Room
from tests.storage.people import conninfo_of, open_access


@pytest.fixture
def people(conninfo: str, room: ControlRoomBuilder, store: Store) -> Iterator[Room]:
    """Make them all."""
    with ExitStack() as prompts:
        made = Room(conninfo, room, prompts)
        with psycopg.connect(conninfo, autocommit=True) as administrator:
            for name, role in PEOPLE.items():
                level = "ALS" if role is Role.PARAMEDIC else None
                made.call(administrator, "add_person", made.login(name), name.title(), role, VERIFIER, level)
        (paramedic,) = room.one("SELECT id FROM paramedic")
        order = DispatchAmbulance(room.add_call(number=1, caller_name="Jo"), room.add_ambulance("M12"), None, paramedic)
        desk = Store(ConnectionSettings(conninfo_of(conninfo, made.login("anna"))))
        dispatch_ambulance(desk, order, made.login("anna"))
        desk.close()
        room.add_ambulance("M07")
        yield made


@pytest.mark.parametrize("who", REFUSED)
def test_what_is_tried_at_a_prompt_is_refused_and_changes_nothing(people: Room, who: str) -> None:
    before = people.state()
    for attack in REFUSED[who]:
        assert people.is_refused(who, attack), attack
        assert people.state() == before, attack


def test_nobody_looks_behind_the_glass_and_takes_it_back(people: Room) -> None:
    """With the rights in the transaction that raises the alarm, undoing it would leave no trace of having looked."""
    eve = people.prompt("eve", autocommit=False)
    for way in ("give_emergency_rights({access})", "open_emergency_access('Once more')"):
        access = people.call(eve, "open_emergency_access", "Only a look")
        with suppress(psycopg.errors.InsufficientPrivilege), eve.transaction():
            eve.execute(f"SELECT {way.format(access=access)}".encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            eve.execute("SELECT caller_name FROM emergency_call")
        eve.rollback()
    open_access(people.conninfo, people.login("eve"))
    assert eve.execute("SELECT caller_name FROM emergency_call").fetchall() == [("Jo",)]
    assert people.builder.count("audit_event", "table_name = 'emergency_access'") == 1


def test_nobody_gets_rights_for_an_alarm_that_is_not_theirs_or_is_over(people: Room) -> None:
    access = open_access(people.conninfo, people.login("eve"))
    for who in ("erin", "anna", "sue"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            people.call(people.prompt(who), "give_emergency_rights", access)
    people.call(people.prompt("sue"), "end_emergency_access", access)
    for which in (access, None, 0):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            people.call(people.prompt("eve"), "give_emergency_rights", which)


@pytest.mark.parametrize("isolation", [IsolationLevel.READ_COMMITTED, IsolationLevel.REPEATABLE_READ])
def test_two_that_end_at_once_leave_no_rights_behind(people: Room, isolation: IsolationLevel) -> None:
    """Each would take the other's access for open, and leave the rights to it."""
    eve, sue = people.prompt("eve"), people.prompt("sue", autocommit=False)
    opened = [open_access(people.conninfo, people.login("eve"), desk) for desk in ("one", "other")]
    other = people.prompt("eve", autocommit=False)
    other.isolation_level = isolation
    other.execute("SELECT 1")
    people.call(sue, "end_emergency_access", opened[0])
    with ThreadPoolExecutor() as threads:
        ending = threads.submit(people.call, other, "end_emergency_access", opened[1])
        waiting = "SELECT 1 FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"
        wait_for_row(people.conninfo, waiting, other.info.backend_pid)
        sue.commit()
        with suppress(psycopg.errors.SerializationFailure):
            ending.result()
            other.commit()
    other.rollback()
    people.call(sue, "end_emergency_access", opened[1])
    sue.commit()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        eve.execute("SELECT caller_name FROM emergency_call")


def test_ended_access_stays_ended_in_a_session_that_goes_on(people: Room) -> None:
    access = open_access(people.conninfo, people.login("eve"))
    eve = people.prompt("eve")
    # With PostgreSQL 15, which cannot keep anybody from taking on a group, this would be a way.
    with suppress(psycopg.Error):
        eve.execute("SET ROLE dispatch_dispatcher")
    people.call(people.prompt("sue"), "end_emergency_access", access)
    for statement in (
        "SELECT caller_name FROM emergency_call",
        "SET ROLE dispatch_dispatcher",
        "UPDATE emergency_access SET ended_at = NULL",
        "UPDATE emergency_access SET opened_at = now() - interval '1 hour'",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            eve.execute(statement.encode())


def test_access_is_ended_by_oneself_or_an_overseer_and_acknowledged_by_another(people: Room) -> None:
    access = open_access(people.conninfo, people.login("eve"))
    people.call(people.prompt("erin"), "end_emergency_access", access)
    assert people.builder.count("emergency_access", "ended_at IS NULL") == 1
    people.call(people.prompt("ada"), "set_person_role", people.login("eve"), "supervisor", None)
    people.call(people.prompt("eve"), "acknowledge_emergency_access", access)
    assert people.builder.count("emergency_access", "acknowledged_at IS NULL") == 1


def test_a_role_taken_away_is_gone_from_a_session_that_goes_on(people: Room) -> None:
    al = people.prompt("al")
    with suppress(psycopg.Error):
        al.execute("SET ROLE dispatch_admin")
    people.call(people.prompt("ada"), "set_person_role", people.login("al"), "viewer", None)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        people.call(al, "set_person_role", people.login("vera"), "admin", None)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        people.call(al, "set_password", people.login("vera"), VERIFIER)


def test_a_group_given_by_hand_does_not_outlive_the_role(people: Room, store: Store) -> None:
    """What the server's administrator has granted the owner cannot take back: it is taken over, or it is said."""
    hand = people.login("hand")
    with psycopg.connect(people.conninfo, autocommit=True) as administrator:
        role = sql.Identifier(hand)
        administrator.execute(sql.SQL("CREATE ROLE {} LOGIN; GRANT dispatch_dispatcher TO {}").format(role, role))
        let_in(store, hand, Role.DISPATCHER)
        prompt, ada = people.prompt("hand"), people.prompt("ada")
        people.call(ada, "set_person_role", hand, "viewer", None)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            prompt.execute("SELECT caller_name FROM emergency_call")
        administrator.execute(sql.SQL("GRANT dispatch_supervisor TO {}").format(role))
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
        people.call(ada, "set_person_role", hand, "paramedic", "ALS")
    assert people.builder.count("account", f"login = '{hand}' AND role = 'viewer'") == 1


def test_a_correction_is_nobody_elses_to_use(people: Room) -> None:
    sue, ben, anna = people.prompt("sue"), people.prompt("ben", autocommit=False), people.prompt("anna")
    anna.execute("UPDATE assignment SET mobile_at = clock_timestamp()")
    ben.execute("SELECT now()")
    sue.execute("SELECT correct_stamp(id, 'mobile_at', NULL, 'The wrong ambulance') FROM assignment")
    anna.execute("UPDATE assignment SET mobile_at = clock_timestamp()")
    with pytest.raises(psycopg.errors.CheckViolation):
        ben.execute("UPDATE assignment SET mobile_at = NULL")


def test_somebody_disabled_signs_for_nothing_whatever_role_they_are_given(people: Room) -> None:
    anna, ada = people.prompt("anna"), people.prompt("ada")
    people.call(ada, "set_person_active", people.login("anna"), "off")
    people.call(ada, "set_person_role", people.login("anna"), "supervisor", None)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        anna.execute(
            """
            INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatcher_id, dispatched_at)
            SELECT c.id, a.id, gen_random_uuid(), d.id, clock_timestamp()
            FROM emergency_call c, ambulance a, dispatcher d
            WHERE a.call_sign = 'M07' AND d.login = session_user"""
        )


def test_the_gate_is_no_shorter_way_however_often_it_is_told(people: Room) -> None:
    """What it counts it takes back for nobody, and a lock it has made grows no longer."""
    gate = people.prompt("dispatch_gate")
    locked = [people.call(gate, "note_wrong_password", people.login("anna"), "x" * 1000) for _ in range(9)]
    assert locked[:4] == [None] * 4
    assert len(set(locked[4:])) == 1
    assert people.call(gate, "knock", people.login("anna")) == locked[4]
    assert people.builder.count("audit_event", "table_name = 'log_in_failure'") == 1


def test_who_holds_the_gate_keeps_nobody_out(people: Room) -> None:
    """Its password is no secret, and it takes no more than twenty at a time."""
    for _ in range(20):
        people.prompt("dispatch_gate")
    settings = ConnectionSettings(conninfo_of(people.conninfo, people.login("anna")), login=people.login("anna"))
    with admitted(settings) as store:
        assert login_of_session(store) == people.login("anna")
        store.close()


def test_a_desk_is_called_by_a_name_that_can_be_kept_and_shown(people: Room) -> None:
    anna = people.prompt("anna")
    anna.execute("SELECT set_config('dispatcher.desk', repeat('x', 1000) || E'\\u202e\\x1b[31m', false)")
    anna.execute("UPDATE emergency_call SET area_text = 'changed'")
    (desk,) = people.builder.one("SELECT desk FROM audit_event ORDER BY id DESC LIMIT 1")
    assert len(str(desk)) <= 60
    assert str(desk).isprintable()
