"""Two people edit one call: what does not collide merges, what does is told with names, and nothing is ever lost."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest

from dispatcher_app.domain.edit_errors import EditCollision
from dispatcher_app.domain.edits import CallFields, EditCall, fields_of
from dispatcher_app.domain.entities import EmergencyCall
from dispatcher_app.domain.errors import Busy, CallClosed, InvalidInput, NotAllowed
from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.plan_errors import OrderWithdrawn
from dispatcher_app.domain.plans import CancelCall
from dispatcher_app.domain.roles import Role
from dispatcher_app.operations.editing import Edited, edit_call
from dispatcher_app.operations.ending_calls import cancel_call
from dispatcher_app.operations.planning import was_done
from dispatcher_app.operations.read_board import load_board
from tests.control_room import ControlRoomBuilder
from tests.operations.plan_room import PlanRoom
from tests.password_room import PasswordRoom


@pytest.fixture
def plan_room(password_room: PasswordRoom, room: ControlRoomBuilder) -> Iterator[PlanRoom]:
    """Two calls, three ambulances."""
    with ExitStack() as stack:
        yield PlanRoom(password_room, room, stack)


def call_of(plan_room: PlanRoom, who: str = "anna") -> EmergencyCall:
    """Give #1042 as somebody sees it."""
    return next(call for call in load_board(plan_room.stores[who]).calls if call.number == 1042)


def changing(seen: EmergencyCall, **values: Any) -> EditCall:
    """Make an edit of what was seen."""
    base = fields_of(seen)
    return EditCall(seen.id, base, seen.version, replace(base, **values))


def edit(plan_room: PlanRoom, who: str, command: EditCall) -> Edited:
    return edit_call(plan_room.stores[who], command, plan_room.logins[who])


def now(plan_room: PlanRoom) -> CallFields:
    return fields_of(call_of(plan_room))


def test_an_edit_is_written_once_and_only_what_changed(plan_room: PlanRoom) -> None:
    seen = call_of(plan_room)
    command = changing(seen, priority=1, type_text=" Cardiac arrest ", type_code="9E1")
    done = edit(plan_room, "anna", command)
    assert (done.call.priority, done.call.type_text, done.call.type_code) == (1, "Cardiac arrest", "9E1")
    assert (done.call.version, done.taken_over, done.is_repeat) == (seen.version + 1, (), False)
    again = edit(plan_room, "anna", command)
    assert (again.is_repeat, again.call.version) == (True, seen.version + 1)
    after = plan_room.asks.one(
        "SELECT after - 'version' FROM audit_event WHERE table_name = 'emergency_call' ORDER BY id DESC LIMIT 1"
    )
    assert after == {"priority": 1, "type_text": "Cardiac arrest", "type_code": "9E1"}


def test_different_fields_merge_by_themselves_and_the_second_hears_of_it(plan_room: PlanRoom) -> None:
    seen = call_of(plan_room)
    edit(plan_room, "anna", changing(seen, priority=1, caller_name="Jo"))
    done = edit(plan_room, "ben", changing(seen, location_text="1 Ocean Ave", area_text="Outer", position=None))
    assert [part.name for part in done.taken_over] == ["priority", "caller_name"]
    assert now(plan_room) == replace(
        fields_of(seen), priority=1, caller_name="Jo", location_text="1 Ocean Ave", area_text="Outer", position=None
    )


def test_the_same_field_collides_and_is_told_with_name_desk_and_time_and_nothing_is_written(
    plan_room: PlanRoom,
) -> None:
    seen = call_of(plan_room)
    edit(plan_room, "ben", changing(seen, priority=1))
    # What Ben does next is no edit of the priority: it is still his time that is told.
    changed_at = plan_room.asks.one("SELECT max(at) FROM audit_event WHERE after ? 'priority' AND action = 'UPDATE'")
    edit(plan_room, "sue", changing(call_of(plan_room), caller_name="Jo"))
    before = plan_room.written()
    command = changing(seen, priority=3, caller_phone="0660 123")
    with pytest.raises(EditCollision) as collided:
        edit(plan_room, "anna", command)
    error = collided.value
    (collision,) = error.collisions
    assert (collision.part.name, error.edit.base.priority, error.edit.mine.priority) == ("priority", 2, 3)
    assert (error.theirs.priority, error.version) == (1, call_of(plan_room).version)
    assert collision.changed is not None
    assert (collision.changed.by, collision.changed.at) == ("Ben Person", changed_at)
    assert collision.changed.desk.startswith("desk of ben")
    assert [part.name for part in error.merge.taken_over] == ["caller_name"]
    assert plan_room.written() == before


