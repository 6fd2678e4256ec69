"""Importing San Francisco's unit records, as a board at one moment or as plain history.

One transaction: an import that fails leaves nothing behind, and may simply be done again. It only inserts, so desks go
on working meanwhile; they see all of it at COMMIT. What is in the database already is never changed.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from dispatcher_app.domain.checks import checked_instant
from dispatcher_app.domain.entities import ControlRoom
from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.operations.importing.board_plan import (
    BoardPlan,
    plan_board,
    shifted_ambulance,
    shifted_assignment,
    shifted_call,
)
from dispatcher_app.operations.importing.exclusive import import_transaction
from dispatcher_app.operations.importing.instants import NoSuchTime, to_utc, zone_named
from dispatcher_app.operations.importing.merging import Merge, Merged, merge
from dispatcher_app.operations.importing.report import ImportReport
from dispatcher_app.operations.importing.unit_files import UnitRecords, Wanted, read_unit_files
from dispatcher_app.operations.importing.unit_records import UnitRecord
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage import importing as db
from dispatcher_app.storage.store import Store, Transaction

T = TypeVar("T")

Progress = Callable[[int, int], None]

STEPS = 1000
"""The scale of the progress: half of it reading, half of it writing."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How unit records are to be taken.

    `at` is the moment that becomes now, on the records' own clock (of an hour that comes twice in autumn, the first);
    None: all of it is history. `time_zone` is where that clock hung. `unit_types` are the types that are ambulances.
    `room_name` is what the control room is called if the database has none yet.
    """

    at: datetime | None = None
    time_zone: str = "America/Los_Angeles"
    unit_types: frozenset[str] = frozenset({"MEDIC", "PRIVATE"})
    room_name: str = "San Francisco"


def import_unit_records(
    store: Store, files: Sequence[Path], options: ImportOptions, progress: Progress | None = None
) -> ImportReport:
    """Import files of unit records and tell what became of each row. `progress` hears (done, of how many).

    Calls, ambulances and assignments that are there already stay as they are. With `at`, the database must not hold
    any of the ambulances yet, unless it holds all of the calls too: a board in use is not set to another moment.

    Raises InvalidInput (files, options, a demonstration database), Unavailable.
    """
    tell = progress or _tell_nobody
    with store.snapshot() as tx:
        now = db.database_now(tx)
    wanted = Wanted(options.unit_types, zone_named(options.time_zone), now)
    at = _moment(options, wanted)
    found = read_unit_files(files, wanted, lambda share: tell(round(share * STEPS / 2), STEPS))
    merged = _write(store, plan_board(found.records, at), at, options, tell)
    tell(STEPS, STEPS)
    return _report(found, merged)


def _moment(options: ImportOptions, wanted: Wanted) -> datetime | None:
    try:
        return None if options.at is None else checked_instant("at", to_utc(options.at, wanted.zone), wanted.now)
    except NoSuchTime as error:
        raise InvalidInput({"at": [f"This moment never was: {error}."]}) from None


def _tell_nobody(_done: int, _total: int) -> None:
    pass


@restarting
def _write(store: Store, plan: BoardPlan, at: datetime | None, options: ImportOptions, tell: Progress) -> Merged:
    with import_transaction(store) as tx:
        if db.find_control_room(tx) is None:
            db.insert_control_room(tx, ControlRoom(options.room_name, options.time_zone, is_demo=False))
        merged = _merged(tx, plan)
        _check_may_set_board(merged, at)
        shift = timedelta() if at is None else db.database_now(tx) - at
        _insert(tx, merged, shift, tell)
        return merged


def _merged(tx: Transaction, plan: BoardPlan) -> Merged:
    return merge(
        plan,
        Merge(
            calls=db.known_calls(tx, [call.number for call in plan.calls]),
            ambulances=db.known_ambulances(tx, [ambulance.call_sign for ambulance in plan.ambulances]),
            assignments=db.known_assignments(tx, [row.new.source_ref or "" for row in plan.assignments]),
        ),
    )


def _check_may_set_board(merged: Merged, at: datetime | None) -> None:
    if at is None or not merged.adds_to_the_board or not merged.known_ambulances:
        return
    some = ", ".join(sorted(merged.known_ambulances)[:5])
    sentence = (
        f"The board cannot be set to this moment: ambulances of these records ({some}…) are in the database already, "
        "and what they do now is not overwritten. Choose an empty database, or import without a moment, as history."
    )
    raise InvalidInput({"at": [sentence]})


def _insert(tx: Transaction, merged: Merged, shift: timedelta, tell: Progress) -> None:
    total = len(merged.calls) + len(merged.ambulances) + len(merged.assignments)
    count = _Counter(total, tell)
    call_ids = db.insert_calls(tx, (shifted_call(call, shift) for call in count.each(merged.calls)))
    ambulance_ids = db.insert_ambulances(tx, (shifted_ambulance(new, shift) for new in count.each(merged.ambulances)))
    db.insert_assignments(
        tx,
        (shifted_assignment(row.new, shift) for row in count.each(merged.assignments)),
        call_ids,
        merged.known_ambulances | ambulance_ids,
    )


class _Counter:
    """Tells the progress of writing, as the second half of the scale."""

    def __init__(self, total: int, tell: Progress) -> None:
        self._total = total
        self._tell = tell
        self._done = 0

    def each(self, items: Iterable[T]) -> Iterator[T]:
        for item in items:
            self._done += 1
            self._tell(STEPS // 2 + self._done * (STEPS // 2) // self._total, STEPS)
            yield item


def _report(found: UnitRecords[UnitRecord], merged: Merged) -> ImportReport:
    received = [record.call.received_at for record in found.records]
    return ImportReport(
        rows_read=found.rows_read,
        rows_of_other_types=found.rows_of_other_types,
        rows_to_come=merged.rows_to_come,
        calls=merged.calls_tally,
        ambulances=merged.ambulances_tally,
        assignments=merged.assignments_tally,
        calls_by_status=Counter(call.status for call in merged.planned_calls),
        left_out=(*found.left_out, *merged.left_out),
        first_received_at=min(received, default=None),
        last_received_at=max(received, default=None),
    )
