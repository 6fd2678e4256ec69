"""Importing planned shifts; of ambulances and paramedics that are not there nothing is made up."""

from dataclasses import dataclass
from datetime import time
from pathlib import Path

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.operations.importing.exclusive import import_transaction
from dispatcher_app.operations.importing.instants import zone_named
from dispatcher_app.operations.importing.report import LeftOut, Reason, Tally
from dispatcher_app.operations.importing.shifts import Clock, read_shifts
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage import importing as rooms
from dispatcher_app.storage import importing_crews as db
from dispatcher_app.storage.importing_crews import NewShift
from dispatcher_app.storage.store import Store, Transaction


@dataclass(frozen=True, slots=True)
class ShiftsReport:
    """What became of the shifts."""

    shifts: Tally
    left_out: tuple[LeftOut, ...] = ()


@restarting
def import_shifts(store: Store, file: Path, changes_at: time | None = None) -> ShiftsReport:
    """Import a roster; the shifts that are there already stay as they are. Every desk hears of the new ones.

    `changes_at` is the hour at which shifts change, for a list that only tells their hours.
    Raises InvalidInput (file, a demonstration database, no control room), Unavailable.
    """
    with import_transaction(store) as tx:
        listed = read_shifts(file, _clock(tx, changes_at))
        call_signs, paramedics = db.known_names(tx)
        known = [new for _, new in listed.shifts if _is_known(new, call_signs, paramedics)]
        written = len(db.insert_shifts(tx, known))
    unknown = (
        LeftOut(source, Reason.NOT_THERE, ", ".join(name for name in (new.call_sign, new.paramedic) if name))
        for source, new in listed.shifts
        if new not in known
    )
    return ShiftsReport(Tally(written, len(known) - written), (*listed.left_out, *unknown))


def _clock(tx: Transaction, changes_at: time | None) -> Clock:
    room = rooms.find_control_room(tx)
    if room is None:
        raise InvalidInput({"database": ["This database is no control room yet. Run: dispatcher init"]})
    return Clock(zone_named(room.time_zone), rooms.database_now(tx), changes_at)


def _is_known(new: NewShift, call_signs: frozenset[str], paramedics: frozenset[str]) -> bool:
    is_sign = new.call_sign is None or new.call_sign.upper() in call_signs
    return is_sign and (new.paramedic is None or new.paramedic.casefold() in paramedics)
