"""Replaying a recorded week: the room is made, its units stand ready, and everything happens again in its own time."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Event as Halt
from zoneinfo import ZoneInfo

from dispatcher_app.domain.entities import ControlRoom
from dispatcher_app.domain.errors import InvalidInput, NotAllowed
from dispatcher_app.domain.ids import AmbulanceId
from dispatcher_app.domain.intervals import UnitTimes
from dispatcher_app.domain.statuses import AmbulanceStatus, CrewLevel
from dispatcher_app.operations.importing.instants import NoSuchTime, to_utc, zone_named
from dispatcher_app.operations.importing.report import LeftOut
from dispatcher_app.operations.importing.unit_files import Wanted, read_units_unjudged
from dispatcher_app.operations.importing.unit_records import UnitReading
from dispatcher_app.operations.replay.driver import Driver
from dispatcher_app.operations.replay.planning import Event, plan_events, records_by_call
from dispatcher_app.operations.replay.refusals import Refusal
from dispatcher_app.operations.set_up import ensure_dispatcher, has_control_room, login_of_session, set_up_control_room
from dispatcher_app.storage import importing as db
from dispatcher_app.storage.intervals import read_unit_times
from dispatcher_app.storage.planning import room_now
from dispatcher_app.storage.store import Store

AMBULANCE_TYPES = frozenset({"MEDIC", "PRIVATE"})
"""The unit types that take patients; all others are first responders."""

Progress = Callable[[int, int, datetime], None]


@dataclass(frozen=True, slots=True)
class ReplayOptions:
    """How records are replayed: the calls received from `begin` on and before `end` (local time), each to its end.

    `time_zone` is where the records' clocks hung. `unit_types` None: all.
    `speed` is how many recorded seconds go by in one; None: as fast as can be.
    """

    time_zone: str = "America/Los_Angeles"
    unit_types: frozenset[str] | None = None
    begin: datetime | None = None
    end: datetime | None = None
    speed: float | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of it: by row id what the records say and what the database has, what was refused and not read.

    `is_whole` False: it was stopped, and the board stands as it stood then.
    """

    records: tuple[UnitReading, ...]
    written: dict[str, UnitTimes]
    refusals: tuple[Refusal, ...]
    left_out: tuple[LeftOut, ...]
    calls: int
    verbs: int
    took_s: float
    is_whole: bool = True


def replay(store: Store, files: Sequence[Path], options: ReplayOptions, halt: Halt, progress: Progress) -> Replayed:
    """Drive files of unit records through the verbs, in an empty database whose administrator the store is.

    `progress` hears (done, of how many, the recorded time); `halt` ends it between two orders.
    Raises InvalidInput (files, options, a database that is in use), NotAllowed, Busy, Unavailable.
    """
    with store.snapshot() as tx:
        now = db.database_now(tx)
    wanted = Wanted(options.unit_types, zone_named(options.time_zone), now)
    found = read_units_unjudged(files, wanted, lambda _share: None)
    records = _within(found.records, options, wanted)
    driver = _open_room(store, records, wanted.zone)
    begun = time.monotonic()
    try:
        is_whole = _drive(driver, records, Pace(options.speed, halt), progress)
    finally:
        store.set_room_clock(None)
    took_s = time.monotonic() - begun
    with store.snapshot() as tx:
        times = read_unit_times(tx)
    return Replayed(
        records=tuple(records),
        written={row_id: times[assignment] for row_id, assignment in driver.assignments.items()},
        refusals=tuple(driver.refusals),
        left_out=tuple(found.left_out),
        calls=len(records_by_call(records)),
        verbs=driver.verbs,
        took_s=took_s,
        is_whole=is_whole,
    )


class Pace:
    """Lets recorded time go by at a speed, or not at all, and stops where it is told to."""

    def __init__(self, speed: float | None, halt: Halt) -> None:
        """Begin with the first instant that is waited for."""
        self._speed = speed
        self._halt = halt
        self._first: tuple[datetime, float] | None = None

    def reach(self, at: datetime) -> bool:
        """Wait until that instant has come; False if the replay is to end."""
        if self._speed is not None:
            recorded, begun = self._first = self._first or (at, time.monotonic())
            due = begun + (at - recorded).total_seconds() / self._speed
            self._halt.wait(max(0.0, due - time.monotonic()))
        return not self._halt.is_set()


def _drive(driver: Driver, records: Sequence[UnitReading], pace: Pace, progress: Progress) -> bool:
    events: list[Event] = plan_events(records)
    calls = records_by_call(records)
    for done, event in enumerate(events):
        if not pace.reach(event.at):
            return False
        driver.drive(event, calls[event.record.call.number])
        progress(done + 1, len(events), event.at)
    return True


def _within(records: Sequence[UnitReading], options: ReplayOptions, wanted: Wanted) -> list[UnitReading]:
    try:
        begin, end = (None if at is None else to_utc(at, wanted.zone) for at in (options.begin, options.end))
    except NoSuchTime as error:
        raise InvalidInput({"from": [f"This moment never was: {error}."]}) from None
    kept = [
        record
        for record in records
        if (begin is None or record.call.received_at >= begin) and (end is None or record.call.received_at < end)
    ]
    if not kept:
        raise InvalidInput({"files": ["There is nothing to replay: no call of these records was received then."]})
    return kept


def _open_room(store: Store, records: Sequence[UnitReading], zone: ZoneInfo) -> Driver:
    """Make the room, its one dispatcher and its units, which stand ready before the first call rings."""
    if has_control_room(store):
        sentence = "There is a control room in this database already. A replay needs an empty database of its own."
        raise InvalidInput({"database": [sentence]})
    since = min(record.call.received_at for record in records)
    until = max(record.call.received_at for record in records)
    login = login_of_session(store)
    _check_sets_clock(store, since)
    set_up_control_room(
        store, ControlRoom(_name(since.astimezone(zone), until.astimezone(zone)), zone.key, is_demo=True)
    )
    ensure_dispatcher(store, login, "Replay")
    units = {record.unit_id: record for record in reversed(records)}
    with store.transaction() as tx:
        ids = db.insert_ambulances(
            tx,
            (
                db.NewAmbulance(call_sign, AmbulanceStatus.AVAILABLE, since, _crew_level(record))
                for call_sign, record in sorted(units.items())
            ),
        )
    return Driver(store, login, {call_sign: AmbulanceId(number) for call_sign, number in ids.items()})


def _check_sets_clock(store: Store, at: datetime) -> None:
    """See that the database takes the recorded time from this log-in: else everything would happen today."""
    store.set_room_clock(at)
    try:
        with store.transaction() as tx:
            told = room_now(tx)
    finally:
        store.set_room_clock(None)
    if told != at:
        raise NotAllowed("Only the administrator of a database may replay a week in it. Nothing was written.")


def _name(first: datetime, last: datetime) -> str:
    """Name the room so that nobody takes it for a live one."""
    days = [f"{at.day} {at:%b %Y}" for at in (first, last)]
    return f"Replay of {days[0]}" if days[0] == days[1] else f"Replay of {days[0]} to {days[1]}"


def _crew_level(record: UnitReading) -> CrewLevel:
    return record.crew_level if record.unit_type in AMBULANCE_TYPES else CrewLevel.BLS
