"""What is said of changes of plan: one sentence of facts for each obstacle, and the family it belongs to."""

from datetime import UTC, datetime

import pytest

from dispatcher_app.domain import plan_errors
from dispatcher_app.domain.errors import AmbulanceFacts, CallFacts, ConflictError, Deed, DispatcherError, RuleError
from dispatcher_app.domain.ids import AmbulanceId, AssignmentId, EmergencyCallId
from dispatcher_app.domain.plan_errors import (
    AmbulanceElsewhere,
    AmbulancesStillOut,
    AssignmentOver,
    AtPatient,
    CallIsRunning,
    CannotBeUndone,
    HandedOver,
    NobodyToHandTo,
    NotOnItsWay,
    OrderWithdrawn,
    PatientAboard,
    SameAmbulance,
    StampDoesNotFollow,
    StillOut,
)
from dispatcher_app.domain.stamps import Stamp
from dispatcher_app.domain.statuses import AmbulanceStatus, AssignmentOutcome

M12 = AmbulanceFacts(AmbulanceId(77), "M12")
CALL = CallFacts(EmergencyCallId(77), 1042, "Fall", "400 Castro St")
SENT = Deed("Anna Kern", "desk 2", datetime(2026, 1, 6, 14, 2, 11, tzinfo=UTC))

CONFLICTS: dict[DispatcherError, str] = {
    AssignmentOver(M12, CALL, AssignmentOutcome.DIVERTED, SENT): "M12 is no longer on #1042: diverted.",
    AmbulanceElsewhere(M12, CALL, SENT): "M12 is on #1042 by now.",
    HandedOver(CALL, "Ben Ortiz"): "#1042 is handled by Ben Ortiz by now.",
    AmbulanceElsewhere(M12, None): "M12 is on no call any more.",
    AmbulancesStillOut(CALL, (StillOut(AssignmentId(77), M12, AmbulanceStatus.EN_ROUTE),)): (
        "#1042 still has M12 (en route). Say whether they are to be free."
    ),
}
RULES: dict[DispatcherError, str] = {
    AtPatient(M12, CALL): "M12 is with the patient of #1042 and stays there.",
    PatientAboard(M12, CALL): "M12 has the patient of #1042 aboard. It must arrive first.",
    StampDoesNotFollow("M12", Stamp.AT_HOSPITAL, AmbulanceStatus.EN_ROUTE): (
        "M12 is en route: at hospital does not follow."
    ),
    CannotBeUndone("M12", Stamp.MOBILE, "it is not the last one"): (
        "M12: mobile stays: it is not the last one. A supervisor can correct it."
    ),
    CallIsRunning(CALL): "#1042 is not over: there is nothing to open again.",
    NotOnItsWay(M12, AmbulanceStatus.ON_SCENE): ("M12 is on scene. Take it back into service with an outcome instead."),
    NobodyToHandTo("Ben Ortiz"): "Ben Ortiz does not work here any more.",
    SameAmbulance("M12"): "M12 is on that call already.",
    OrderWithdrawn(): "This order was taken back before it arrived. Nothing was written.",
}


@pytest.mark.parametrize("error", [*CONFLICTS, *RULES], ids=lambda error: type(error).__name__)
def test_each_error_is_one_sentence_of_facts_and_in_its_family(error: DispatcherError) -> None:
    assert str(error) == {**CONFLICTS, **RULES}[error]
    assert isinstance(error, ConflictError) == (error in CONFLICTS)
    assert isinstance(error, RuleError) == (error in RULES)


def test_none_is_forgotten_above() -> None:
    kinds = {
        kind for kind in vars(plan_errors).values() if isinstance(kind, type) and issubclass(kind, DispatcherError)
    }
    own = {kind for kind in kinds if kind.__module__ == plan_errors.__name__}
    assert own == {type(error) for error in (*CONFLICTS, *RULES)}
