"""The tables about people and what they may: log-ins, wrong passwords, emergency access, corrected stamps."""

from typing import Any

from peewee import SQL, BooleanField, ForeignKeyField, IntegerField, Model, TextField
from playhouse.postgres_ext import DateTimeTZField

from dispatcher_app.storage.call_models import CallDraft, CallType, RepeatCall
from dispatcher_app.storage.crew_models import CREW_MODELS
from dispatcher_app.storage.models import MODELS, Assignment, Table
from dispatcher_app.storage.note_models import CallNote
from dispatcher_app.storage.outbox_models import OUTBOX_MODELS
from dispatcher_app.storage.street_models import Street
from dispatcher_app.storage.work_models import Alarm, Request, UndoneStamp


def _moment() -> SQL:
    return SQL("DEFAULT clock_timestamp()")


class Account(Table):
    """A person who may log in: a role of PostgreSQL of the same name."""

    login = TextField(unique=True)
    role = TextField()
    is_active = BooleanField(constraints=[SQL("DEFAULT true")])
    password_set_at: Any = DateTimeTZField(null=True)


class LogInFailure(Table):
    """Wrong passwords of late, counted by the gate."""

    login = TextField(unique=True)
    is_known = BooleanField()
    failures = IntegerField()
    last_at: Any = DateTimeTZField()
    last_desk = TextField()
    locked_until: Any = DateTimeTZField(null=True)


class EmergencyAccess(Table):
    """A use of an emergency log-in."""

    login = TextField()
    desk = TextField()
    reason = TextField()
    opened_at: Any = DateTimeTZField(constraints=[_moment()])
    acknowledged_at: Any = DateTimeTZField(null=True)
    acknowledged_by = TextField(null=True)
    ended_at: Any = DateTimeTZField(null=True)
    ended_by = TextField(null=True)


class Correction(Table):
    """A stamp that a supervisor wrote anew, with the reason."""

    assignment: Any = ForeignKeyField(Assignment, on_delete="RESTRICT")
    assignment_id: int
    stamp = TextField()
    was_at: Any = DateTimeTZField(null=True)
    is_at: Any = DateTimeTZField(null=True)
    reason = TextField()
    corrected_by = TextField()
    desk = TextField()
    corrected_at: Any = DateTimeTZField(constraints=[_moment()])


EmergencyAccess.add_index(
    EmergencyAccess.index(EmergencyAccess.login, name="emergency_access_open").where(EmergencyAccess.ended_at.is_null())
)
EmergencyAccess.add_index(
    EmergencyAccess.index(EmergencyAccess.opened_at, name="emergency_access_unacknowledged").where(
        EmergencyAccess.acknowledged_at.is_null()
    )
)

ALL_MODELS: tuple[type[Model], ...] = (
    *MODELS,
    Account,
    LogInFailure,
    EmergencyAccess,
    Correction,
    Request,
    Alarm,
    UndoneStamp,
    CallType,
    CallDraft,
    RepeatCall,
    Street,
    CallNote,
    *CREW_MODELS,
    *OUTBOX_MODELS,
)
