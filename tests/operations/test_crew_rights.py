"""Who may sign whom on and off, and report for an ambulance: by the verbs, and at a prompt."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.crews import SignOff, SignOn, StartBreak
from dispatcher_app.domain.errors import DispatcherError, NotAllowed, NotFound
from dispatcher_app.domain.ids import ParamedicId
from dispatcher_app.domain.roles import Role
from dispatcher_app.domain.stamps import Stamp
from dispatcher_app.operations.crews import sign_off, sign_on, start_break
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.stamping import report_stamp
from dispatcher_app.storage.store import Store
from dispatcher_app.storage.translation import AlreadyThere, StorageFault
from tests.control_room import ControlRoomBuilder
from tests.operations.crew_fleet import Fleet, fleet, send
from tests.password_room import PasswordRoom

__all__ = ["fleet"]


@dataclass(frozen=True)
class People:
    """A crew and a desk, each with a role of their own."""

    stores: dict[str, Store]
    logins: dict[str, str]
    ids: dict[str, ParamedicId]


@pytest.fixture
def people(password_room: PasswordRoom, fleet: Fleet) -> Iterator[People]:
    with ExitStack() as stack:
        roles = {"olga": Role.DISPATCHER, "pam": Role.PARAMEDIC, "paul": Role.PARAMEDIC, "vera": Role.VIEWER}
        logins = {name: password_room.add(name, role) for name, role in roles.items()}
        stores = {name: stack.enter_context(password_room.store_of(login)) for name, login in logins.items()}
        rows = {n: password_room.one("SELECT id FROM paramedic WHERE login = %s", logins[n]) for n in ("pam", "paul")}
        yield People(stores, logins, {name: ParamedicId(int(str(row))) for name, row in rows.items()})


def test_paramedics_sign_themselves_and_nobody_else(people: People, fleet: Fleet, room: ControlRoomBuilder) -> None:
    pam, login = people.stores["pam"], people.logins["pam"]
    sign_on(pam, SignOn(fleet.m12, people.ids["pam"]), login)
    assert room.one("SELECT on_by, on_at <= now() FROM crew_member") == (login, True)
    with pytest.raises(NotAllowed, match="paramedics themselves"):
        sign_on(pam, SignOn(fleet.m12, people.ids["paul"]), login)
    sign_on(people.stores["olga"], SignOn(fleet.m12, people.ids["paul"]), people.logins["olga"])
    with pytest.raises(NotAllowed):
        sign_off(pam, SignOff(people.ids["paul"]), login)
    with pytest.raises(NotAllowed):
        start_break(pam, StartBreak(fleet.m12), login)
    with pytest.raises(NotAllowed):
        sign_off(people.stores["vera"], SignOff(people.ids["pam"]), people.logins["vera"])
    sign_off(people.stores["olga"], SignOff(people.ids["paul"]), people.logins["olga"])
    start_break(people.stores["olga"], StartBreak(fleet.m12), people.logins["olga"])
    sign_off(pam, SignOff(people.ids["pam"]), login)
    assert room.count("crew_break", f"ended_by = '{login}'") == 1
    assert room.one(f"SELECT off_by FROM crew_member WHERE on_by = '{login}'") == (login,)


PAUL = "(SELECT id FROM paramedic WHERE full_name = 'Paul Person')"
PAM = "(SELECT id FROM paramedic WHERE full_name = 'Pam Person')"
M07 = "(SELECT id FROM ambulance WHERE call_sign = 'M07')"


@pytest.mark.parametrize(
    ("who", "sql"),
    [
        ("pam", f"INSERT INTO crew_member (ambulance_id, paramedic_id, on_at) VALUES ({M07}, {PAUL}, now())"),
        ("pam", f"UPDATE crew_member SET off_at = now() WHERE paramedic_id = {PAUL}"),
        ("pam", f"UPDATE crew_member SET off_at = now() WHERE paramedic_id = {PAM}"),
        ("pam", f"INSERT INTO crew_break (ambulance_id, began_at) VALUES ({M07}, now())"),
        ("pam", "INSERT INTO aboard (assignment_id, paramedic_id) SELECT assignment_id, 1 FROM aboard"),
        ("olga", "UPDATE crew_member SET on_by = 'x'"),
        ("olga", "DELETE FROM aboard"),
        ("olga", f"INSERT INTO crew_member (ambulance_id, paramedic_id, on_at) VALUES ({M07}, {PAM}, now())"),
        ("vera", f"INSERT INTO crew_member (ambulance_id, paramedic_id, on_at) VALUES ({M07}, {PAM}, now())"),
    ],
)
def test_at_a_prompt_nobody_gets_past_it(
    people: People, fleet: Fleet, room: ControlRoomBuilder, who: str, sql: str
) -> None:
    for ambulance, name in ((fleet.m12, "pam"), (fleet.m07, "paul")):
        sign_on(people.stores["olga"], SignOn(ambulance, people.ids[name]), people.logins["olga"])
    send(room, room.store, fleet.m12, None)
    before = room.count("audit_event")
    with pytest.raises((DispatcherError, StorageFault, AlreadyThere)), people.stores[who].transaction() as tx:
        tx.database.execute_sql(sql)
    assert room.count("audit_event") == before


def test_no_time_but_now_is_written_at_a_prompt(people: People, fleet: Fleet, room: ControlRoomBuilder) -> None:
    with people.stores["olga"].transaction() as tx:
        tx.database.execute_sql(
            f"INSERT INTO crew_member (ambulance_id, paramedic_id, on_at) VALUES ({M07}, {PAM}, '2020-01-01')"
        )
    assert room.one("SELECT on_at > now() - interval '1 minute', on_by FROM crew_member") == (
        True,
        people.logins["olga"],
    )


def test_anybody_aboard_reports_for_the_ambulance_and_nobody_else(
    people: People, fleet: Fleet, room: ControlRoomBuilder
) -> None:
    sign_on(people.stores["olga"], SignOn(fleet.m12, people.ids["pam"]), people.logins["olga"])
    order = DispatchAmbulance(room.add_call(), fleet.m12)
    dispatch_ambulance(people.stores["olga"], order, people.logins["olga"])
    assert report_stamp(people.stores["pam"], Stamp.MOBILE).assignment.mobile_at is not None
    report_stamp(people.stores["pam"], Stamp.ON_SCENE)
    assert room.one(f"SELECT status FROM ambulance WHERE id = {fleet.m12}") == ("ON_SCENE",)
    with pytest.raises(NotFound):
        report_stamp(people.stores["paul"], Stamp.AT_PATIENT)
    with pytest.raises(NotAllowed), people.stores["paul"].transaction() as tx:
        tx.database.execute_sql("UPDATE assignment SET at_patient_at = now()")
    with pytest.raises(NotAllowed), people.stores["paul"].transaction() as tx:
        tx.database.execute_sql("UPDATE ambulance SET status = 'TRANSPORTING' WHERE call_sign = 'M12'")
