"""The notes of a call, as Peewee sees them."""

from typing import Any

from peewee import ForeignKeyField, TextField, UUIDField
from playhouse.postgres_ext import DateTimeTZField

from dispatcher_app.storage.models import EmergencyCall, Table


class CallNote(Table):
    """What somebody wrote down about a call: signed and timed by the database, never edited, only followed."""

    emergency_call: Any = ForeignKeyField(EmergencyCall, on_delete="RESTRICT")
    emergency_call_id: int
    written_at: Any = DateTimeTZField()
    author = TextField()
    author_name = TextField()
    desk = TextField()
    body = TextField()
    follows: Any = ForeignKeyField("self", null=True, on_delete="RESTRICT")
    follows_id: int | None
    request_id: Any = UUIDField(unique=True)
