"""A room in which calls are taken, by people who each have a log-in and the rights of their role."""

from contextlib import ExitStack

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.call_taking import LinkRepeatCaller, TakeCall
from dispatcher_app.domain.entities import EmergencyCall
from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.roles import Role
from dispatcher_app.operations.taking_calls import (
    find_duplicates,
    link_repeat_caller,
    take_call,
)
from dispatcher_app.storage.store import Store
from tests.control_room import ControlRoomBuilder
from tests.password_room import PasswordRoom

CASTRO = Position(37.7611, -122.4350)

FALL = CallEntry(
    location_text="400 Castro St",
    position=CASTRO,
    caller_phone="415 555 0100",
    caller_name="Jo Doe",
    type_code="FALL",
    type_text="Fall",
    priority=3,
    patient_name="Al Doe",
    patient_age="82",
    patient_sex="M",
    patient_condition="awake",
    notes="Blue door",
)

METRES_OF_A_DEGREE = 111_195.08
"""Of latitude, on the earth that distances are measured on."""


class Shift:
    """Two dispatchers, a supervisor, and people who may take no calls; each at a desk of their own."""

    def __init__(self, asks: PasswordRoom, room: ControlRoomBuilder, stack: ExitStack) -> None:
        """Let everybody log in."""
        self.asks, self.room, self._stack = asks, room, stack
        roles = {"anna": Role.DISPATCHER, "ben": Role.DISPATCHER, "sue": Role.SUPERVISOR}
        others = {"vera": Role.VIEWER, "pam": Role.PARAMEDIC, "ada": Role.ADMIN}
        self.logins = {name: asks.add(name, role) for name, role in (roles | others).items()}
        self.stores = {name: stack.enter_context(asks.store_of(login)) for name, login in self.logins.items()}

    def take(self, entry: CallEntry = FALL, name: str = "anna", **given: object) -> EmergencyCall:
        command = TakeCall(entry, **given)  # type: ignore[arg-type]
        return take_call(self.stores[name], command, self.logins[name]).call

    def link(self, call: EmergencyCall, entry: CallEntry = FALL, name: str = "ben") -> int:
        command = LinkRepeatCaller(call.id, entry)
        return link_repeat_caller(self.stores[name], command, self.logins[name]).repeat_callers

    def end(self, call: EmergencyCall, seconds_ago: float, status: str = "CLOSED") -> None:
        sql = "UPDATE emergency_call SET status = %s, ended_at = now() - %s * interval '1 second' WHERE id = %s"
        self.asks.run(sql, status, seconds_ago, call.id)

    def found(self, entry: CallEntry) -> list[int]:
        return [duplicate.call.number for duplicate in find_duplicates(self.stores["ben"], entry)]

    def execute(self, name: str, sql: str, *values: object) -> None:
        with self.stores[name].transaction() as tx:
            tx.database.execute_sql(sql, values)

    def another_desk(self, name: str) -> Store:
        return self._stack.enter_context(self.asks.store_of(self.logins[name]))


OWN = "(SELECT id FROM dispatcher WHERE login = session_user)"
"""The dispatcher that a session may sign for, in SQL."""
