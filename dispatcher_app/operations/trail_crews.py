"""The trail's sentences about hospitals and crews: how they stand, who is aboard, who rests, who accepted a divert."""

from collections.abc import Callable, Mapping

from dispatcher_app.operations.trail_fields import code_words, record_words
from dispatcher_app.operations.trail_told import ALONGSIDE, Told, deed_of_any, edited


def hospital_deed(told: Told) -> str:
    """Say what a hospital was told to be; empty for a change of anything else about it."""
    if not (told.is_update and told.is_changed("status")):
        return ""
    name = record_words("hospital", told.event.row_id, told.names)
    moved = f"marked hospital {name} as {_standing(told.after('status'))} (was {_standing(told.before('status'))})"
    rest = ALONGSIDE | {"status", "status_by_id", "note"}
    note = f": {told.said('note', told.after('note'))}" if told.after("note") else ""
    return f"{moved}{note}; {edited(told, name, but=rest)}" if told.changed(but=rest) else f"{moved}{note}"


def _standing(status: object) -> str:
    return "diverting" if status == "DIVERT" else code_words(str(status))


def _deed_of_acceptance(told: Told) -> str:
    what = f"that {told.record('assignment_id')} goes to {told.record('hospital_id')}, which diverts"
    return f"accepted {what}" if told.event.action == "INSERT" else f"changed the record {what}"


def _deed_of_member(told: Told) -> str:
    who = record_words("crew_member", told.event.row_id, told.names)
    match told.event.action:
        case "INSERT":
            return f"signed {told.record('paramedic_id')} on to {told.record('ambulance_id')}"
        case "UPDATE" if told.after("off_at"):
            person, _, sign = who.partition(" aboard ")
            return f"signed {person} off {sign or 'their ambulance'}"
    return deed_of_any(told, f"the crew record of {who}")


def _deed_of_break(told: Told) -> str:
    match told.event.action:
        case "INSERT":
            return f"sent the crew of {told.record('ambulance_id')} on a break"
        case "UPDATE" if told.after("ended_at"):
            return f"ended the break of the crew of {record_words('crew_break', told.event.row_id, told.names)}"
    return deed_of_any(told, f"the break of {record_words('crew_break', told.event.row_id, told.names)}")


def _deed_of_shift(told: Told) -> str:
    of = [told.record(column) for column in ("paramedic_id", "ambulance_id") if told.after(column)]
    return deed_of_any(told, f"a shift of {' on '.join(of)}" if of else f"shift {told.event.row_id}")


CREW_DEEDS: Mapping[str, Callable[[Told], str]] = {
    "divert_acceptance": _deed_of_acceptance,
    "crew_member": _deed_of_member,
    "crew_break": _deed_of_break,
    "shift": _deed_of_shift,
}
