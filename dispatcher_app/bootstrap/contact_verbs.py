"""Whom the room tells, managed at a shell. On the embedded server whoever has the machine is its administrator."""

from typing import Any

from dispatcher_app.bootstrap.answers import as_json
from dispatcher_app.bootstrap.desk import Room
from dispatcher_app.bootstrap.verbs import desk_for
from dispatcher_app.config import AppConfig
from dispatcher_app.domain.messages import Audience, MessageEvent, Wording
from dispatcher_app.operations import contacts
from dispatcher_app.operations.sending import send_by_apprise


def add(config: AppConfig, room: Room, typed: dict[str, Any], address: str) -> str:
    """Tell somebody from now on."""
    wanted = contacts.ContactInWords(
        Audience(typed["audience"]), typed["name"], address, typed["ambulance"], typed["hospital"]
    )
    with desk_for(config, room, as_administrator=True) as desk:
        contact = contacts.add_contact(desk.store, wanted)
    return f"{contact.name} is told from now on: {whom(contact.audience, contact.of)}, by {contact.service}."


def list_all(config: AppConfig, room: Room) -> list[dict[str, Any]]:
    """List everybody, without addresses."""
    with desk_for(config, room, as_administrator=True) as desk:
        found: list[dict[str, Any]] = as_json(contacts.list_contacts(desk.store))
    return found


def remove(config: AppConfig, room: Room, name: str) -> str:
    """Tell somebody no more."""
    with desk_for(config, room, as_administrator=True) as desk:
        contact = contacts.remove_contact(desk.store, name)
    return f"{contact.name} is told nothing any more, and the address is forgotten."


def send_test(config: AppConfig, room: Room, name: str) -> str:
    """Send somebody a test."""
    with desk_for(config, room, as_administrator=True) as desk:
        contact = contacts.try_contact(desk.store, name, send_by_apprise)
    return f"A test was sent to {contact.name}, by {contact.service}. Ask whether it has arrived."


def list_wordings(config: AppConfig, room: Room) -> list[dict[str, Any]]:
    """Give everything that is said."""
    with desk_for(config, room, as_administrator=True) as desk:
        said = contacts.list_wordings(desk.store)
    return [
        {"audience": audience.value, "event": event.value, "subject": wording.subject, "body": wording.body}
        for (audience, event), wording in said.items()
    ]


def set_wording(config: AppConfig, room: Room, which: tuple[str, str], wording: Wording | None) -> str:
    """Say something in the room's own words, or as this product does."""
    audience, event = Audience(which[0]), MessageEvent(which[1])
    with desk_for(config, room, as_administrator=True) as desk:
        contacts.set_wording(desk.store, audience, event, wording)
    whose = "this product's" if wording is None else "the room's own"
    return f"{audience.lower()}, {event.replace('_', ' ').lower()}: from now on in {whose} words."


def whom(audience: str, of: str) -> str:
    """Say whom a contact stands for."""
    return f"{audience.lower()} {of}" if of else f"{audience.lower()}, all"
