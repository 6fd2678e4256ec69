"""Four desks edit one call at once, over and over, each by a picture that grows old under its hands.

Each has a field of its own to count up in, so that one lost edit is one missing; one field they all fight over.
"""

from collections import Counter
from dataclasses import replace
from typing import Any

import psycopg

from dispatcher_app.domain.edit_errors import EditCollision
from dispatcher_app.domain.edits import CallFields, EditCall, fields_of
from dispatcher_app.domain.errors import Busy
from dispatcher_app.operations.editing import edit_call
from dispatcher_app.operations.read_board import load_board
from dispatcher_app.storage.store import Store
from tests.concurrency.city import City
from tests.concurrency.clicking import open_desk
from tests.concurrency.desk_pool import DeskPool, Seat

EDITS = 50
OWN_FIELDS = ("type_text", "location_text", "caller_phone", "caller_name")
DESKS = len(OWN_FIELDS)


def having(fields: CallFields, name: str, value: Any) -> CallFields:
    """Give the fields with another value of one."""
    return replace(fields, **{name: value})


def edited(store: Store, command: EditCall, login: str) -> CallFields:
    """Edit until nobody holds the record for too long."""
    while True:
        try:
            return fields_of(edit_call(store, command, login).call)
        except Busy:
            continue


def count_in_own_field(seat: Seat, conninfo: str) -> int:
    """Write 1 to 50 into one's own field, without ever looking at the call again; tell how many were merged."""
    store, field = open_desk(seat, conninfo), OWN_FIELDS[seat.number - 1]
    (call,) = load_board(store).calls
    first = fields_of(call)
    seen, merged = first, 0
    seat.meet()
    for number in range(1, EDITS + 1):
        base = having(first, field, getattr(seen, field))
        # The others' fields stay as they were at the very beginning: a base as old as can be.
        command = EditCall(call.id, base, call.version, having(base, field, f"{100 + number}"))
        seen = edited(store, command, seat.login)
        merged += having(seen, field, getattr(first, field)) != first
    store.close()
    return merged


def test_disjoint_fields_edited_at_once_all_survive(city: City) -> None:
    conninfo = city(calls=1, ambulances=1)
    with DeskPool(DESKS) as pool:
        merged = pool.run(count_in_own_field, conninfo)
    with psycopg.connect(conninfo) as connection:
        (row,) = connection.execute(f"SELECT {', '.join(OWN_FIELDS)}, version FROM emergency_call").fetchall()
        counts = connection.execute(
            "SELECT key, count(*), array_agg(value ORDER BY id) FROM audit_event, jsonb_each_text(after)"
            " WHERE table_name = 'emergency_call' AND action = 'UPDATE' AND key = ANY(%s) GROUP BY key",
            (list(OWN_FIELDS),),
        ).fetchall()
    assert row == (*["150"] * DESKS, 1 + DESKS * EDITS)
    # Every single edit is in the record, in its order: none was written over by somebody's older picture.
    in_order = [f"{100 + number}" for number in range(1, EDITS + 1)]
    assert {key: values for key, _, values in counts} == dict.fromkeys(OWN_FIELDS, in_order)
    assert sum(merged) > 0


def fight_over_priority(seat: Seat, conninfo: str) -> Counter[str]:
    """Change the priority to another than is seen, over and over."""
    store, heard = open_desk(seat, conninfo), Counter[str]()
    (call,) = load_board(store).calls
    seat.meet()
    for _ in range(EDITS):
        base = fields_of(call)
        wanted = replace(base, priority=base.priority % 4 + 1)
        try:
            call = edit_call(store, EditCall(call.id, base, call.version, wanted), seat.login).call
            heard["done"] += 1
        except EditCollision as collision:
            (found,) = collision.collisions
            assert found.changed is not None
            assert found.changed.desk.startswith("desk ")
            heard["collided"] += 1
            call = replace(call, priority=collision.theirs.priority, version=collision.version)
        except Busy:
            heard["busy"] += 1
    store.close()
    return heard


def test_of_those_who_change_one_field_at_once_one_wins_and_the_others_hear_of_it(city: City) -> None:
    conninfo = city(calls=1, ambulances=1)
    with DeskPool(DESKS) as pool:
        heard = sum(pool.run(fight_over_priority, conninfo), Counter[str]())
    with psycopg.connect(conninfo) as connection:
        steps = connection.execute(
            "SELECT (before ->> 'priority')::int, (after ->> 'priority')::int FROM audit_event"
            " WHERE table_name = 'emergency_call' AND action = 'UPDATE' ORDER BY id"
        ).fetchall()
    assert heard["collided"] > 0
    # Each written change is one step from what its desk saw: nobody stepped from a picture that was gone.
    assert all(after == before % 4 + 1 for before, after in steps)
    assert 0 < len(steps) <= heard["done"]
