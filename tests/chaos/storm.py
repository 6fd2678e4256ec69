"""Many desks at once that send ambulances and free them again, whatever happens to the database meanwhile.

Each desk is a process with a store and operations of its own, lives by the rules of a real desk, and keeps a ledger on
disk of what it was told. In the end the ledgers are compared with the database.
"""

import json
import os
import random
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import ConflictError, OutcomeUnknown, RuleError, Unavailable
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus
from dispatcher_app.operations.dispatch import dispatch_ambulance, find_dispatch
from dispatcher_app.storage import dispatching
from dispatcher_app.storage.embedded import EmbeddedPlaces, EmbeddedServer
from dispatcher_app.storage.store import ConnectionSettings, Store
from dispatcher_app.storage.translation import LockNotGranted, MustRestart
from tests.concurrency.desk_pool import Seat

CALLS, AMBULANCES, MOST_DESKS = 200, 60, 20
SENT, NOT_SENT, CONFLICT, REFUSED = "sent", "not sent", "conflict", "refused"
ORDERED, UNKNOWN = "ordered", "unknown"
FINAL = {SENT, NOT_SENT, CONFLICT, REFUSED}

_PATIENCE_S = 25.0
"""How long a desk goes on asking about its last order after the storm."""

_LONGEST_SILENCE_S = 3.0
_TRY_AGAIN_S = 0.05
_MOST_HELD = 4


@dataclass(frozen=True)
class Plan:
    """What each desk is told: where the database is, where ledgers lie, and until when (monotonic) to go on."""

    conninfo: str
    folder: Path
    until: float
    seed: int
    places: EmbeddedPlaces | None = None


class Ledger:
    """What one desk was told, line by line; each is on the disk before the desk goes on."""

    def __init__(self, path: Path) -> None:
        """Begin it."""
        self._file = path.open("a", encoding="utf-8")

    def write(self, command: DispatchAmbulance, word: str, **facts: Any) -> None:
        """Write down a word about an order."""
        line = {
            "request_id": str(command.request_id),
            "call": command.emergency_call_id,
            "ambulance": command.ambulance_id,
            "word": word,
            "at": time.monotonic(),
            **facts,
        }
        self._file.write(json.dumps(line) + "\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """End it."""
        self._file.close()


class StormDesk:
    """A desk that goes on until the storm is over and its last order has a final word."""

    def __init__(self, seat: Seat, plan: Plan) -> None:
        """Sit down; the database may be away."""
        self._login = seat.login
        self._plan = plan
        self._random = random.Random(f"{plan.seed} {seat.number}")
        self._ledger = Ledger(plan.folder / f"{seat.number}.ledger")
        self._held: list[DispatchAmbulance] = []
        self._store = Store(
            ConnectionSettings(
                plan.conninfo, seat.desk, lock_timeout_s=1.0, statement_timeout_s=2.0, connect_timeout_s=2
            )
        )
        self._server = None if plan.places is None else EmbeddedServer(plan.places)
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._watch_silence, daemon=True)

    def work(self) -> None:
        """Send and free until the storm is over."""
        if self._server is not None:
            self._server.start()
        self._watch.start()
        while time.monotonic() < self._plan.until:
            if len(self._held) >= self._random.randint(1, _MOST_HELD):
                self._free()
            else:
                self._send()
        self._over.set()
        self._watch.join()
        self._store.close()
        self._ledger.close()
        if self._server is not None:
            self._server.stop()

    def _send(self) -> None:
        command = DispatchAmbulance(
            EmergencyCallId(self._random.randint(1, CALLS)),
            AmbulanceId(self._random.randint(1, AMBULANCES)),
            is_additional=self._random.random() < 0.5,
        )
        self._ledger.write(command, ORDERED)
        try:
            done = dispatch_ambulance(self._store, command, self._login)
        except OutcomeUnknown:
            self._ledger.write(command, UNKNOWN)
            self._settle(command)
        except Unavailable:
            self._ledger.write(command, NOT_SENT)
            self._recover()
        except ConflictError as conflict:
            sent = getattr(conflict, "sent", None)
            self._ledger.write(command, CONFLICT, by=sent.by if sent else "")
        except RuleError:
            self._ledger.write(command, REFUSED)
        else:
            self._told_sent(command, done.assignment.id)

    def _settle(self, command: DispatchAmbulance) -> None:
        """Ask what became of an order until it can be told, or patience ends."""
        while time.monotonic() < self._plan.until + _PATIENCE_S:
            try:
                done = find_dispatch(self._store, command)
            except Unavailable:
                self._recover()
                continue
            if done is None:
                self._ledger.write(command, NOT_SENT, settled=True)
            else:
                self._told_sent(command, done.id, settled=True)
            return

    def _told_sent(self, command: DispatchAmbulance, assignment_id: int, **facts: Any) -> None:
        self._ledger.write(command, SENT, assignment=assignment_id, **facts)
        self._held.append(command)

    def _recover(self) -> None:
        """Help the database up where that is a desk's to do, and try again a little later."""
        if self._server is not None:
            with suppress(Unavailable):
                self._server.revive()
        self._over.wait(_TRY_AGAIN_S)

    def _free(self) -> None:
        """Free an ambulance that was sent from here. Done twice it does no harm, so nobody has to ask."""
        command = self._held[0]
        try:
            free(self._store, command)
        except Unavailable:
            self._recover()
        except (LockNotGranted, MustRestart):
            pass
        else:
            del self._held[0]

    def _watch_silence(self) -> None:
        while not self._over.wait(_TRY_AGAIN_S):
            if self._store.silent_for() > _LONGEST_SILENCE_S:
                self._store.break_off()


def free(store: Store, command: DispatchAmbulance) -> None:
    """Stand an ambulance down, unless that is done; the call is open again once its last one is."""
    with store.transaction() as tx:
        call = dispatching.lock_emergency_call(tx, command.emergency_call_id)
        dispatching.lock_ambulance(tx, command.ambulance_id)
        cleared = tx.database.execute_sql(
            "UPDATE assignment SET cleared_at = clock_timestamp(), outcome = 'STOOD_DOWN'"
            " WHERE request_id = %s AND cleared_at IS NULL",
            (command.request_id,),
        )
        if cleared.rowcount == 0:
            return
        dispatching.move_ambulance(tx, command.ambulance_id, AmbulanceStatus.AVAILABLE)
        (left,) = tx.database.execute_sql(
            "SELECT count(*) FROM assignment WHERE emergency_call_id = %s AND cleared_at IS NULL", (call.id,)
        ).fetchone()
        if left == 0:
            dispatching.move_emergency_call(tx, call.id, CallStatus.OPEN)


def take_part(seat: Seat, plan: Plan) -> None:
    """Be one of the desks."""
    StormDesk(seat, plan).work()
