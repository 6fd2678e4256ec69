"""The tables of the outbox: whom the room tells, in which words, and each delivery on its way."""

from typing import Any

from peewee import SQL, BigIntegerField, BooleanField, ForeignKeyField, IntegerField, Model, TextField, fn
from playhouse.postgres_ext import DateTimeTZField

from dispatcher_app.storage.models import Ambulance, Assignment, Hospital, Notification, Table


class Contact(Table):
    """Somebody who is told; all of an audience, or one ambulance, or one hospital."""

    audience = TextField()
    ambulance: Any = ForeignKeyField(Ambulance, null=True, on_delete="RESTRICT")
    ambulance_id: int | None
    hospital: Any = ForeignKeyField(Hospital, null=True, on_delete="RESTRICT")
    hospital_id: int | None
    name = TextField()
    service = TextField()
    is_active = BooleanField(constraints=[SQL("DEFAULT true")])


class ContactAddress(Model):
    """Where a contact is reached: a secret."""

    contact: Any = ForeignKeyField(Contact, primary_key=True, on_delete="CASCADE")
    contact_id: int
    url = TextField()

    class Meta:
        legacy_table_names = False


class Wording(Table):
    """The room's own words for an event, to an audience."""

    audience = TextField()
    event = TextField()
    subject = TextField()
    body = TextField()


class Delivery(Table):
    """A notification on its way to one contact."""

    notification: Any = ForeignKeyField(Notification, on_delete="CASCADE", index=False)
    notification_id: int
    assignment: Any = ForeignKeyField(Assignment, on_delete="RESTRICT")
    assignment_id: int
    contact: Any = ForeignKeyField(Contact, on_delete="RESTRICT", index=False)
    contact_id: int
    state = TextField(constraints=[SQL("DEFAULT 'WAITING'")])
    attempts = IntegerField(constraints=[SQL("DEFAULT 0")])
    queued_at: Any = DateTimeTZField()
    next_try_at: Any = DateTimeTZField()
    claim = BigIntegerField(constraints=[SQL("DEFAULT 0")])
    claimed_until: Any = DateTimeTZField(null=True)
    settled_at: Any = DateTimeTZField(null=True)
    last_error = TextField(constraints=[SQL("DEFAULT ''")])


Notification.add_index(
    Notification.index(Notification.id, name="notification_waiting").where(Notification.picked_up_at.is_null())
)
Contact.add_index(
    Contact.index(fn.lower(Contact.name), unique=True, name="contact_name").where(Contact.is_active == SQL("true"))
)
Wording.add_index(Wording.index(Wording.audience, Wording.event, unique=True, name="wording_audience_event"))
Delivery.add_index(
    Delivery.index(Delivery.notification, Delivery.contact, unique=True, name="delivery_notification_id_contact_id")
)
Delivery.add_index(
    Delivery.index(Delivery.contact, Delivery.notification, name="delivery_pending").where(
        Delivery.state.in_(("WAITING", "FAILED"))
    )
)
Delivery.add_index(Delivery.index(Delivery.id, name="delivery_dead").where(Delivery.state == "DEAD"))

OUTBOX_MODELS: tuple[type[Model], ...] = (Contact, ContactAddress, Wording, Delivery)
