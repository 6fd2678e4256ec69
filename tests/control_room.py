"""Filling a test's database, row by row, with what the test is about."""

from typing import Any

from peewee import SQL, fn

from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId, HospitalId, ParamedicId
from dispatcher_app.storage.models import Ambulance, ControlRoom, Dispatcher, EmergencyCall, Hospital, Paramedic
from dispatcher_app.storage.store import Store


class ControlRoomBuilder:
    """Adds rows through one desk's connection. Times default to the database's now."""

    def __init__(self, store: Store) -> None:
        """Use this desk."""
        self.store = store
        self._next_number = 1001

    def add_control_room(self, *, is_demo: bool = False) -> None:
        """Say what the database is."""
        self._insert(ControlRoom, id=1, name="Test City", time_zone="America/Los_Angeles", is_demo=is_demo)

    def add_dispatcher(self, login: str, full_name: str) -> int:
        """Add a person who may dispatch."""
        return self._insert(Dispatcher, login=login, full_name=full_name)

    def add_call(self, **given: Any) -> EmergencyCallId:
        """Add an open call; numbers count up from 1001."""
        self._next_number += 1
        defaults = {
            "number": self._next_number - 1,
            "status": "OPEN",
            "priority": 2,
            "type_text": "Chest pain",
            "received_at": fn.now(),
            "location_text": "400 Castro St",
            "latitude": 37.7611,
            "longitude": -122.4350,
        }
        return EmergencyCallId(self._insert(EmergencyCall, **(defaults | given)))

    def add_ambulance(self, call_sign: str, **given: Any) -> AmbulanceId:
        """Add an available ambulance."""
        defaults = {
            "call_sign": call_sign,
            "status": "AVAILABLE",
            "status_since": fn.now(),
            "crew_level": "ALS",
            "latitude": 37.7700,
            "longitude": -122.4300,
            "position_at": fn.now(),
        }
        return AmbulanceId(self._insert(Ambulance, **(defaults | given)))

    def add_hospital(self, name: str) -> HospitalId:
        """Add a hospital."""
        return HospitalId(self._insert(Hospital, name=name, latitude=37.7631, longitude=-122.4577))

    def add_paramedic(self, full_name: str) -> ParamedicId:
        """Add a paramedic."""
        return ParamedicId(self._insert(Paramedic, full_name=full_name, level="ALS"))

    def end_call(self, call_id: EmergencyCallId, status: str, login: str, desk: str) -> None:
        """Close or cancel a call behind everybody's back."""
        with self.store.transaction() as tx:
            EmergencyCall.update(
                status=status,
                ended_at=fn.now(),
                ended_by=Dispatcher.select(Dispatcher.id).where(Dispatcher.login == login),
                ended_at_desk=desk,
            ).where(EmergencyCall.id == call_id).execute(tx.database)

    def set_ambulance(self, ambulance_id: AmbulanceId, **values: Any) -> None:
        """Change an ambulance behind everybody's back."""
        with self.store.transaction() as tx:
            Ambulance.update(**values).where(Ambulance.id == ambulance_id).execute(tx.database)

    def count(self, table: str, where: str = "true") -> int:
        """Count rows."""
        return int(self.one(f"SELECT count(*) FROM {table} WHERE {where}")[0])

    def one(self, sql: str) -> tuple[Any, ...]:
        """Run a query and give its first row."""
        with self.store.transaction() as tx:
            row: tuple[Any, ...] = tx.database.execute_sql(sql).fetchone()
            return row

    def _insert(self, model: Any, **values: Any) -> int:
        with self.store.transaction() as tx:
            (row,) = model.insert(**values).returning(model.id).execute(tx.database)
            return int(row.id)


def ago(seconds: float) -> SQL:
    """Give an instant before the database's now."""
    return SQL("now() - %s * interval '1 second'", (seconds,))
