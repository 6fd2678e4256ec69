"""What people read: sentences with facts, without anything internal, and without who called."""

import re

import pytest

from dispatcher_app.domain import errors
from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.errors import (
    AccountDisabled,
    AccountLocked,
    AmbulanceFacts,
    AmbulanceNotAvailable,
    AmbulanceTaken,
    Busy,
    CallClosed,
    CallTaken,
    ConflictError,
    Deed,
    DispatcherError,
    IllegalMove,
    InvalidInput,
    LogInRefused,
    NotAllowed,
    NotFound,
    NotVouchedFor,
    OutcomeUnknown,
    OutOfStep,
    ParamedicTaken,
    PasswordNeeded,
    ReadOnlyServer,
    RecordBusy,
    RuleError,
    SchemaMismatch,
    ServerTroubled,
    StampWritten,
    Unavailable,
    Unreachable,
    Untrusted,
    WrongPassword,
)
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.domain.rules import call_facts
from dispatcher_app.domain.stamps import Stamp
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus
from dispatcher_app.domain.targets import DEFAULT_TARGETS
from tests.domain.records import NOON, a_call

CALL, OTHER, AMBULANCE = call_facts(a_call(1042)), call_facts(a_call(1040)), AmbulanceFacts(AmbulanceId(77), "M12")
SENT = Deed("Anna Kern", "desk 2", NOON)
SENTENCES: list[tuple[DispatcherError, str]] = [
    (AmbulanceTaken(AMBULANCE, CALL, OTHER, SENT), "Ambulance M12 is already on its way to #1040."),
    (CallTaken(CALL, AMBULANCE, ("M7", "M3"), SENT), "Emergency call #1042 already has M7, M3."),
    (CallClosed(CALL, AMBULANCE, CallStatus.CLOSED, SENT), "Emergency call #1042 was closed."),
    (CallClosed(CALL, AMBULANCE, CallStatus.CANCELLED, None), "Emergency call #1042 was cancelled."),
    (RecordBusy(CALL, AMBULANCE), "Ambulance M12 or #1042 is being changed by another desk. Try again."),
    (AmbulanceNotAvailable(AMBULANCE, AmbulanceStatus.OUT_OF_SERVICE, NOON), "Ambulance M12 is out of service."),
    (
        ParamedicTaken("Ada Lind", CALL, AMBULANCE, AmbulanceFacts(AmbulanceId(77), "M7"), OTHER, SENT),
        "Ada Lind is already out with M7, on #1040.",
    ),
    (IllegalMove("ambulance"), "This change of the ambulance is not allowed. Nothing was written."),
    (
        StampWritten("M12", Stamp.ON_SCENE, NOON),
        "M12: on scene is written already. A supervisor can correct it.",
    ),
    (OutOfStep("ambulance"), "The ambulance's status and its assignments would no longer agree. Nothing was written."),
    (NotFound("hospital", "General"), "There is no hospital General."),
    (InvalidInput({"call": ["Give a number."], "unit": ["Give a call sign."]}), "Give a number. Give a call sign."),
    (AccountLocked(NOON), "This log-in is locked for a while, after too many wrong passwords. Try again later."),
]
INTERNAL = re.compile(r"SELECT|INSERT|Traceback|File \"|<[a-z_.]+ object|\{|\(|EmergencyCallId|/[a-z]+/|None|_")


@pytest.mark.parametrize(("error", "sentence"), SENTENCES)
def test_each_error_is_one_sentence_of_facts(error: DispatcherError, sentence: str) -> None:
    assert str(error) == sentence
    assert not INTERNAL.search(str(error))
    assert "77" not in str(error), "an id is nothing to a person"


def test_every_error_with_facts_has_its_sentence_above() -> None:
    of_tree = {kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, DispatcherError)}
    plain = {DispatcherError, ConflictError, RuleError, NotAllowed, Unavailable, OutcomeUnknown, SchemaMismatch}
    plain |= {Busy, ReadOnlyServer, ServerTroubled}
    plain |= {Unreachable, Untrusted, LogInRefused, WrongPassword, PasswordNeeded, NotVouchedFor, AccountDisabled}
    assert of_tree - plain == {type(error) for error, _ in SENTENCES}


@pytest.mark.parametrize(
    ("family", "members"),
    [
        (
            ConflictError,
            {AmbulanceTaken, CallTaken, ParamedicTaken, CallClosed, Busy},
        ),
        (Busy, {RecordBusy}),
        (
            RuleError,
            {AmbulanceNotAvailable, IllegalMove, StampWritten, OutOfStep, NotFound, InvalidInput},
        ),
        (
            Unavailable,
            {SchemaMismatch, OutcomeUnknown, Unreachable, ReadOnlyServer, ServerTroubled, Untrusted, LogInRefused},
        ),
        (LogInRefused, {WrongPassword, AccountDisabled, AccountLocked}),
        (WrongPassword, {PasswordNeeded, NotVouchedFor}),
    ],
)
def test_the_tree_is_by_who_must_act(family: type[DispatcherError], members: set[type[DispatcherError]]) -> None:
    assert {kind for kind in family.__subclasses__() if kind.__module__ == errors.__name__} == members


def test_targets_grow_with_less_urgency() -> None:
    assert list(DEFAULT_TARGETS) == [1, 2, 3, 4]
    assert sorted(DEFAULT_TARGETS.values()) == list(DEFAULT_TARGETS.values())


def test_two_orders_never_share_a_request_id() -> None:
    orders = [DispatchAmbulance(EmergencyCallId(1), AmbulanceId(1)) for _ in range(100)]
    assert len({order.request_id for order in orders}) == 100
