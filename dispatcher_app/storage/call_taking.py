"""The statements of call-taking: calls and repeat callers are written, and calls looked for that may be the same."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from peewee import fn

from dispatcher_app.domain import entities
from dispatcher_app.domain.call_taking import NewCall, RepeatCaller
from dispatcher_app.domain.duplicates import RecentCall
from dispatcher_app.domain.errors import CallFacts
from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.ids import DispatcherId, EmergencyCallId, RequestId
from dispatcher_app.domain.statuses import CallStatus
from dispatcher_app.storage.call_models import RepeatCall
from dispatcher_app.storage.models import EmergencyCall
from dispatcher_app.storage.rows import emergency_call_of
from dispatcher_app.storage.store import Transaction

_METRES_OF_A_DEGREE = 111_000.0
"""Of latitude; a little less than there are anywhere, so that the band is never too narrow."""

_TAIL = 6
"""Digits at the end of a number that all its spellings share: without country, area and extension."""

_RECENT = """
    WITH clock AS MATERIALIZED (SELECT room_now() AS at), recent AS MATERIALIZED (
        SELECT * FROM emergency_call WHERE ended_at IS NULL
        UNION ALL
        SELECT * FROM emergency_call
        WHERE ended_at BETWEEN (SELECT at FROM clock) - %(ended_within)s AND (SELECT at FROM clock)
    ), phone AS (
        SELECT id, caller_phone AS typed FROM recent
        UNION ALL
        SELECT emergency_call_id, caller_phone FROM repeat_call WHERE emergency_call_id IN (SELECT id FROM recent)
    )
    SELECT r.id, r.number, r.type_text, r.location_text, r.priority, r.received_at, r.latitude, r.longitude, r.ended_at,
           array(SELECT caller_phone FROM repeat_call WHERE emergency_call_id = r.id) || r.caller_phone,
           array(SELECT call_sign FROM assignment AS a JOIN ambulance ON ambulance.id = a.ambulance_id
                 WHERE a.emergency_call_id = r.id AND a.cleared_at IS NULL ORDER BY a.dispatched_at, a.id),
           (SELECT at FROM clock)
    FROM recent AS r
    WHERE r.latitude BETWEEN %(south)s AND %(north)s OR %(tail)s <> '' AND r.id IN (
        SELECT id FROM phone
        WHERE right(regexp_replace(regexp_replace(typed, '[[:space:]]*(x|ext).*$', '', 'i'), '[^0-9]', '', 'g'),
                    %(digits)s) = %(tail)s)"""


def read_clock(tx: Transaction) -> datetime:
    """Give the room's now."""
    now: datetime = tx.database.execute_sql("SELECT room_now()").fetchone()[0]
    return now


def insert_call(
    tx: Transaction, new: NewCall, received_at: datetime, taken_by: DispatcherId, request_id: RequestId
) -> entities.EmergencyCall:
    """Write an open call under the next free number."""
    query = EmergencyCall.insert(
        status=CallStatus.OPEN,
        priority=new.priority,
        type_code=new.type_code,
        type_text=new.type_text,
        received_at=received_at,
        entered_at=fn.room_now(),
        location_text=new.location_text,
        area_text=new.area_text,
        latitude=new.position.latitude if new.position else None,
        longitude=new.position.longitude if new.position else None,
        caller_name=new.caller_name,
        caller_phone=new.caller_phone,
        patient_name=new.patient_name,
        patient_age=new.patient_age,
        patient_sex=new.patient_sex,
        patient_condition=new.patient_condition,
        notes=new.notes,
        taken_by=taken_by,
        handled_by=taken_by,
        request_id=request_id,
    ).returning(EmergencyCall)
    (row,) = query.execute(tx.database)
    return emergency_call_of(row)


def call_of_request(tx: Transaction, request_id: RequestId) -> entities.EmergencyCall | None:
    """Find the call that was entered by a request, or that a repeat caller was joined to by it."""
    joined = RepeatCall.select(RepeatCall.emergency_call).where(RepeatCall.request_id == request_id)
    query = EmergencyCall.select().where((EmergencyCall.request_id == request_id) | EmergencyCall.id.in_(joined))
    for row in query.execute(tx.database):
        return emergency_call_of(row)
    return None


def insert_repeat_caller(
    tx: Transaction,
    call_id: EmergencyCallId,
    caller: RepeatCaller,
    received_at: datetime,
    signed: tuple[DispatcherId, RequestId],
) -> None:
    """Write who rang about a call that is known; `signed` are who took it and by which request."""
    taken_by, request_id = signed
    RepeatCall.insert(
        emergency_call=call_id,
        request_id=request_id,
        received_at=received_at,
        entered_at=fn.room_now(),
        caller_name=caller.caller_name,
        caller_phone=caller.caller_phone,
        location_text=caller.location_text,
        notes=caller.notes,
        taken_by=taken_by,
        desk=tx.desk,
    ).execute(tx.database)


def count_repeat_callers(tx: Transaction, call_id: EmergencyCallId) -> int:
    """Count who joined a call."""
    return int(RepeatCall.select().where(RepeatCall.emergency_call == call_id).count(tx.database))


def read_recent_calls(
    tx: Transaction,
    position: Position | None,
    number: str,
    limits: tuple[float, timedelta],
    spell: Callable[[str], str],
) -> tuple[tuple[RecentCall, ...], datetime]:
    """Read calls that run or ended of late and may be near a position or have a number, and the room's now.

    More than those that are meant may be among them; none is missing. `limits` are metres and time since the end,
    `spell` gives a phone number the spelling in which `number` is.
    """
    within_m, ended_within = limits
    band = within_m / _METRES_OF_A_DEGREE
    south, north = (None, None) if position is None else (position.latitude - band, position.latitude + band)
    given = {
        "ended_within": ended_within,
        "south": south,
        "north": north,
        "digits": _TAIL,
        "tail": "".join(filter(str.isdecimal, number))[-_TAIL:],
    }
    rows = tx.database.execute_sql(_RECENT, given).fetchall()
    now = rows[0][-1] if rows else read_clock(tx)
    return tuple(_recent(row, spell) for row in rows), now


def _recent(row: tuple[Any, ...], spell: Callable[[str], str]) -> RecentCall:
    call_id, number, type_text, location_text, *told, phones, call_signs, _ = row
    priority, received_at, latitude, longitude, ended_at = told
    return RecentCall(
        CallFacts(EmergencyCallId(call_id), number, type_text, location_text),
        priority,
        received_at,
        None if latitude is None else Position(latitude, longitude),
        _spelled(phones, spell),
        ended_at,
        tuple(call_signs),
        # The last of the phones is the call's own.
        len(phones) - 1,
    )


def _spelled(phones: Iterable[str], spell: Callable[[str], str]) -> frozenset[str]:
    return frozenset(spell(phone) for phone in phones if phone)
