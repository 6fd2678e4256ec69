"""Drafts of calls: what was typed outlives a desk, is nobody else's, and goes with the call."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.call_taking import TakeCall
from dispatcher_app.domain.commands import new_request_id
from dispatcher_app.domain.errors import InvalidInput, NotAllowed
from dispatcher_app.operations.taking_calls import (
    begin_draft,
    discard_draft,
    open_drafts,
    save_draft,
    take_call,
)
from tests.operations.shift import FALL, Shift


def test_what_is_wrong_is_said_by_field_and_the_draft_stays(shift: Shift) -> None:
    draft = begin_draft(shift.stores["anna"], new_request_id())
    with pytest.raises(InvalidInput) as caught:
        shift.take(replace(FALL, location_text="", priority=None), request_id=draft.request_id)
    assert set(caught.value.fields) == {"location_text", "priority"}
    assert len(open_drafts(shift.stores["anna"])) == 1
    # Nothing was written, so the same order can still be carried out once it is put right.
    assert shift.take(request_id=draft.request_id).received_at == draft.ring_at


def test_the_ring_is_the_drafts_else_what_the_desk_says(shift: Shift) -> None:
    draft = begin_draft(shift.stores["anna"], new_request_id())
    assert begin_draft(shift.stores["anna"], draft.request_id).ring_at == draft.ring_at
    earlier = draft.ring_at - timedelta(minutes=5)
    assert shift.take(ring_at=earlier, request_id=draft.request_id).received_at == draft.ring_at
    assert shift.take(ring_at=earlier).received_at == earlier
    # A desk whose clock is ahead of the room's.
    assert shift.take(ring_at=draft.ring_at + timedelta(hours=1)).received_at < draft.ring_at + timedelta(minutes=10)
    with pytest.raises(InvalidInput, match="more than a day ago") as caught:
        shift.take(ring_at=draft.ring_at - timedelta(hours=25))
    assert list(caught.value.fields) == ["received_at"]


def test_a_draft_survives_a_killed_connection_and_is_emptied_by_the_call(shift: Shift) -> None:
    store = shift.stores["anna"]
    draft = begin_draft(store, new_request_id())
    odd = replace(FALL, notes="half \ud800, nothing \0, \\u0000 and 救命", priority=None)
    assert save_draft(store, draft, odd)
    login = shift.logins["anna"]
    shift.asks.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", login)
    another = shift.another_desk("anna")
    (left,) = open_drafts(another)
    assert (left.request_id, left.ring_at) == (draft.request_id, draft.ring_at)
    assert left.entry == replace(odd, notes="half ?, nothing , \\u0000 and 救命")
    take_call(another, TakeCall(FALL, request_id=left.request_id), login)
    assert open_drafts(another) == ()
    assert shift.room.one("SELECT content::text, ended_at IS NOT NULL FROM call_draft") == ("{}", True)
    assert not save_draft(another, left, FALL)
    assert shift.room.one("SELECT content::text FROM call_draft") == ("{}",)
    with pytest.raises(NotAllowed):
        begin_draft(another, left.request_id)
    assert shift.room.count("audit_event", "table_name = 'call_draft'") == 0


def test_somebody_elses_draft_is_out_of_reach(shift: Shift) -> None:
    draft = begin_draft(shift.stores["anna"], new_request_id())
    save_draft(shift.stores["anna"], draft, FALL)
    for name in ("ben", "sue"):
        store = shift.stores[name]
        assert open_drafts(store) == ()
        assert not save_draft(store, draft, CallEntry())
        discard_draft(store, draft)
        with pytest.raises(NotAllowed):
            begin_draft(store, draft.request_id)
        for sql in ("SELECT content FROM call_draft", "UPDATE call_draft SET login = session_user"):
            with pytest.raises(NotAllowed):
                shift.execute(name, sql)
    (left,) = open_drafts(shift.stores["anna"])
    assert left.entry == FALL


def test_discarded_and_forgotten_drafts_lose_what_callers_said(shift: Shift) -> None:
    drafts = [begin_draft(shift.stores["anna"], new_request_id()) for _ in range(2)]
    for draft in drafts:
        save_draft(shift.stores["anna"], draft, FALL)
    discard_draft(shift.stores["anna"], drafts[0])
    assert [draft.request_id for draft in open_drafts(shift.stores["anna"])] == [drafts[1].request_id]
    shift.asks.run("UPDATE call_draft SET updated_at = now() - interval '8 days'")
    begin_draft(shift.stores["ben"], new_request_id())
    assert open_drafts(shift.stores["anna"]) == ()
    assert shift.room.count("call_draft", "content <> '{}'") == 0


def test_the_rings_of_a_quiet_room_are_times_of_its_clock(shift: Shift) -> None:
    draft = begin_draft(shift.stores["sue"], new_request_id())
    now = shift.asks.one("SELECT clock_timestamp()")
    assert isinstance(now, datetime)
    assert timedelta() <= now - draft.ring_at < timedelta(minutes=1)
    assert shift.take(name="sue", request_id=draft.request_id).taken_by_id is not None
