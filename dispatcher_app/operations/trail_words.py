"""The trail in plain words: one sentence for each event, of whatever table. "Anna Kern sent M12 to #1042, desk 3"."""

from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import Any

from dispatcher_app.domain.texts import laid_open
from dispatcher_app.operations.trail_crews import CREW_DEEDS, hospital_deed
from dispatcher_app.operations.trail_fields import code_words, field_words, record_words, table_words
from dispatcher_app.operations.trail_told import ALONGSIDE, Told, deed_of_any, edited, short
from dispatcher_app.storage.trail import TrailEvent
from dispatcher_app.storage.trail_names import TrailNames

_STAMPS: Mapping[str, str] = {
    "dispatched_at": "marked {unit} as sent to {call}",
    "acknowledged_at": "marked {call} as acknowledged by {unit}",
    "mobile_at": "marked {unit} on its way to {call}",
    "on_scene_at": "marked {unit} on scene at {call}",
    "at_patient_at": "marked {unit} at the patient of {call}",
    "left_scene_at": "marked {unit} as leaving the scene of {call}",
    "at_hospital_at": "marked {unit} at hospital from {call}",
    "transferred_at": "marked the patient of {call} as handed over by {unit}",
    "cleared_at": "cleared {unit} from {call}",
}

_ENDINGS: Mapping[str, str] = {
    "STOOD_DOWN": "stood {unit} down from {call}",
    "DIVERTED": "diverted {unit} from {call}",
}
"""Outcomes that are deeds of their own."""


def sentence_of(event: TrailEvent, names: TrailNames, zone: tzinfo) -> str:
    """Say in one line what somebody did, to which record and where; it begins with `who_words`."""
    told = Told(event, names, zone)
    deed = _DEEDS.get(event.table_name, _deed_of_unknown)(told)
    return laid_open(f"{told.who} {deed}{', ' if event.desk else ''}{event.desk}")


def who_words(event: TrailEvent, names: TrailNames, zone: tzinfo) -> str:
    """Name whoever did it."""
    return Told(event, names, zone).who


def _deed_of_unknown(told: Told) -> str:
    return deed_of_any(told, f"{table_words(told.event.table_name)} {told.event.row_id}")


def _deed_of_assignment(told: Told) -> str:
    unit, call = _unit_and_call(told, told.event.row_id)
    match told.event.action:
        case "INSERT":
            return _sent(told, unit, call)
        case "DELETE":
            return f"removed the record that {unit} was sent to {call}"
    deeds = [_stamped(told, stamp, unit, call) for stamp in _STAMPS if told.is_changed(stamp)]
    stamped = frozenset({*_STAMPS, "outcome"} if told.is_changed("cleared_at") else _STAMPS)
    if not deeds or told.changed(but=stamped):
        deeds.append(edited(told, f"{unit} on {call}", but=stamped))
    return "; ".join(deeds)


def _unit_and_call(told: Told, assignment: Any) -> tuple[str, str]:
    """Name ambulance and call of an assignment; where it is gone, as far as the event itself tells."""
    known = told.names.assignments.get(assignment)
    if known is None:
        return told.record("ambulance_id"), told.record("emergency_call_id")
    call, ambulance = known
    return record_words("ambulance", ambulance, told.names), record_words("emergency_call", call, told.names)


def _sent(told: Told, unit: str, call: str) -> str:
    """Say who sent. Whoever records what somebody else did, or what another system knew, has sent nobody."""
    if told.after("dispatcher_id") is None or told.after("source_ref"):
        return f"recorded that {unit} was sent to {call}"
    signed = told.record("dispatcher_id")
    return f"sent {unit} to {call}" if signed == told.who else f"recorded that {signed} sent {unit} to {call}"


