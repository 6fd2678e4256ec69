"""The tables, as Peewee sees them. The migrations make them; a test proves that the two agree.

Models are bound to no database: a query names the one it runs on (`query.execute(transaction.database)`), so two
desks in one process cannot run on each other's connection. Rows leave this package as frozen entities only.
CHECKs and the rules at COMMIT live in the migrations alone.
"""

from typing import Any

from peewee import (
    SQL,
    BigAutoField,
    BigIntegerField,
    BlobField,
    BooleanField,
    CompositeKey,
    DoubleField,
    ForeignKeyField,
    IntegerField,
    Model,
    SmallIntegerField,
    TextField,
    UUIDField,
    fn,
)
from playhouse.postgres_ext import ArrayField, BinaryJSONField, DateTimeTZField


class Table(Model):
    """What all tables have: an id of 64 bits."""

    id = BigAutoField()

    class Meta:
        legacy_table_names = False


class ControlRoom(Table):
    """One row: what this database is."""

    name = TextField()
    time_zone = TextField()
    is_demo = BooleanField()


class Station(Table):
    """Where ambulances stand by."""

    name = TextField()
    latitude = DoubleField(null=True)
    longitude = DoubleField(null=True)
    source_ref = TextField(null=True, unique=True)


class Dispatcher(Table):
    """A dispatcher's profile, tied to a login."""

    login = TextField(unique=True)
    full_name = TextField()
    is_active = BooleanField(constraints=[SQL("DEFAULT true")])


class Hospital(Table):
    """Where patients are taken, and what it can take. `status_since` is empty while nobody has told."""

    name = TextField()
    latitude = DoubleField(null=True)
    longitude = DoubleField(null=True)
    source_ref = TextField(null=True, unique=True)
    status = TextField(constraints=[SQL("DEFAULT 'OPEN'")])
    status_since: Any = DateTimeTZField(null=True)
    status_by: Any = ForeignKeyField(Dispatcher, null=True, on_delete="RESTRICT", column_name="status_by_id")
    status_by_id: int | None
    note = TextField(constraints=[SQL("DEFAULT ''")])
    beds_free = IntegerField(null=True)
    capabilities: Any = ArrayField(TextField, index=False, constraints=[SQL("DEFAULT '{}'")])
    version = IntegerField(constraints=[SQL("DEFAULT 1")])


class Paramedic(Table):
    """A paramedic's profile, tied to a login once they have one."""

    login = TextField(null=True, unique=True)
    full_name = TextField()
    level = TextField()
    is_active = BooleanField(constraints=[SQL("DEFAULT true")])


class EmergencyCall(Table):
    """One request for help. `source_ref` names the record it was imported from."""

    number = BigIntegerField(unique=True, constraints=[SQL("DEFAULT public.next_call_number()")])
    status = TextField()
    priority = SmallIntegerField()
    type_code = TextField(constraints=[SQL("DEFAULT ''")])
    type_text = TextField()
    received_at: Any = DateTimeTZField()
    entered_at: Any = DateTimeTZField(null=True)
    location_text = TextField()
    area_text = TextField(constraints=[SQL("DEFAULT ''")])
    latitude = DoubleField(null=True)
    longitude = DoubleField(null=True)
    caller_name = TextField(constraints=[SQL("DEFAULT ''")])
    caller_phone = TextField(constraints=[SQL("DEFAULT ''")])
    notes = TextField(constraints=[SQL("DEFAULT ''")])
    ended_at: Any = DateTimeTZField(null=True)
    ended_by: Any = ForeignKeyField(Dispatcher, null=True, on_delete="RESTRICT", column_name="ended_by_id")
    ended_by_id: int | None
    ended_at_desk = TextField(constraints=[SQL("DEFAULT ''")])
    ended_reason = TextField(constraints=[SQL("DEFAULT ''")])
    outcome = TextField(null=True)
    source_ref = TextField(null=True, unique=True)
    version = IntegerField(constraints=[SQL("DEFAULT 1")])
    patient_name = TextField(constraints=[SQL("DEFAULT ''")])
    patient_age = SmallIntegerField(null=True)
    patient_sex = TextField(constraints=[SQL("DEFAULT ''")])
    patient_condition = TextField(constraints=[SQL("DEFAULT ''")])
    taken_by: Any = ForeignKeyField(Dispatcher, null=True, on_delete="RESTRICT", index=False)
    taken_by_id: int | None
    handled_by: Any = ForeignKeyField(Dispatcher, null=True, on_delete="RESTRICT", index=False)
    handled_by_id: int | None
    request_id: Any = UUIDField(null=True, unique=True)


class Ambulance(Table):
    """One vehicle with a call sign."""

    call_sign = TextField()
    status = TextField()
    status_since: Any = DateTimeTZField()
    crew_level = TextField()
    station: Any = ForeignKeyField(Station, null=True, on_delete="RESTRICT")
    station_id: int | None
    latitude = DoubleField(null=True)
    longitude = DoubleField(null=True)
    position_at: Any = DateTimeTZField(null=True)
    version = IntegerField(constraints=[SQL("DEFAULT 1")])


