"""Who is aboard: one ambulance at a time, never changed while it is out, and kept with each call for good."""

from collections.abc import Callable
from datetime import UTC, timedelta
from threading import Barrier, Thread

import pytest

from dispatcher_app.domain.commands import DispatchAmbulance, new_request_id
from dispatcher_app.domain.crews import (
    BreakOutOfTurn,
    CrewOut,
    EndBreak,
    NotAboard,
    ParamedicAboard,
    SignOff,
    SignOn,
    StartBreak,
)
from dispatcher_app.domain.errors import DispatcherError, ParamedicTaken
from dispatcher_app.domain.hospitals import SetHospitalStatus
from dispatcher_app.domain.ids import AmbulanceId
from dispatcher_app.domain.statuses import HospitalStatus
from dispatcher_app.operations.crews import aboard_of, end_break, sign_off, sign_on, start_break
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.hospitals import set_hospital_status
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.operations.trail import search_trail
from dispatcher_app.storage.store import Store
from dispatcher_app.storage.trail import TrailFilter
from tests.control_room import ControlRoomBuilder
from tests.operations.crew_fleet import Fleet, fleet, names, send

__all__ = ["fleet"]


def bring_back(store: Store) -> None:
    """End all that runs, behind everybody's back."""
    with store.transaction() as tx:
        tx.database.execute_sql("UPDATE assignment SET cleared_at = now(), outcome = 'STOOD_DOWN'")
        tx.database.execute_sql("UPDATE ambulance SET status = 'AVAILABLE' WHERE status <> 'AVAILABLE'")
        tx.database.execute_sql("UPDATE emergency_call SET status = 'OPEN' WHERE status <> 'OPEN'")


def test_who_signs_on_is_on_the_board_until_they_sign_off(store: Store, fleet: Fleet) -> None:
    first = SignOn(fleet.m12, fleet.pat)
    assert names(sign_on(store, first, "anna")) == ["Pat Lee"]
    assert names(sign_on(store, SignOn(fleet.m12, fleet.quinn), "ben")) == ["Pat Lee", "Quinn Day"]
    # The same order once more is done already.
    assert names(sign_on(store, first, "anna")) == ["Pat Lee", "Quinn Day"]
    (crew,) = load_board(store).crews
    assert (crew.ambulance_id, names(crew), crew.break_since) == (fleet.m12, ["Pat Lee", "Quinn Day"], None)
    off = SignOff(fleet.pat)
    sign_off(store, off, "anna")
    sign_off(store, off, "anna")
    assert [names(crew) for crew in load_board(store).crews] == [["Quinn Day"]]
    with pytest.raises(NotAboard, match="Pat Lee is not signed on"):
        sign_off(store, SignOff(fleet.pat), "anna")


def test_nobody_is_aboard_two_ambulances(store: Store, fleet: Fleet) -> None:
    sign_on(store, SignOn(fleet.m12, fleet.pat), "anna")
    with pytest.raises(ParamedicAboard, match="Pat Lee is aboard M12 already") as refused:
        sign_on(store, SignOn(fleet.m07, fleet.pat), "ben")
    assert refused.value.ambulance.id == fleet.m12


def test_of_two_desks_that_sign_one_paramedic_on_twice_one_is_told_where_they_are(
    room: ControlRoomBuilder, open_store: Callable[..., Store], fleet: Fleet
) -> None:
    for _ in range(5):
        outcomes = _race(open_store, fleet)
        assert sorted(outcomes) == ["ParamedicAboard", "aboard"]
        assert room.count("crew_member", "off_at IS NULL") == 1
        sign_off(room.store, SignOff(fleet.pat), "anna")


def _race(open_store: Callable[..., Store], fleet: Fleet) -> list[str]:
    barrier, outcomes = Barrier(2), []

    def sign(desk: str, ambulance: AmbulanceId) -> None:
        mine = open_store(desk)
        with mine.snapshot():
            barrier.wait(10)
        try:
            sign_on(mine, SignOn(ambulance, fleet.pat), "anna")
            outcomes.append("aboard")
        except DispatcherError as error:
            outcomes.append(type(error).__name__)
        finally:
            mine.close()

    desks = [Thread(target=sign, args=(f"desk {one}", one)) for one in (fleet.m12, fleet.m07)]
    for desk in desks:
        desk.start()
    for desk in desks:
        desk.join(20)
    return outcomes


