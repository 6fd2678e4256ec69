"""The table of the streets."""

from peewee import SQL, DoubleField, IntegerField, TextField
from playhouse.postgres_ext import ArrayField

from dispatcher_app.storage.models import Table


class Street(Table):
    """A segment of a street: house numbers on both sides, and its line as latitude, longitude, latitude, …"""

    name = TextField()
    area_text = TextField(constraints=[SQL("DEFAULT ''")])
    left_from = IntegerField(null=True)
    left_to = IntegerField(null=True)
    right_from = IntegerField(null=True)
    right_to = IntegerField(null=True)
    line = ArrayField(DoubleField, index=False)
    source_ref = TextField(unique=True)
