"""What each conflict says: the fact, what did not happen, who, where to and when; and what it offers."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from dispatcher_app.domain.entities import Ambulance
from dispatcher_app.domain.errors import (
    AmbulanceFacts,
    AmbulanceNotAvailable,
    AmbulanceTaken,
    CallClosed,
    CallFacts,
    CallTaken,
    Deed,
    DispatcherError,
    OutcomeUnknown,
    ParamedicTaken,
    RecordBusy,
    Unavailable,
)
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus, CrewLevel
from dispatcher_app.ui.board.rows import NearestAmbulance
from dispatcher_app.ui.conflict.wording import Circumstances, ConflictWords, Order, Way, conflict_words

NOON = datetime(2017, 1, 7, 1, 40, 16, tzinfo=UTC)
MINE = CallFacts(EmergencyCallId(1), 2882, "Cardiac arrest", "1400 block Grove St")
OTHER = CallFacts(EmergencyCallId(2), 2765, "Traffic collision", "2100 block Market St")
AM02 = AmbulanceFacts(AmbulanceId(7), "AM02")
SENT = Deed("Anna Kern", "desk 2", NOON - timedelta(seconds=1.2))
ORDER = Order(MINE, "AM02", NOON)
M52 = NearestAmbulance(
    Ambulance(AmbulanceId(8), "M52", AmbulanceStatus.AVAILABLE, NOON, CrewLevel.ALS),
    2520.0,
    timedelta(minutes=7),
    timedelta(seconds=45),
)


def words(error: DispatcherError, next_best: NearestAmbulance | None = None) -> ConflictWords:
    return conflict_words(error, ORDER, Circumstances(UTC, next_best))


def labels(said: ConflictWords) -> list[str]:
    return [choice.label for choice in said.choices]


def test_taken_ambulance_names_the_winner_and_offers_the_next_nearest() -> None:
    said = words(AmbulanceTaken(AM02, MINE, OTHER, SENT), M52)
    assert said.title == "AM02 was sent elsewhere first"
    assert said.lead == "Your order for #2882 Cardiac arrest was not sent."
    assert said.detail == (
        "Anna Kern, desk 2, sent AM02 to #2765 Traffic collision, 2100 block Market St at 01:40:14 (1.2 s before you)."
    )
    assert said.suggestion == ("M52", "next nearest: ALS, 2.5 km, about 7 min, available, position 45 s old")
    assert labels(said) == ["See #2765", "Choose another", "Send M52"]
    assert said.default is Way.SEND_NEXT


def test_taken_ambulance_without_another_one_says_so_and_sends_nothing() -> None:
    said = words(AmbulanceTaken(AM02, MINE, OTHER, SENT))
    assert said.suggestion == ("", "No other available ambulance has a known position")
    assert said.default is Way.CHOOSE
    assert [choice.way for choice in said.choices if not choice.is_offered] == [Way.SEND_NEXT]
    assert labels(said) == ["See #2765", "Choose another", "Send another"]


def test_ambulance_already_on_its_way_to_the_same_call_offers_no_second_one() -> None:
    said = words(AmbulanceTaken(AM02, MINE, MINE, SENT), M52)
    assert said.title == "AM02 is already on its way to #2882"
    assert said.suggestion is None
    assert labels(said) == ["Back to the board"]


def test_taken_call_asks_before_sending_an_additional_one() -> None:
    said = words(CallTaken(MINE, AM02, ("KM06",), SENT))
    assert said.title == "#2882 already has KM06"
    assert said.lead == "AM02 was not sent to #2882 Cardiac arrest."
    assert labels(said) == ["Send AM02 as additional", "Back to the board"]
    assert said.default is Way.BACK


def test_who_would_go_along_is_told_before_another_one_is_sent() -> None:
    order = replace(ORDER, errand=("then to General", "with Tom Becker"))
    said = conflict_words(CallTaken(MINE, AM02, ("KM06",), SENT), order, Circumstances(UTC))
    assert said.detail.endswith(" AM02 would go on as ordered: then to General, with Tom Becker.")
    other = conflict_words(AmbulanceTaken(AM02, MINE, OTHER, SENT), order, Circumstances(UTC, M52))
    assert other.suggestion is not None
    assert other.suggestion[1].endswith("position 45 s old, then to General, with Tom Becker")


def test_taken_paramedic_names_the_ambulance_and_who_sent_it() -> None:
    m3 = AmbulanceFacts(AmbulanceId(3), "M3")
    said = words(ParamedicTaken("Tom Becker", MINE, AM02, m3, OTHER, SENT))
    assert said.title == "Tom Becker is already out with M3"
    assert said.lead == "AM02 was not sent to #2882 Cardiac arrest."
    assert said.detail.startswith("Anna Kern, desk 2, sent M3 to #2765 Traffic collision, 2100 block Market St at")
    assert said.default is Way.BACK


@pytest.mark.parametrize(("status", "word"), [(CallStatus.CLOSED, "closed"), (CallStatus.CANCELLED, "cancelled")])
def test_call_that_is_over_says_who_ended_it(status: CallStatus, word: str) -> None:
    said = words(CallClosed(MINE, AM02, status, SENT))
    assert said.title == f"#2882 was {word}"
    assert said.detail == f"Anna Kern, desk 2, {word} it at 01:40:14 (1.2 s before you)."
    assert labels(said) == ["Back to the board"]


def test_busy_record_names_the_desk_and_offers_to_try_again() -> None:
    said = words(RecordBusy(MINE, AM02, ("desk 4",)))
    assert said.detail == "Desk 4 is changing the same record and has not finished."
    assert said.default is Way.TRY_AGAIN


def test_unreachable_database_says_that_nothing_was_sent() -> None:
    said = words(Unavailable("The database cannot be reached."))
    assert said.lead == "AM02 was not sent to #2882 Cardiac arrest."
    assert said.default is Way.BACK


def test_broken_line_never_claims_either() -> None:
    said = words(OutcomeUnknown("The line broke while the order was being written."))
    assert said.title == "Checking whether AM02 was sent to #2882…"
    assert said.lead == "It is not known yet whether AM02 was sent to #2882 Cardiac arrest."
    assert said.default is Way.ASK


def test_asking_in_vain_claims_nothing_either() -> None:
    around = Circumstances(UTC, asked_at=NOON)
    said = conflict_words(OutcomeUnknown("The line broke."), ORDER, around)
    assert said.lead.startswith("It is not known yet whether")
    assert said.detail.startswith("Asked at 01:40:16: still not known.")
    assert "written" not in said.detail


def test_rule_is_told_in_its_own_words() -> None:
    said = words(AmbulanceNotAvailable(AM02, AmbulanceStatus.OUT_OF_SERVICE, NOON))
    assert said.detail == "Ambulance AM02 is out of service."


def test_winner_without_a_name_or_long_ago_is_told_without_inventing_any() -> None:
    long_ago = Deed("", "", NOON - timedelta(hours=2))
    said = words(AmbulanceTaken(AM02, MINE, OTHER, long_ago))
    assert said.detail == ("Another dispatcher sent AM02 to #2765 Traffic collision, 2100 block Market St at 23:40:16.")
