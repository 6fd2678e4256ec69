"""Sending what stands in the outbox, at least once: claim in one transaction, send outside of any, settle in another.

A sender that dies gives its claims back when their lease ends. Any number of senders may be at work.
"""

import logging
import math
import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from dispatcher_app.domain.deliveries import Claim, DeadLetter, DeliveryState, DeliveryStatus, NotDelivered, Patience
from dispatcher_app.domain.errors import Busy, Unavailable
from dispatcher_app.domain.ids import DeliveryId, EmergencyCallId
from dispatcher_app.operations.restarting import restarting
from dispatcher_app.storage import outbox as db
from dispatcher_app.storage.store import Store

Send = Callable[[Claim], None]
"""Sends one message, or raises NotDelivered. Runs on a thread of its own."""

SLOTS = 8
"""How many messages one sender sends at a time: a receiver that hangs keeps the others waiting for none."""

_SAFETY_S = 30.0
"""How long nothing may be heard before the outbox is looked into all the same."""

_SHORTEST_REST_S = 0.1

_LONGEST_LOSS_REST_S = 15.0

KEPT_DAYS = 90
"""For how long it can be looked up who was told."""

_PRUNED_EVERY_S = 3600.0

_LATE = "The receiver did not answer in time."

_FAULT = "It could not be sent: a fault in the sending program."

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a try went; no trouble: it was sent."""

    claim: Claim
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class _Turn:
    """How many sends were begun, and after how many seconds to look again."""

    begun: int
    rest_s: float


@dataclass(slots=True)
class _UnderWay:
    """The sends that have begun and are not settled. Each on a daemon thread: one that hangs keeps no program alive."""

    send: Send
    timeout_s: float
    inbox: "queue.SimpleQueue[Outcome | None]" = field(default_factory=queue.SimpleQueue)
    deadlines: dict[DeliveryId, tuple[Claim, float]] = field(default_factory=dict)

    def begin(self, claim: Claim) -> None:
        """Send it on a thread of its own."""
        self.deadlines[claim.id] = (claim, time.monotonic() + self.timeout_s)
        threading.Thread(target=self._run, args=(claim,), name="sending", daemon=True).start()

    def next(self, longest_s: float) -> list[Outcome]:
        """Wait for something to happen, at most so long, and give the tries that have ended."""
        begun = [deadline for _, deadline in self.deadlines.values()]
        wait_s = min([longest_s, *(deadline - time.monotonic() for deadline in begun)])
        outcomes = [item] if (item := self._taken(max(0.0, wait_s))) is not None else []
        while not self.inbox.empty():
            if (item := self._taken(0.0)) is not None:
                outcomes.append(item)
        ended = [outcome for outcome in outcomes if self._is_begun(outcome.claim)]
        late = [claim for claim, deadline in self.deadlines.values() if deadline <= time.monotonic()]
        ended += [Outcome(claim, _LATE) for claim in late if all(claim != outcome.claim for outcome in ended)]
        for outcome in ended:
            del self.deadlines[outcome.claim.id]
        return ended

    def _is_begun(self, claim: Claim) -> bool:
        """Tell whether anybody still waits for it: what comes after its time is counted as failed already."""
        begun = self.deadlines.get(claim.id)
        return begun is not None and begun[0] == claim

    def _taken(self, wait_s: float) -> Outcome | None:
        try:
            return self.inbox.get(timeout=wait_s)
        except queue.Empty:
            return None

    def _run(self, claim: Claim) -> None:
        try:
            self.send(claim)
            outcome = Outcome(claim)
        except NotDelivered as trouble:
            outcome = Outcome(claim, str(trouble))
        except Exception as error:  # noqa: BLE001  (its words may hold the address)
            _log.error("a fault in sending: %s", type(error).__name__)
            outcome = Outcome(claim, _FAULT)
        self.inbox.put(outcome)


class Notifier:
    """Sends what is due. Belongs to one thread, which is neither a desk's SQL thread nor the window's.

    `wake` and `stop` are for any thread.
    """

    def __init__(
        self, store: Store, send: Send, patience: Patience | None = None, chance: Callable[[], float] = random.random
    ) -> None:
        """Work on a connection of one's own."""
        self._store = store
        self._patience = patience or Patience()
        self._chance = chance
        self._under_way = _UnderWay(send, self._patience.send_timeout_s)
        self._unsettled: list[Outcome] = []
        self._is_stopped = threading.Event()
        self._pruned_at = -math.inf
        self.tally: Counter[DeliveryStatus] = Counter()

    def wake(self) -> None:
        """Look at once whether something is due."""
        self._under_way.inbox.put(None)

    def stop(self) -> None:
        """Begin nothing more; what is under way is settled, as far as it ends in time."""
        self._is_stopped.set()
        self.wake()

    def send_due(self) -> Mapping[DeliveryStatus, int]:
        """Send until nothing is due any more, and count the tries by what became of them.

        Raises NotAllowed, Busy, Unavailable.
        """
        while self._begin_what_is_due().begun or self._under_way.deadlines:
            self._settle_next(_SAFETY_S)
        return self.tally

    def run(self) -> None:
        """Send until it is stopped. While the database is away, what was sent meanwhile is settled later.

        Raises NotAllowed, and what else does not pass by itself.
        """
        rest_s, losses = 0.0, 0
        while not self._is_stopped.is_set():
            try:
                self._settle_next(rest_s)
                rest_s, losses = self._begin_what_is_due().rest_s, 0
                self._prune_now_and_then()
            except (Unavailable, Busy) as error:
                _log.warning("the outbox cannot be reached: %s", error)
                rest_s, losses = 0.0, losses + 1
                self._is_stopped.wait(min(_LONGEST_LOSS_REST_S, losses * (0.5 + self._chance())))
        try:
            while self._under_way.deadlines or self._unsettled:
                self._settle_next(_SAFETY_S)
        except (Unavailable, Busy) as error:
            _log.warning("what was sent last is not settled, and will be sent again: %s", error)

    def _begin_what_is_due(self) -> _Turn:
        """Claim as much as there are hands for, and begin to send it."""
        free = SLOTS - len(self._under_way.deadlines)
        if free <= 0:
            return _Turn(0, _SAFETY_S)
        claims, due_in_s = _claimed(self._store, free, self._patience)
        for claim in claims:
            self._under_way.begin(claim)
        if claims:
            return _Turn(len(claims), 0.0)
        return _Turn(0, _SAFETY_S if due_in_s is None else min(max(due_in_s, _SHORTEST_REST_S), _SAFETY_S))

    def _prune_now_and_then(self) -> None:
        if time.monotonic() - self._pruned_at >= _PRUNED_EVERY_S:
            # Counted first: where it fails, messages must not wait for it.
            self._pruned_at = time.monotonic()
            prune_outbox(self._store, KEPT_DAYS)

    def _settle_next(self, longest_s: float) -> None:
        """Wait for the end of a try, or for somebody who wakes this, and write how it went."""
        self._unsettled += self._under_way.next(longest_s)
        while self._unsettled:
            self._settle(self._unsettled[0])
            del self._unsettled[0]

    def _settle(self, outcome: Outcome) -> None:
        pause_s = self._patience.pause_after(outcome.claim.attempt, self._chance())
        state = _settled(self._store, outcome, pause_s, self._patience)
        if state is None:
            _log.warning("delivery %s was taken over by another sender", outcome.claim.id)
            return
        self.tally[DeliveryStatus(state)] += 1
        if outcome.trouble:
            _log.info("delivery %s, try %s: %s", outcome.claim.id, outcome.claim.attempt, outcome.trouble)


