"""What is said of an order after it was given: never more than is known."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, HospitalId, ParamedicId
from dispatcher_app.ui.conflict.wording import Way
from dispatcher_app.ui.dispatch.given_order import (
    GivenOrder,
    checking_words,
    closing_words,
    give_order,
    left_order_words,
    not_sent_words,
    order_name,
    ordered_words,
    sent_words,
)
from tests.ui.boards import NOW, make_board

COMMAND = DispatchAmbulance(EmergencyCallId(102), AmbulanceId(5), HospitalId(1), ParamedicId(7))


def given(command: DispatchAmbulance = COMMAND) -> GivenOrder:
    named = give_order(command, make_board(), NOW)
    assert named is not None
    return named


def left() -> GivenOrder:
    """The same order, five minutes ago at a desk that then ended."""
    named = given()
    return replace(named, left=ordered_words(NOW - timedelta(minutes=5), "desk 3", NOW, UTC))


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


def test_what_is_not_known_is_said_to_be_checked() -> None:
    other = given(replace(COMMAND, ambulance_id=AmbulanceId(3)))
    assert checking_words([]) == ""
    assert checking_words([given()]) == "Checking whether M5 was sent to #102…"
    assert checking_words([given(), other]) == "Checking whether M5 was sent to #102 and whether M3 was sent to #102…"
    assert checking_words([given()], "1a2b") == (
        "Not known whether M5 was sent to #102: asking fails, a fault in this desk, number 1a2b in its log"
    )


def test_an_order_that_was_left_says_when_and_where_it_was_given() -> None:
    at = NOW - timedelta(minutes=5)
    assert ordered_words(at, "desk 3", NOW, UTC) == "ordered 01:35 at desk 3"
    assert ordered_words(at - timedelta(hours=2), "desk 3", NOW, UTC) == "ordered Fri 6 Jan 23:35 at desk 3"
    assert checking_words([left()]) == (
        "Checking whether M5 was sent to #102 (ordered 01:35 at desk 3, which then ended)…"
    )


def test_what_became_of_an_order_that_was_left_is_told_plainly() -> None:
    sent = left_order_words(left(), NOW, UTC)
    assert (sent.title, sent.lead) == (
        "M5 was sent to #102",
        "It was ordered 01:35 at desk 3, which ended before the answer came.",
    )
    assert sent.detail == (
        "The order took effect at 01:40:16 (then to General, with Tom Becker). Do not send it again."
    )
    not_sent = left_order_words(left(), None, UTC)
    assert not_sent.title == "M5 was not sent to #102"
    assert not_sent.detail.startswith("The order never arrived.")


def test_closing_is_asked_with_waiting_as_the_safe_way() -> None:
    words = closing_words([given()], is_noted=True)
    assert words.title == "Not known yet whether M5 was sent to #102"
    assert words.default is Way.WAIT
    assert [choice.label for choice in words.choices] == ["Close anyway", "Keep waiting"]
    assert "At its next start on this computer" in words.detail
    assert "will not say what became of it" in closing_words([given()], is_noted=False).detail