def _stamped(told: Told, stamp: str, unit: str, call: str) -> str:
    before, after = told.before(stamp), told.after(stamp)
    if before is not None:
        return _corrected(told, (unit, call), (stamp, before, after))
    words, outcome = _STAMPS[stamp], str(told.after("outcome") or "")
    if stamp == "cleared_at" and outcome:
        words = _ENDINGS.get(outcome, f"{words}: {code_words(outcome)}")
    return f"{words.format(unit=unit, call=call)}, {told.said(stamp, after)}"


def _corrected(told: Told, of: tuple[str, str], change: tuple[str, Any, Any]) -> str:
    (unit, call), (stamp, before, after) = of, change
    times = f"from {told.said(stamp, before)} to {told.said(stamp, after)}"
    return f"corrected “{field_words(stamp)}” of {unit} on {call} {times}"


def _deed_of_correction(told: Told) -> str:
    if told.event.action != "INSERT":
        return _deed_of_unknown(told)
    of = _unit_and_call(told, told.after("assignment_id"))
    change = (str(told.after("stamp")), told.after("was_at"), told.after("is_at"))
    return f"{_corrected(told, of, change)}: {told.said('reason', told.after('reason'))}"


def _deed_of_call(told: Told) -> str:
    number = told.before("number") or told.after("number")
    name = f"#{number}" if number else record_words("emergency_call", told.event.row_id, told.names)
    match told.event.action:
        case "INSERT":
            place = ", ".join(str(part) for part in (told.after("type_text"), told.after("location_text")) if part)
            return f"entered {name}: {short(place)}"
        case "DELETE":
            return f"removed {name}"
    if not told.is_changed("status"):
        return edited(told, name, but=frozenset({"version"}))
    more = ALONGSIDE | {"status"}
    moved = _moved_call(told, name)
    return f"{moved}; {edited(told, name, but=more)}" if told.changed(but=more) else moved


def _moved_call(told: Told, name: str) -> str:
    was, status = code_words(str(told.before("status"))), str(told.after("status"))
    match status:
        case "CLOSED" | "CANCELLED":
            return f"{code_words(status)} {name} (was {was})"
        case "OPEN" if told.before("status") == "DISPATCHED":
            return f"put {name} back to waiting (was {was})"
        case "OPEN":
            return f"opened {name} again (was {was})"
    return f"marked {name} {code_words(status)} (was {was})"


def _deed_of_ambulance(told: Told) -> str:
    name = told.named("call_sign")
    if not (told.is_update and told.is_changed("status")):
        return _deed_of_named(told, name)
    was, status = code_words(str(told.before("status"))), str(told.after("status"))
    match status:
        case "OUT_OF_SERVICE":
            return f"took {name} out of service (was {was})"
        case "AVAILABLE" if told.before("status") == "OUT_OF_SERVICE":
            return f"put {name} back in service"
    return f"marked {name} {code_words(status)} (was {was})"


def _deed_of_person(told: Told) -> str:
    name, noun = told.named("full_name"), table_words(told.event.table_name)
    if told.is_update and told.is_changed("is_active"):
        return f"enabled {noun} {name} again" if told.after("is_active") else f"disabled {noun} {name}"
    login = told.after("login") if told.event.action == "INSERT" else None
    return _deed_of_named(told, name) + (f" (log-in {login})" if login else "")


def _deed_of_place(told: Told) -> str:
    return _deed_of_named(told, told.named("name"))


def _deed_of_hospital(told: Told) -> str:
    return hospital_deed(told) or _deed_of_place(told)


def _deed_of_contact(told: Told) -> str:
    name = told.named("name")
    if told.is_update and told.is_changed("is_active") and not told.after("is_active"):
        return f"removed contact {name}, and its address"
    return _deed_of_named(told, name)


def _deed_of_wording(told: Told) -> str:
    said = [told.before(column) or told.after(column) for column in ("event", "audience")]
    if told.is_update or not all(said):
        return edited(told, "a message")
    event, audience = (code_words(str(code)) for code in said)
    what = f"the message “{event}” to {audience}"
    return f"put {what} in words of the room" if told.event.action == "INSERT" else f"took back the words for {what}"


