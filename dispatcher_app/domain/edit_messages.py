"""Which edits of a call its crews have to hear of: those of what they go by."""

from dispatcher_app.domain.edits import CallFields, changed_parts

_TOLD = ("priority", "type", "location")


def concerns_crews(before: CallFields, after: CallFields) -> bool:
    """Tell whether anything has changed that a crew reads.

    A place that is only known better is the same place to a crew: what reads alike is not told.
    """
    told = (part.name for part in changed_parts(before, after) if part.name in _TOLD)
    return any(_words(name, before) != _words(name, after) for name in told)


def _words(part: str, values: CallFields) -> str:
    match part:
        case "priority":
            return str(values.priority)
        case "type":
            return values.type_text
    return ", ".join(text for text in (values.location_text, values.area_text) if text) or "not known"
