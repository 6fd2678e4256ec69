"""The dispatch rules on their own: every combination has one answer, and the most important obstacle is told first."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import AmbulanceNotAvailable, AmbulanceTaken, CallClosed, CallTaken, Deed
from dispatcher_app.domain.rules import DispatchSituation, check_dispatch
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus
from tests.domain.records import NOON, a_call, an_ambulance, running


def judge(situation: DispatchSituation, *, is_additional: bool = False) -> type[Exception] | None:
    """Give what the rules say."""
    order = DispatchAmbulance(situation.call.id, situation.ambulance.id, is_additional=is_additional)
    try:
        check_dispatch(order, situation)
    except Exception as error:  # noqa: BLE001
        return type(error)
    return None


@pytest.mark.parametrize(("call", "ambulance"), list(product(CallStatus, AmbulanceStatus)))
@pytest.mark.parametrize("is_additional", [False, True])
@pytest.mark.parametrize("has_another", [False, True])
def test_every_combination(
    call: CallStatus,
    ambulance: AmbulanceStatus,
    is_additional: bool,
    has_another: bool,
) -> None:
    wanted = a_call(1, call)
    others = (running(wanted, an_ambulance(7)),) if has_another else ()
    said = judge(DispatchSituation(wanted, an_ambulance(1, ambulance), others), is_additional=is_additional)
    if call.is_over:
        assert said is CallClosed
    elif ambulance is not AmbulanceStatus.AVAILABLE:
        assert said is AmbulanceNotAvailable
    elif call is CallStatus.DISPATCHED and has_another and not is_additional:
        assert said is CallTaken
    else:
        assert said is None


@given(st.sampled_from(AmbulanceStatus), st.booleans(), st.sampled_from([CallStatus.OPEN, CallStatus.DISPATCHED]))
def test_an_ambulance_with_an_open_assignment_is_taken_whatever_its_status_says(
    status: AmbulanceStatus,
    is_additional: bool,
    call_status: CallStatus,
) -> None:
    wanted, ambulance = a_call(1, call_status), an_ambulance(1, status)
    situation = DispatchSituation(wanted, ambulance, (running(a_call(2), ambulance),))
    assert judge(situation, is_additional=is_additional) is AmbulanceTaken


def test_the_ambulance_wanted_is_taken_by_the_very_call_it_is_wanted_for() -> None:
    call, ambulance = a_call(1, CallStatus.DISPATCHED), an_ambulance(1, AmbulanceStatus.EN_ROUTE)
    assert judge(DispatchSituation(call, ambulance, (running(call, ambulance),))) is AmbulanceTaken


def test_taken_tells_who_from_where_when_and_for_which_call() -> None:
    ambulance = an_ambulance(1, AmbulanceStatus.EN_ROUTE)
    situation = DispatchSituation(a_call(1), ambulance, (running(a_call(2), ambulance),))
    with pytest.raises(AmbulanceTaken) as caught:
        check_dispatch(DispatchAmbulance(situation.call.id, ambulance.id), situation)
    assert caught.value.sent == Deed("Anna Kern", "desk 2", NOON)
    assert (caught.value.call.number, caught.value.to.number) == (1, 2)


def test_call_taken_names_all_and_tells_of_the_last() -> None:
    call = a_call(1, CallStatus.DISPATCHED)
    sent = (running(call, an_ambulance(7), 1), running(call, an_ambulance(3), 2))
    situation = DispatchSituation(call, an_ambulance(1), sent)
    with pytest.raises(CallTaken) as caught:
        check_dispatch(DispatchAmbulance(call.id, situation.ambulance.id), situation)
    assert caught.value.by == ("M7", "M3")
    assert caught.value.sent == sent[-1].sent


@pytest.mark.parametrize("status", [CallStatus.CLOSED, CallStatus.CANCELLED])
def test_call_closed_passes_on_who_ended_it(status: CallStatus) -> None:
    ended = Deed("Ben Ortiz", "desk 9", NOON)
    situation = DispatchSituation(a_call(1, status), an_ambulance(1), (), ended)
    with pytest.raises(CallClosed) as caught:
        check_dispatch(DispatchAmbulance(situation.call.id, situation.ambulance.id), situation)
    assert (caught.value.status, caught.value.ended) == (status, ended)
