"""Somebody else holds the record: whoever wants to change it is told so in a sentence, and nothing is written."""

from collections.abc import Callable, Iterator
from functools import partial

import psycopg
import pytest

from dispatcher_app.domain.errors import Busy
from dispatcher_app.domain.ids import AssignmentId, EmergencyAccessId
from dispatcher_app.domain.roles import NewPerson, Role
from dispatcher_app.domain.stamps import Stamp, StampCorrection
from dispatcher_app.operations.logging_in import acknowledge_emergency_access
from dispatcher_app.operations.people import add_person, change_password, change_role, disable_person, enable_person
from dispatcher_app.operations.restarting import ATTEMPTS, restarting
from dispatcher_app.operations.stamping import correct_stamp
from dispatcher_app.storage.store import Store
from dispatcher_app.storage.translation import LockNotGranted, MustRestart
from tests.control_room import ControlRoomBuilder
from tests.password_room import PASSWORD, PasswordRoom

SENTENCE = "Somebody else is changing the same record. Nothing was written. Try again."

Open = Callable[..., Store]


@pytest.fixture
def held(conninfo: str) -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Another session that holds what it takes, until the test's end."""
    with psycopg.connect(conninfo) as holder:
        yield holder
        holder.rollback()


@pytest.mark.parametrize(
    "verb",
    [
        partial(change_role, role=Role.SUPERVISOR),
        disable_person,
        enable_person,
        partial(change_password, password=PASSWORD + "!"),
    ],
)
def test_a_person_who_is_being_changed(
    password_room: PasswordRoom,
    open_store: Open,
    held: psycopg.Connection[tuple[object, ...]],
    verb: Callable[[Store, str], object],
) -> None:
    login = password_room.add("vera", Role.DISPATCHER)
    before = password_room.one("SELECT account::text FROM account WHERE login = %s", login)
    held.execute("SELECT FROM account WHERE login = %s FOR UPDATE", (login,))
    with pytest.raises(Busy) as caught:
        verb(open_store("desk 2", lock_timeout_s=0.05), login)
    assert str(caught.value) == SENTENCE
    assert password_room.one("SELECT account::text FROM account WHERE login = %s", login) == before


def test_a_log_in_that_somebody_else_is_making(
    password_room: PasswordRoom, open_store: Open, held: psycopg.Connection[tuple[object, ...]]
) -> None:
    login = password_room.login("vera")
    held.execute("LOCK account IN SHARE MODE")
    with pytest.raises(Busy):
        add_person(
            open_store("desk 2", lock_timeout_s=0.05), NewPerson(login, "Vera Person", Role.DISPATCHER), PASSWORD
        )
    assert password_room.one("SELECT count(*) FROM pg_roles WHERE rolname = %s", login) == 0


def test_an_alarm_that_somebody_else_is_acknowledging(
    room: ControlRoomBuilder, open_store: Open, held: psycopg.Connection[tuple[object, ...]]
) -> None:
    held.execute("LOCK emergency_access IN SHARE MODE")
    with pytest.raises(Busy):
        acknowledge_emergency_access(open_store("desk 2", lock_timeout_s=0.05), EmergencyAccessId(1))


def test_a_stamp_whose_assignment_is_being_changed(
    room: ControlRoomBuilder, open_store: Open, held: psycopg.Connection[tuple[object, ...]]
) -> None:
    held.execute("LOCK assignment")
    correction = StampCorrection(AssignmentId(1), Stamp.ON_SCENE, None, "typed at the wrong call")
    with pytest.raises(Busy):
        correct_stamp(open_store("desk 2", lock_timeout_s=0.05), correction)


def test_what_is_undone_again_and_again_ends_as_busy() -> None:
    tries: list[int] = []

    @restarting
    def undone() -> None:
        tries.append(1)
        raise MustRestart

    with pytest.raises(Busy, match="Nothing was written"):
        undone()
    assert len(tries) == ATTEMPTS


def test_a_lock_not_granted_is_not_waited_for_again() -> None:
    tries: list[int] = []

    @restarting
    def held_up() -> None:
        tries.append(1)
        raise LockNotGranted

    with pytest.raises(Busy, match="Nothing was written"):
        held_up()
    assert len(tries) == 1
