"""Every kind of change that can occur, made for real, and the sentence that a supervisor reads of it."""

from contextlib import suppress
from zoneinfo import ZoneInfo

from dispatcher_app.operations.trail_fields import changes_of
from dispatcher_app.operations.trail_words import sentence_of
from dispatcher_app.storage.store import Store
from dispatcher_app.storage.trail import TrailFilter, read_trail
from dispatcher_app.storage.trail_names import read_names
from tests.control_room import ControlRoomBuilder
from tests.operations.other_trail_events import KINDS
from tests.operations.trail_events import RECORDED
from tests.operations.trail_events_outbox import OUTBOX
from tests.operations.trail_kinds import Kind

ZONE = ZoneInfo("America/Los_Angeles")


def prepared(room: ControlRoomBuilder) -> dict[str, int]:
    """Make one record of each kind, in a room that records changes and has no other rules."""
    room.add_dispatcher(room.one("SELECT session_user")[0], "Ria Root")
    ids: dict[str, int] = {"call": room.add_call(number=1042), "ambulance": room.add_ambulance("M12")}
    ids |= {"hospital": room.add_hospital("General"), "paramedic": room.add_paramedic("Pam Ng")}
    (ids["station"],) = room.one("INSERT INTO station (name) VALUES ('St 6') RETURNING id")
    for table in RECORDED:
        with room.store.transaction() as tx:
            only_recorded = f"ALTER TABLE {table} DISABLE TRIGGER USER, ENABLE TRIGGER {table}_recorded"
            tx.database.execute_sql(only_recorded)
    (ids["assignment"],) = room.one(
        "INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatched_at)"
        f" VALUES ({ids['call']}, {ids['ambulance']}, gen_random_uuid(), '2026-03-05T21:00:00Z') RETURNING id"
    )
    return ids


class Undone(Exception):
    """What was looked at need not stay."""


def told(store: Store, kind: Kind, ids: dict[str, int]) -> str:
    """Make a change, read as a supervisor how it is told, and undo it."""
    sentence = ""
    with suppress(Undone), store.transaction() as tx:
        for statement in kind.statements:
            tx.database.execute_sql(statement.format(**ids))
        tx.database.execute_sql("SET LOCAL ROLE dispatch_supervisor")
        events = read_trail(tx, TrailFilter(), None, 1)
        names = read_names(tx, events)
        assert changes_of(events[0], names)
        sentence = sentence_of(events[0], names, ZONE)
        raise Undone
    return sentence


def test_every_kind_of_change_is_told(room: ControlRoomBuilder) -> None:
    ids = prepared(room)
    said = [f"{kind.name}: {told(room.store, kind, ids)}" for kind in (*KINDS, *OUTBOX)]
    assert said == [f"{kind.name}: Ria Root {kind.deed}, desk 1" for kind in (*KINDS, *OUTBOX)]
