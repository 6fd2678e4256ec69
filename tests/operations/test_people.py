"""People are let in, changed and kept out by administrators; the server holds to it whatever a desk does."""

import logging
import os
import signal
from functools import partial

import psycopg
import pytest

from dispatcher_app.bootstrap.admission import admitted, check_password
from dispatcher_app.domain.errors import (
    AccountDisabled,
    InvalidInput,
    NotAllowed,
    NotFound,
    PasswordNeeded,
    Unavailable,
    WrongPassword,
)
from dispatcher_app.domain.roles import NewPerson, Role
from dispatcher_app.domain.statuses import CrewLevel
from dispatcher_app.operations import people
from dispatcher_app.operations.logging_in import open_emergency_access, sign_in
from dispatcher_app.operations.set_up import let_in
from dispatcher_app.storage import people as db
from dispatcher_app.storage.store import Store
from dispatcher_app.storage.translation import StorageFault
from tests.password_room import PASSWORD, WRONG, PasswordRoom


@pytest.mark.parametrize("role", list(Role))
def test_somebody_new_is_in_with_their_password_and_is_what_they_were_made(
    password_room: PasswordRoom, role: Role
) -> None:
    login = password_room.add("new", role)
    with password_room.store_of(login) as store:
        assert store.used_password
        person = sign_in(store, login)
    assert (person.role, person.full_name) == (role, "New Person")
    assert person.can_dispatch is (role in {Role.DISPATCHER, Role.SUPERVISOR})
    assert person.needs_reason is (role is Role.EMERGENCY)
    with pytest.raises(WrongPassword) as refused, password_room.store_of(login, WRONG):
        pass
    assert str(refused.value) == "The name or the password is wrong."
    with pytest.raises(PasswordNeeded), admitted(password_room.settings(login, "")):
        pass


def test_the_server_keeps_a_scram_verifier_and_nobody_the_password(
    password_room: PasswordRoom, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    login = password_room.add("new", Role.VIEWER)
    kept = password_room.one("SELECT rolpassword FROM pg_authid WHERE rolname = %s", login)
    assert str(kept).startswith("SCRAM-SHA-256$")
    trail = password_room.one("SELECT string_agg(after::text, ' ') FROM audit_event")
    assert "password_set_at" in str(trail)
    for text in (trail, caplog.text, repr(password_room.settings(login))):
        assert PASSWORD not in str(text)
        assert str(kept) not in str(text)


def test_an_administrator_manages_people_and_cannot_dispatch(password_room: PasswordRoom) -> None:
    admin = password_room.add("ada", Role.ADMIN)
    with password_room.store_of(admin) as store:
        login = password_room.login("anna")
        added = people.add_person(store, NewPerson(login, "Anna Kern", Role.DISPATCHER), PASSWORD)
        assert (added.role, added.is_active, added.full_name) == (Role.DISPATCHER, True, "Anna Kern")
        assert {account.login for account in people.list_people(store)} == {admin, login}
        assert not sign_in(store, admin).can_dispatch
    with psycopg.connect(password_room.server.conninfo(password_room.database, login), password=PASSWORD) as connection:
        connection.execute("SELECT caller_name FROM emergency_call")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PARAMEDIC, Role.DISPATCHER, Role.SUPERVISOR, Role.EMERGENCY])
def test_nobody_but_administrators_manages_people(password_room: PasswordRoom, role: Role) -> None:
    login, other = password_room.add("climber", role), password_room.add("other", Role.DISPATCHER)
    with password_room.store_of(login) as store:
        new = NewPerson(password_room.login("crony"), "Crony", Role.ADMIN)
        for deed in (
            partial(people.add_person, store, new, PASSWORD),
            partial(people.change_role, store, other, Role.ADMIN),
            partial(people.disable_person, store, other),
            partial(people.enable_person, store, other),
            partial(people.change_password, store, other, "another long one"),
        ):
            with pytest.raises(NotAllowed):
                deed()
    assert password_room.one("SELECT role FROM account WHERE login = %s", other) == "dispatcher"


