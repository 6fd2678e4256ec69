"""The gate counts wrong passwords for all desks, and keeps nobody from their work who is in."""

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from dispatcher_app.bootstrap.admission import admitted, check_password, note_log_in
from dispatcher_app.domain.errors import (
    AccountLocked,
    LogInRefused,
    NotVouchedFor,
    WrongPassword,
)
from dispatcher_app.domain.roles import Role
from dispatcher_app.operations.people import enable_person
from dispatcher_app.storage.gate import GATE_LOGIN, GATE_PASSWORD
from dispatcher_app.storage.migrate import migrate_down
from dispatcher_app.storage.store import ConnectionSettings
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


def test_guessing_at_an_emergency_log_in_leaves_a_trace_with_every_fifth_try(password_room: PasswordRoom) -> None:
    login = password_room.add("glass", Role.EMERGENCY)
    fail(password_room, login, 4)
    told = "SELECT string_agg(after::text, ' ' ORDER BY id) FROM audit_event WHERE table_name = 'log_in_failure'"
    assert password_room.one(told) is None
    fail(password_room, login, 6)
    assert password_room.one(told) == f'{{"login": "{login}", "failures": 5}} {{"login": "{login}", "failures": 10}}'


def test_where_somebody_tried_is_kept_before_the_desk_has_a_number(password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    settings = replace(password_room.settings(login, WRONG), desk="")
    with pytest.raises(WrongPassword), admitted(settings):
        pass
    assert password_room.one("SELECT last_desk FROM log_in_failure") == platform.node()


def test_a_server_that_only_lets_read_still_says_that_the_password_is_wrong(password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    with psycopg.connect(password_room.server.conninfo(password_room.database), autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {password_room.database} SET default_transaction_read_only = on")
    fail(password_room, login, 1)
    with password_room.store_of(login) as store:
        assert note_log_in(store) == 0


def test_a_stranger_who_holds_the_count_keeps_nobody_out(password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    conninfo = password_room.server.conninfo(password_room.database, GATE_LOGIN)
    with psycopg.connect(conninfo, password=GATE_PASSWORD) as stranger:
        stranger.execute("SELECT note_wrong_password(%s, 'x')", (login,))
        stranger.commit()
        stranger.execute("SELECT note_wrong_password(%s, 'x')", (login,))
        settings = replace(password_room.settings(login), lock_timeout_s=0.2)
        with pytest.raises(WrongPassword), admitted(replace(settings, password=WRONG)):
            pass
        with admitted(settings) as store:
            assert note_log_in(store) == 0
            store.close()


def test_a_directory_that_is_out_of_order_is_no_wrong_password(password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    with asking_a_directory(password_room, login):
        for _ in range(2):
            with pytest.raises(NotVouchedFor, match="The name or the password is wrong"), password_room.store_of(login):
                pass
    assert password_room.one("SELECT count(*) FROM log_in_failure") == 0


@contextmanager
def asking_a_directory(password_room: PasswordRoom, login: str) -> Iterator[None]:
    """Have the server ask a RADIUS server, at which nobody answers, about one log-in."""
    found = Path(str(password_room.one("SHOW hba_file")))
    before = found.read_text()
    asks = f'local all {login} radius radiusservers="127.0.0.1" radiussecrets="x" radiusports="9"\n'
    found.write_text(asks + before)
    password_room.run("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        found.write_text(before)
        password_room.run("SELECT pg_reload_conf()")


def test_an_administrator_opens_it_at_once(password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    fail(password_room, login, 4)
    with pytest.raises(AccountLocked), password_room.store_of(login, WRONG):
        pass
    enable_person(password_room.store, login)
    with password_room.store_of(login) as store:
        assert note_log_in(store) == 0


def test_nobody_is_kept_from_unlocking_their_desk(password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    with password_room.store_of(login) as at_work:
        for _ in range(9):
            with pytest.raises(WrongPassword):
                check_password(at_work.settings, WRONG)
        assert check_password(at_work.settings, PASSWORD) == 0
        fail(password_room, login, 4)
        with pytest.raises(AccountLocked), password_room.store_of(login, WRONG):
            pass
        assert check_password(at_work.settings, PASSWORD) == 5
        assert check_password(at_work.settings, PASSWORD) == 0


def test_a_server_that_asks_for_no_password_unlocks_nothing(conninfo: str) -> None:
    with pytest.raises(LogInRefused, match="asked for no password"):
        check_password(ConnectionSettings(conninfo), "any text at all")


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
