"""The events of a call as the lines of its story: what a dispatcher would say, without the desk's own book-keeping."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dispatcher_app.domain.call_story import StoryKind
from dispatcher_app.domain.stamps import Stamp
from dispatcher_app.operations.story_told import (
    NO_NEWS,
    Beside,
    Line,
    capital,
    earliest,
    edits,
    instant,
    person_of,
    typed,
)
from dispatcher_app.operations.trail_fields import code_words, field_words, record_words, table_words
from dispatcher_app.operations.trail_told import Told

Lines = Iterator[Line]

_OWN_NAMES = frozenset({"emergency_call_id", "assignment_id", "notification_id"})
"""Columns that only say which call, or what of it, a record belongs to."""

_ENDINGS: Mapping[str, str] = {
    "STOOD_DOWN": "{unit} stood down",
    "DIVERTED": "{unit} diverted to another call",
    "BROKE_DOWN": "{unit} broke down",
}

_TOLD_WITH_ENTRY = ("type_text", "location_text", "area_text")


def lines_of(told: Told, beside: Beside) -> Lines:
    """Give what an event says; nothing for what is no news, or told by another event."""
    yield from _LINES.get(told.event.table_name, _of_any)(told, beside)


def unit_of(told: Told) -> tuple[str, int | None]:
    """Name the ambulance that an event is about, and its assignment."""
    number = told.event.row_id if told.event.table_name == "assignment" else told.after("assignment_id")
    if not isinstance(number, int):
        return "", None
    known = told.names.assignments.get(number)
    if known is not None:
        return record_words("ambulance", known[1], told.names), number
    return (told.record("ambulance_id") if told.event.table_name == "assignment" else ""), number


def _of_call(told: Told, beside: Beside) -> Lines:
    match told.event.action:
        case "INSERT":
            yield from _taken(told)
        case "DELETE":
            yield Line("Call removed", StoryKind.CALL)
        case _:
            yield from _changed(told, beside)


def _taken(told: Told) -> Lines:
    at, entered = instant(told, "received_at"), instant(told, "entered_at")
    by = "" if told.after("source_ref") else person_of(told, "taken_by_id")
    what = ", ".join(str(told.after(column)) for column in _TOLD_WITH_ENTRY if told.after(column))
    yield Line(f"Call received: {what}, priority {told.after('priority')}", StoryKind.CALL, at, by=by)
    if told.after("notes"):
        yield Line(typed(told.after("notes")), StoryKind.NOTE, entered or at, by=by)


def _changed(told: Told, beside: Beside) -> Lines:
    if told.is_changed("status"):
        yield from _moved(told, beside)
    if told.is_changed("handled_by_id") and told.after("handled_by_id") is not None:
        taken = "Handed over to" if told.before("handled_by_id") else "Handled by"
        yield Line(f"{taken} {told.record('handled_by_id')}", StoryKind.EDIT)
    rest = told.changed(but=NO_NEWS | {"status", "handled_by_id"})
    if rest:
        yield Line(edits(told, rest), StoryKind.EDIT)


def _moved(told: Told, beside: Beside) -> Lines:
    status, was = str(told.after("status")), told.before("status")
    if status == "DISPATCHED" and beside.tells_dispatch(told.event):
        return
    if status in {"CLOSED", "CANCELLED"}:
        by, desk = person_of(told, "ended_by_id"), told.after("ended_at_desk") or None
        yield Line(f"Call {code_words(status)}", StoryKind.CALL, instant(told, "ended_at"), by=by, desk=desk)
    elif status == "OPEN":
        yield Line("Call waiting again" if was == "DISPATCHED" else "Call opened again", StoryKind.CALL)
    else:
        yield Line(f"Call {code_words(status)}", StoryKind.CALL)


def _of_assignment(told: Told, beside: Beside) -> Lines:
    unit, _ = unit_of(told)
    if told.event.action == "DELETE":
        yield Line(f"Record of {unit} removed", StoryKind.OTHER)
        return
    if told.event.action == "INSERT":
        yield _sent(told, unit)
    for stamp in Stamp:
        if told.is_changed(stamp) and not (stamp is Stamp.DISPATCHED and told.event.action == "INSERT"):
            yield from _stamped(told, beside, stamp)
    if told.is_update:
        yield from _reassigned(told, unit)


def _sent(told: Told, unit: str) -> Line:
    hospital, paramedic = person_of(told, "hospital_id"), person_of(told, "paramedic_id")
    errand = [f"then to {hospital}"] if hospital else []
    errand += [f"with {paramedic}"] if paramedic else []
    return Line(
        ", ".join((f"{unit} sent", *errand)),
        StoryKind.DISPATCH,
        instant(told, Stamp.DISPATCHED),
        by=person_of(told, "dispatcher_id") or "",
        desk=str(told.after("desk") or ""),
    )


def _stamped(told: Told, beside: Beside, stamp: Stamp) -> Lines:
    unit, _ = unit_of(told)
    if told.before(stamp) is not None:
        if not beside.tells_why(told.event, stamp):
            yield Line(_set_right(told, stamp, told.before(stamp), told.after(stamp)), StoryKind.CORRECTION)
        return
    by = "" if told.after("source_ref") else None
    outcome = str(told.after("outcome") or "")
    if stamp is not Stamp.CLEARED:
        words = f"{unit} handed the patient over" if stamp is Stamp.TRANSFERRED else f"{unit} {stamp.words}"
        yield Line(words, StoryKind.STAMP, instant(told, stamp), by=by)
    else:
        clear = f"{{unit}} clear{': ' if outcome else ''}{code_words(outcome)}"
        yield Line(_ENDINGS.get(outcome, clear).format(unit=unit), StoryKind.ENDING, instant(told, stamp), by=by)


def _set_right(told: Told, stamp: str, before: Any, after: Any) -> str:
    unit, _ = unit_of(told)
    becomes = "taken back" if after is None else f"is {told.said(stamp, after)}"
    was = f", was {told.said(stamp, before)}" if before is not None else ""
    return f"Corrected: {unit} {field_words(stamp)} {becomes}{was}"


def _reassigned(told: Told, unit: str) -> Lines:
    if told.is_changed("hospital_id"):
        yield Line(f"{unit} {_destined(told)}", StoryKind.EDIT)
    rest = told.changed(but=NO_NEWS | {*Stamp, "outcome", "hospital_id"})
    if rest:
        yield Line(f"{unit}: {edits(told, rest)}", StoryKind.EDIT)


def _destined(told: Told) -> str:
    before = told.before("hospital_id")
    if told.after("hospital_id") is None:
        return "has no hospital any more"
    was = f" instead of {record_words('hospital', before, told.names)}" if isinstance(before, int) else ""
    return f"goes to {told.record('hospital_id')}{was}"


def _of_correction(told: Told, beside: Beside) -> Lines:
    if told.event.action != "INSERT":
        yield from _of_any(told, beside)
        return
    words = _set_right(told, str(told.after("stamp")), told.after("was_at"), told.after("is_at"))
    reason = f": {typed(told.after('reason'))}" if told.after("reason") else ""
    when = "undone_at" if told.event.table_name == "undone_stamp" else "corrected_at"
    yield Line(f"{words}{reason}", StoryKind.CORRECTION, instant(told, when))


def _of_note(told: Told, beside: Beside) -> Lines:
    if told.event.action == "INSERT":
        at, by = instant(told, "written_at"), str(told.after("author_name") or told.who)
        yield Line(typed(told.after("body")), StoryKind.NOTE, at, by=by)
    else:
        yield from _of_any(told, beside)


def _of_alarm(told: Told, _beside: Beside) -> Lines:
    if told.event.action == "INSERT":
        yield Line(f"Alarm: {typed(told.after('body'))}", StoryKind.ALARM, instant(told, "raised_at"))
    elif told.after("acknowledged_at"):
        yield Line("Alarm acknowledged", StoryKind.ALARM, instant(told, "acknowledged_at"))
    elif told.is_changed("times"):
        yield Line("Alarm raised once more", StoryKind.ALARM)


def _of_notification(told: Told, beside: Beside) -> Lines:
    at = instant(told, "created_at") or instant(told, "sent_at")
    audience = beside.audience(told.event.row_id)
    if told.event.action == "INSERT":
        yield Line(f"Message for {audience} written", StoryKind.MESSAGE, at, by="", desk="")
    elif told.after("sent_at"):
        yield Line(f"Message for {audience} sent", StoryKind.MESSAGE, at, by="", desk="")


def _of_delivery(told: Told, beside: Beside) -> Lines:
    state = str(told.after("state") or "")
    words = {"SENT": "delivered", "FAILED": "not delivered yet", "DEAD": "given up"}.get(state)
    if words is None or not told.is_changed("state"):
        return
    of, why = beside.audience(beside.notification_of(told)), told.after("last_error")
    reason = f": {typed(why)}" if why and state != "SENT" else ""
    kind = StoryKind.ALARM if state == "DEAD" else StoryKind.MESSAGE
    yield Line(f"Message for {of} {words}{reason}", kind, instant(told, "settled_at"), by="", desk="")


def _of_repeat(told: Told, beside: Beside) -> Lines:
    if told.event.action != "INSERT":
        yield from _of_any(told, beside)
        return
    caller = ", ".join(str(told.after(c)) for c in ("caller_name", "caller_phone", "location_text") if told.after(c))
    by = person_of(told, "taken_by_id")
    words = f"Another call about it{': ' if caller else ''}{caller}"
    yield Line(words, StoryKind.CALL, instant(told, "received_at"), by=by)
    if told.after("notes"):
        yield Line(typed(told.after("notes")), StoryKind.NOTE, instant(told, "received_at"), by=by)


def _of_any(told: Told, _beside: Beside) -> Lines:
    """Tell of a record that nobody has found words for: what it is, and what stands in it."""
    what, columns = table_words(told.event.table_name), told.changed(but=NO_NEWS | _OWN_NAMES)
    said = edits(told, [c for c in columns if not c.endswith("_at")])
    if told.event.action == "DELETE":
        yield Line(f"{capital(what)} removed", StoryKind.OTHER)
    elif said or told.event.action == "INSERT":
        yield Line(f"{capital(what)}: {said}" if said else capital(what), StoryKind.OTHER, earliest(told))


_LINES: Mapping[str, Callable[[Told, Beside], Lines]] = {
    "emergency_call": _of_call,
    "assignment": _of_assignment,
    "correction": _of_correction,
    "undone_stamp": _of_correction,
    "call_note": _of_note,
    "alarm": _of_alarm,
    "notification": _of_notification,
    "delivery": _of_delivery,
    "repeat_call": _of_repeat,
}
