"""What crews, hospitals and supervisors are told: every event to everybody, in the room's words, without who called."""

import dataclasses
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher_app.domain.deliveries import Claim, NewContact, Patience
from dispatcher_app.domain.entities import Ambulance, EmergencyCall
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.ids import DeliveryId
from dispatcher_app.domain.messages import (
    PLACEHOLDERS,
    WORDINGS,
    Audience,
    MessageEvent,
    News,
    Wording,
    checked_wording,
    message_of,
)
from dispatcher_app.domain.texts import LIMITS, checked_text
from tests.domain.records import a_call, an_ambulance
from tests.texts import NASTY

ALL = [(audience, event) for audience in Audience for event in MessageEvent]
PRIVATE = ("Zelda", "Quiet", "555", "4711", "door code")


def news(event: MessageEvent) -> News:
    before = replace(a_call(1040), priority=3, location_text="Pier 9", area_text="")
    return News(event, a_call(1042), an_ambulance(12), "Mercy", before)


def longest_call() -> EmergencyCall:
    limits = {name: LIMITS[f"emergency_call.{name}"].longest for name in ("type_text", "location_text", "area_text")}
    return replace(a_call(2**63 - 1), **{name: "x" * longest for name, longest in limits.items()})  # type: ignore[arg-type]


def longest_ambulance() -> Ambulance:
    return replace(an_ambulance(1), call_sign="M" * LIMITS["ambulance.call_sign"].longest)


def test_there_are_words_for_every_event_to_everybody() -> None:
    assert set(WORDINGS) == set(ALL)
    assert all(checked_wording(wording) == wording for wording in WORDINGS.values())


@pytest.mark.parametrize(("audience", "event"), ALL)
def test_a_message_is_whole_and_never_names_who_called(audience: Audience, event: MessageEvent) -> None:
    message = message_of(audience, news(event))
    for text in (message.subject, message.body):
        assert "{" not in text
        assert not [private for private in PRIVATE if private in text]
    assert "M12" in message.body
    if audience is Audience.HOSPITAL:
        assert "Castro" not in message.body


def test_what_a_crew_reads() -> None:
    said = {event: message_of(Audience.CREW, news(event)).body for event in MessageEvent}
    assert said == {
        MessageEvent.DISPATCHED: "M12: #1042, priority 2, Fall. 400 Castro St, Castro.",
        MessageEvent.STOOD_DOWN: "M12: stand down from #1042. 400 Castro St, Castro.",
        MessageEvent.DIVERTED: "M12: leave #1040. Go to #1042, priority 2, Fall. 400 Castro St, Castro.",
        MessageEvent.CALL_CHANGED: (
            "M12: #1042 is now priority 2, Fall. 400 Castro St, Castro. It was priority 3, Pier 9."
        ),
        MessageEvent.HOSPITAL_CHOSEN: "M12: take the patient of #1042 to Mercy.",
        MessageEvent.BREAKDOWN: "M12: you are out of service, another goes to #1042. 400 Castro St, Castro.",
    }


@pytest.mark.parametrize(("audience", "event"), ALL)
def test_the_longest_message_fits_the_outbox(audience: Audience, event: MessageEvent) -> None:
    longest = News(event, longest_call(), longest_ambulance(), "h" * LIMITS["hospital.name"].longest)
    message = message_of(audience, longest)
    assert checked_text("body", message.body, LIMITS["notification.body"]) == message.body
    assert checked_text("subject", message.subject, LIMITS["notification.subject"]) == message.subject
    assert "…" not in message.body


def test_a_rooms_own_words_may_be_cut_but_always_fit() -> None:
    wordy = Wording("{place}" * 17, "{place}" * 85)
    message = message_of(Audience.CREW, News(MessageEvent.DISPATCHED, longest_call(), longest_ambulance()), wordy)
    assert (len(message.subject), len(message.body)) == (120, 1_000)
    assert message.body.endswith("…")


@pytest.mark.parametrize("text", NASTY)
def test_a_fact_is_only_text(text: str) -> None:
    call = replace(a_call(1042), location_text=f"{{type}}{text}")
    body = message_of(Audience.CREW, News(MessageEvent.DISPATCHED, call, an_ambulance(12))).body
    assert f"{{type}}{text}" in body


@pytest.mark.parametrize(
    "text",
    ["{call.caller_name}", "{number.__class__}", "{0}", "{}", "{caller_name}", "{notes}", "{number!r}", "{number:>99}"],
)
def test_a_wording_reaches_nothing_but_the_facts(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"There is no \{"):
        checked_wording(Wording("x", text))
    assert message_of(Audience.CREW, news(MessageEvent.DISPATCHED), Wording("x", text)).body == text


@given(st.text(max_size=80))
def test_any_wording_gives_a_message(text: str) -> None:
    body = message_of(Audience.CREW, news(MessageEvent.DISPATCHED), Wording(text, text)).body
    assert not [private for private in PRIVATE if private in body and private not in text]


def test_every_placeholder_has_a_fact() -> None:
    wording = Wording("x", " ".join(f"{{{name}}}" for name in PLACEHOLDERS))
    assert "{" not in message_of(Audience.CREW, news(MessageEvent.DIVERTED), wording).body


def test_addresses_are_not_shown_by_accident() -> None:
    claim = Claim(DeliveryId(1), 1, 1, "Duty phone", "json://user:s3cret@host", "subject", "body")
    contact = NewContact(Audience.CREW, "Duty phone", "json://user:s3cret@host")
    assert "s3cret" not in repr(claim) + str(claim) + repr(contact) + str(contact)
    assert {field.name for field in dataclasses.fields(Claim) if not field.repr} == {"url", "body"}


def test_the_rest_doubles_and_differs_and_ends() -> None:
    patience = Patience(first_pause_s=2, longest_pause_s=60)
    assert [patience.pause_after(attempts, 1.0) for attempts in (1, 2, 3, 5, 6, 9, 10_000)] == [
        *(2, 4, 8, 32),
        *(60, 60, 60),
    ]
    assert patience.pause_after(3, 0.0) == 4
    assert patience.lease_s > patience.send_timeout_s, "nobody sends what somebody is sending"
