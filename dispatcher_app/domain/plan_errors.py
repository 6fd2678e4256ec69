"""What stands in the way of a change of plan; the errors' tree is in `errors.py`.

ConflictError
├── AssignmentOver         (somebody has ended or changed it meanwhile)
├── HandedOver             (somebody else has the call by now)
├── AmbulancesStillOut     (nobody is forgotten: who ends a call says what becomes of its ambulances)
└── AmbulanceElsewhere     (what it is out on is not what was seen)
RuleError
├── AtPatient
├── PatientAboard
├── StampDoesNotFollow
├── CannotBeUndone
├── CallIsRunning
├── NotOnItsWay
├── SameAmbulance
├── NobodyToHandTo
└── OrderWithdrawn         (its desk was told that it never took effect, and so it never does)
"""

from dataclasses import dataclass

from dispatcher_app.domain.errors import AmbulanceFacts, CallFacts, ConflictError, Deed, RuleError
from dispatcher_app.domain.ids import AssignmentId
from dispatcher_app.domain.stamps import Stamp
from dispatcher_app.domain.statuses import AmbulanceStatus, AssignmentOutcome


def _words(status: AmbulanceStatus) -> str:
    return status.replace("_", " ").lower()


@dataclass(eq=False)
class AssignmentOver(ConflictError):
    """The ambulance's work on the call has ended meanwhile: how, and by whose deed."""

    ambulance: AmbulanceFacts
    call: CallFacts
    outcome: AssignmentOutcome
    ended: Deed

    def __str__(self) -> str:
        """Say how it ended."""
        return f"{self.ambulance.call_sign} is no longer on #{self.call.number}: {self.outcome.words}."


@dataclass(eq=False)
class AmbulanceElsewhere(ConflictError):
    """The ambulance is not out on what it was seen on; `on` is the call it is on by now, None for none."""

    ambulance: AmbulanceFacts
    on: CallFacts | None
    sent: Deed | None = None

    def __str__(self) -> str:
        """Say where it is."""
        where = "no call any more" if self.on is None else f"#{self.on.number} by now"
        return f"{self.ambulance.call_sign} is on {where}."


@dataclass(frozen=True, slots=True)
class StillOut:
    """An ambulance that a call which is to end still has."""

    assignment_id: AssignmentId
    ambulance: AmbulanceFacts
    status: AmbulanceStatus


@dataclass(eq=False)
class AmbulancesStillOut(ConflictError):
    """The call is to end and still has ambulances that were not named."""

    call: CallFacts
    running: tuple[StillOut, ...]

    def __str__(self) -> str:
        """Name them."""
        signs = ", ".join(f"{out.ambulance.call_sign} ({_words(out.status)})" for out in self.running)
        return f"#{self.call.number} still has {signs}. Say whether they are to be free."


@dataclass(eq=False)
class AtPatient(RuleError):
    """Never diverted, swapped or stood down from a patient."""

    ambulance: AmbulanceFacts
    call: CallFacts

    def __str__(self) -> str:
        """Say why."""
        return f"{self.ambulance.call_sign} is with the patient of #{self.call.number} and stays there."


@dataclass(eq=False)
class PatientAboard(RuleError):
    """A call does not end while an ambulance takes its patient somewhere."""

    ambulance: AmbulanceFacts
    call: CallFacts

    def __str__(self) -> str:
        """Say what has to come first."""
        return f"{self.ambulance.call_sign} has the patient of #{self.call.number} aboard. It must arrive first."


@dataclass(eq=False)
class StampDoesNotFollow(RuleError):
    """A stamp that does not come after where the ambulance stands, or comes after one that is written."""

    call_sign: str
    stamp: Stamp
    status: AmbulanceStatus

    def __str__(self) -> str:
        """Say where it stands."""
        return f"{self.call_sign} is {_words(self.status)}: {self.stamp.words} does not follow."


@dataclass(eq=False)
class CannotBeUndone(RuleError):
    """Too late, not the last stamp, or the ambulance has gone on since."""

    call_sign: str
    stamp: Stamp
    because: str

    def __str__(self) -> str:
        """Say why, and who can help."""
        return f"{self.call_sign}: {self.stamp.words} stays: {self.because}. A supervisor can correct it."


@dataclass(eq=False)
class CallIsRunning(RuleError):
    """Only what is over can be opened again."""

    call: CallFacts

    def __str__(self) -> str:
        """Say so."""
        return f"#{self.call.number} is not over: there is nothing to open again."


@dataclass(eq=False)
class NotOnItsWay(RuleError):
    """Stood down, diverted and swapped are ambulances that have not begun; the others are cleared with an outcome."""

    ambulance: AmbulanceFacts
    status: AmbulanceStatus

    def __str__(self) -> str:
        """Say where it stands, and what can be done instead."""
        return (
            f"{self.ambulance.call_sign} is {_words(self.status)}. Take it back into service with an outcome instead."
        )


@dataclass(eq=False)
class SameAmbulance(RuleError):
    """An ambulance that was to change with itself, or to be sent to where it is going."""

    call_sign: str

    def __str__(self) -> str:
        """Say so."""
        return f"{self.call_sign} is on that call already."


class OrderWithdrawn(RuleError):
    """The order comes later than the question what became of it, which was answered: nothing."""

    def __str__(self) -> str:
        """Say so."""
        return "This order was taken back before it arrived. Nothing was written."


@dataclass(eq=False)
class HandedOver(ConflictError):
    """The call is not in the hands that were seen; `holder` has it now, None for nobody."""

    call: CallFacts
    holder: str | None

    def __str__(self) -> str:
        """Say whose it is."""
        return f"#{self.call.number} is handled by {self.holder or 'nobody'} by now."


@dataclass(eq=False)
class NobodyToHandTo(RuleError):
    """The person's log-in is closed: they would never see the call."""

    full_name: str

    def __str__(self) -> str:
        """Say so."""
        return f"{self.full_name} does not work here any more."
