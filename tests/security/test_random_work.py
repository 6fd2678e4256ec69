"""Random work of several dispatchers at several desks, on the real server and in a model: the two always agree."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import DispatcherError
from dispatcher_app.domain.ids import AmbulanceId, EmergencyAccessId, EmergencyCallId
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.operations.logging_in import end_emergency_access, open_emergency_access
from dispatcher_app.storage.embedded import EmbeddedServer
from dispatcher_app.storage.store import ConnectionSettings, Store
from dispatcher_app.storage.translation import OpenAssignmentExists, StorageFault
from tests.conftest import TEMPLATE
from tests.control_room import ControlRoomBuilder
from tests.security.model import (
    CREWED,
    Answer,
    Change,
    Clear,
    Model,
    MoveAmbulance,
    MoveCall,
    Outrage,
    Report,
    Send,
    SetActive,
    SetRole,
    TakeBack,
)
from tests.security.orders import AMBULANCES, AT_DESKS, CALLS, EVE, ByHand, Dispatch, Glass, changes_of, orders
from tests.security.prompts import VERIFIER
from tests.storage.people import conninfo_of, make_people

COLLEAGUE = {"anna": "ben", "ben": "anna", "eve": "ben"}
MANAGED = "mia_of_random_work"

RAISED: Counter[str] = Counter()


@dataclass(frozen=True, slots=True)
class Room:
    """The desks, and an eye that sees everything."""

    desks: tuple[Store, ...]
    builder: ControlRoomBuilder
    eye: psycopg.Connection[tuple[object, ...]]


@pytest.fixture(scope="module")
def room_of_desks(server: EmbeddedServer, database_numbers: Iterator[int]) -> Iterator[Room]:
    """One database for all examples: each has calls and ambulances of its own."""
    name = f"random_work_{next(database_numbers)}"
    server.ensure_database(name, template=TEMPLATE)
    conninfo = server.conninfo(name)
    make_people(conninfo)
    builder = ControlRoomBuilder(Store(ConnectionSettings(conninfo, desk="builder")))
    builder.add_control_room()
    builder.add_dispatcher("anna", "Anna Kern")
    builder.add_dispatcher("ben", "Ben Ortiz")
    builder.add_dispatcher("eve", "Eve Emergency")
    desks = tuple(Store(ConnectionSettings(conninfo_of(conninfo, login))) for login in AT_DESKS)
    with psycopg.connect(conninfo, autocommit=True) as eye:
        eye.execute("INSERT INTO account (login, role) VALUES ('eve', 'emergency')")
        eye.execute("SELECT add_person(%s, 'Mia', 'viewer', %s, NULL)", (MANAGED, VERIFIER))
        yield Room(desks, builder, eye)
    for store in (*desks, builder.store):
        store.close()
    print(f"\nanswers: {dict(RAISED.most_common())}")


class Example:
    """A few fresh calls and ambulances, and the model of them."""

    def __init__(self, room: Room) -> None:
        """Make them."""
        self.room = room
        (number,) = room.eye.execute("SELECT nextval('control_room_id_seq')").fetchone() or (0,)
        self.calls = [room.builder.add_call() for _ in range(CALLS)]
        self.ambulances = [room.builder.add_ambulance(f"M{number}-{one}") for one in range(AMBULANCES)]
        # The paramedic's profile goes from example to example: what was left running stays with the one before.
        room.eye.execute("UPDATE paramedic SET login = NULL WHERE login = 'pam'")
        self.paramedic = room.builder.add_paramedic("Pam")
        room.eye.execute("UPDATE paramedic SET login = 'pam' WHERE id = %s", (self.paramedic,))
        room.eye.execute("SELECT set_person_active(%s, true), set_person_role(%s, 'viewer', NULL)", (MANAGED, MANAGED))
        room.eye.execute("DELETE FROM paramedic WHERE login = %s", (MANAGED,))
        room.eye.execute("SELECT end_emergency_access(id) FROM emergency_access WHERE ended_at IS NULL")
        self.model = Model([CallStatus.OPEN] * CALLS, [AmbulanceStatus.AVAILABLE] * AMBULANCES)
        self.access = EmergencyAccessId(0)
        self.seen = self.trail_end()

    def trail_end(self) -> int:
        """Give the number of the newest event."""
        (newest,) = self.room.eye.execute("SELECT coalesce(max(id), 0) FROM audit_event").fetchone() or (0,)
        assert isinstance(newest, int)
        return newest

    def step(self, order: Dispatch | ByHand | Glass) -> None:
        """Carry the order out on both sides and compare."""
        expected: Answer
        if isinstance(order, Glass):
            # Each use is an event; one at the same desk ends the one before, which is another.
            expected = "done", int(order.is_broken) + int(self.model.is_glass_broken)
            self.model.is_glass_broken = order.is_broken
            answer = self._break_glass(order)
        elif order.desk == EVE and not self.model.is_glass_broken:
            expected = "NotAllowed", 0
            answer = self._carry_out(order)
        elif isinstance(order, Dispatch):
            expected = self.model.dispatch(order.call, order.ambulance, is_additional=order.is_additional)
            answer = self._dispatch(order)
        else:
            changes = changes_of(order, self.model)
            expected = self.model.change(changes)
            answer = self._by_hand(order.desk, changes)
        RAISED[answer] += 1
        assert answer == expected[0], order
        self._compare(order, expected)

    def _carry_out(self, order: Dispatch | ByHand) -> str:
        return (
            self._dispatch(order)
            if isinstance(order, Dispatch)
            else self._by_hand(order.desk, changes_of(order, self.model))
        )

    def _break_glass(self, order: Glass) -> str:
        store = self.room.desks[order.desk]
        if order.is_broken:
            self.access = open_emergency_access(store, "Nobody else can log in")
        else:
            end_emergency_access(store, self.access)
        return "done"

    def _dispatch(self, order: Dispatch) -> str:
        store, login = self.room.desks[order.desk], AT_DESKS[order.desk]
        command = DispatchAmbulance(
            EmergencyCallId(self.calls[order.call]),
            AmbulanceId(self.ambulances[order.ambulance]),
            paramedic_id=self.paramedic if order.ambulance == CREWED else None,
            is_additional=order.is_additional,
        )
        try:
            done = dispatch_ambulance(store, command, login)
        except DispatcherError as error:
            return type(error).__name__
        if order.is_repeated:
            elsewhere = replace(command, emergency_call_id=EmergencyCallId(self.calls[0]))
            assert dispatch_ambulance(store, elsewhere, login).assignment == done.assignment
        return "Dispatched"

    def _by_hand(self, desk: int, changes: list[Change]) -> str:
        try:
            with self.room.desks[desk].transaction() as tx:
                for change in changes:
                    tx.database.execute_sql(*self._statement(change, AT_DESKS[desk]))
        except (DispatcherError, StorageFault, OpenAssignmentExists) as error:
            return type(error).__name__
        return "done"

    def _statement(self, change: Change, login: str) -> tuple[str, tuple[object, ...]]:
        match change:
            case Send(call, ambulance):
                return (
                    """
                    INSERT INTO assignment
                        (emergency_call_id, ambulance_id, paramedic_id, request_id, dispatcher_id, dispatched_at)
                    SELECT %s, %s, %s, gen_random_uuid(), id, clock_timestamp() FROM dispatcher WHERE login = %s""",
                    (
                        self.calls[call],
                        self.ambulances[ambulance],
                        self.paramedic if ambulance == CREWED else None,
                        login,
                    ),
                )
            case Clear(ambulance):
                return (
                    """
                    UPDATE assignment SET cleared_at = clock_timestamp(), outcome = 'STOOD_DOWN',
                           ended_by_id = (SELECT id FROM dispatcher WHERE login = session_user)
                    WHERE ambulance_id = %s AND cleared_at IS NULL""",
                    (self.ambulances[ambulance],),
                )
            case MoveAmbulance(ambulance, status):
                sql = "UPDATE ambulance SET status = %s, status_since = clock_timestamp() WHERE id = %s"
                return sql, (str(status), self.ambulances[ambulance])
            case MoveCall(call, status, is_forged):
                signed = (COLLEAGUE[login] if is_forged else login) if status.is_over else None
                return (
                    """
                    UPDATE emergency_call SET status = %s, ended_at = CASE WHEN %s THEN clock_timestamp() END,
                        ended_by_id = (SELECT id FROM dispatcher WHERE login = %s) WHERE id = %s""",
                    (str(status), status.is_over, signed, self.calls[call]),
                )
            case Outrage(statement):
                return statement, ()
            case Report() | TakeBack() | SetRole() | SetActive():
                return self._statement_of_others(change)

    def _statement_of_others(self, change: Report | TakeBack | SetRole | SetActive) -> tuple[str, tuple[object, ...]]:
        running = "WHERE ambulance_id = %s AND cleared_at IS NULL"
        match change:
            case Report(ambulance, stamp):
                sql = f"UPDATE assignment SET {stamp} = clock_timestamp() {running}"
                return sql, (self.ambulances[ambulance],)
            case TakeBack(ambulance, stamp):
                sql = f"SELECT correct_stamp(id, '{stamp}', NULL, 'It never was') FROM assignment {running}"
                return sql, (self.ambulances[ambulance],)
            case SetRole(role):
                return "SELECT set_person_role(%s, %s, 'ALS')", (MANAGED, role)
            case SetActive(is_active):
                return "SELECT set_person_active(%s, %s)", (MANAGED, is_active)

    def _compare(self, order: Dispatch | ByHand | Glass, expected: Answer) -> None:
        stands = self.room.eye.execute(
            """
            SELECT (SELECT array_agg(status ORDER BY id) FROM emergency_call WHERE id = ANY(%(calls)s)),
                   (SELECT array_agg(status ORDER BY id) FROM ambulance WHERE id = ANY(%(ambulances)s)),
                   (SELECT coalesce(jsonb_object_agg(ambulance_id, emergency_call_id), '{}') FROM assignment
                    WHERE cleared_at IS NULL AND ambulance_id = ANY(%(ambulances)s))""",
            {"calls": self.calls, "ambulances": self.ambulances},
        ).fetchone()
        sent = {str(self.ambulances[ambulance]): self.calls[call] for ambulance, call in self.model.sent.items()}
        assert stands == (self.model.calls, self.model.ambulances, sent), order
        recorded = self.room.eye.execute(
            "SELECT count(*), array_agg(DISTINCT actor || ' at ' || desk) FROM audit_event WHERE id > %s", (self.seen,)
        ).fetchone()
        by = f"{AT_DESKS[order.desk]} at {self.room.desks[order.desk].desk}"
        assert recorded == (expected[1], [by] if expected[1] else None), order
        self.seen = self.trail_end()


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(work=st.lists(orders, min_size=15, max_size=50))
def test_model_and_database_agree_after_each_step(room_of_desks: Room, work: list[Dispatch | ByHand | Glass]) -> None:
    example = Example(room_of_desks)
    for order in work:
        example.step(order)
