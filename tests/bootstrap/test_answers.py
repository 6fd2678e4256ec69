"""Refusals as the shell and as programs are told them: classes, codes, and nothing of the inside."""

import json
from datetime import UTC, datetime

import pytest

from dispatcher_app.bootstrap.answers import as_json, exit_code_of, refusal
from dispatcher_app.bootstrap.orders import OrderLost
from dispatcher_app.domain.commands import DispatchAmbulance, new_request_id
from dispatcher_app.domain.errors import (
    AmbulanceFacts,
    AmbulanceNotAvailable,
    AmbulanceTaken,
    CallClosed,
    CallFacts,
    CallTaken,
    Deed,
    DispatcherError,
    InvalidInput,
    NotAllowed,
    NotFound,
    OutcomeUnknown,
    OutOfStep,
    ParamedicTaken,
    RecordBusy,
    SchemaMismatch,
    Unavailable,
)
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus
from dispatcher_app.operations.dispatch_log import OrderNamed

NOW = datetime(2026, 1, 1, tzinfo=UTC)
CALL = CallFacts(EmergencyCallId(1), 1042, "Fall", "400 Castro St")
M12 = AmbulanceFacts(AmbulanceId(7), "M12")
SENT = Deed("Anna Kern", "desk 2", NOW)


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (InvalidInput({"ambulance_id": ["Name it."]}), 400, 2),
        (NotAllowed("Only dispatchers may dispatch."), 403, 3),
        (NotFound("ambulance", "M99"), 404, 4),
        (AmbulanceTaken(M12, CALL, CALL, SENT), 409, 5),
        (CallTaken(CALL, M12, ("M07",), SENT), 409, 5),
        (ParamedicTaken("Tom Becker", CALL, M12, M12, CALL, SENT), 409, 5),
        (CallClosed(CALL, M12, CallStatus.CLOSED, SENT), 409, 5),
        (RecordBusy(CALL, M12), 409, 5),
        (AmbulanceNotAvailable(M12, AmbulanceStatus.OUT_OF_SERVICE, NOW), 409, 5),
        (Unavailable("Gone."), 500, 69),
        (OutcomeUnknown("Broken."), 500, 69),
        (SchemaMismatch("Older."), 500, 69),
        (RuntimeError("SELECT secret FROM /etc/passwd"), 500, 1),
    ],
)
def test_each_class_has_its_status_and_its_exit_code(error: Exception, status: int, code: int) -> None:
    answer = refusal(error)
    assert (answer["status"], exit_code_of(error)) == (status, code)
    assert "SELECT" not in json.dumps(answer)


def test_field_errors_stand_under_their_fields() -> None:
    assert refusal(InvalidInput({"ambulance_id": ["Name it."]})) == {
        "error": "The order cannot be understood.",
        "ambulance_id": ["Name it."],
        "status": 400,
    }


def test_bad_input_that_is_no_order_is_not_called_one() -> None:
    assert refusal(InvalidInput({"size": ["big is no size."]})) == {
        "error": "What was given cannot be used.",
        "size": ["big is no size."],
        "status": 400,
    }


@pytest.mark.parametrize(
    ("error", "fields"),
    [
        (NotFound("emergency call", "#9"), ["emergency_call_id"]),
        (NotFound("hospital", "General"), ["hospital_id"]),
        (AmbulanceTaken(M12, CALL, CALL, SENT), ["ambulance_id"]),
        (AmbulanceNotAvailable(M12, AmbulanceStatus.OUT_OF_SERVICE, NOW), ["ambulance_id"]),
        (CallTaken(CALL, M12, ("M07",), SENT), ["emergency_call_id"]),
        (CallClosed(CALL, M12, CallStatus.CLOSED, None), ["emergency_call_id"]),
        (ParamedicTaken("Tom Becker", CALL, M12, M12, CALL, SENT), ["paramedic_id"]),
        (RecordBusy(CALL, M12), ["emergency_call_id", "ambulance_id"]),
        (OutOfStep("ambulance"), ["ambulance_id"]),
        (NotAllowed("Only dispatchers may dispatch."), []),
        (Unavailable("Gone."), []),
    ],
)
def test_what_stands_against_an_order_is_named_by_its_field(error: DispatcherError, fields: list[str]) -> None:
    answer = refusal(error)
    assert {name: answer[name] for name in answer if name.endswith("_id")} == {name: [str(error)] for name in fields}


def test_a_lost_order_gives_the_id_to_ask_for() -> None:
    request_id = new_request_id()
    answer = refusal(OrderLost(OrderNamed(1042, "M12"), request_id))
    assert (answer["request_id"], answer["status"]) == (str(request_id), 500)
    assert "not known whether M12 was sent to #1042" in answer["error"]


def test_conflict_carries_the_facts_of_the_winner() -> None:
    answer = refusal(AmbulanceTaken(M12, CALL, CALL, SENT))
    assert answer["sent"] == {"by": "Anna Kern", "desk": "desk 2", "at": "2026-01-01T00:00:00+00:00"}
    assert answer["to"]["number"] == 1042


def test_records_become_plain_json() -> None:
    command = DispatchAmbulance(CALL.id, M12.id)
    answer = as_json((command, AmbulanceStatus.EN_ROUTE, NOW, None))
    assert json.loads(json.dumps(answer))[1:] == ["EN_ROUTE", "2026-01-01T00:00:00+00:00", None]
    assert answer[0]["request_id"] == str(command.request_id)
