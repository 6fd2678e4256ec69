"""What is said of an order after it was given: never more than is known."""

from dataclasses import replace
from datetime import UTC

import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, HospitalId, ParamedicId
from dispatcher_app.ui.dispatch.given_order import (
    GivenOrder,
    give_order,
    not_known_words,
    not_sent_words,
    order_name,
    sent_words,
)
from tests.ui.boards import NOW, make_board

COMMAND = DispatchAmbulance(EmergencyCallId(102), AmbulanceId(5), HospitalId(1), ParamedicId(7))


def given(command: DispatchAmbulance = COMMAND) -> GivenOrder:
    named = give_order(command, make_board(), NOW)
    assert named is not None
    return named


def test_an_order_is_named_by_what_it_joins() -> None:
    assert order_name(given()) == "M5 to #102"
    assert given().order.errand == ("then to General", "with Tom Becker")
    assert given(replace(COMMAND, hospital_id=None, paramedic_id=None)).order.errand == ()


@pytest.mark.parametrize(
    "command",
    [replace(COMMAND, ambulance_id=AmbulanceId(4711)), replace(COMMAND, emergency_call_id=EmergencyCallId(1))],
)
def test_what_is_not_on_the_board_cannot_be_named(command: DispatchAmbulance) -> None:
    assert give_order(command, make_board(), NOW) is None


def test_each_end_has_its_sentence() -> None:
    assert sent_words(given(), NOW, UTC) == "M5 sent to #102, 01:40:16"
    assert not_sent_words(given()) == "M5 was not sent to #102: the order never arrived."
    assert not_sent_words(given(), "1a2b") == "M5 was not sent to #102: a fault in this desk, number 1a2b in its log."


def test_what_is_not_known_is_said_to_be_not_known() -> None:
    other = given(replace(COMMAND, ambulance_id=AmbulanceId(3)))
    assert not_known_words([]) == ""
    assert not_known_words([given()]) == "Not known yet whether M5 was sent to #102: asking…"
    assert not_known_words([given(), other]) == (
        "Not known yet whether M5 was sent to #102 and whether M3 was sent to #102: asking…"
    )
    assert not_known_words([given()], "1a2b") == (
        "Not known yet whether M5 was sent to #102: asking fails, a fault in this desk, number 1a2b in its log"
    )
