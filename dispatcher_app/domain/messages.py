"""What crews, hospitals and supervisors are told. No caller's name or number ever leaves the room this way.

A wording is a text with placeholders, {call_sign}, which are looked up by name and nothing else: whoever writes one
reaches no more than the facts listed here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from dispatcher_app.domain.entities import Ambulance, EmergencyCall
from dispatcher_app.domain.texts import LIMITS, Problems


class Audience(StrEnum):
    """Who is told."""

    CREW = "CREW"
    HOSPITAL = "HOSPITAL"
    SUPERVISOR = "SUPERVISOR"


class MessageEvent(StrEnum):
    """What they are told of."""

    DISPATCHED = "DISPATCHED"
    STOOD_DOWN = "STOOD_DOWN"
    DIVERTED = "DIVERTED"
    CALL_CHANGED = "CALL_CHANGED"
    HOSPITAL_CHOSEN = "HOSPITAL_CHOSEN"
    BREAKDOWN = "BREAKDOWN"


@dataclass(frozen=True, slots=True)
class Wording:
    """How something is said: a line, and a text that stands by itself. Both may hold placeholders."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Message:
    """What one audience is told of one event, word for word."""

    audience: Audience
    event: MessageEvent
    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class News:
    """What happened to an ambulance's work on a call. `before` is the call it was diverted from, or as it was."""

    event: MessageEvent
    call: EmergencyCall
    ambulance: Ambulance
    hospital_name: str = ""
    before: EmergencyCall | None = None


PLACEHOLDERS = (
    *("call_sign", "number", "priority", "type", "location", "area", "place", "hospital"),
    *("old_number", "old_priority", "old_place"),
)
"""What a wording may name. `place` is location and area; `old_…` is of the call left, or of the call as it was."""

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

_CREW, _HOSPITAL, _SUPERVISOR = Audience.CREW, Audience.HOSPITAL, Audience.SUPERVISOR

WORDINGS: Mapping[tuple[Audience, MessageEvent], Wording] = MappingProxyType(
    {
        (_CREW, MessageEvent.DISPATCHED): Wording(
            "{call_sign}: #{number}", "{call_sign}: #{number}, priority {priority}, {type}. {place}."
        ),
        (_CREW, MessageEvent.STOOD_DOWN): Wording(
            "{call_sign}: stand down from #{number}", "{call_sign}: stand down from #{number}. {place}."
        ),
        (_CREW, MessageEvent.DIVERTED): Wording(
            "{call_sign}: leave #{old_number}, go to #{number}",
            "{call_sign}: leave #{old_number}. Go to #{number}, priority {priority}, {type}. {place}.",
        ),
        (_CREW, MessageEvent.CALL_CHANGED): Wording(
            "{call_sign}: #{number} has changed",
            "{call_sign}: #{number} is now priority {priority}, {type}. {place}."
            " It was priority {old_priority}, {old_place}.",
        ),
        (_CREW, MessageEvent.HOSPITAL_CHOSEN): Wording(
            "{call_sign}: to {hospital}", "{call_sign}: take the patient of #{number} to {hospital}."
        ),
        (_CREW, MessageEvent.BREAKDOWN): Wording(
            "{call_sign}: out of service", "{call_sign}: you are out of service, another goes to #{number}. {place}."
        ),
        (_HOSPITAL, MessageEvent.DISPATCHED): Wording(
            "{call_sign} was sent",
            "{call_sign} was sent to a patient (priority {priority}, {type}) and means to bring them to you.",
        ),
        (_HOSPITAL, MessageEvent.STOOD_DOWN): Wording(
            "{call_sign} does not come", "{call_sign} (#{number}, {type}) does not come to you: it was stood down."
        ),
        (_HOSPITAL, MessageEvent.DIVERTED): Wording(
            "{call_sign} does not come", "{call_sign} (#{old_number}) does not come to you: it was sent elsewhere."
        ),
        (_HOSPITAL, MessageEvent.CALL_CHANGED): Wording(
            "{call_sign}: news of #{number}",
            "The patient whom {call_sign} means to bring to you (#{number}): now priority {priority}, {type}.",
        ),
        (_HOSPITAL, MessageEvent.HOSPITAL_CHOSEN): Wording(
            "{call_sign} comes to you",
            "{call_sign} means to bring a patient to you: #{number}, priority {priority}, {type}.",
        ),
        (_HOSPITAL, MessageEvent.BREAKDOWN): Wording(
            "{call_sign} broke down", "{call_sign} (#{number}, {type}) broke down. Another ambulance is being sent."
        ),
        (_SUPERVISOR, MessageEvent.DISPATCHED): Wording(
            "{call_sign} sent to #{number}", "{call_sign} was sent to #{number}, priority {priority}, {type}. {place}."
        ),
        (_SUPERVISOR, MessageEvent.STOOD_DOWN): Wording(
            "{call_sign} stood down", "{call_sign} was stood down from #{number}, priority {priority}, {type}. {place}."
        ),
        (_SUPERVISOR, MessageEvent.DIVERTED): Wording(
            "{call_sign} diverted",
            "{call_sign} was diverted from #{old_number} to #{number}, priority {priority}, {type}. {place}.",
        ),
        (_SUPERVISOR, MessageEvent.CALL_CHANGED): Wording(
            "#{number} has changed", "#{number} ({call_sign}) is now priority {priority}, {type}. {place}."
        ),
        (_SUPERVISOR, MessageEvent.HOSPITAL_CHOSEN): Wording(
            "{call_sign}: to {hospital}", "{call_sign} takes the patient of #{number} to {hospital}."
        ),
        (_SUPERVISOR, MessageEvent.BREAKDOWN): Wording(
            "{call_sign} broke down",
            "{call_sign} broke down on #{number}, priority {priority}, {type}. {place}. The call needs another.",
        ),
    }
)
"""What is said where the room has no words of its own."""


