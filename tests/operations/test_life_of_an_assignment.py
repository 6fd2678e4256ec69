"""The life of an assignment at a desk: each stamp by the server's clock, a slip undone, back in service."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from dispatcher_app.domain.errors import IllegalMove, NotAllowed, StampWritten
from dispatcher_app.domain.plan_errors import AssignmentOver, CannotBeUndone, OrderWithdrawn, StampDoesNotFollow
from dispatcher_app.domain.plans import ClearAmbulance, StampAssignment, StandDown, UndoStamp
from dispatcher_app.domain.roles import Role
from dispatcher_app.domain.stamps import REPORTED, Stamp
from dispatcher_app.domain.statuses import CallOutcome
from dispatcher_app.operations.changing_plans import stand_down
from dispatcher_app.operations.planning import was_done
from dispatcher_app.operations.stamping_work import clear_ambulance, stamp_assignment, undo_stamp
from tests.control_room import ControlRoomBuilder
from tests.operations.plan_room import UP_TO_HOSPITAL, PlanRoom
from tests.password_room import PasswordRoom


@pytest.fixture
def plan_room(password_room: PasswordRoom, room: ControlRoomBuilder) -> Iterator[PlanRoom]:
    """Two calls, three ambulances."""
    with ExitStack() as stack:
        yield PlanRoom(password_room, room, stack)


def test_every_stamp_is_the_servers_and_moves_the_ambulance(plan_room: PlanRoom) -> None:
    work = plan_room.send("M12", 1042)
    for stamp, status in REPORTED.items():
        done = plan_room.do("anna", stamp_assignment, StampAssignment(work, stamp))
        assert 0 <= (done.at - plan_room.work(work, stamp)).total_seconds() < 5
        assert status is None or plan_room.status("M12") == status
        with pytest.raises(StampWritten):
            plan_room.stamp(work, stamp, who="ben")
    plan_room.do("ben", clear_ambulance, ClearAmbulance(work, CallOutcome.TRANSPORTED))
    assert (plan_room.status("M12"), plan_room.status(1042)) == ("AVAILABLE", "CLOSED")
    assert plan_room.work(work, "outcome") == "TRANSPORTED"
    assert plan_room.asks.one("SELECT outcome FROM emergency_call WHERE number = 1042") == "TRANSPORTED"
    with pytest.raises(AssignmentOver, match="M12 is no longer on #1042: transported") as over:
        plan_room.stamp(work, Stamp.TRANSFERRED)
    assert over.value.ended.by == "Ben Person"


@pytest.mark.parametrize(
    ("before", "stamp"),
    [
        ((), Stamp.AT_PATIENT),
        ((), Stamp.LEFT_SCENE),
        ((), Stamp.AT_HOSPITAL),
        ((), Stamp.TRANSFERRED),
        ((Stamp.ON_SCENE,), Stamp.MOBILE),
        ((Stamp.ON_SCENE,), Stamp.AT_HOSPITAL),
        ((Stamp.ON_SCENE, Stamp.LEFT_SCENE), Stamp.AT_PATIENT),
        ((Stamp.ON_SCENE, Stamp.LEFT_SCENE), Stamp.TRANSFERRED),
    ],
)
def test_what_does_not_follow_is_refused_in_words(plan_room: PlanRoom, before: tuple[Stamp, ...], stamp: Stamp) -> None:
    work = plan_room.send("M12", 1042)
    plan_room.stamp(work, *before)
    was = plan_room.written()
    with pytest.raises(StampDoesNotFollow, match=f"{stamp.words} does not follow"):
        plan_room.stamp(work, stamp)
    assert plan_room.written() == was


def test_stamps_may_be_left_out(plan_room: PlanRoom) -> None:
    work = plan_room.send("M12", 1042)
    plan_room.stamp(work, Stamp.ON_SCENE, Stamp.LEFT_SCENE, Stamp.AT_HOSPITAL)
    plan_room.do("anna", clear_ambulance, ClearAmbulance(work, CallOutcome.TRANSPORTED))
    assert plan_room.status(1042) == "CLOSED"


def test_a_slip_is_undone_and_the_ambulance_stands_as_before(plan_room: PlanRoom) -> None:
    work = plan_room.send("M12", 1042)
    for stamp in UP_TO_HOSPITAL:
        status, since = plan_room.status("M12"), plan_room.since("M12")
        plan_room.stamp(work, stamp)
        plan_room.do("ben", undo_stamp, UndoStamp(work, stamp))
        assert (plan_room.status("M12"), plan_room.work(work, stamp)) == (status, None)
        # To the hair: a status that came with a stamp is since that stamp.
        assert abs((plan_room.since("M12") - since).total_seconds()) < 0.05
        plan_room.stamp(work, stamp)
    assert plan_room.asks.one("SELECT count(*) FROM undone_stamp") == len(UP_TO_HOSPITAL)


def test_back_in_service_is_undone_with_what_it_made_of_the_call(plan_room: PlanRoom) -> None:
    work = plan_room.send("M12", 1042)
    plan_room.stamp(work, *UP_TO_HOSPITAL)
    received = plan_room.received(1042)
    plan_room.do("anna", clear_ambulance, ClearAmbulance(work, CallOutcome.TRANSPORTED))
    plan_room.do("anna", undo_stamp, UndoStamp(work, Stamp.CLEARED))
    assert (plan_room.status("M12"), plan_room.status(1042)) == ("AT_HOSPITAL", "DISPATCHED")
    assert (plan_room.work(work, "outcome"), plan_room.work(work, "ended_by_id")) == (None, None)
    assert plan_room.received(1042) == received


def test_a_stand_down_is_undone_unless_the_ambulance_was_sent_on(plan_room: PlanRoom) -> None:
    work = plan_room.send("M12", 1042)
    plan_room.do("anna", stand_down, StandDown(work))
    plan_room.do("anna", undo_stamp, UndoStamp(work, Stamp.CLEARED))
    assert (plan_room.status("M12"), plan_room.status(1042), plan_room.running("M12")) == (
        "EN_ROUTE",
        "DISPATCHED",
        1042,
    )
    plan_room.do("anna", stand_down, StandDown(work))
    plan_room.send("M12", 1043, "ben")
    with pytest.raises(CannotBeUndone, match="M12 has been sent on since"):
        plan_room.do("anna", undo_stamp, UndoStamp(work, Stamp.CLEARED))


def test_only_the_last_stamp_is_undone_and_only_within_a_minute(plan_room: PlanRoom) -> None:
    work = plan_room.send("M12", 1042)
    plan_room.stamp(work, Stamp.ACKNOWLEDGED, Stamp.MOBILE)
    with pytest.raises(CannotBeUndone, match="it is not the last one"):
        plan_room.do("anna", undo_stamp, UndoStamp(work, Stamp.ACKNOWLEDGED))
    with pytest.raises(CannotBeUndone, match="it is not the last one"):
        plan_room.do("anna", undo_stamp, UndoStamp(work, Stamp.DISPATCHED))
    plan_room.asks.run("ALTER TABLE assignment DISABLE TRIGGER USER")
    plan_room.asks.run(
        "UPDATE assignment SET dispatched_at = dispatched_at - interval '70 s',"
        " acknowledged_at = acknowledged_at - interval '65 s', mobile_at = mobile_at - interval '61 s'"
    )
    plan_room.asks.run("ALTER TABLE assignment ENABLE TRIGGER USER")
    with pytest.raises(CannotBeUndone, match="more than a minute old"):
        plan_room.do("anna", undo_stamp, UndoStamp(work, Stamp.MOBILE))
    # The database itself says the same to whoever asks it without this desk.
    with pytest.raises(IllegalMove), plan_room.stores["anna"].transaction() as tx:
        tx.database.execute_sql("SELECT undo_stamp(%s, 'mobile_at')", (work,))


def test_a_stamp_cannot_be_taken_away_without_undoing_it(plan_room: PlanRoom) -> None:
    work = plan_room.send("M12", 1042)
    plan_room.stamp(work, Stamp.ACKNOWLEDGED)
    with pytest.raises(IllegalMove), plan_room.stores["anna"].transaction() as tx:
        tx.database.execute_sql("UPDATE assignment SET acknowledged_at = NULL WHERE id = %s", (work,))


def test_the_call_is_closed_by_its_last_ambulance_and_a_transport_outweighs(plan_room: PlanRoom) -> None:
    first, second = plan_room.send("M12", 1042), plan_room.send("M07", 1042, additional=True)
    plan_room.stamp(first, *UP_TO_HOSPITAL)
    plan_room.stamp(second, Stamp.ON_SCENE)
    plan_room.do("anna", clear_ambulance, ClearAmbulance(first, CallOutcome.TRANSPORTED))
    assert plan_room.status(1042) == "DISPATCHED"
    plan_room.do("anna", clear_ambulance, ClearAmbulance(second, CallOutcome.TREATED))
    assert plan_room.status(1042) == "CLOSED"
    assert plan_room.asks.one("SELECT outcome FROM emergency_call WHERE number = 1042") == "TRANSPORTED"
    assert (plan_room.work(first, "outcome"), plan_room.work(second, "outcome")) == ("TRANSPORTED", "NO_TRANSPORT")


def test_nobody_is_back_in_service_from_the_road_or_with_an_outcome_that_cannot_be(plan_room: PlanRoom) -> None:
    work = plan_room.send("M12", 1042)
    with pytest.raises(StampDoesNotFollow):
        plan_room.do("anna", clear_ambulance, ClearAmbulance(work, CallOutcome.TREATED))
    plan_room.stamp(work, Stamp.ON_SCENE)
    with pytest.raises(StampDoesNotFollow):
        plan_room.do("anna", clear_ambulance, ClearAmbulance(work, CallOutcome.TRANSPORTED))
    plan_room.stamp(work, Stamp.LEFT_SCENE)
    with pytest.raises(StampDoesNotFollow):
        plan_room.do("anna", clear_ambulance, ClearAmbulance(work, CallOutcome.TREATED))


def test_an_order_is_carried_out_once_and_one_that_was_asked_about_never(plan_room: PlanRoom) -> None:
    work = plan_room.send("M12", 1042)
    order = StampAssignment(work, Stamp.ACKNOWLEDGED)
    plan_room.do("anna", stamp_assignment, order)
    again = plan_room.do("anna", stamp_assignment, order)
    assert again.is_repeat
    assert was_done(plan_room.stores["anna"], order)
    late = StampAssignment(work, Stamp.MOBILE)
    assert not was_done(plan_room.stores["anna"], late)
    assert not was_done(plan_room.stores["anna"], late)
    with pytest.raises(OrderWithdrawn):
        plan_room.do("anna", stamp_assignment, late)
    assert plan_room.work(work, "mobile_at") is None


def test_who_only_looks_stamps_nothing(plan_room: PlanRoom) -> None:
    work = plan_room.send("M12", 1042)
    vera = plan_room.asks.add("vera", Role.VIEWER)
    with plan_room.asks.store_of(vera) as store:
        with pytest.raises(NotAllowed):
            stamp_assignment(store, StampAssignment(work, Stamp.ACKNOWLEDGED), vera)
        with pytest.raises(NotAllowed), store.transaction() as tx:
            tx.database.execute_sql("SELECT undo_stamp(%s, 'mobile_at')", (work,))
