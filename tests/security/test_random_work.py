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
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus
from dispatcher_app.operations.dispatch import dispatch_ambulance
from dispatcher_app.storage.embedded import EmbeddedServer
from dispatcher_app.storage.store import ConnectionSettings, Store
from dispatcher_app.storage.translation import OpenAssignmentExists, StorageFault
from tests.conftest import TEMPLATE
from tests.control_room import ControlRoomBuilder
from tests.security.model import Answer, Change, Clear, Model, MoveAmbulance, MoveCall, Outrage, Send
from tests.security.orders import AMBULANCES, CALLS, ByHand, Dispatch, changes_of, orders
from tests.storage.people import conninfo_of, make_people

AT_DESKS = ("anna", "ben", "anna")
COLLEAGUE = {"anna": "ben", "ben": "anna"}

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
    desks = tuple(Store(ConnectionSettings(conninfo_of(conninfo, login))) for login in AT_DESKS)
    with psycopg.connect(conninfo, autocommit=True) as eye:
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
        self.model = Model([CallStatus.OPEN] * CALLS, [AmbulanceStatus.AVAILABLE] * AMBULANCES)
        self.seen = self.trail_end()

    def trail_end(self) -> int:
        """Give the number of the newest event."""
        (newest,) = self.room.eye.execute("SELECT coalesce(max(id), 0) FROM audit_event").fetchone() or (0,)
        assert isinstance(newest, int)
        return newest

    def step(self, order: Dispatch | ByHand) -> None:
        """Carry the order out on both sides and compare."""
        if isinstance(order, Dispatch):
            expected = self.model.dispatch(order.call, order.ambulance, is_additional=order.is_additional)
            answer = self._dispatch(order)
        else:
            changes = changes_of(order, self.model)
            expected = self.model.change(changes)
            answer = self._by_hand(order.desk, changes)
        RAISED[answer] += 1
        assert answer == expected[0], order
        self._compare(order, expected)

    def _dispatch(self, order: Dispatch) -> str:
        store, login = self.room.desks[order.desk], AT_DESKS[order.desk]
        command = DispatchAmbulance(
            EmergencyCallId(self.calls[order.call]),
            AmbulanceId(self.ambulances[order.ambulance]),
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
                    INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatcher_id, dispatched_at)
                    SELECT %s, %s, gen_random_uuid(), id, clock_timestamp() FROM dispatcher WHERE login = %s""",
                    (self.calls[call], self.ambulances[ambulance], login),
                )
            case Clear(ambulance):
                return (
                    """
                    UPDATE assignment SET cleared_at = clock_timestamp(), outcome = 'STOOD_DOWN'
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

    def _compare(self, order: Dispatch | ByHand, expected: Answer) -> None:
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
def test_model_and_database_agree_after_each_step(room_of_desks: Room, work: list[Dispatch | ByHand]) -> None:
    example = Example(room_of_desks)
    for order in work:
        example.step(order)
