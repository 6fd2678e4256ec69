"""The tables of call-taking: types of calls, what is being typed, and those who ring about a call that is known."""

from typing import Any

from peewee import SQL, BooleanField, ForeignKeyField, SmallIntegerField, TextField, UUIDField
from playhouse.postgres_ext import BinaryJSONField, DateTimeTZField

from dispatcher_app.storage.models import Dispatcher, EmergencyCall, Table


class CallType(Table):
    """A type of emergency call; codes are the room's own."""

    code = TextField(unique=True)
    words = TextField()
    default_priority = SmallIntegerField(null=True)
    needs = TextField(constraints=[SQL("DEFAULT ''")])
    is_active = BooleanField(constraints=[SQL("DEFAULT true")])


class CallDraft(Table):
    """What somebody is typing while a caller speaks. Read and written through the database's functions alone."""

    request_id: Any = UUIDField(unique=True)
    login = TextField()
    desk = TextField()
    ring_at: Any = DateTimeTZField()
    content: Any = BinaryJSONField(index=False, constraints=[SQL("DEFAULT '{}'")])
    updated_at: Any = DateTimeTZField()
    ended_at: Any = DateTimeTZField(null=True)


class RepeatCall(Table):
    """Somebody rang about a call that was known already."""

    emergency_call: Any = ForeignKeyField(EmergencyCall, on_delete="RESTRICT")
    emergency_call_id: int
    request_id: Any = UUIDField(unique=True)
    received_at: Any = DateTimeTZField()
    entered_at: Any = DateTimeTZField()
    caller_name = TextField(constraints=[SQL("DEFAULT ''")])
    caller_phone = TextField(constraints=[SQL("DEFAULT ''")])
    location_text = TextField(constraints=[SQL("DEFAULT ''")])
    notes = TextField(constraints=[SQL("DEFAULT ''")])
    taken_by: Any = ForeignKeyField(Dispatcher, on_delete="RESTRICT", index=False)
    taken_by_id: int
    desk = TextField(constraints=[SQL("DEFAULT ''")])


CallDraft.add_index(CallDraft.index(CallDraft.login, name="call_draft_open").where(CallDraft.ended_at.is_null()))
EmergencyCall.add_index(EmergencyCall.index(EmergencyCall.ended_at, name="emergency_call_ended_at"))
EmergencyCall.add_index(
    EmergencyCall.index(EmergencyCall.received_at, name="emergency_call_on_board").where(
        EmergencyCall.ended_at.is_null()
    )
)
