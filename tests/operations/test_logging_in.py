"""The gate counts wrong passwords for all desks; emergency access raises an alarm before it lets anybody write."""

from datetime import timedelta

import psycopg
import pytest

from dispatcher_app.bootstrap.admission import admitted, check_password, note_log_in
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import AccountLocked, DispatcherError, InvalidInput, NotAllowed, WrongPassword
from dispatcher_app.domain.roles import Role
from dispatcher_app.operations import logging_in
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.people import enable_person
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.storage.gate import GATE_LOGIN, GATE_PASSWORD
from dispatcher_app.storage.migrate import migrate_down
from tests.control_room import ControlRoomBuilder
from tests.password_room import PASSWORD, WRONG, PasswordRoom


def fail(password_room: PasswordRoom, login: str, times: int) -> None:
    for _ in range(times):
        with pytest.raises(WrongPassword), password_room.store_of(login, WRONG):
            pass


def test_five_wrong_passwords_lock_for_ten_minutes_whatever_the_password(password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    fail(password_room, login, 4)
    with pytest.raises(AccountLocked) as fifth, password_room.store_of(login, WRONG):
        pass
    for password in (PASSWORD, WRONG):
        with pytest.raises(AccountLocked) as refused, password_room.store_of(login, password):
            pass
        assert refused.value.until == fifth.value.until
    left = password_room.one("SELECT %s - clock_timestamp()", fifth.value.until)
    assert isinstance(left, timedelta)
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)
    event = password_room.one("SELECT after ->> 'login' FROM audit_event WHERE table_name = 'log_in_failure'")
    assert event == login


