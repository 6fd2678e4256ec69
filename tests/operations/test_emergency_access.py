"""Emergency access raises an alarm before it lets anybody write, with each use anew."""

import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import DispatcherError, InvalidInput, NotAllowed
from dispatcher_app.domain.roles import Role
from dispatcher_app.operations import logging_in
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.storage import gate as db
from tests.control_room import ControlRoomBuilder
from tests.password_room import PasswordRoom


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
        access = logging_in.open_emergency_access(store, "The only supervisor is ill")
        assert dispatch_ambulance(store, DispatchAmbulance(call, ambulance), login).ambulance.call_sign == "M12"
        assert load_board(store).calls[0].caller_name == "Juno Pebble"
        logging_in.end_emergency_access(store, access)
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


def test_each_session_says_why_and_raises_an_alarm_and_none_takes_the_rights_of_another(
    password_room: PasswordRoom,
) -> None:
    glass = password_room.add("glass", Role.EMERGENCY)
    with password_room.store_of(glass) as one, password_room.store_of(glass) as other:
        first = logging_in.open_emergency_access(one, "Nobody can log in")
        password_room.run("UPDATE emergency_access SET acknowledged_at = now(), acknowledged_by = 'sue'")
        second = logging_in.open_emergency_access(other, "Nor can they here")
        told = [(seen.reason, seen.is_open, seen.is_acknowledged) for seen in load_board(one).emergencies]
        assert told == [("Nobody can log in", True, True), ("Nor can they here", True, False)]
        logging_in.end_emergency_access(one, first)
        assert logging_in.sign_in(other, glass).is_dispatching
        logging_in.end_emergency_access(other, second)
        assert not logging_in.sign_in(other, glass).is_dispatching


def test_a_desk_that_died_is_asked_again_and_its_old_access_is_over(password_room: PasswordRoom) -> None:
    glass = password_room.add("glass", Role.EMERGENCY)
    with password_room.store_of(glass) as died:
        logging_in.open_emergency_access(died, "Nobody can log in")
        died.close()
        with password_room.store_of(glass) as back:
            access = logging_in.open_emergency_access(back, "Back after a power cut")
            (old, new) = load_board(back).emergencies
            assert (old.is_open, new.id, new.is_open) == (False, access, True)
            assert logging_in.sign_in(back, glass).is_dispatching


def test_a_reason_given_after_a_desk_died_over_its_own_is_not_lost(password_room: PasswordRoom) -> None:
    glass = password_room.add("glass", Role.EMERGENCY)
    with password_room.store_of(glass) as dying, password_room.store_of(glass) as other:
        with dying.transaction() as tx:
            db.open_emergency_access(tx, "Nobody can log in")
        assert not logging_in.sign_in(dying, glass).is_dispatching
        logging_in.open_emergency_access(other, "I cannot either")
        assert [seen.reason for seen in load_board(other).emergencies] == ["Nobody can log in", "I cannot either"]
        assert logging_in.sign_in(other, glass).is_dispatching


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
