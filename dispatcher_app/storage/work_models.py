"""The tables that orders leave besides the records they are about: as `models.py`, made by the migrations."""

from typing import Any

from peewee import SQL, ForeignKeyField, IntegerField, Model, TextField, UUIDField, fn
from playhouse.postgres_ext import DateTimeTZField

from dispatcher_app.storage.models import Ambulance, Assignment, EmergencyCall, Table


class Request(Model):
    """An order that was carried out, or taken back before it was: written by whichever came first."""

    id: Any = UUIDField(primary_key=True)
    verb = TextField()
    at: Any = DateTimeTZField(constraints=[SQL("DEFAULT clock_timestamp()")])
    actor = TextField(constraints=[SQL("DEFAULT SESSION_USER")])

    class Meta:
        legacy_table_names = False


class Alarm(Table):
    """Something that stands until somebody has taken note of it."""

    kind = TextField()
    emergency_call: Any = ForeignKeyField(EmergencyCall, null=True, on_delete="RESTRICT")
    emergency_call_id: int | None
    ambulance: Any = ForeignKeyField(Ambulance, null=True, on_delete="RESTRICT")
    ambulance_id: int | None
    body = TextField()
    raised_at: Any = DateTimeTZField()
    raised_by = TextField()
    desk = TextField()
    times = IntegerField(constraints=[SQL("DEFAULT 1")])
    acknowledged_at: Any = DateTimeTZField(null=True)
    acknowledged_by = TextField(null=True)


class UndoneStamp(Table):
    """A stamp that was taken back as a slip."""

    assignment: Any = ForeignKeyField(Assignment, on_delete="RESTRICT")
    assignment_id: int
    stamp = TextField()
    was_at: Any = DateTimeTZField()
    undone_by = TextField()
    desk = TextField()
    undone_at: Any = DateTimeTZField(constraints=[SQL("DEFAULT clock_timestamp()")])


Alarm.add_index(
    Alarm.index(
        Alarm.kind,
        fn.COALESCE(Alarm.emergency_call, 0),
        fn.COALESCE(Alarm.ambulance, 0),
        unique=True,
        name="alarm_standing",
    ).where(Alarm.acknowledged_at.is_null())
)