def test_it_opens_when_its_time_is_over_and_counts_anew(password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    fail(password_room, login, 4)
    with pytest.raises(AccountLocked), password_room.store_of(login, WRONG):
        pass
    password_room.run("UPDATE log_in_failure SET locked_until = clock_timestamp() - interval '1 second'")
    fail(password_room, login, 4)
    with password_room.store_of(login) as store:
        assert note_log_in(store) == 4
        assert note_log_in(store) == 0
    fail(password_room, login, 4)


def test_wrong_passwords_far_apart_do_not_add_up(password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    for _ in range(3):
        fail(password_room, login, 3)
        password_room.run("UPDATE log_in_failure SET last_at = last_at - interval '11 minutes'")


def test_an_emergency_log_in_is_never_locked_so_that_nobody_keeps_everybody_out(password_room: PasswordRoom) -> None:
    login = password_room.add("glass", Role.EMERGENCY)
    fail(password_room, login, 7)
    with password_room.store_of(login) as store:
        assert note_log_in(store) == 7


def test_an_administrator_opens_it_at_once(password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    fail(password_room, login, 4)
    with pytest.raises(AccountLocked), password_room.store_of(login, WRONG):
        pass
    enable_person(password_room.store, login)
    with password_room.store_of(login) as store:
        assert note_log_in(store) == 0


def test_unlocking_a_desk_counts_too(password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    with password_room.store_of(login) as at_work:
        for _ in range(4):
            with pytest.raises(WrongPassword):
                check_password(at_work.settings, WRONG)
        check_password(at_work.settings, PASSWORD)
        for _ in range(4):
            with pytest.raises(WrongPassword):
                check_password(at_work.settings, WRONG)
        with pytest.raises(AccountLocked):
            check_password(at_work.settings, WRONG)


def test_a_name_that_nobody_has_behaves_like_any_other(password_room: PasswordRoom) -> None:
    nobody = password_room.login("nobody")
    fail(password_room, nobody, 4)
    with pytest.raises(AccountLocked), password_room.store_of(nobody, WRONG):
        pass
    assert password_room.one("SELECT count(*) FROM audit_event WHERE table_name = 'log_in_failure'") == 0
    assert str(password_room.one("SELECT login FROM log_in_failure")).startswith("?")


def test_the_gate_can_do_nothing_else(password_room: PasswordRoom) -> None:
    conninfo = password_room.server.conninfo(password_room.database, GATE_LOGIN)
    with psycopg.connect(conninfo, password=GATE_PASSWORD, autocommit=True) as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        ).fetchall()
        assert len(tables) > 15
        for (table,) in tables:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT 1 FROM {table}")
        for call in ("note_log_in()", "open_gate_for('x')", "open_emergency_access('why ever')", "seal_audit()"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT {call}")
        # However much it is told, what is kept stays small.
        connection.execute(
            "SELECT count(note_wrong_password('stranger ' || n, 'x')) FROM generate_series(1, 5000) AS n"
        )
    assert int(str(password_room.one("SELECT count(*) FROM log_in_failure"))) <= 1000


def test_a_server_without_a_gate_still_lets_people_in(password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    migrate_down(password_room.store, "0007_gate")
    with admitted(password_room.settings(login)) as store:
        assert note_log_in(store) == 0
        store.close()


def test_an_emergency_log_in_only_looks_until_it_says_why(
    password_room: PasswordRoom, room: ControlRoomBuilder
) -> None:
    call, ambulance = room.add_call(caller_name="Juno Pebble"), room.add_ambulance("M12")
    login = password_room.add("glass", Role.EMERGENCY)
    with password_room.store_of(login) as store:
        assert load_board(store).calls[0].caller_name == ""
        with pytest.raises(NotAllowed):
            dispatch_ambulance(store, DispatchAmbulance(call, ambulance), login)
        for nothing in ("", "  ", "ab", "x" * 301):
            with pytest.raises(InvalidInput):
                logging_in.open_emergency_access(store, nothing)
        logging_in.open_emergency_access(store, "The only supervisor is ill")
        assert dispatch_ambulance(store, DispatchAmbulance(call, ambulance), login).ambulance.call_sign == "M12"
        assert load_board(store).calls[0].caller_name == "Juno Pebble"
        logging_in.end_own_emergency_access(store)
        assert not logging_in.sign_in(store, login).is_dispatching
        assert load_board(store).calls[0].caller_name == ""


def test_every_desk_sees_it_until_a_supervisor_takes_note(password_room: PasswordRoom) -> None:
    glass, viewer = password_room.add("glass", Role.EMERGENCY), password_room.add("vera", Role.VIEWER)
    supervisor = password_room.add("sue", Role.SUPERVISOR)
    with (
        password_room.store_of(glass) as breaking,
        password_room.store_of(viewer) as looking,
        password_room.store_of(supervisor) as overseeing,
    ):
        access = logging_in.open_emergency_access(breaking, "Nobody can log in")
        assert logging_in.open_emergency_access(breaking, "And once more") == access
        (seen,) = load_board(looking).emergencies
        assert (seen.full_name, seen.reason, seen.is_open) == ("Glass Person", "Nobody can log in", True)
        for store in (looking, breaking):
            with pytest.raises(NotAllowed):
                logging_in.acknowledge_emergency_access(store, access)
        logging_in.acknowledge_emergency_access(overseeing, access)
        (seen,) = load_board(looking).emergencies
        assert seen.is_acknowledged
        logging_in.end_emergency_access(overseeing, access)
        assert load_board(looking).emergencies == ()
        assert not logging_in.sign_in(breaking, glass).is_dispatching
    trail = password_room.one(
        "SELECT string_agg(actor || action, ' ' ORDER BY id) FROM audit_event WHERE table_name = 'emergency_access'"
    )
    assert trail == f"{glass}INSERT {supervisor}UPDATE {supervisor}UPDATE"


def test_nobody_else_opens_it_and_no_way_leads_past_the_alarm(password_room: PasswordRoom) -> None:
    glass, viewer = password_room.add("glass", Role.EMERGENCY), password_room.add("vera", Role.VIEWER)
    with password_room.store_of(viewer) as store, pytest.raises(NotAllowed):
        logging_in.open_emergency_access(store, "I would like to")
    with password_room.store_of(glass) as store:
        for sql in (
            "SET ROLE dispatch_dispatcher",
            f"GRANT dispatch_dispatcher TO {glass}",
            "INSERT INTO emergency_access (login, desk, reason) VALUES ('x', 'x', 'xxx')",
        ):
            with pytest.raises(DispatcherError), store.transaction() as tx:
                tx.database.execute_sql(sql)


def test_what_was_forgotten_ends_by_itself(password_room: PasswordRoom) -> None:
    glass, viewer = password_room.add("glass", Role.EMERGENCY), password_room.add("vera", Role.VIEWER)
    with password_room.store_of(glass) as breaking, password_room.store_of(viewer) as looking:
        logging_in.open_emergency_access(breaking, "Nobody can log in")
        logging_in.end_forgotten_emergency_access(looking)
        assert logging_in.sign_in(breaking, glass).is_dispatching
        password_room.run("UPDATE emergency_access SET opened_at = opened_at - interval '13 hours'")
        logging_in.end_forgotten_emergency_access(looking)
        assert not logging_in.sign_in(breaking, glass).is_dispatching
        (seen,) = load_board(looking).emergencies
        assert (seen.is_open, seen.is_acknowledged) == (False, False)
