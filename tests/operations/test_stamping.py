"""Crews stamp their own ambulance's work, now; supervisors correct what was wrong, with a reason that stays."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta

import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import DispatcherError, IllegalMove, InvalidInput, NotAllowed, NotFound, StampWritten
from dispatcher_app.domain.ids import AssignmentId
from dispatcher_app.domain.roles import Role
from dispatcher_app.domain.stamps import REPORTED, Stamp, StampCorrection
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.stamping import correct_stamp, find_assignment, report_stamp
from dispatcher_app.storage.translation import StorageFault
from tests.control_room import ControlRoomBuilder
from tests.password_room import PasswordRoom


class Crew:
    """M12 is out on a call with Pam aboard, M07 on the same with somebody else."""

    def __init__(self, password_room: PasswordRoom, room: ControlRoomBuilder, stack: ExitStack) -> None:
        """Send both."""
        self.asks = password_room
        self.logins = {
            name: password_room.add(name, role)
            for name, role in (
                ("anna", Role.DISPATCHER),
                ("sue", Role.SUPERVISOR),
                ("pam", Role.PARAMEDIC),
                ("paul", Role.PARAMEDIC),
                ("pia", Role.PARAMEDIC),
            )
        }
        self.stores = {name: stack.enter_context(password_room.store_of(login)) for name, login in self.logins.items()}
        call = room.add_call(number=1042)
        for sign, name in (("M12", "pam"), ("M07", "paul")):
            number = password_room.one("SELECT id FROM paramedic WHERE login = %s", self.logins[name])
            order = DispatchAmbulance(call, room.add_ambulance(sign), None, number, is_additional=True)  # type: ignore[arg-type]
            dispatch_ambulance(self.stores["anna"], order, self.logins["anna"])

    def assignment(self, sign: str = "M12") -> AssignmentId:
        return find_assignment(self.stores["sue"], 1042, sign)

    def stamp(self, stamp: Stamp, sign: str = "M12") -> datetime | None:
        found = self.asks.one(f"SELECT {stamp} FROM assignment WHERE id = %s", self.assignment(sign))
        assert found is None or isinstance(found, datetime)
        return found

    def status(self, sign: str = "M12") -> object:
        return self.asks.one("SELECT status FROM ambulance WHERE call_sign = %s", sign)


@pytest.fixture
def crew(password_room: PasswordRoom, room: ControlRoomBuilder) -> Iterator[Crew]:
    """Two ambulances on one call."""
    with ExitStack() as stack:
        yield Crew(password_room, room, stack)


def test_a_paramedic_stamps_the_whole_run_of_their_own_ambulance(crew: Crew) -> None:
    for stamp, status in REPORTED.items():
        done = report_stamp(crew.stores["pam"], stamp)
        assert getattr(done.assignment, stamp) is not None
        if status is not None:
            assert done.ambulance.status is status
        with pytest.raises(StampWritten, match=f"M12: {stamp.words} is written already"):
            report_stamp(crew.stores["pam"], stamp)
    assert crew.status("M12") == "AT_HOSPITAL"
    assert crew.status("M07") == "EN_ROUTE"
    assert crew.stamp(Stamp.ON_SCENE, "M07") is None


def test_what_does_not_follow_is_refused_and_nothing_is_written(crew: Crew) -> None:
    with pytest.raises(IllegalMove):
        report_stamp(crew.stores["pam"], Stamp.AT_HOSPITAL)
    report_stamp(crew.stores["pam"], Stamp.ON_SCENE)
    with pytest.raises(InvalidInput, match="follow one another"):
        report_stamp(crew.stores["pam"], Stamp.MOBILE)
    assert (crew.stamp(Stamp.AT_HOSPITAL), crew.stamp(Stamp.MOBILE), crew.status()) == (None, None, "ON_SCENE")


def test_who_is_not_out_has_nothing_to_report(crew: Crew) -> None:
    for name in ("pia", "anna", "sue"):
        with pytest.raises(NotFound, match="running assignment"):
            report_stamp(crew.stores[name], Stamp.MOBILE)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE assignment SET mobile_at = now() FROM ambulance AS a WHERE a.id = ambulance_id AND call_sign = 'M07'",
        "UPDATE ambulance SET status = 'ON_SCENE' WHERE call_sign = 'M07'",
        "UPDATE ambulance SET status = 'OUT_OF_SERVICE' WHERE call_sign = 'M12'",
        "UPDATE ambulance SET status = 'AVAILABLE' WHERE call_sign = 'M12'",
        "UPDATE assignment SET mobile_at = now() - interval '1 minute'",
        "UPDATE assignment SET cleared_at = now(), outcome = 'NO_TRANSPORT'",
        "UPDATE assignment SET hospital_id = NULL",
        "INSERT INTO notification (assignment_id, audience, body) SELECT id, 'CREW', 'x' FROM assignment",
        "SELECT correct_stamp(id, 'mobile_at', now(), 'because I like it') FROM assignment",
        "SELECT caller_name FROM emergency_call",
    ],
)
def test_at_a_prompt_a_paramedic_writes_nothing_else(crew: Crew, sql: str) -> None:
    before = crew.asks.one("SELECT count(*) FROM audit_event")
    with pytest.raises((DispatcherError, StorageFault)), crew.stores["pam"].transaction() as tx:
        tx.database.execute_sql(sql)
    assert crew.asks.one("SELECT count(*) FROM audit_event") == before


def test_a_supervisor_corrects_a_stamp_and_the_old_one_is_kept_with_the_reason(crew: Crew) -> None:
    report_stamp(crew.stores["pam"], Stamp.ON_SCENE)
    was = crew.stamp(Stamp.ON_SCENE)
    sent = crew.stamp(Stamp.DISPATCHED)
    assert was is not None
    assert sent is not None
    really = sent + (was - sent) / 2
    correct_stamp(crew.stores["sue"], StampCorrection(crew.assignment(), Stamp.ON_SCENE, really, "Pressed late"))
    assert crew.stamp(Stamp.ON_SCENE) == really
    row = crew.asks.one("SELECT to_jsonb(c) FROM correction AS c")
    assert isinstance(row, dict)
    assert (row["reason"], row["stamp"], row["corrected_by"]) == ("Pressed late", "on_scene_at", crew.logins["sue"])
    assert datetime.fromisoformat(row["was_at"]) == was
    # One that was forgotten can be added, and one that never happened taken away.
    correct_stamp(crew.stores["sue"], StampCorrection(crew.assignment(), Stamp.MOBILE, sent, "Forgotten by the crew"))
    assert crew.stamp(Stamp.MOBILE) == sent
    correct_stamp(crew.stores["sue"], StampCorrection(crew.assignment(), Stamp.ON_SCENE, None, "Wrong ambulance"))
    assert crew.stamp(Stamp.ON_SCENE) is None
    assert (
        crew.asks.one(
            "SELECT count(*) FROM audit_event WHERE table_name IN ('correction', 'assignment') AND actor = %s",
            crew.logins["sue"],
        )
        == 6
    )


@pytest.mark.parametrize(
    ("stamp", "hours", "reason", "error"),
    [
        (Stamp.MOBILE, 1, "Into the future", InvalidInput),
        (Stamp.MOBILE, -5, "Before the dispatch", InvalidInput),
        (Stamp.MOBILE, 0, "no", InvalidInput),
        (Stamp.MOBILE, 0, "bell\a bell", InvalidInput),
        (Stamp.CLEARED, 0, "Clears it by the back door", IllegalMove),
        (Stamp.DISPATCHED, None, "It was never sent", InvalidInput),
    ],
)
def test_a_correction_that_cannot_be_is_refused(
    crew: Crew, stamp: Stamp, hours: int | None, reason: str, error: type[Exception]
) -> None:
    sent = crew.stamp(Stamp.DISPATCHED)
    assert sent is not None
    at = None if hours is None else sent + timedelta(hours=hours)
    with pytest.raises(error):
        correct_stamp(crew.stores["sue"], StampCorrection(crew.assignment(), stamp, at, reason))
    assert crew.asks.one("SELECT count(*) FROM correction") == 0
    assert crew.stamp(Stamp.DISPATCHED) == sent


@pytest.mark.parametrize("name", ["anna", "pam"])
def test_nobody_else_corrects(crew: Crew, name: str) -> None:
    store = crew.stores[name]
    with pytest.raises(NotAllowed):
        correct_stamp(
            store, StampCorrection(crew.assignment(), Stamp.MOBILE, crew.stamp(Stamp.DISPATCHED), "I may not")
        )
    with pytest.raises(DispatcherError), store.transaction() as tx:
        tx.database.execute_sql(
            "INSERT INTO correction (assignment_id, stamp, reason, corrected_by, desk)"
            " SELECT id, 'mobile_at', 'xxx', 'x', 'x' FROM assignment"
        )


def test_a_correction_opens_no_other_door(crew: Crew) -> None:
    """In the same transaction a supervisor may still not back-date anything else, or that stamp to another time."""
    for sql in (
        "UPDATE assignment SET acknowledged_at = now() - interval '1 hour' WHERE id = %(id)s",
        "UPDATE assignment SET mobile_at = %(at)s + interval '1 microsecond' WHERE id = %(id)s",
    ):
        with pytest.raises((DispatcherError, StorageFault)):
            _correct_and(crew, sql)
    assert crew.stamp(Stamp.MOBILE) is None


def _correct_and(crew: Crew, sql: str) -> None:
    sent = crew.stamp(Stamp.DISPATCHED)
    with crew.stores["sue"].transaction() as tx:
        tx.database.execute_sql("SELECT correct_stamp(%s, 'mobile_at', %s, 'Only this')", (crew.assignment(), sent))
        tx.database.execute_sql(sql, {"id": crew.assignment(), "at": sent})


def test_what_follows_from_a_change_is_not_left_to_who_makes_it(crew: Crew) -> None:
    version = crew.asks.one("SELECT version FROM ambulance WHERE call_sign = 'M12'")
    since = crew.asks.one("SELECT status_since FROM ambulance WHERE call_sign = 'M12'")
    with crew.stores["anna"].transaction() as tx:
        tx.database.execute_sql("UPDATE ambulance SET status = 'ON_SCENE', version = 1 WHERE call_sign = 'M12'")
    assert crew.asks.one("SELECT version FROM ambulance WHERE call_sign = 'M12'") == int(str(version)) + 1
    assert str(crew.asks.one("SELECT status_since FROM ambulance WHERE call_sign = 'M12'")) > str(since)