def test_somebody_disabled_is_out_at_once_and_for_good(password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    with password_room.store_of(login) as at_work:
        sign_in(at_work, login)
        assert people.disable_person(password_room.store, login) == 1
        with pytest.raises(Unavailable):
            sign_in(at_work, login)
        with pytest.raises(AccountDisabled, match="disabled"):
            sign_in(at_work, login)
    with pytest.raises(WrongPassword), password_room.store_of(login, WRONG):
        pass
    (account,) = (account for account in people.list_people(password_room.store) if account.login == login)
    assert (account.is_active, account.sessions) == (False, 0)
    people.enable_person(password_room.store, login)
    with password_room.store_of(login) as store:
        assert sign_in(store, login).can_dispatch


def test_somebody_disabled_is_out_even_if_their_sessions_were_not_ended(password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    with password_room.store_of(login) as at_work:
        sign_in(at_work, login)
        with password_room.store.transaction() as tx:
            db.set_active(tx, login, is_active=False)
        with pytest.raises(AccountDisabled, match="disabled"):
            sign_in(at_work, login)


def test_only_the_sessions_that_have_ended_are_counted(password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    with password_room.store_of(login) as stuck, password_room.store_of(login) as at_work:
        sign_in(at_work, login)
        with stuck.transaction() as tx:
            (held,) = tx.database.execute_sql("SELECT pg_backend_pid()").fetchone()
        os.kill(held, signal.SIGSTOP)
        try:
            assert people.disable_person(password_room.store, login) == 1
        finally:
            os.kill(held, signal.SIGCONT)


def test_another_role_holds_in_a_session_that_runs(password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    with password_room.store_of(login) as at_work:
        people.change_role(password_room.store, login, Role.PARAMEDIC, CrewLevel.ALS)
        person = sign_in(at_work, login)
        assert (person.role, person.can_dispatch, person.full_name) == (Role.PARAMEDIC, False, "Anna Person")
        people.change_role(password_room.store, login, Role.SUPERVISOR)
        person = sign_in(at_work, login)
        assert (person.role, person.can_dispatch) == (Role.SUPERVISOR, True)
    level = password_room.one("SELECT level || is_active FROM paramedic WHERE login = %s", login)
    assert level == "ALSfalse"


def test_a_password_is_changed_by_oneself_or_an_administrator(password_room: PasswordRoom) -> None:
    login = password_room.add("vera", Role.VIEWER)
    with password_room.store_of(login) as store:
        people.change_password(store, login, "a second long one")
    with pytest.raises(WrongPassword), password_room.store_of(login):
        pass
    people.change_password(password_room.store, login, "a third long one")
    check_password(password_room.settings(login), "a third long one")


def test_nobody_manages_themselves(password_room: PasswordRoom) -> None:
    admin = password_room.add("ada", Role.ADMIN)
    with password_room.store_of(admin) as store:
        for deed in (
            partial(people.change_role, store, admin, Role.DISPATCHER),
            partial(people.disable_person, store, admin),
        ):
            with pytest.raises(NotAllowed, match="themselves"):
                deed()
        with pytest.raises(NotAllowed), store.transaction() as tx:
            tx.database.execute_sql("SELECT set_person_role(%s, 'dispatcher', NULL)", (admin,))


@pytest.mark.parametrize("login", ["postgres", "dispatch_owner", "dispatch_gate", "pg_monitor"])
def test_no_administrator_of_the_room_becomes_one_of_the_server(password_room: PasswordRoom, login: str) -> None:
    admin = password_room.add("ada", Role.ADMIN)
    with password_room.store_of(admin) as store:
        for deed in (
            partial(people.change_password, store, login, PASSWORD),
            partial(people.change_role, store, login, Role.ADMIN),
            partial(people.disable_person, store, login),
        ):
            with pytest.raises(NotFound, match=login):
                deed()
        for sql in (
            "SELECT add_person(%s, 'X', 'admin', %s, NULL)",
            "SELECT set_password(%s, %s)",
        ):
            verifier = "SCRAM-SHA-256$4096:" + "A" * 24 + "$" + "A" * 44 + ":" + "A" * 44
            with pytest.raises((NotFound, StorageFault)), store.transaction() as tx:
                tx.database.execute_sql(sql, (login, verifier))


@pytest.mark.parametrize(
    ("login", "name", "password", "fields"),
    [
        ("Anna Kern", "Anna Kern", PASSWORD, {"login"}),
        ("pg_anna", "Anna Kern", PASSWORD, {"login"}),
        ("anna", "", PASSWORD, {"name"}),
        ("anna", "Anna\nKern", "short", {"name", "password"}),
        ("annaannaanna", "Anna Kern", "annaannaanna", {"password"}),
        ("anna\0", "Anna\0", "nul\0nul\0nul\0nul\0", {"login", "name", "password"}),
    ],
)
def test_bad_input_is_told_for_each_field_and_nothing_is_written(
    store: Store, login: str, name: str, password: str, fields: set[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        people.add_person(store, NewPerson(login, name, Role.DISPATCHER), password)
    assert set(refused.value.fields) == fields
    assert password not in str(refused.value)
    assert people.list_people(store) == ()


def test_a_name_that_is_taken_is_told(password_room: PasswordRoom) -> None:
    login = password_room.add("anna", Role.DISPATCHER)
    for taken in (login, "postgres"):
        with pytest.raises(InvalidInput, match=f"a log-in {taken}"):
            people.add_person(password_room.store, NewPerson(taken, "Somebody Else", Role.ADMIN), PASSWORD)
    with password_room.store_of(login) as store:
        assert sign_in(store, login).role is Role.DISPATCHER


def test_who_was_here_before_there_were_passwords_is_named(store: Store) -> None:
    let_in(store, "old_hand", Role.DISPATCHER)
    with pytest.raises(InvalidInput, match="dispatcher users password old_hand"):
        people.add_person(store, NewPerson("old_hand", "Old Hand", Role.DISPATCHER), PASSWORD)


def test_disabling_an_emergency_log_in_ends_what_it_has_opened(password_room: PasswordRoom) -> None:
    glass = password_room.add("glass", Role.EMERGENCY)
    with password_room.store_of(glass) as store:
        open_emergency_access(store, "Nobody else can log in")
    people.disable_person(password_room.store, glass)
    people.enable_person(password_room.store, glass)
    with password_room.store_of(glass) as store:
        assert sign_in(store, glass).needs_reason