def _deed_of_named(told: Told, name: str) -> str:
    what = f"{table_words(told.event.table_name)} {name}"
    for column in ("name", "full_name", "call_sign"):
        if told.is_update and told.is_changed(column):
            return f"renamed {what} to {told.after(column)}"
    return deed_of_any(told, what)


def _deed_of_type(told: Told) -> str:
    known = told.before("code") or told.after("code")
    name = f"call type {known or record_words('call_type', told.event.row_id, told.names)}"
    if told.is_update and told.is_changed("is_active"):
        return f"put {name} back into use" if told.after("is_active") else f"took {name} out of use"
    return deed_of_any(told, name)


def _deed_of_repeat(told: Told) -> str:
    call = told.record("emergency_call_id")
    return f"joined another caller to {call}" if told.event.action == "INSERT" else _deed_of_unknown(told)


def _deed_of_room(told: Told) -> str:
    if told.event.action == "INSERT":
        return f"set up the control room {told.said('name', told.after('name'))}"
    return deed_of_any(told, "the control room")


def _deed_of_note(told: Told) -> str:
    """Say on which call; what was noted is for whoever opens the event."""
    if told.event.action != "INSERT":
        return _deed_of_unknown(told)
    follows = told.after("follows_id") is not None
    return f"{'followed up a note' if follows else 'added a note'} on {told.record('emergency_call_id')}"


def _deed_of_account(told: Told) -> str:
    person = told.holder()
    if told.event.action != "UPDATE":
        what = f"the log-in {told.before('login') or told.after('login')}"
        return f"{deed_of_any(told, what)}, {told.after('role')}" if told.after("role") else deed_of_any(told, what)
    if told.is_changed("is_active"):
        return (
            f"enabled the log-in of {person} again" if told.after("is_active") else f"disabled the log-in of {person}"
        )
    if told.is_changed("password_set_at"):
        return f"set the password of {person}"
    return edited(told, person)


def _deed_of_access(told: Told) -> str:
    person = told.holder()
    of = "" if person == told.person(told.event.actor) else f" of {person}"
    if told.event.action == "INSERT":
        return f"opened emergency access{of}: {told.said('reason', told.after('reason'))}"
    if told.is_update and told.after("ended_at"):
        return f"ended emergency access{of}"
    if told.is_update and told.after("acknowledged_at"):
        return f"acknowledged emergency access{of}"
    return _deed_of_unknown(told)


def _deed_of_failure(told: Told) -> str:
    """Tell of a lock after too many wrong passwords: the server's deed, under the log-in that asks it at a desk."""
    person = told.holder()
    if told.is_update and told.is_changed("locked_until"):
        until = told.after("locked_until")
        if until is None:
            return f"let {person} log in again"
        return f"noted too many wrong passwords of {person}: locked until {told.said('locked_until', until)}"
    if told.is_update and told.is_changed("failures"):
        return f"noted {told.after('failures')} wrong passwords of {person}"
    return _deed_of_unknown(told)


_DEEDS: Mapping[str, Callable[[Told], str]] = {
    "assignment": _deed_of_assignment,
    "ambulance": _deed_of_ambulance,
    "emergency_call": _deed_of_call,
    "dispatcher": _deed_of_person,
    "paramedic": _deed_of_person,
    "hospital": _deed_of_hospital,
    "station": _deed_of_place,
    "contact": _deed_of_contact,
    "wording": _deed_of_wording,
    "control_room": _deed_of_room,
    "correction": _deed_of_correction,
    "call_note": _deed_of_note,
    "account": _deed_of_account,
    "emergency_access": _deed_of_access,
    "log_in_failure": _deed_of_failure,
    "call_type": _deed_of_type,
    "repeat_call": _deed_of_repeat,
    **CREW_DEEDS,
}
