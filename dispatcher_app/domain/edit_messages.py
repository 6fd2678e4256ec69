"""What crews on their way are told of an edited call. No caller's name or number ever leaves the room this way."""

from dispatcher_app.domain.edits import CallFields, changed_parts

_TOLD = ("priority", "type", "location")


def changed_message(number: int, call_sign: str, before: CallFields, after: CallFields) -> str:
    """Tell a crew what it was sent to is now, and was; empty where nothing that it goes by has changed."""
    # A place that is only known better is the same place to a crew that reads it: what reads alike is not told.
    told = [
        f"{part.called} is now {_words(part.name, after)}, was {_words(part.name, before)}."
        for part in changed_parts(before, after)
        if part.name in _TOLD and _words(part.name, before) != _words(part.name, after)
    ]
    return f"{call_sign}: #{number} has changed. {' '.join(told)}" if told else ""


def _words(part: str, values: CallFields) -> str:
    match part:
        case "priority":
            return str(values.priority)
        case "type":
            return values.type_text
    return ", ".join(text for text in (values.location_text, values.area_text) if text) or "not known"
