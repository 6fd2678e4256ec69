"""Three people with their own log-ins, two calls, three ambulances: what changes of plan are tried on."""

from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime
from typing import Any, TypeVar

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.ids import AmbulanceId, AssignmentId
from dispatcher_app.domain.plans import Plan, StampAssignment
from dispatcher_app.domain.roles import Role
from dispatcher_app.domain.stamps import Stamp
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.planning import PlanDone
from dispatcher_app.operations.stamping_work import stamp_assignment
from dispatcher_app.storage.store import Store
from tests.control_room import ControlRoomBuilder, ago
from tests.password_room import PasswordRoom

P = TypeVar("P", bound=Plan)

Verb = Callable[[Store, P, str], PlanDone]

UP_TO_HOSPITAL = (
    Stamp.ACKNOWLEDGED,
    Stamp.MOBILE,
    Stamp.ON_SCENE,
    Stamp.AT_PATIENT,
    Stamp.LEFT_SCENE,
    Stamp.AT_HOSPITAL,
)


class PlanRoom:
    """Calls 1042 (ten minutes old) and 1043 (five), ambulances M12, M07 and M31, all available."""

    def __init__(self, password_room: PasswordRoom, room: ControlRoomBuilder, stack: ExitStack) -> None:
        """Fill it, and log everybody in."""
        self.asks = password_room
        self.logins = {
            name: password_room.add(name, role)
            for name, role in (("anna", Role.DISPATCHER), ("ben", Role.DISPATCHER), ("sue", Role.SUPERVISOR))
        }
        self.stores = {name: stack.enter_context(password_room.store_of(login)) for name, login in self.logins.items()}
        self.calls = {number: room.add_call(number=number, received_at=ago(ages)) for number, ages in AGES.items()}
        self.ambulances = {sign: room.add_ambulance(sign) for sign in ("M12", "M07", "M31")}

    def do(self, who: str, verb: Verb[P], plan: P) -> PlanDone:
        """Let somebody carry something out."""
        return verb(self.stores[who], plan, self.logins[who])

    def send(self, sign: str, number: int, who: str = "anna", *, additional: bool = False) -> AssignmentId:
        """Dispatch."""
        order = DispatchAmbulance(self.calls[number], self.ambulances[sign], is_additional=additional)
        return dispatch_ambulance(self.stores[who], order, self.logins[who]).assignment.id

    def stamp(self, work: AssignmentId, *stamps: Stamp, who: str = "anna") -> None:
        """Write stamps, one after the other."""
        for stamp in stamps:
            self.do(who, stamp_assignment, StampAssignment(work, stamp))

    def status(self, of: str | int) -> str:
        """Tell where an ambulance (call sign) or a call (number) stands."""
        table, column = ("ambulance", "call_sign") if isinstance(of, str) else ("emergency_call", "number")
        return str(self.asks.one(f"SELECT status FROM {table} WHERE {column} = %s", of))

    def since(self, sign: str) -> datetime:
        """Tell since when an ambulance is what it is."""
        found = self.asks.one("SELECT status_since FROM ambulance WHERE call_sign = %s", sign)
        assert isinstance(found, datetime)
        return found

    def received(self, number: int) -> datetime:
        """Tell the clock of a call."""
        found = self.asks.one("SELECT received_at FROM emergency_call WHERE number = %s", number)
        assert isinstance(found, datetime)
        return found

    def work(self, work: AssignmentId, column: str) -> Any:
        """Tell something of an assignment."""
        return self.asks.one(f"SELECT {column} FROM assignment WHERE id = %s", work)

    def running(self, sign: str) -> int | None:
        """Tell the number of the call that an ambulance is out on."""
        found = self.asks.one(
            "SELECT max(c.number) FROM assignment AS a JOIN emergency_call AS c ON c.id = a.emergency_call_id"
            " WHERE a.cleared_at IS NULL AND a.ambulance_id = %s",
            self.ambulances[sign],
        )
        return None if found is None else int(str(found))

    def running_id(self, sign: str) -> AssignmentId:
        """Give the open assignment of an ambulance."""
        found = self.asks.one(
            "SELECT id FROM assignment WHERE cleared_at IS NULL AND ambulance_id = %s", self.ambulances[sign]
        )
        return AssignmentId(int(str(found)))

    def told(self) -> list[str]:
        """List what crews and hospitals are told, in order."""
        with self.asks.store.transaction() as tx:
            rows = tx.database.execute_sql("SELECT body FROM notification ORDER BY id").fetchall()
        return [body for (body,) in rows]

    def written(self) -> tuple[object, ...]:
        """Give what a refusal must leave as it was."""
        tables = ("assignment", "ambulance", "emergency_call", "notification", "alarm", "undone_stamp", "request")
        return tuple(
            self.asks.one(f"SELECT coalesce(jsonb_agg(to_jsonb(t) ORDER BY t.id), '[]') FROM {table} AS t")
            for table in tables
        )

    def ambulance(self, sign: str) -> AmbulanceId:
        """Give the id."""
        return self.ambulances[sign]


AGES = {1042: 600, 1043: 300}
