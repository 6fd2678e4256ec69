"""Crews at a shell: signing on and off, breaks, and who is aboard."""

from typing import Any

from dispatcher_app.bootstrap.answers import as_json
from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.verbs import desk_for
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.crews import EndBreak, SignOff, SignOn, StartBreak
from dispatcher_app.domain.texts import LIMITS, checked_text
from dispatcher_app.operations import crews
from dispatcher_app.operations.read_board import read_room
from dispatcher_app.ui.crew_words import crew_words, names_words
from dispatcher_app.ui.wording import room_zone


def sign_on(config: AppConfig, room: Room, call_sign: str, paramedic: str | None) -> str:
    """Put a paramedic, or oneself, aboard an ambulance."""
    sign, name = _sign(call_sign), _name(paramedic)
    with desk_for(config, room) as desk:
        ambulance_id, paramedic_id = crews.find_for_crew(desk.store, sign, name, desk.login)
        crew = crews.sign_on(desk.store, SignOn(ambulance_id, paramedic_id), desk.login)
    return f"Aboard {sign}: {names_words(crew)}."


def sign_off(config: AppConfig, room: Room, paramedic: str | None) -> str:
    """Take a paramedic, or oneself, from the ambulance they are aboard."""
    name = _name(paramedic)
    with desk_for(config, room) as desk:
        crews.sign_off(desk.store, SignOff(crews.find_aboard(desk.store, name, desk.login)), desk.login)
    return f"{name or 'You'} signed off."


def take_break(config: AppConfig, room: Room, call_sign: str, edge: str) -> str:
    """Begin or end a crew's break."""
    sign = _sign(call_sign)
    with desk_for(config, room) as desk:
        ambulance_id = crews.find_ambulance_named(desk.store, sign)
        if edge == "start":
            crews.start_break(desk.store, StartBreak(ambulance_id), desk.login)
            return f"The crew of {sign} is on a break."
        crews.end_break(desk.store, EndBreak(ambulance_id), desk.login)
    return f"The break of the crew of {sign} is over."


def list_all(config: AppConfig, room: Room) -> list[dict[str, Any]]:
    """List who is aboard, `words` telling it as the room's clock shows it."""
    with desk_for(config, room) as desk:
        zone = room_zone(read_room(desk.store))
        return [
            {"call_sign": ambulance.call_sign, **as_json(crew), "words": crew_words(crew, zone)}
            for ambulance, crew in crews.list_crews(desk.store)
        ]


def _sign(call_sign: str) -> str:
    return checked_text("ambulance_id", call_sign, LIMITS["ambulance.call_sign"])


def _name(paramedic: str | None) -> str | None:
    return None if paramedic is None else checked_text("paramedic_id", paramedic, LIMITS["paramedic.full_name"])
