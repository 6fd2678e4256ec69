"""What may become of work that runs, judged on records that nobody can move meanwhile (they are locked)."""

from dataclasses import dataclass
from datetime import datetime

from dispatcher_app.domain.entities import Ambulance, Assignment, EmergencyCall
from dispatcher_app.domain.errors import AmbulanceFacts, CallFacts, NotAllowed, StampWritten
from dispatcher_app.domain.plan_errors import AtPatient, CannotBeUndone, NotOnItsWay, StampDoesNotFollow
from dispatcher_app.domain.plans import UNDO_WITHIN
from dispatcher_app.domain.rules import call_facts
from dispatcher_app.domain.stamps import REPORTED, Stamp
from dispatcher_app.domain.statuses import AMBULANCE_MOVES, AmbulanceStatus, AssignmentOutcome

_FEWEST_LETTERS_OF_A_REASON = 3


@dataclass(frozen=True, slots=True)
class Work:
    """One ambulance's work on one call, with both as they stand."""

    assignment: Assignment
    call: EmergencyCall
    ambulance: Ambulance

    @property
    def call_facts(self) -> CallFacts:
        """Name the call."""
        return call_facts(self.call)

    @property
    def ambulance_facts(self) -> AmbulanceFacts:
        """Name the ambulance."""
        return AmbulanceFacts(self.ambulance.id, self.ambulance.call_sign)


def last_stamp(assignment: Assignment) -> Stamp:
    """Give the stamp that was written last; of two at one instant the one that comes later in the work."""
    written = [stamp for stamp in Stamp if getattr(assignment, stamp) is not None]
    return max(written, key=lambda stamp: (getattr(assignment, stamp), written.index(stamp)))


def check_stamp(work: Work, stamp: Stamp) -> AmbulanceStatus | None:
    """Judge a stamp, and give the status it makes of the ambulance; None for the one it has.

    Raises StampWritten, StampDoesNotFollow.
    """
    sign, status = work.ambulance.call_sign, work.ambulance.status
    if (written := getattr(work.assignment, stamp)) is not None:
        raise StampWritten(sign, stamp, written)
    order = list(Stamp)
    if order.index(last_stamp(work.assignment)) > order.index(stamp):
        raise StampDoesNotFollow(sign, stamp, status)
    becomes = REPORTED[stamp]
    if becomes is not None and (status, becomes) not in AMBULANCE_MOVES:
        raise StampDoesNotFollow(sign, stamp, status)
    if stamp is Stamp.AT_PATIENT and status is not AmbulanceStatus.ON_SCENE:
        raise StampDoesNotFollow(sign, stamp, status)
    if stamp is Stamp.TRANSFERRED and status is not AmbulanceStatus.AT_HOSPITAL:
        raise StampDoesNotFollow(sign, stamp, status)
    return becomes


def check_undo(work: Work, stamp: Stamp, now: datetime) -> None:
    """Judge whether a stamp can be taken back as a slip. Raises CannotBeUndone."""
    sign, assignment = work.ambulance.call_sign, work.assignment
    written = getattr(assignment, stamp)
    because = ""
    if written is None or last_stamp(assignment) is not stamp or stamp is Stamp.DISPATCHED:
        because = "it is not the last one"
    elif now - written > UNDO_WITHIN:
        because = "it is more than a minute old"
    elif assignment.outcome in {AssignmentOutcome.DIVERTED, AssignmentOutcome.BROKE_DOWN}:
        because = f"{sign} was {assignment.outcome.words}"
    elif assignment.cleared_at is not None and work.ambulance.status is not AmbulanceStatus.AVAILABLE:
        because = f"{sign} has been sent on since"
    if because:
        raise CannotBeUndone(sign, stamp, because)


def check_not_begun(work: Work) -> None:
    """Judge whether an ambulance has yet to begin, so that it can be stood down or swapped.

    Raises AtPatient, NotOnItsWay.
    """
    if work.assignment.at_patient_at is not None:
        raise AtPatient(work.ambulance_facts, work.call_facts)
    if work.ambulance.status is not AmbulanceStatus.EN_ROUTE:
        raise NotOnItsWay(work.ambulance_facts, work.ambulance.status)


def check_divert(work: Work, reason: str, *, oversees: bool) -> None:
    """Judge whether an ambulance may go elsewhere instead. Raises AtPatient, NotOnItsWay, NotAllowed."""
    if work.assignment.at_patient_at is not None or work.assignment.left_scene_at is not None:
        raise AtPatient(work.ambulance_facts, work.call_facts)
    if work.ambulance.status is AmbulanceStatus.ON_SCENE:
        if not oversees:
            raise NotAllowed(
                f"{work.ambulance.call_sign} is on scene: only a supervisor may divert it from there, with a reason."
            )
        if len(reason.strip()) < _FEWEST_LETTERS_OF_A_REASON:
            raise NotAllowed(f"{work.ambulance.call_sign} is on scene: to divert it from there needs a reason.")
    elif work.ambulance.status is not AmbulanceStatus.EN_ROUTE:
        raise NotOnItsWay(work.ambulance_facts, work.ambulance.status)


def outcome_of_end(work: Work) -> AssignmentOutcome:
    """Say how an ambulance's work ends when its call is ended over it."""
    if work.ambulance.status is AmbulanceStatus.AT_HOSPITAL:
        return AssignmentOutcome.TRANSPORTED
    is_on_its_way = work.ambulance.status is AmbulanceStatus.EN_ROUTE
    return AssignmentOutcome.STOOD_DOWN if is_on_its_way else AssignmentOutcome.NO_TRANSPORT
