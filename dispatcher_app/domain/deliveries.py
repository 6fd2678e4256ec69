"""Messages on their way: whom they go to, how often they are tried, and what became of them."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dispatcher_app.domain.ids import (
    AmbulanceId,
    AssignmentId,
    ContactId,
    DeliveryId,
    EmergencyCallId,
    HospitalId,
)
from dispatcher_app.domain.messages import Audience, MessageEvent


@dataclass(frozen=True, slots=True)
class NewContact:
    """Somebody to be told: one ambulance's crew, one hospital, or all messages to an audience (neither is given).

    `url` is an address as Apprise knows them, and a secret: it holds passwords and keys.
    """

    audience: Audience
    name: str
    url: str = field(repr=False)
    ambulance_id: AmbulanceId | None = None
    hospital_id: HospitalId | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who is told. `of` names the ambulance or the hospital, empty: all; `service` is the kind of address."""

    id: ContactId
    audience: Audience
    name: str
    of: str
    service: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A delivery that this sender holds for a while: nobody else sends it meanwhile. `number` proves it."""

    id: DeliveryId
    number: int
    attempt: int
    contact_name: str
    url: str = field(repr=False)
    subject: str
    body: str = field(repr=False)


class DeliveryStatus(StrEnum):
    """What became of a message: NOBODY to tell it to, WAITING for its first try, FAILED for now, SENT, or given up."""

    NOBODY = "NOBODY"
    WAITING = "WAITING"
    FAILED = "FAILED"
    SENT = "SENT"
    DEAD = "DEAD"


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """Where a message to one contact stands. `at` (UTC): since when, the time of the last try after the first.

    `contact_name` is empty while nobody has looked whom it goes to, and where there is nobody.
    """

    call_id: EmergencyCallId
    assignment_id: AssignmentId
    call_sign: str
    audience: Audience
    event: MessageEvent
    status: DeliveryStatus
    at: datetime
    contact_name: str = ""
    attempts: int = 0
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A message that was given up. `died_at` is UTC."""

    contact_name: str
    call_number: int
    call_sign: str
    subject: str
    trouble: str
    attempts: int
    died_at: datetime


class NotDelivered(Exception):  # not of the error tree: no person is told no, it is tried again
    """A message did not arrive, as far as one can tell. `str(error)` says why, without address or secret."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is tried, in seconds. What is older than `longest_age_s` sends nobody anywhere any more.

    A claim (`lease_s`) lasts longer than a try (`send_timeout_s`), so that nobody sends what somebody is sending.
    """

    send_timeout_s: float = 20.0
    lease_s: int = 45
    first_pause_s: float = 2.0
    longest_pause_s: float = 60.0
    most_attempts: int = 10
    longest_age_s: int = 300

    def pause_after(self, attempts: int, chance: float) -> float:
        """Give the rest after so many tries in vain: doubling, up to half of it left to `chance` (0 to 1).

        Senders whose receiver comes back then do not all come at once.
        """
        whole = min(self.longest_pause_s, self.first_pause_s * 2.0 ** min(attempts - 1, 30))
        return whole * (0.5 + 0.5 * chance)
