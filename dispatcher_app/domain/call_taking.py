"""Taking a call: its types, its draft, what must be known to enter it, and those who ring about a known one."""

from dataclasses import dataclass, field
from datetime import datetime

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.commands import new_request_id
from dispatcher_app.domain.errors import CallFacts, InvalidInput
from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.ids import EmergencyCallId, RequestId
from dispatcher_app.domain.texts import LIMITS, Problems, checked_phone

PRIORITIES = range(1, 5)
"""1 is the most urgent."""

SEXES = ("", "F", "M", "X")

OLDEST_PATIENT = 130
"""In years; nobody is known to have lived as long."""


@dataclass(frozen=True, slots=True)
class CallType:
    """One type of emergency call. `needs` is the crew it calls for: "ALS", "BLS", or empty where nothing is said."""

    code: str
    words: str
    default_priority: int | None = None
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A call that the one being taken may be about, and why: how near in metres, or the same call-back number.

    `call_signs` are the ambulances on it now, `ended_at` is None while it runs, `repeat_callers` have joined it.
    """

    call: CallFacts
    priority: int
    received_at: datetime
    distance_m: float | None = None
    has_same_number: bool = False
    call_signs: tuple[str, ...] = ()
    ended_at: datetime | None = None
    repeat_callers: int = 0


@dataclass(frozen=True, slots=True)
class CallDraft:
    """A call being taken, as the database keeps it until it is entered. `ring_at` is when it rang (UTC)."""

    request_id: RequestId
    ring_at: datetime
    entry: CallEntry = field(default_factory=CallEntry)
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TakeCall:
    """Enter this call. Its draft has the same request id; `ring_at` counts where there is none (None: it rings now)."""

    entry: CallEntry
    ring_at: datetime | None = None
    request_id: RequestId = field(default_factory=new_request_id)


@dataclass(frozen=True, slots=True)
class LinkRepeatCaller:
    """Let this caller join a call that is known already; draft and `ring_at` as for `TakeCall`."""

    emergency_call_id: EmergencyCallId
    entry: CallEntry
    ring_at: datetime | None = None
    request_id: RequestId = field(default_factory=new_request_id)


@dataclass(frozen=True, slots=True)
class NewCall:
    """An entry that can be written as it is."""

    location_text: str
    type_text: str
    priority: int
    area_text: str = ""
    position: Position | None = None
    caller_phone: str = ""
    caller_name: str = ""
    type_code: str = ""
    patient_name: str = ""
    patient_age: int | None = None
    patient_sex: str = ""
    patient_condition: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class RepeatCaller:
    """Somebody who rang about a call that is known, and what they said."""

    location_text: str = ""
    caller_phone: str = ""
    caller_name: str = ""
    notes: str = ""


def checked_entry(entry: CallEntry) -> NewCall:
    """Judge what was typed: where, what and how urgent must be there, and everything must be fit to be kept.

    Raises one InvalidInput with a sentence for each field that is wrong, by the field's name in CallEntry.
    """
    with Problems() as problems:
        if not entry.location_text.strip():
            problems.add("location_text", "Say where it is: an address, a crossing or a place.")
        if not entry.type_text.strip():
            problems.add("type_text", "Say what happened: choose a type, or write one.")
        if entry.priority not in PRIORITIES:
            problems.add("priority", "Choose a priority from 1 (the most urgent) to 4.")
        if entry.patient_sex not in SEXES:
            problems.add("patient_sex", "A patient's sex is F, M, X, or left open.")
        kept = {
            name: problems.text(name, getattr(entry, name), LIMITS[f"emergency_call.{name}"])
            for name in (
                "location_text",
                "type_text",
                "area_text",
                "caller_name",
                "type_code",
                "patient_name",
                "patient_condition",
                "notes",
            )
        }
        phone = problems.checked(lambda text: checked_phone("caller_phone", text), entry.caller_phone, otherwise="")
        age = problems.checked(_checked_age, entry.patient_age, otherwise=None)
    return NewCall(
        **kept,
        priority=entry.priority or 0,
        position=entry.position,
        caller_phone=phone,
        patient_age=age,
        patient_sex=entry.patient_sex,
    )


def checked_repeat(entry: CallEntry) -> RepeatCaller:
    """Judge what a repeat caller said. Nothing is needed; what has no place of its own goes into the notes.

    Raises one InvalidInput, as `checked_entry` does.
    """
    with Problems() as problems:
        phone = problems.checked(lambda text: checked_phone("caller_phone", text), entry.caller_phone, otherwise="")
        return RepeatCaller(
            location_text=problems.text("location_text", entry.location_text, LIMITS["repeat_call.location_text"]),
            caller_phone=phone,
            caller_name=problems.text("caller_name", entry.caller_name, LIMITS["repeat_call.caller_name"]),
            notes=problems.text("notes", _all_that_was_said(entry), LIMITS["repeat_call.notes"]),
        )


def _all_that_was_said(entry: CallEntry) -> str:
    patient = (entry.patient_name, entry.patient_age, entry.patient_sex, entry.patient_condition)
    said = {
        "": entry.notes.strip(),
        "Type: ": entry.type_text.strip(),
        "Priority: ": "" if entry.priority is None else str(entry.priority),
        "Area: ": entry.area_text.strip(),
        "Patient: ": ", ".join(part.strip() for part in patient if part.strip()),
    }
    return "\n".join(f"{title}{words}" for title, words in said.items() if words)


def _checked_age(text: str) -> int | None:
    years = text.strip()
    if not years:
        return None
    # More digits than an age has would only take long to read.
    if years.isdecimal() and len(years) <= 3 and int(years) <= OLDEST_PATIENT:
        return int(years)
    sentence = f"An age is a whole number of years from 0 to {OLDEST_PATIENT}, or left open."
    raise InvalidInput({"patient_age": [sentence]})
