"""An edit given at a shell: from what was typed to an edit of the call as it stands, and its answer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dispatcher_app.bootstrap.answers import as_json
from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.orders import OrderInWords
from dispatcher_app.bootstrap.plan_orders import found_out
from dispatcher_app.bootstrap.verbs import desk_for
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.edits import CallFields, EditCall, fields_of
from dispatcher_app.domain.errors import InvalidInput, OutcomeUnknown
from dispatcher_app.domain.geo import Position
from dispatcher_app.operations.editing import edit_call
from dispatcher_app.operations.finding import read_call

_WRONG_POSITION = "A position is latitude and longitude in degrees, like 37.7611,-122.4350."


def edit(config: AppConfig, room: Room, number: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Give a call what was typed, by the names of CallFields. An answer that was lost is asked for once more.

    Raises as `edit_call` does, and NotFound, InvalidInput.
    """
    with desk_for(config, room) as desk:
        call = read_call(desk.store, OrderInWords(call=number, ambulance="-").names().call_number)
        base = fields_of(call)
        command = EditCall(call.id, base, call.version, edited_fields(base, typed))
        try:
            done = edit_call(desk.store, command, desk.login)
        except OutcomeUnknown:
            return found_out(desk, command)
    taken_over = [part.name for part in done.taken_over]
    return {"message": "Done", "at": done.at.isoformat(), "call": as_json(done.call), "taken_over": taken_over}


def edited_fields(base: CallFields, typed: Mapping[str, Any]) -> CallFields:
    """Give the values with what was typed. Another location or type is so whole: what belonged to the old goes.

    Raises InvalidInput for a position that is none.
    """
    given = {name: value for name, value in typed.items() if value is not None}
    if given.get("location_text", base.location_text) != base.location_text:
        given = {"area_text": "", "position": None} | given
    if given.get("type_text", base.type_text) != base.type_text:
        given = {"type_code": ""} | given
    if given.get("position") is not None:
        given["position"] = _position(str(given["position"]))
    return replace(base, **given)


def _position(text: str) -> Position:
    try:
        latitude, longitude = map(float, text.split(","))
        return Position(latitude, longitude)
    except ValueError:
        raise InvalidInput({"position": [_WRONG_POSITION]}) from None
