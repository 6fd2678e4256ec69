"""When a conflict's question has settled itself on a newer board."""

from datetime import UTC, datetime

import pytest

from dispatcher_app.domain.commands import DispatchAmbulance
from dispatcher_app.domain.entities import Ambulance, Board, ControlRoom, EmergencyCall
from dispatcher_app.domain.errors import (
    AmbulanceFacts,
    AmbulanceTaken,
    CallClosed,
    CallFacts,
    CallTaken,
    Deed,
    DispatcherError,
    RecordBusy,
)
from dispatcher_app.domain.ids import AmbulanceId, EmergencyCallId
from dispatcher_app.domain.statuses import AmbulanceStatus, CallStatus, CrewLevel
from dispatcher_app.ui.conflict.moot import moot_because

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MINE = CallFacts(EmergencyCallId(1), 2882, "", "")
OTHER = CallFacts(EmergencyCallId(2), 2765, "", "")
M12 = AmbulanceFacts(AmbulanceId(7), "M12")
SENT = Deed("Anna", "desk 2", NOW)
COMMAND = DispatchAmbulance(MINE.id, M12.id)

TAKEN = AmbulanceTaken(M12, MINE, OTHER, SENT)
CALL_TAKEN = CallTaken(MINE, M12, ("KM06",), SENT)
CLOSED = CallClosed(MINE, M12, CallStatus.CLOSED, SENT)
BUSY = RecordBusy(MINE, M12)


def board(call: CallStatus | None, ambulance: AmbulanceStatus = AmbulanceStatus.AVAILABLE) -> Board:
    calls = () if call is None else (EmergencyCall(MINE.id, MINE.number, call, 1, "", NOW, ""),)
    ambulances = (Ambulance(M12.id, "M12", ambulance, NOW, CrewLevel.ALS),)
    return Board(NOW, ControlRoom("", "UTC", is_demo=False), calls, ambulances)


@pytest.mark.parametrize(
    ("error", "newer", "is_moot"),
    [
        (TAKEN, board(CallStatus.OPEN, AmbulanceStatus.EN_ROUTE), False),
        (TAKEN, board(CallStatus.DISPATCHED), True),
        (TAKEN, board(None), True),
        (CALL_TAKEN, board(CallStatus.DISPATCHED), False),
        (CALL_TAKEN, board(CallStatus.OPEN), True),
        (CALL_TAKEN, board(CallStatus.DISPATCHED, AmbulanceStatus.EN_ROUTE), True),
        (CLOSED, board(None), False),
        (CLOSED, board(CallStatus.OPEN), True),
        (BUSY, board(CallStatus.OPEN), False),
        (BUSY, board(CallStatus.OPEN, AmbulanceStatus.EN_ROUTE), True),
        (BUSY, board(None), True),
    ],
)
def test_settles_exactly_when_nothing_is_left_to_ask(error: DispatcherError, newer: Board, is_moot: bool) -> None:
    assert bool(moot_because(error, COMMAND, newer)) is is_moot


def test_an_additional_one_is_still_wanted_for_a_call_that_has_one() -> None:
    additional = DispatchAmbulance(MINE.id, M12.id, is_additional=True)
    assert moot_because(TAKEN, additional, board(CallStatus.DISPATCHED, AmbulanceStatus.EN_ROUTE)) == ""
