"""Changes of plan: each is one transaction that keeps every clock, tells those concerned, or leaves nothing at all."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from dispatcher_app.domain.errors import (
    AmbulanceNotAvailable,
    AmbulanceTaken,
    CallClosed,
    CallTaken,
    IllegalMove,
    NotAllowed,
)
from dispatcher_app.domain.ids import DispatcherId
from dispatcher_app.domain.plan_errors import (
    AmbulanceElsewhere,
    AmbulancesStillOut,
    AssignmentOver,
    AtPatient,
    CallIsRunning,
    HandedOver,
    NobodyToHandTo,
    NotOnItsWay,
    PatientAboard,
    SameAmbulance,
)
from dispatcher_app.domain.plans import (
    CancelCall,
    CloseCall,
    DivertAmbulance,
    HandOverCall,
    ReopenCall,
    ReportBreakdown,
    ReturnToService,
    StandDown,
    SwapAmbulances,
    TakeOutOfService,
)
from dispatcher_app.domain.stamps import Stamp
from dispatcher_app.domain.statuses import AlarmKind, CallOutcome
from dispatcher_app.operations.changing_plans import (
    divert_ambulance,
    report_breakdown,
    return_to_service,
    stand_down,
    swap_ambulances,
    take_out_of_service,
)
from dispatcher_app.operations.ending_calls import cancel_call, close_call, reopen_call
from dispatcher_app.operations.handing_over import hand_over_call
from dispatcher_app.operations.read_board import load_board
from tests.control_room import ControlRoomBuilder
from tests.operations.plan_room import UP_TO_HOSPITAL, PlanRoom
from tests.password_room import PasswordRoom


@pytest.fixture
def plan_room(password_room: PasswordRoom, room: ControlRoomBuilder) -> Iterator[PlanRoom]:
    """Two calls, three ambulances."""
    with ExitStack() as stack:
        yield PlanRoom(password_room, room, stack)


def test_a_stood_down_ambulance_is_free_and_its_call_waits_since_it_was_received(plan_room: PlanRoom) -> None:
    received = plan_room.received(1042)
    work = plan_room.send("M12", 1042)
    plan_room.do("ben", stand_down, StandDown(work, "nearer one free"))
    assert (plan_room.status("M12"), plan_room.status(1042)) == ("AVAILABLE", "OPEN")
    assert plan_room.received(1042) == received
    assert (plan_room.work(work, "outcome"), plan_room.work(work, "ended_reason")) == ("STOOD_DOWN", "nearer one free")
    assert plan_room.told()[-1].startswith("M12: stand down from #1042")
    with pytest.raises(AssignmentOver, match="stood down") as over:
        plan_room.do("anna", stand_down, StandDown(work))
    assert (over.value.ended.by, over.value.ended.desk[:7]) == ("Ben Person", "desk of")


def test_a_call_with_another_ambulance_does_not_wait_again(plan_room: PlanRoom) -> None:
    work = plan_room.send("M12", 1042)
    plan_room.send("M07", 1042, additional=True)
    plan_room.do("anna", stand_down, StandDown(work))
    assert (plan_room.status(1042), plan_room.running("M07")) == ("DISPATCHED", 1042)


def test_a_divert_ends_one_work_begins_another_and_gives_the_first_call_its_place_back(plan_room: PlanRoom) -> None:
    received = plan_room.received(1042)
    work = plan_room.send("M12", 1042)
    plan_room.stamp(work, Stamp.ACKNOWLEDGED, Stamp.MOBILE)
    plan_room.do("ben", divert_ambulance, DivertAmbulance(work, plan_room.calls[1043]))
    assert (plan_room.status(1042), plan_room.status(1043)) == ("OPEN", "DISPATCHED")
    assert (plan_room.status("M12"), plan_room.running("M12")) == ("EN_ROUTE", 1043)
    assert (plan_room.work(work, "outcome"), plan_room.received(1042)) == ("DIVERTED", received)
    assert plan_room.told()[-1].startswith("M12: leave #1042. Go to #1043, priority 2")
    new = plan_room.running_id("M12")
    assert plan_room.work(new, "mobile_at") is None
    assert plan_room.work(new, "dispatched_at") >= plan_room.work(work, "cleared_at")


def test_a_divert_has_conflicts_of_its_own(plan_room: PlanRoom) -> None:
    work, other = plan_room.send("M12", 1042), plan_room.send("M07", 1043, "ben")
    was = plan_room.written()
    order = DivertAmbulance(work, plan_room.calls[1043])
    with pytest.raises(CallTaken, match="already has M07"):
        plan_room.do("anna", divert_ambulance, order)
    with pytest.raises(SameAmbulance):
        plan_room.do("anna", divert_ambulance, DivertAmbulance(work, plan_room.calls[1042]))
    assert plan_room.written() == was
    plan_room.do("anna", divert_ambulance, DivertAmbulance(work, plan_room.calls[1043], is_additional=True))
    plan_room.do("ben", stand_down, StandDown(other))
    with pytest.raises(AssignmentOver, match="diverted"):
        plan_room.do("ben", divert_ambulance, DivertAmbulance(work, plan_room.calls[1042]))
    plan_room.do("ben", cancel_call, CancelCall(plan_room.calls[1042], "caller is well"))
    with pytest.raises(CallClosed, match="was cancelled"):
        plan_room.do("anna", divert_ambulance, DivertAmbulance(plan_room.running_id("M12"), plan_room.calls[1042]))


def test_from_a_scene_only_a_supervisor_diverts_with_a_reason_and_nobody_from_a_patient(plan_room: PlanRoom) -> None:
    work, to_call = plan_room.send("M12", 1042), plan_room.calls[1043]
    plan_room.stamp(work, Stamp.ON_SCENE)
    with pytest.raises(NotAllowed, match="only a supervisor"):
        plan_room.do("anna", divert_ambulance, DivertAmbulance(work, to_call, "worse there"))
    with pytest.raises(NotAllowed, match="needs a reason"):
        plan_room.do("sue", divert_ambulance, DivertAmbulance(work, to_call, " "))
    # The database says so to whoever asks it without this desk.
    with pytest.raises(NotAllowed), plan_room.stores["anna"].transaction() as tx:
        tx.database.execute_sql(
            "UPDATE assignment SET cleared_at = now(), outcome = 'DIVERTED', ended_reason = 'worse there',"
            " ended_by_id = (SELECT id FROM dispatcher WHERE login = %s) WHERE id = %s",
            (plan_room.logins["anna"], work),
        )
    plan_room.stamp(work, Stamp.AT_PATIENT)
    with pytest.raises(AtPatient):
        plan_room.do("sue", divert_ambulance, DivertAmbulance(work, to_call, "worse there"))
    second = plan_room.send("M07", 1043)
    plan_room.stamp(second, Stamp.ON_SCENE)
    order = DivertAmbulance(second, plan_room.calls[1042], "worse there", is_additional=True)
    plan_room.do("sue", divert_ambulance, order)
    assert (plan_room.status("M07"), plan_room.running("M07"), plan_room.status(1043)) == ("EN_ROUTE", 1042, "OPEN")


def test_an_available_ambulance_takes_anothers_place(plan_room: PlanRoom) -> None:
    work = plan_room.send("M12", 1042)
    plan_room.do("ben", swap_ambulances, SwapAmbulances(work, plan_room.ambulance("M07"), reason="nearer"))
    assert (plan_room.status("M12"), plan_room.status("M07")) == ("AVAILABLE", "EN_ROUTE")
    assert (plan_room.running("M07"), plan_room.status(1042)) == (1042, "DISPATCHED")
    assert plan_room.told()[-2].startswith("M12: stand down")
    assert plan_room.told()[-1].startswith("M07: #1042")


def test_two_on_their_way_change_calls(plan_room: PlanRoom) -> None:
    first, second = plan_room.send("M12", 1042), plan_room.send("M07", 1043)
    clocks = plan_room.received(1042), plan_room.received(1043)
    plan_room.do("ben", swap_ambulances, SwapAmbulances(first, plan_room.ambulance("M07"), second))
    assert (plan_room.running("M12"), plan_room.running("M07")) == (1043, 1042)
    assert (plan_room.received(1042), plan_room.received(1043)) == clocks
    assert {plan_room.work(work, "outcome") for work in (first, second)} == {"DIVERTED"}


def test_a_swap_with_what_is_no_longer_so_is_refused(plan_room: PlanRoom) -> None:
    work, other = plan_room.send("M12", 1042), plan_room.send("M07", 1043)
    was = plan_room.written()
    with pytest.raises(AmbulanceTaken):
        plan_room.do("anna", swap_ambulances, SwapAmbulances(work, plan_room.ambulance("M07")))
    with pytest.raises(SameAmbulance):
        plan_room.do("anna", swap_ambulances, SwapAmbulances(work, plan_room.ambulance("M12")))
    with pytest.raises(AmbulanceElsewhere):
        plan_room.do("anna", swap_ambulances, SwapAmbulances(work, plan_room.ambulance("M31"), other))
    assert plan_room.written() == was
    plan_room.do("anna", take_out_of_service, TakeOutOfService(plan_room.ambulance("M31")))
    with pytest.raises(AmbulanceNotAvailable):
        plan_room.do("anna", swap_ambulances, SwapAmbulances(work, plan_room.ambulance("M31")))
    plan_room.stamp(other, Stamp.ON_SCENE)
    with pytest.raises(NotOnItsWay):
        plan_room.do("anna", swap_ambulances, SwapAmbulances(work, plan_room.ambulance("M07"), other))


def test_a_breakdown_opens_the_call_again_and_alarms_until_somebody_knows(plan_room: PlanRoom) -> None:
    received = plan_room.received(1042)
    work = plan_room.send("M12", 1042)
    plan_room.stamp(work, *UP_TO_HOSPITAL[:-1])
    plan_room.do("anna", report_breakdown, ReportBreakdown(plan_room.ambulance("M12"), "gearbox", work))
    assert (plan_room.status("M12"), plan_room.status(1042)) == ("OUT_OF_SERVICE", "OPEN")
    assert (plan_room.received(1042), plan_room.work(work, "outcome")) == (received, "BROKE_DOWN")
    (alarm,) = load_board(plan_room.stores["ben"]).alarms
    assert alarm.kind is AlarmKind.BREAKDOWN
    assert alarm.body == "M12 broke down with the patient of #1042 aboard. #1042 needs another ambulance."
    plan_room.do("anna", return_to_service, ReturnToService(plan_room.ambulance("M12")))
    assert plan_room.status("M12") == "AVAILABLE"


def test_a_breakdown_is_of_what_was_seen(plan_room: PlanRoom) -> None:
    plan_room.send("M12", 1042)
    with pytest.raises(AmbulanceElsewhere, match="M12 is on #1042 by now"):
        plan_room.do("ben", report_breakdown, ReportBreakdown(plan_room.ambulance("M12"), "gearbox"))
    plan_room.do("ben", report_breakdown, ReportBreakdown(plan_room.ambulance("M07"), "flat battery"))
    assert plan_room.status("M07") == "OUT_OF_SERVICE"
    assert [alarm.body for alarm in load_board(plan_room.stores["ben"]).alarms] == ["M07 broke down."]


def test_a_call_does_not_end_over_an_ambulance_that_nobody_named(plan_room: PlanRoom) -> None:
    first, second = plan_room.send("M12", 1042), plan_room.send("M07", 1042, additional=True)
    plan_room.stamp(second, Stamp.ON_SCENE)
    was = plan_room.written()
    order = CloseCall(plan_room.calls[1042], CallOutcome.TREATED, clearing=frozenset({first}))
    with pytest.raises(AmbulancesStillOut, match=r"still has M12 \(en route\), M07 \(on scene\)") as still:
        plan_room.do("anna", close_call, order)
    assert plan_room.written() == was
    clearing = frozenset(out.assignment_id for out in still.value.running)
    plan_room.do("anna", close_call, CloseCall(plan_room.calls[1042], CallOutcome.TREATED, clearing=clearing))
    assert (plan_room.status("M12"), plan_room.status("M07"), plan_room.status(1042)) == (
        "AVAILABLE",
        "AVAILABLE",
        "CLOSED",
    )
    assert (plan_room.work(first, "outcome"), plan_room.work(second, "outcome")) == ("STOOD_DOWN", "NO_TRANSPORT")
    with pytest.raises(CallClosed, match="was closed"):
        plan_room.do("ben", cancel_call, CancelCall(plan_room.calls[1042], "too late"))


def test_a_call_does_not_end_while_its_patient_is_aboard(plan_room: PlanRoom) -> None:
    work = plan_room.send("M12", 1042)
    plan_room.stamp(work, *UP_TO_HOSPITAL[:-1])
    order = CloseCall(plan_room.calls[1042], CallOutcome.TRANSPORTED, clearing=frozenset({work}))
    with pytest.raises(PatientAboard, match="must arrive first"):
        plan_room.do("sue", close_call, order)
    plan_room.stamp(work, Stamp.AT_HOSPITAL)
    again = CloseCall(plan_room.calls[1042], CallOutcome.TRANSPORTED, clearing=frozenset({work}))
    plan_room.do("sue", close_call, again)
    assert (plan_room.status("M12"), plan_room.work(work, "outcome")) == ("AVAILABLE", "TRANSPORTED")


def test_a_call_is_opened_again_with_its_clock(plan_room: PlanRoom) -> None:
    received = plan_room.received(1043)
    plan_room.do("anna", cancel_call, CancelCall(plan_room.calls[1043], "caller is well"))
    assert plan_room.asks.one("SELECT ended_reason FROM emergency_call WHERE number = 1043") == "caller is well"
    plan_room.do("ben", reopen_call, ReopenCall(plan_room.calls[1043]))
    assert (plan_room.status(1043), plan_room.received(1043)) == ("OPEN", received)
    with pytest.raises(CallIsRunning):
        plan_room.do("ben", reopen_call, ReopenCall(plan_room.calls[1043]))


def test_the_hospital_that_waits_in_vain_is_told(plan_room: PlanRoom, room: ControlRoomBuilder) -> None:
    hospital = room.add_hospital("General")
    work = plan_room.send("M12", 1042)
    with plan_room.stores["anna"].transaction() as tx:
        tx.database.execute_sql("UPDATE assignment SET hospital_id = %s WHERE id = %s", (hospital, work))
    plan_room.do("anna", stand_down, StandDown(work))
    assert "M12 (#1042, Chest pain) does not come to you: it was stood down." in plan_room.told()


def test_only_an_available_ambulance_goes_out_of_service_without_a_word(plan_room: PlanRoom) -> None:
    plan_room.send("M12", 1042)
    with pytest.raises(AmbulanceElsewhere, match="M12 is on #1042 by now"):
        plan_room.do("anna", take_out_of_service, TakeOutOfService(plan_room.ambulance("M12")))
    with pytest.raises(IllegalMove), plan_room.stores["anna"].transaction() as tx:
        tx.database.execute_sql("UPDATE ambulance SET status = 'TRANSPORTING' WHERE call_sign = 'M12'")


def test_a_call_is_handed_over_by_whoever_still_has_it(plan_room: PlanRoom) -> None:
    ids = {
        name: int(str(plan_room.asks.one("SELECT id FROM dispatcher WHERE login = %s", login)))
        for name, login in plan_room.logins.items()
    }
    call = plan_room.calls[1042]
    plan_room.do("anna", hand_over_call, HandOverCall(call, DispatcherId(ids["ben"]), None))
    assert plan_room.asks.one("SELECT handled_by_id FROM emergency_call WHERE number = 1042") == ids["ben"]
    with pytest.raises(HandedOver, match="#1042 is handled by Ben Person by now"):
        plan_room.do("sue", hand_over_call, HandOverCall(call, DispatcherId(ids["sue"]), None))
    plan_room.do("sue", hand_over_call, HandOverCall(call, DispatcherId(ids["sue"]), DispatcherId(ids["ben"])))
    plan_room.asks.run("UPDATE dispatcher SET is_active = false WHERE id = %s", ids["anna"])
    with pytest.raises(NobodyToHandTo):
        plan_room.do("sue", hand_over_call, HandOverCall(call, DispatcherId(ids["anna"]), DispatcherId(ids["sue"])))
    plan_room.do("ben", cancel_call, CancelCall(call, "caller is well"))
    with pytest.raises(CallClosed):
        plan_room.do("ben", hand_over_call, HandOverCall(call, DispatcherId(ids["ben"]), DispatcherId(ids["sue"])))