@pytest.mark.parametrize(("keeps", "priority"), [(True, 3), (False, 1)])
def test_a_resolution_is_an_edit_upon_what_stands(plan_room: PlanRoom, *, keeps: bool, priority: int) -> None:
    seen = call_of(plan_room)
    edit(plan_room, "ben", changing(seen, priority=1, caller_name="Jo"))
    with pytest.raises(EditCollision) as collided:
        edit(plan_room, "anna", changing(seen, priority=3, caller_phone="0660 123"))
    error = collided.value
    done = edit(plan_room, "anna", error.resolved([error.collisions[0].part] if keeps else []))
    assert done.taken_over == ()
    assert now(plan_room) == replace(fields_of(seen), priority=priority, caller_name="Jo", caller_phone="0660 123")


def test_a_resolution_may_collide_again(plan_room: PlanRoom) -> None:
    seen = call_of(plan_room)
    edit(plan_room, "ben", changing(seen, priority=1))
    with pytest.raises(EditCollision) as collided:
        edit(plan_room, "anna", changing(seen, priority=3))
    edit(plan_room, "ben", changing(call_of(plan_room), priority=4))
    with pytest.raises(EditCollision) as again:
        edit(plan_room, "anna", collided.value.resolved([collided.value.collisions[0].part]))
    assert again.value.theirs.priority == 4


def test_a_street_never_gets_somebody_elses_position(plan_room: PlanRoom) -> None:
    seen = call_of(plan_room)
    edit(plan_room, "ben", changing(seen, position=Position(1, 1)))
    with pytest.raises(EditCollision) as collided:
        edit(plan_room, "anna", changing(seen, area_text="Castro"))
    (collision,) = collided.value.collisions
    assert (collision.part.name, collision.changed and collision.changed.by) == ("location", "Ben Person")


def test_moves_of_the_call_are_no_edits_and_collide_with_none(plan_room: PlanRoom) -> None:
    seen = call_of(plan_room)
    plan_room.send("M12", 1042, "ben")
    assert edit(plan_room, "anna", changing(seen, priority=1)).taken_over == ()


def test_an_edit_that_changes_nothing_leaves_the_call_alone(plan_room: PlanRoom) -> None:
    seen = call_of(plan_room)
    plan_room.send("M12", 1042)
    edit(plan_room, "ben", changing(call_of(plan_room), priority=1))
    events, told = plan_room.asks.one("SELECT count(*) FROM audit_event"), plan_room.told()
    version = call_of(plan_room).version
    edit(plan_room, "anna", changing(seen, priority=1))
    edit(plan_room, "anna", changing(seen))
    assert plan_room.asks.one("SELECT count(*) FROM audit_event") == events
    assert (call_of(plan_room).version, plan_room.told()) == (version, told)


def test_crews_on_the_call_are_told_what_concerns_them(plan_room: PlanRoom) -> None:
    seen = call_of(plan_room)
    plan_room.send("M12", 1042)
    plan_room.send("M07", 1042, additional=True)
    plan_room.send("M31", 1043)
    told = plan_room.told()
    edit(plan_room, "ben", changing(seen, caller_name="Jo", caller_phone="0660 123"))
    assert plan_room.told() == told
    edit(plan_room, "ben", changing(seen, priority=1, location_text="1 Ocean Ave", position=None))
    words = "#1042 is now priority 1, Chest pain. 1 Ocean Ave. It was priority 2, 400 Castro St."
    assert plan_room.told() == [*told, f"M12: {words}", f"M07: {words}"]


