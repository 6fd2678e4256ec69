"""Whom the room tells, and in which words. Addresses are secrets: only administrators read them, one at a time."""

from peewee import JOIN, fn

from dispatcher_app.domain.deliveries import Contact, NewContact
from dispatcher_app.domain.ids import ContactId
from dispatcher_app.domain.messages import Audience, MessageEvent, Wording
from dispatcher_app.storage.models import Ambulance, Hospital
from dispatcher_app.storage.outbox_models import Contact as ContactRow
from dispatcher_app.storage.outbox_models import ContactAddress
from dispatcher_app.storage.outbox_models import Wording as WordingRow
from dispatcher_app.storage.store import Transaction


def add_contact(tx: Transaction, contact: NewContact) -> ContactId:
    """Write a contact and its address. Raises NotAllowed."""
    (number,) = tx.database.execute_sql(
        "SELECT add_contact(%s, %s, %s, %s, %s)",
        (contact.audience, contact.ambulance_id, contact.hospital_id, contact.name, contact.url),
    ).fetchone()
    return ContactId(number)


def remove_contact(tx: Transaction, contact_id: ContactId) -> None:
    """Tell somebody no more, and forget their address. What still waits for them is given up. Raises NotAllowed."""
    tx.database.execute_sql("SELECT remove_contact(%s)", (contact_id,))


def read_contacts(tx: Transaction) -> tuple[Contact, ...]:
    """List whom the room tells, without their addresses."""
    query = (
        ContactRow.select(ContactRow, Ambulance.call_sign, Hospital.name.alias("hospital_name"))
        .join(Ambulance, JOIN.LEFT_OUTER)
        .switch(ContactRow)
        .join(Hospital, JOIN.LEFT_OUTER)
        .where(ContactRow.is_active)
        .order_by(ContactRow.audience, fn.lower(ContactRow.name))
    )
    return tuple(
        Contact(
            ContactId(row.id),
            Audience(row.audience),
            row.name,
            row.call_sign or row.hospital_name or "",
            row.service,
        )
        for row in query.objects().execute(tx.database)
    )


def read_address(tx: Transaction, contact_id: ContactId) -> str:
    """Give a contact's address, a secret. Raises NotAllowed for all but administrators."""
    (row,) = ContactAddress.select().where(ContactAddress.contact == contact_id).execute(tx.database)
    return str(row.url)


def set_wording(tx: Transaction, audience: Audience, event: MessageEvent, wording: Wording | None) -> None:
    """Give the room words of its own for an event, or take them away. Raises NotAllowed."""
    subject, body = (wording.subject, wording.body) if wording else ("", "")
    tx.database.execute_sql("SELECT set_wording(%s, %s, %s, %s)", (audience, event, subject, body))


def read_wordings(tx: Transaction) -> dict[tuple[Audience, MessageEvent], Wording]:
    """Give the room's own words."""
    return {
        (Audience(row.audience), MessageEvent(row.event)): Wording(row.subject, row.body)
        for row in WordingRow.select().execute(tx.database)
    }