def message_of(audience: Audience, news: News, wording: Wording | None = None) -> Message:
    """Say what happened to somebody, in the room's words if it has any."""
    said = wording or WORDINGS[audience, news.event]
    facts = _facts_of(news)
    return Message(
        audience,
        news.event,
        _filled(said.subject, facts, LIMITS["notification.subject"].longest),
        _filled(said.body, facts, LIMITS["notification.body"].longest),
    )


def checked_wording(wording: Wording) -> Wording:
    """Give a wording as it is kept. Raises InvalidInput, naming a placeholder that there is not."""
    with Problems() as problems:
        kept = replace(
            wording,
            subject=problems.text("subject", wording.subject, LIMITS["wording.subject"]),
            body=problems.text("body", wording.body, LIMITS["wording.body"]),
        )
        for field, text in (("subject", kept.subject), ("body", kept.body)):
            unknown = [name for name in _PLACEHOLDER.findall(text) if name not in PLACEHOLDERS]
            if unknown:
                known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
                problems.add(field, f"There is no {{{unknown[0]}}} to put in. There are {known}.")
    return kept


def _facts_of(news: News) -> Mapping[str, str]:
    call, before = news.call, news.before or news.call
    return {
        "call_sign": news.ambulance.call_sign,
        "number": str(call.number),
        "priority": str(call.priority),
        "type": call.type_text,
        "location": call.location_text,
        "area": call.area_text,
        "place": _place(call),
        "hospital": news.hospital_name,
        "old_number": str(before.number),
        "old_priority": str(before.priority),
        "old_place": _place(before),
    }


def _place(call: EmergencyCall) -> str:
    return ", ".join(part for part in (call.location_text, call.area_text) if part)


def _filled(text: str, facts: Mapping[str, str], longest: int) -> str:
    """Put the facts in, once: a brace in a location is a brace."""
    filled = _PLACEHOLDER.sub(lambda found: facts.get(found[1], found[0]), text)
    return filled if len(filled) <= longest else f"{filled[: longest - 1]}…"