def test_the_index_alone_keeps_a_paramedic_to_one_ambulance(
    store: Store, fleet: Fleet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By code that forgets to look: the answer is the same."""
    sign_on(store, SignOn(fleet.m12, fleet.pat), "anna")
    from dispatcher_app.storage import crews  # noqa: PLC0415

    looked = crews.where_aboard
    answers = iter((None,))
    monkeypatch.setattr(crews, "where_aboard", lambda tx, who: next(answers, looked(tx, who)))
    with pytest.raises(ParamedicAboard, match="aboard M12"):
        sign_on(store, SignOn(fleet.m07, fleet.pat), "ben")


def test_a_crew_stays_who_they_are_while_their_ambulance_is_out(
    room: ControlRoomBuilder, store: Store, fleet: Fleet
) -> None:
    sign_on(store, SignOn(fleet.m12, fleet.pat), "anna")
    send(room, store, fleet.m12, None)
    for order in (
        lambda: sign_off(store, SignOff(fleet.pat), "anna"),
        lambda: sign_on(store, SignOn(fleet.m12, fleet.quinn), "anna"),
        lambda: start_break(store, StartBreak(fleet.m12), "anna"),
    ):
        with pytest.raises(CrewOut, match="M12 is out on #1001"):
            order()
    for sql in (
        "UPDATE crew_member SET off_at = now()",
        f"INSERT INTO crew_member (ambulance_id, paramedic_id, on_at) VALUES ({fleet.m12}, {fleet.quinn}, now())",
    ):
        with pytest.raises(DispatcherError, match="change of the crew"), store.transaction() as tx:
            tx.database.execute_sql(sql)
    bring_back(store)
    sign_off(store, SignOff(fleet.pat), "anna")


def test_who_was_aboard_stays_with_the_call_whatever_the_crew_becomes(
    room: ControlRoomBuilder, store: Store, fleet: Fleet
) -> None:
    sign_on(store, SignOn(fleet.m12, fleet.pat), "anna")
    guest = room.add_paramedic("Robin Vale")
    first = send(room, store, fleet.m12, guest)
    assert [one.full_name for one in aboard_of(store, first)] == ["Pat Lee", "Robin Vale"]
    bring_back(store)
    sign_off(store, SignOff(fleet.pat), "anna")
    sign_on(store, SignOn(fleet.m12, fleet.quinn), "anna")
    second = send(room, store, fleet.m12, None)
    assert [one.full_name for one in aboard_of(store, first)] == ["Pat Lee", "Robin Vale"]
    assert [one.full_name for one in aboard_of(store, second)] == ["Quinn Day"]


def test_one_of_a_crew_that_is_out_cannot_be_sent_with_another_ambulance(
    room: ControlRoomBuilder, store: Store, fleet: Fleet
) -> None:
    sign_on(store, SignOn(fleet.m12, fleet.pat), "anna")
    send(room, store, fleet.m12, None)
    with pytest.raises(ParamedicTaken, match="Pat Lee is already out with M12"):
        send(room, store, fleet.m07, fleet.pat)


def test_who_went_along_with_another_ambulance_is_not_aboard_their_own(
    room: ControlRoomBuilder, store: Store, fleet: Fleet
) -> None:
    sign_on(store, SignOn(fleet.m12, fleet.pat), "anna")
    sign_on(store, SignOn(fleet.m12, fleet.quinn), "anna")
    send(room, store, fleet.m07, fleet.pat)
    assert [one.full_name for one in aboard_of(store, send(room, store, fleet.m12, None))] == ["Quinn Day"]


def test_breaks_begin_and_end_once(room: ControlRoomBuilder, store: Store, fleet: Fleet) -> None:
    with pytest.raises(BreakOutOfTurn, match="Nobody is signed on to M12"):
        start_break(store, StartBreak(fleet.m12), "anna")
    sign_on(store, SignOn(fleet.m12, fleet.pat), "anna")
    command = StartBreak(fleet.m12)
    began = start_break(store, command, "anna")
    assert began.break_since is not None
    assert start_break(store, command, "anna") == began
    with pytest.raises(BreakOutOfTurn, match="on a break already"):
        start_break(store, StartBreak(fleet.m12), "ben")
    ended = end_break(store, EndBreak(fleet.m12), "anna")
    # Of a break that was none, being too short, nothing is left.
    assert (ended.break_since, ended.break_ended_at) == (None, None)
    with pytest.raises(BreakOutOfTurn, match="on no break"):
        end_break(store, EndBreak(fleet.m12), "anna")
    with room.store.transaction() as tx:
        tx.database.execute_sql("ALTER TABLE crew_break DISABLE TRIGGER USER")
        tx.database.execute_sql("UPDATE crew_break SET began_at = ended_at - interval '20 minutes'")
        tx.database.execute_sql("ALTER TABLE crew_break ENABLE TRIGGER USER")
    assert load_board(store).crews[0].break_ended_at is not None


def test_a_break_ends_with_the_last_who_leaves(room: ControlRoomBuilder, store: Store, fleet: Fleet) -> None:
    for paramedic in (fleet.pat, fleet.quinn):
        sign_on(store, SignOn(fleet.m12, paramedic), "anna")
    start_break(store, StartBreak(fleet.m12), "anna")
    sign_off(store, SignOff(fleet.pat), "anna")
    assert load_board(store).crews[0].break_since is not None
    sign_off(store, SignOff(fleet.quinn), "anna")
    assert room.count("crew_break", "ended_at IS NULL") == 0
    assert sign_on(store, SignOn(fleet.m12, fleet.pat), "anna").break_since is None


SHIFTS = """
    INSERT INTO shift (ambulance_id, paramedic_id, starts_at, ends_at, break_due_at)
    SELECT %s, %s, now() + %s * interval '1 hour', now() + %s * interval '1 hour', now() + %s * interval '1 hour'"""


@pytest.mark.parametrize(
    ("shifts", "hours"),
    [
        ([], None),
        ([("m12", None, -3, 9, None)], 9),
        ([("m12", None, -12, 0.5, None), ("m12", None, 0.5, 12.5, None)], 12.5),
        ([("m12", None, -3, 9, None), (None, "pat", -3, 5, 2)], 5),
        ([("m07", None, -3, 9, None), ("m07", "pat", -3, 5, None)], None),
        ([("m12", None, 13, 24, None)], None),
    ],
)
def test_a_members_shift_is_the_one_they_signed_on_for(
    room: ControlRoomBuilder, store: Store, fleet: Fleet, shifts: list[tuple[object, ...]], hours: float | None
) -> None:
    with store.transaction() as tx:
        for ambulance, paramedic, *times in shifts:
            given = (ambulance and getattr(fleet, str(ambulance)), paramedic and getattr(fleet, str(paramedic)), *times)
            tx.database.execute_sql(SHIFTS, given)
    sign_on(store, SignOn(fleet.m12, fleet.pat), "anna")
    board = load_board(store)
    ends_at = board.crews[0].members[0].shift_ends_at
    if hours is None:
        assert ends_at is None
    else:
        assert ends_at is not None
        assert abs(ends_at - board.taken_at - timedelta(hours=hours)) < timedelta(minutes=1)


def test_an_assignment_of_before_tells_only_who_is_named_on_it(
    room: ControlRoomBuilder, store: Store, fleet: Fleet
) -> None:
    sign_on(store, SignOn(fleet.m12, fleet.pat), "anna")
    call = room.add_call()
    with store.transaction() as tx:
        tx.database.execute_sql(
            "INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatched_at, cleared_at, outcome)"
            " VALUES (%s, %s, %s, now(), now(), 'STOOD_DOWN')",
            (call, fleet.m12, str(new_request_id())),
        )
    assert room.count("aboard") == 0


def test_the_trail_tells_it_in_words(room: ControlRoomBuilder, store: Store, fleet: Fleet) -> None:
    hospital = room.add_hospital("General")
    sign_on(store, SignOn(fleet.m12, fleet.pat), "anna")
    start_break(store, StartBreak(fleet.m12), "anna")
    end_break(store, EndBreak(fleet.m12), "anna")
    set_hospital_status(store, SetHospitalStatus(hospital, 1, HospitalStatus.DIVERT, 0, "CT down"), "anna")
    order = DispatchAmbulance(room.add_call(), fleet.m12, hospital, diverts_accepted=True)
    dispatch_ambulance(store, order, "anna")
    bring_back(store)
    sign_off(store, SignOff(fleet.pat), "anna")
    told = {entry.sentence.partition(" ")[2] for entry in search_trail(store, TrailFilter(), UTC).entries}
    assert told >= {
        "signed Pat Lee on to M12, desk 1",
        "sent the crew of M12 on a break, desk 1",
        "ended the break of the crew of M12, desk 1",
        "marked hospital General as diverting (was open): “CT down”; set the free beds of General to 0, desk 1",
        "accepted that M12 on #1001 goes to General, which diverts, desk 1",
        "signed Pat Lee off M12, desk 1",
    }
