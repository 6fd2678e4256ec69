"""Everything that can stand in the way of an order, by who must act.

    DispatcherError
    ├── ConflictError            somebody was first: nothing was written, the dispatcher decides anew
    │   ├── AmbulanceTaken
    │   ├── CallTaken
    │   ├── ParamedicTaken
    │   ├── CallClosed             (closed or cancelled)
    │   ├── HospitalDiverts, HospitalChanged (`hospitals.py`), ParamedicAboard (`crews.py`)
    │   └── Busy                   (somebody is changing the same record just now)
    │       └── RecordBusy
    ├── RuleError                never allowed: the order itself is wrong
    │   ├── AmbulanceNotAvailable
    │   ├── IllegalMove
    │   ├── StampWritten
    │   ├── OutOfStep
    │   ├── NotFound
    │   └── InvalidInput
    ├── NotAllowed               this person may not
    └── Unavailable              no database, or not one that this desk can use; where nothing else is said, it passes
        ├── OutcomeUnknown
        ├── SchemaMismatch
        ├── Unreachable
        ├── ReadOnlyServer       (a standby, until it is promoted)
        ├── ServerTroubled       (does not pass: somebody has to mend the server)
        ├── Untrusted            (the line to the server is not one that secrets may go over)
        └── LogInRefused
            ├── WrongPassword
            │   ├── PasswordNeeded (none was given)
            │   └── NotVouchedFor  (another directory said no, or nothing)
            ├── AccountDisabled
            └── AccountLocked      (for a while)

`str(error)` is a sentence for people: it names facts and never carries SQL, paths or a stack.
"""

from dataclasses import dataclass, field
from datetime import datetime

from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.domain.stamps import Stamp
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus


@dataclass(frozen=True, slots=True)
class Deed:
    """Who did something, from which desk, and when (UTC). Empty texts where the record does not say."""

    by: str
    desk: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What a message needs to name a call."""

    id: EmergencyCallId
    number: int
    type_text: str
    location_text: str


@dataclass(frozen=True, slots=True)
class AmbulanceFacts:
    """What a message needs to name an ambulance."""

    id: AmbulanceId
    call_sign: str


KEEPS_TRYING = " This desk keeps trying."
"""How a sentence ends that is told by a desk at work."""


def told_once(sentence: str) -> str:
    """Give a sentence to somebody who has to try again themselves: at a shell, or before there is a desk."""
    return sentence.removesuffix(KEEPS_TRYING)


class DispatcherError(Exception):
    """The root of all that this product says no with."""


class ConflictError(DispatcherError):
    """Somebody else was first. Not a fault: an answer. Nothing was written."""


@dataclass(eq=False)
class AmbulanceTaken(ConflictError):
    """The ambulance wanted for `call` already has an open assignment: `sent` by whom and when, `to` which call."""

    ambulance: AmbulanceFacts
    call: CallFacts
    to: CallFacts
    sent: Deed

    def __str__(self) -> str:
        """Name the winner."""
        return f"Ambulance {self.ambulance.call_sign} is already on its way to #{self.to.number}."


@dataclass(eq=False)
class CallTaken(ConflictError):
    """The call has ambulances (`by`: call signs, the first first; `sent`: the last) and was not to have another."""

    call: CallFacts
    ambulance: AmbulanceFacts
    by: tuple[str, ...]
    sent: Deed

    def __str__(self) -> str:
        """Name the ambulances."""
        return f"Emergency call #{self.call.number} already has {', '.join(self.by)}."


@dataclass(eq=False)
class ParamedicTaken(ConflictError):
    """The paramedic chosen for the ambulance is out already, with the ambulance `aboard` on the call `to`."""

    full_name: str
    call: CallFacts
    ambulance: AmbulanceFacts
    aboard: AmbulanceFacts
    to: CallFacts
    sent: Deed

    def __str__(self) -> str:
        """Say where the paramedic is."""
        return f"{self.full_name} is already out with {self.aboard.call_sign}, on #{self.to.number}."


@dataclass(eq=False)
class CallClosed(ConflictError):
    """The call was closed or cancelled."""

    call: CallFacts
    ambulance: AmbulanceFacts | None
    status: CallStatus
    ended: Deed | None

    def __str__(self) -> str:
        """Say which of the two."""
        return f"Emergency call #{self.call.number} was {self.status.lower()}."


class Busy(ConflictError):
    """Another session holds the same record for longer than this desk waits, or changes it again and again."""


@dataclass(eq=False)
class RecordBusy(Busy):
    """Another session held the record for longer than this desk waits. `holders` are desks, where known."""

    call: CallFacts
    ambulance: AmbulanceFacts
    holders: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Invite to try again."""
        either = f"Ambulance {self.ambulance.call_sign} or #{self.call.number}"
        return f"{either} is being changed by another desk. Try again."


