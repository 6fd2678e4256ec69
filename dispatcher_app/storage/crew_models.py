"""The tables about who is aboard, their shifts and breaks, and who was taken to a hospital that diverts."""

from typing import Any

from peewee import ForeignKeyField, Model, TextField
from playhouse.postgres_ext import DateTimeTZField

from dispatcher_app.storage.models import Ambulance, Assignment, Hospital, Paramedic, Table


class DivertAcceptance(Table):
    """Somebody chose a hospital that diverts, knowing it. Signed by the database."""

    assignment: Any = ForeignKeyField(Assignment, on_delete="RESTRICT")
    assignment_id: int
    hospital: Any = ForeignKeyField(Hospital, on_delete="RESTRICT")
    hospital_id: int
    accepted_at: Any = DateTimeTZField()
    accepted_by = TextField()


class Shift(Table):
    """A plan: when somebody, or whoever is on an ambulance, works."""

    ambulance: Any = ForeignKeyField(Ambulance, null=True, on_delete="RESTRICT", index=False)
    ambulance_id: int | None
    paramedic: Any = ForeignKeyField(Paramedic, null=True, on_delete="RESTRICT", index=False)
    paramedic_id: int | None
    starts_at: Any = DateTimeTZField()
    ends_at: Any = DateTimeTZField()
    break_due_at: Any = DateTimeTZField(null=True)
    source_ref = TextField(null=True, unique=True)


class CrewMember(Table):
    """A paramedic on an ambulance, from signing on to signing off."""

    ambulance: Any = ForeignKeyField(Ambulance, on_delete="RESTRICT", index=False)
    ambulance_id: int
    paramedic: Any = ForeignKeyField(Paramedic, on_delete="RESTRICT", index=False)
    paramedic_id: int
    on_at: Any = DateTimeTZField()
    on_by = TextField()
    off_at: Any = DateTimeTZField(null=True)
    off_by = TextField(null=True)


class CrewBreak(Table):
    """A break of an ambulance's crew."""

    ambulance: Any = ForeignKeyField(Ambulance, on_delete="RESTRICT", index=False)
    ambulance_id: int
    began_at: Any = DateTimeTZField()
    began_by = TextField()
    ended_at: Any = DateTimeTZField(null=True)
    ended_by = TextField(null=True)


class Aboard(Table):
    """Who was aboard when an ambulance was sent; written by the database alone."""

    assignment: Any = ForeignKeyField(Assignment, on_delete="RESTRICT", index=False)
    assignment_id: int
    paramedic: Any = ForeignKeyField(Paramedic, on_delete="RESTRICT")
    paramedic_id: int


Shift.add_index(Shift.index(Shift.ambulance, Shift.ends_at, name="shift_ambulance_id"))
Shift.add_index(Shift.index(Shift.paramedic, Shift.ends_at, name="shift_paramedic_id"))
CrewMember.add_index(
    CrewMember.index(CrewMember.paramedic, unique=True, name="crew_member_one_ambulance_per_paramedic").where(
        CrewMember.off_at.is_null()
    )
)
CrewMember.add_index(
    CrewMember.index(CrewMember.ambulance, name="crew_member_ambulance_id").where(CrewMember.off_at.is_null())
)
CrewBreak.add_index(
    CrewBreak.index(CrewBreak.ambulance, unique=True, name="crew_break_one_at_a_time").where(
        CrewBreak.ended_at.is_null()
    )
)
CrewBreak.add_index(CrewBreak.index(CrewBreak.ambulance, CrewBreak.began_at, name="crew_break_ambulance_id"))
Aboard.add_index(
    Aboard.index(Aboard.assignment, Aboard.paramedic, unique=True, name="aboard_assignment_id_paramedic_id")
)

CREW_MODELS: tuple[type[Model], ...] = (DivertAcceptance, Shift, CrewMember, CrewBreak, Aboard)