class Assignment(Table):
    """One ambulance's work on one call. A unique index keeps open ones (`cleared_at` empty) to one per ambulance."""

    emergency_call: Any = ForeignKeyField(EmergencyCall, on_delete="RESTRICT")
    emergency_call_id: int
    ambulance: Any = ForeignKeyField(Ambulance, on_delete="RESTRICT")
    ambulance_id: int
    request_id: Any = UUIDField(unique=True)
    dispatcher: Any = ForeignKeyField(Dispatcher, null=True, on_delete="RESTRICT", index=False)
    dispatcher_id: int | None
    desk = TextField(constraints=[SQL("DEFAULT ''")])
    paramedic: Any = ForeignKeyField(Paramedic, null=True, on_delete="RESTRICT", index=False)
    paramedic_id: int | None
    hospital: Any = ForeignKeyField(Hospital, null=True, on_delete="RESTRICT", index=False)
    hospital_id: int | None
    dispatched_at: Any = DateTimeTZField()
    acknowledged_at: Any = DateTimeTZField(null=True)
    mobile_at: Any = DateTimeTZField(null=True)
    on_scene_at: Any = DateTimeTZField(null=True)
    at_patient_at: Any = DateTimeTZField(null=True)
    left_scene_at: Any = DateTimeTZField(null=True)
    at_hospital_at: Any = DateTimeTZField(null=True)
    transferred_at: Any = DateTimeTZField(null=True)
    cleared_at: Any = DateTimeTZField(null=True)
    outcome = TextField(null=True)
    ended_by: Any = ForeignKeyField(
        Dispatcher, null=True, on_delete="RESTRICT", index=False, column_name="ended_by_id", backref="+"
    )
    ended_by_id: int | None
    ended_at_desk = TextField(constraints=[SQL("DEFAULT ''")])
    ended_reason = TextField(constraints=[SQL("DEFAULT ''")])
    source_ref = TextField(null=True, unique=True)


class AuditEvent(Model):
    """Who did what to which row, when and from which desk; written by triggers alone, kept by month.

    `before` and `after` hold only what changed.
    """

    id = BigIntegerField(constraints=[SQL("DEFAULT nextval('public.audit_event_id_seq')")])
    at: Any = DateTimeTZField(constraints=[SQL("DEFAULT clock_timestamp()")])
    actor = TextField()
    desk = TextField()
    client = TextField(constraints=[SQL("DEFAULT ''")])
    action = TextField()
    table_name = TextField()
    row_id = BigIntegerField()
    before: Any = BinaryJSONField(null=True, index=False)
    after: Any = BinaryJSONField(null=True, index=False)
    request_id: Any = UUIDField(null=True)

    class Meta:
        legacy_table_names = False
        primary_key = CompositeKey("id", "at")


AuditEvent.add_index(AuditEvent.index(AuditEvent.table_name, AuditEvent.row_id, AuditEvent.at, name="audit_event_row"))
AuditEvent.add_index(AuditEvent.index(AuditEvent.at, AuditEvent.id, name="audit_event_at"))
AuditEvent.add_index(AuditEvent.index(AuditEvent.actor, AuditEvent.at, name="audit_event_actor"))


class AuditSeal(Table):
    """One link of the chain: the digest of the link before and of all events sealed with this one."""

    sealed_at: Any = DateTimeTZField(constraints=[SQL("DEFAULT clock_timestamp()")])
    digest: Any = BlobField()


class AuditSealedEvent(Model):
    """The digest of one event as it stood when it was sealed."""

    event_id = BigIntegerField(primary_key=True)
    seal: Any = ForeignKeyField(AuditSeal)
    digest: Any = BlobField()

    class Meta:
        legacy_table_names = False


class LegalMove(Model):
    """A change of status that the database lets pass."""

    table_name = TextField()
    from_status = TextField()
    to_status = TextField()

    class Meta:
        legacy_table_names = False
        primary_key = CompositeKey("table_name", "from_status", "to_status")


class Notification(Table):
    """The outbox: written with the dispatch, sent after COMMIT by whoever empties it."""

    assignment: Any = ForeignKeyField(Assignment, on_delete="RESTRICT")
    assignment_id: int
    audience = TextField()
    body = TextField()
    created_at: Any = DateTimeTZField(constraints=[SQL("DEFAULT now()")])
    event = TextField(constraints=[SQL("DEFAULT 'DISPATCHED'")])
    hospital: Any = ForeignKeyField(Hospital, null=True, on_delete="RESTRICT", index=False)
    hospital_id: int | None
    subject = TextField(constraints=[SQL("DEFAULT ''")])
    picked_up_at: Any = DateTimeTZField(null=True)


# The last word on double booking: they hold for code that forgets the lock.
Assignment.add_index(
    Assignment.index(Assignment.paramedic, unique=True, name="assignment_one_open_per_paramedic").where(
        Assignment.cleared_at.is_null()
    )
)
Assignment.add_index(
    Assignment.index(Assignment.ambulance, unique=True, name="assignment_one_open_per_ambulance").where(
        Assignment.cleared_at.is_null()
    )
)
Ambulance.add_index(Ambulance.index(fn.upper(Ambulance.call_sign), unique=True, name="ambulance_call_sign"))

MODELS: tuple[type[Model], ...] = (
    ControlRoom,
    Station,
    Dispatcher,
    Hospital,
    Paramedic,
    EmergencyCall,
    Ambulance,
    Assignment,
    AuditEvent,
    AuditSeal,
    AuditSealedEvent,
    LegalMove,
    Notification,
)