class RuleError(DispatcherError):
    """Never allowed, whoever asks and whenever."""


@dataclass(eq=False)
class AmbulanceNotAvailable(RuleError):
    """The ambulance has no assignment, yet stands in a status from which none can be sent (out of service, mostly)."""

    ambulance: AmbulanceFacts
    status: AmbulanceStatus
    since: datetime

    def __str__(self) -> str:
        """Name the ambulance and its status."""
        return f"Ambulance {self.ambulance.call_sign} is {self.status.replace('_', ' ').lower()}."


@dataclass(eq=False)
class IllegalMove(RuleError):
    """The database refused a change of status that `statuses.py` does not list, or of a stamp that is written."""

    of: str

    def __str__(self) -> str:
        """Say what was refused."""
        return f"This change of the {self.of} is not allowed. Nothing was written."


@dataclass(eq=False)
class StampWritten(RuleError):
    """A stamp that was reported before, at an instant (UTC)."""

    call_sign: str
    stamp: Stamp
    at: datetime

    def __str__(self) -> str:
        """Name the stamp, and who can help."""
        return f"{self.call_sign}: {self.stamp.words} is written already. A supervisor can correct it."


@dataclass(eq=False)
class OutOfStep(RuleError):
    """The database refused at COMMIT: status and open assignments of a call or an ambulance would not agree."""

    of: str

    def __str__(self) -> str:
        """Say what was refused."""
        return f"The {self.of}'s status and its assignments would no longer agree. Nothing was written."


@dataclass(eq=False)
class NotFound(RuleError):
    """`what` (an emergency call, a hospital…) with this name or number does not exist."""

    what: str
    name: str

    def __str__(self) -> str:
        """Name what was looked for."""
        return f"There is no {self.what} {self.name}."


@dataclass(eq=False)
class InvalidInput(RuleError):
    """Input that cannot be an order: one sentence for each field."""

    fields: dict[str, list[str]] = field(default_factory=dict)

    def __str__(self) -> str:
        """Join the sentences."""
        return " ".join(sentence for sentences in self.fields.values() for sentence in sentences)


class NotAllowed(DispatcherError):
    """This person's role does not include it."""


class Unavailable(DispatcherError):
    """The database cannot be used at the moment. The sentence says why and what to do."""


class OutcomeUnknown(Unavailable):
    """The line broke while the order was being made final: the request id, asked later, tells which it was."""


class SchemaMismatch(Unavailable):
    """The database's tables are older or newer than this desk."""


class Unreachable(Unavailable):
    """No server answered at all."""


class ReadOnlyServer(Unavailable):
    """The server answers and only lets read: a standby, or one that was told to. What is there can still be seen."""


class ServerTroubled(Unavailable):
    """The server itself is broken or full: trying again does not help until an administrator has seen to it."""


class Untrusted(Unavailable):
    """The server did not prove who it is, or does not encrypt: no name and no password was sent."""


class LogInRefused(Unavailable):
    """The server was reached and let this person not in."""


class WrongPassword(LogInRefused):
    """Name and password do not go together. Which of the two is wrong is not told."""


class PasswordNeeded(WrongPassword):
    """The server asks for a password and this desk had none to give."""


class NotVouchedFor(WrongPassword):
    """The directory that the server asks (LDAP, PAM, RADIUS) said no; it does so, too, when it is out of order."""


class AccountDisabled(LogInRefused):
    """The administrator has closed this log-in."""


@dataclass(eq=False)
class AccountLocked(LogInRefused):
    """Too many wrong passwords: this log-in rests `until` then (UTC, aware)."""

    until: datetime

    def __str__(self) -> str:
        """Say that waiting helps; the window knows this desk's time zone and names the time."""
        return "This log-in is locked for a while, after too many wrong passwords. Try again later."
