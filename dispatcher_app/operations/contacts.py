"""Whom the room tells, and in which words: an administrator's verbs. The database refuses them to everybody else."""

from dataclasses import dataclass, field, replace

from dispatcher_app.domain.deliveries import Claim, Contact, NewContact, NotDelivered
from dispatcher_app.domain.errors import InvalidInput, NotFound
from dispatcher_app.domain.ids import DeliveryId
from dispatcher_app.domain.messages import WORDINGS, Audience, MessageEvent, Wording, checked_wording
from dispatcher_app.domain.texts import LIMITS, Problems
from dispatcher_app.operations.notifying import Send
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.operations.sending import check_address
from dispatcher_app.storage import contacts as db
from dispatcher_app.storage.board import find_ambulance, find_hospital
from dispatcher_app.storage.store import Store, Transaction

_TEST = "This is a test of the control room. Nothing has happened, and nothing has to be done."


@dataclass(frozen=True, slots=True)
class ContactInWords:
    """A contact as somebody types it. `ambulance` and `hospital` name whom it is for; neither: all of an audience."""

    audience: Audience
    name: str
    url: str = field(repr=False)
    ambulance: str = ""
    hospital: str = ""


def list_contacts(store: Store) -> tuple[Contact, ...]:
    """List whom the room tells, without their addresses. Raises NotAllowed, Unavailable."""
    with store.snapshot() as tx:
        return db.read_contacts(tx)


@restarting
def add_contact(store: Store, typed: ContactInWords) -> Contact:
    """Tell somebody from now on. Raises InvalidInput, NotFound, NotAllowed, Busy, Unavailable."""
    with Problems() as problems:
        name = problems.text("name", typed.name, LIMITS["contact.name"])
        url = problems.text("address", typed.url, LIMITS["contact_address.url"])
        if typed.ambulance and typed.audience is not Audience.CREW:
            problems.add("ambulance", "Only a crew belongs to an ambulance.")
        if typed.hospital and typed.audience is not Audience.HOSPITAL:
            problems.add("hospital", "A hospital's contact is one of the audience hospital.")
    check_address(url)
    with store.transaction() as tx:
        if _found(tx, name) is not None:
            raise InvalidInput({"name": [f"There is a contact {name} already. Give another name."]})
        contact = NewContact(typed.audience, name, url)
        if typed.ambulance:
            contact = replace(contact, ambulance_id=find_ambulance(tx, typed.ambulance))
        if typed.hospital:
            contact = replace(contact, hospital_id=find_hospital(tx, typed.hospital))
        db.add_contact(tx, contact)
        return _contact(tx, name)


@restarting
def remove_contact(store: Store, name: str) -> Contact:
    """Tell somebody no more, and forget their address; what still waits for them is given up.

    Raises NotFound, NotAllowed, Busy, Unavailable.
    """
    with store.transaction() as tx:
        contact = _contact(tx, name)
        db.remove_contact(tx, contact.id)
        return contact


def try_contact(store: Store, name: str, send: Send) -> Contact:
    """Send somebody a test, from here and now. Raises InvalidInput if it fails, NotFound, NotAllowed, Unavailable."""
    with store.snapshot() as tx:
        contact = _contact(tx, name)
        url = db.read_address(tx, contact.id)
    try:
        send(Claim(DeliveryId(0), 0, 1, contact.name, url, "Test", _TEST))
    except NotDelivered as trouble:
        raise InvalidInput({"address": [f"{contact.name} was not reached. {trouble}"]}) from None
    return contact


def list_wordings(store: Store) -> dict[tuple[Audience, MessageEvent], Wording]:
    """Give what is said to whom of what, in the room's own words where it has any. Raises NotAllowed, Unavailable."""
    with store.snapshot() as tx:
        return {**WORDINGS, **db.read_wordings(tx)}


@restarting
def set_wording(store: Store, audience: Audience, event: MessageEvent, wording: Wording | None) -> None:
    """Give the room words of its own, or (None) this product's again.

    Raises InvalidInput, NotAllowed, Busy, Unavailable.
    """
    kept = None if wording is None else checked_wording(wording)
    with store.transaction() as tx:
        db.set_wording(tx, audience, event, kept)


def _found(tx: Transaction, name: str) -> Contact | None:
    wanted = name.strip().casefold()
    return next((contact for contact in db.read_contacts(tx) if contact.name.casefold() == wanted), None)


def _contact(tx: Transaction, name: str) -> Contact:
    found = _found(tx, name)
    if found is None:
        raise NotFound("contact", name)
    return found