def send_due(store: Store, send: Send, patience: Patience | None = None) -> Mapping[DeliveryStatus, int]:
    """Send what is due now, and count the tries by what became of them. Raises NotAllowed, Busy, Unavailable."""
    return Notifier(store, send, patience).send_due()


def is_something_due(store: Store) -> bool:
    """Tell whether a message waits that could be sent by now. Raises NotAllowed, Unavailable."""
    with store.snapshot() as tx:
        seconds = db.seconds_to_next(tx)
    return seconds is not None and seconds <= 0


def deliveries_of(store: Store, call_id: EmergencyCallId) -> tuple[DeliveryState, ...]:
    """Tell who was told what about a call. Raises NotAllowed, Unavailable."""
    with store.snapshot() as tx:
        return db.read_deliveries(tx, call_id)


def dead_letters(store: Store) -> tuple[DeadLetter, ...]:
    """List what was given up, the oldest first. Raises NotAllowed, Unavailable."""
    with store.snapshot() as tx:
        return db.read_dead(tx)


@restarting
def retry_dead(store: Store) -> int:
    """Queue again what was given up in the last twelve hours, and count it. Raises NotAllowed, Busy, Unavailable."""
    with store.transaction() as tx:
        return db.retry_dead(tx)


@restarting
def prune_outbox(store: Store, days: int) -> int:
    """Remove what is settled and older than so many days, a week at least; give the count.

    What was given up stays until its alarm is acknowledged. Raises NotAllowed, Busy, Unavailable.
    """
    with store.transaction() as tx:
        return db.prune_outbox(tx, days)


@restarting
def _claimed(store: Store, most: int, patience: Patience) -> tuple[tuple[Claim, ...], float | None]:
    with store.transaction() as tx:
        claims = db.claim_deliveries(tx, most, patience)
        return claims, None if claims else db.seconds_to_next(tx)


@restarting
def _settled(store: Store, outcome: Outcome, pause_s: float, patience: Patience) -> str | None:
    with store.transaction() as tx:
        return db.settle_delivery(tx, outcome.claim, outcome.trouble, pause_s, patience)
