"""Ways around the rules that a dispatcher, or less, found at a prompt; each was open once."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import IsolationLevel, sql

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.storage.store import Store
from tests.control_room import ControlRoomBuilder
from tests.storage.people import conninfo_of, make_people

Prompt = psycopg.Connection[tuple[object, ...]]

SIGNED_BY = """
    UPDATE emergency_call SET status = 'CANCELLED', ended_at = clock_timestamp(),
        ended_by_id = (SELECT id FROM dispatcher WHERE login = '{}')"""


@pytest.fixture
def prompts(conninfo: str, room: ControlRoomBuilder) -> Iterator[dict[str, Prompt]]:
    """Prompts of two dispatchers, a supervisor without a profile and a viewer."""
    make_people(conninfo)
    opened = {login: psycopg.connect(conninfo_of(conninfo, login)) for login in ("anna", "ben", "sue", "vera")}
    yield opened
    for prompt in opened.values():
        prompt.close()


def test_a_call_is_not_moved_unrecorded_by_showing_fewer_digits(
    room: ControlRoomBuilder, prompts: dict[str, Prompt]
) -> None:
    """With one digit shown, 37.7 and 41.2 are both 4e+01: no change to record, four hundred kilometres away."""
    room.add_call(latitude=37.7, longitude=-122.4)
    prompts["anna"].execute("SET extra_float_digits = -15")
    prompts["anna"].execute("UPDATE emergency_call SET latitude = 41.2, longitude = -121.9")
    prompts["anna"].commit()
    moved = room.one("SELECT before ->> 'latitude', after ->> 'latitude' FROM audit_event ORDER BY id DESC LIMIT 1")
    assert moved == ("37.7", "41.2")


@pytest.mark.parametrize("isolation", [IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE])
def test_two_who_each_see_the_past_do_not_leave_a_call_to_nobody(
    room: ControlRoomBuilder, store: Store, prompts: dict[str, Prompt], isolation: IsolationLevel
) -> None:
    """Each clears one of a call's two ambulances and still sees the other's there: the call would wait for ever."""
    call = room.add_call()
    for call_sign in ("M12", "M07"):
        order = DispatchAmbulance(call, room.add_ambulance(call_sign), is_additional=True)
        dispatch_ambulance(store, order, "anna")
    for login, call_sign in (("anna", "M12"), ("ben", "M07")):
        prompts[login].isolation_level = isolation
        prompts[login].execute(
            """
            WITH freed AS (
                UPDATE ambulance SET status = 'AVAILABLE', status_since = clock_timestamp() WHERE call_sign = %s
                RETURNING id)
            UPDATE assignment SET cleared_at = clock_timestamp(), outcome = 'STOOD_DOWN',
                           ended_by_id = (SELECT id FROM dispatcher WHERE login = session_user)
            FROM freed WHERE ambulance_id = freed.id""",
            (call_sign,),
        )
    for login in ("anna", "ben"):
        with pytest.raises(psycopg.errors.FeatureNotSupported):
            prompts[login].commit()
    assert room.count("assignment", "cleared_at IS NULL") == 2


@pytest.mark.parametrize("statement", [SIGNED_BY.format("ben"), SIGNED_BY.format("nobody")])
def test_nobody_ends_a_call_in_anothers_name_or_in_none(
    room: ControlRoomBuilder, prompts: dict[str, Prompt], statement: str
) -> None:
    room.add_call()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        prompts["anna"].execute(sql.SQL(statement))
    assert room.count("emergency_call", "status = 'OPEN'") == 1


def test_who_ended_a_call_stays_written(room: ControlRoomBuilder, prompts: dict[str, Prompt]) -> None:
    room.add_call()
    prompts["anna"].execute(sql.SQL(SIGNED_BY.format("anna")))
    prompts["anna"].commit()
    takes_it_over = "UPDATE emergency_call SET ended_at_desk = 'desk of ben'"
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        prompts["ben"].execute(sql.SQL(takes_it_over))
    prompts["ben"].rollback()
    prompts["ben"].execute("UPDATE emergency_call SET status = 'OPEN', ended_at = NULL, ended_by_id = NULL")
    prompts["ben"].commit()
    assert room.count("emergency_call", "status = 'OPEN'") == 1


def test_who_has_no_profile_signs_for_nothing(room: ControlRoomBuilder, prompts: dict[str, Prompt]) -> None:
    room.add_call()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        prompts["sue"].execute(sql.SQL(SIGNED_BY.format("anna")))


def test_making_a_month_holds_up_no_dispatch(
    room: ControlRoomBuilder, store: Store, prompts: dict[str, Prompt]
) -> None:
    """A viewer makes the month, and then sits there with the transaction open."""
    order = DispatchAmbulance(room.add_call(), room.add_ambulance("M12"))
    (month,) = room.one("SELECT to_char(now() AT TIME ZONE 'UTC' + interval '2 months', 'YYYY_MM')")
    with store.transaction() as tx:
        tx.database.execute_sql(f"DROP TABLE audit_event_{month}")
    prompts["vera"].execute("SELECT ensure_audit_months()")
    dispatch_ambulance(store, order, "anna")
    prompts["vera"].commit()
    assert room.one(f"SELECT to_regclass('audit_event_{month}') IS NOT NULL") == (True,)