def test_a_call_that_is_over_is_only_a_supervisors_to_edit(plan_room: PlanRoom) -> None:
    seen = call_of(plan_room)
    plan_room.do("ben", cancel_call, CancelCall(seen.id, "hoax"))
    with pytest.raises(CallClosed, match="was cancelled") as closed:
        edit(plan_room, "anna", changing(seen, priority=1))
    assert closed.value.ended is not None
    assert (closed.value.ambulance, closed.value.ended.by) == (None, "Ben Person")
    assert edit(plan_room, "sue", changing(seen, priority=1)).call.priority == 1


def test_the_database_itself_keeps_a_call_that_is_over(plan_room: PlanRoom) -> None:
    seen = call_of(plan_room)
    plan_room.do("ben", cancel_call, CancelCall(seen.id, "hoax"))
    with pytest.raises(NotAllowed), plan_room.stores["anna"].transaction() as tx:
        tx.database.execute_sql("UPDATE emergency_call SET priority = 4 WHERE id = %s", (seen.id,))
    assert plan_room.asks.one("SELECT priority FROM emergency_call WHERE id = %s", seen.id) == 2


def test_what_cannot_be_kept_is_told_by_field(plan_room: PlanRoom) -> None:
    seen, before = call_of(plan_room), plan_room.written()
    with pytest.raises(InvalidInput) as refused:
        edit(plan_room, "anna", changing(seen, type_text="", caller_phone="nobody"))
    assert set(refused.value.fields) == {"type_text", "caller_phone"}
    assert plan_room.written() == before


def test_who_is_no_dispatcher_edits_nothing(plan_room: PlanRoom) -> None:
    seen = call_of(plan_room)
    login = plan_room.asks.add("vera", Role.VIEWER)
    with plan_room.asks.store_of(login) as store, pytest.raises(NotAllowed):
        edit_call(store, changing(seen, priority=1), login)


def test_a_lost_answer_is_found_and_an_edit_asked_after_too_early_never_takes_effect(plan_room: PlanRoom) -> None:
    seen = call_of(plan_room)
    first, second = changing(seen, priority=1), changing(seen, caller_name="Jo")
    edit(plan_room, "anna", first)
    assert was_done(plan_room.stores["anna"], first)
    assert not was_done(plan_room.stores["anna"], second)
    with pytest.raises(OrderWithdrawn):
        edit(plan_room, "anna", second)
    assert now(plan_room).caller_name == ""


def test_a_call_that_somebody_holds_is_busy(plan_room: PlanRoom) -> None:
    seen = call_of(plan_room)
    with plan_room.asks.store.transaction() as tx:
        tx.database.execute_sql("SELECT FROM emergency_call WHERE id = %s FOR UPDATE", (seen.id,))
        with plan_room.stores["anna"].transaction() as impatient:
            impatient.database.execute_sql("SET lock_timeout = 50")
        with pytest.raises(Busy):
            edit(plan_room, "anna", changing(seen, priority=1))


def test_who_edited_last_is_told_to_desks_and_no_value_to_anybody(plan_room: PlanRoom) -> None:
    seen = call_of(plan_room)
    edit(plan_room, "sue", changing(seen, priority=3))
    edit(plan_room, "ben", changing(call_of(plan_room), priority=1))
    plan_room.asks.run("UPDATE emergency_call SET received_at = received_at - interval '1 hour'")
    ask = "SELECT by_name FROM last_edit_of(%s, %s)"
    with plan_room.stores["anna"].transaction() as tx:
        assert tx.database.execute_sql(ask, (seen.id, "priority")).fetchall() == [("Ben Person",)]
        # A column that is nobody's to edit is not told of.
        assert tx.database.execute_sql(ask, (seen.id, "received_at")).fetchall() == []
    login = plan_room.asks.add("pam", Role.PARAMEDIC)
    with plan_room.asks.store_of(login) as store, pytest.raises(NotAllowed), store.transaction() as tx:
        tx.database.execute_sql(ask, (seen.id, "priority"))
