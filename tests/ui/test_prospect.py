"""What the dispatch key would do, or why it can do nothing, without Qt."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dispatcher_app.domain.entities import Hospital, Paramedic
from dispatcher_app.domain.ids import HospitalId, ParamedicId
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus, CrewLevel
from dispatcher_app.ui.dispatch.prospect import DeskState, button_words, prospect_of
from dispatcher_app.ui.header.standing import Standing
from tests.ui.boards import make_ambulance, make_call

LIVE = Standing(timedelta(seconds=0.3))
READY = DeskState(
    has_board=True,
    standing=LIVE,
    call=make_call(2882, type_text="Cardiac arrest", location_text="1400 block Grove St"),
    ambulance=make_ambulance(2, north_km=1.8, call_sign="AM02"),
    away_m=1800.0,
    position_age=timedelta(seconds=8),
)


def with_standing(**changes: object) -> DeskState:
    return replace(READY, standing=replace(LIVE, **changes))  # type: ignore[arg-type]


def test_the_order_is_spelled_out() -> None:
    prospect = prospect_of(READY)
    assert prospect.can_send
    assert prospect.sentence == "Send AM02 to #2882 Cardiac arrest, 1400 block Grove St: 1.8 km, about 4 min"
    assert button_words(READY, prospect) == "Dispatch AM02"


@pytest.mark.parametrize(
    "changes", [{"age": timedelta(seconds=14.9)}, {"trouble": "The line is broken.", "is_trouble_lasting": True}]
)
def test_a_stale_board_and_a_broken_line_lock_nothing_yet(changes: dict[str, object]) -> None:
    assert prospect_of(with_standing(**changes)).can_send


def test_hospital_and_paramedic_are_part_of_the_order() -> None:
    state = replace(
        READY,
        hospital=Hospital(HospitalId(1), "General"),
        paramedic=Paramedic(ParamedicId(1), "Tom Becker", CrewLevel.ALS),
    )
    assert prospect_of(state).sentence.endswith("about 4 min, then to General, with Tom Becker")
    taken = replace(state, call=make_call(2863, status=CallStatus.DISPATCHED), call_has=("KM06",))
    assert prospect_of(taken).sentence == (
        "#2863 already has KM06; sending AM02 (then to General, with Tom Becker) will be asked again"
    )


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(minutes=29), "1.8 km, about 4 min"),
        (timedelta(minutes=30), "1.8 km, about 4 min, position 30 min old"),
        (timedelta(hours=2), "1.8 km, about 4 min, position 2 h old"),
    ],
)
def test_an_old_position_is_told_with_its_age(age: timedelta, words: str) -> None:
    assert prospect_of(replace(READY, position_age=age)).sentence.endswith(f"Grove St: {words}")


def test_an_unknown_distance_is_said_to_be_unknown() -> None:
    state = replace(READY, ambulance=make_ambulance(2), away_m=None)
    assert prospect_of(state).sentence.endswith("distance unknown")


@pytest.mark.parametrize(
    ("has", "words"),
    [(("KM06",), "KM06"), (("KM06", "M1"), "KM06 and M1"), (("a", "b", "c"), "3 ambulances")],
)
def test_a_call_that_has_an_ambulance_will_be_asked_again(has: tuple[str, ...], words: str) -> None:
    call = make_call(2863, status=CallStatus.DISPATCHED)
    prospect = prospect_of(replace(READY, call=call, call_has=has))
    assert prospect.can_send
    assert prospect.sentence == f"#2863 already has {words}; sending AM02 will be asked again"


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (replace(READY, can_dispatch=False), "You may look; dispatching needs a dispatcher"),
        (replace(READY, is_desk_locked=True), "This desk is locked"),
        (replace(READY, is_desk_locked=True, pending="M14 to #1043"), "This desk is locked"),
        (with_standing(unavailable="No."), "Dispatching is locked: this desk cannot use the database"),
        (with_standing(age=timedelta(seconds=15)), "Dispatching is locked until the board is live again"),
        (with_standing(age=None), "Dispatching is locked until the board is live again"),
        (
            with_standing(read_only="A copy."),
            "Dispatching is locked: only a read-only copy of the database can be reached",
        ),
        (replace(READY, has_board=False), "Waiting for the first picture of the board"),
        (replace(READY, pending="M14 to #1043"), "Sending M14 to #1043…"),
        (with_standing(unavailable="No.", is_at_fault=True), "Dispatching is locked: a fault in this desk"),
        (replace(READY, call=None), "Choose a call"),
        (replace(READY, call=None, gone_call_number=7), "#7 is no longer on the board: choose a call"),
        (
            replace(READY, ambulance=None),
            "Choose an ambulance for #2882 Cardiac arrest, 1400 block Grove St",
        ),
        (
            replace(READY, ambulance=None, has_available=False),
            "No ambulance is available for #2882 Cardiac arrest, 1400 block Grove St",
        ),
        (
            replace(READY, ambulance=make_ambulance(12, status=AmbulanceStatus.EN_ROUTE), ambulance_on_call=9),
            "M12 is en route to #9: V diverts it to #2882",
        ),
        (
            replace(READY, ambulance=make_ambulance(12, status=AmbulanceStatus.ON_SCENE), ambulance_on_call=9),
            "M12 is on scene with #9: choose an available ambulance",
        ),
        (
            replace(READY, ambulance=make_ambulance(12, status=AmbulanceStatus.OUT_OF_SERVICE)),
            "M12 is out of service: choose an available ambulance",
        ),
    ],
)
def test_an_obstacle_is_named(state: DeskState, sentence: str) -> None:
    prospect = prospect_of(state)
    assert (prospect.sentence, prospect.can_send) == (sentence, False)


def test_the_button_says_that_an_order_is_on_its_way() -> None:
    state = replace(READY, pending="AM02 to #2882")
    assert button_words(state, prospect_of(state)) == "Sending…"
    assert button_words(DeskState(), prospect_of(DeskState())) == "Dispatch"
