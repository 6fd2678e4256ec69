"""What the records call the outcome of a call, in the words of this desk."""

from dispatcher_app.domain.statuses import CallOutcome

_OUTCOMES = {
    "code 2 transport": CallOutcome.TRANSPORTED,
    "code 3 transport": CallOutcome.TRANSPORTED,
    "patient declined transport": CallOutcome.REFUSED,
    "against medical advice": CallOutcome.REFUSED,
    "medical examiner": CallOutcome.DECEASED,
    "gone on arrival": CallOutcome.NO_PATIENT,
    "unable to locate": CallOutcome.NO_PATIENT,
    "no merit": CallOutcome.NO_PATIENT,
    "sfpd": CallOutcome.REFERRED,
    "chp": CallOutcome.REFERRED,
}


def outcome_of(disposition: str) -> CallOutcome:
    """Say what came of a call."""
    return _OUTCOMES.get(disposition.lower(), CallOutcome.OTHER)


def outcome_on_scene(disposition: str) -> CallOutcome:
    """Say what came of it for a unit that took nobody anywhere: where another did, this is none of the others."""
    outcome = outcome_of(disposition)
    return CallOutcome.OTHER if outcome is CallOutcome.TRANSPORTED else outcome


def is_cancelled(disposition: str) -> bool:
    """Tell whether a call turned out to be none."""
    return disposition.lower() == "cancelled"
