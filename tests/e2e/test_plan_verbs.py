"""Orders about running work at a shell: the same operations, the same refusals."""

import pytest

from tests.control_room import ControlRoomBuilder
from tests.e2e.conftest import Run


@pytest.fixture
def shared(room: ControlRoomBuilder) -> ControlRoomBuilder:
    """A room in which whoever runs the tests is a dispatcher; two calls, two ambulances."""
    room.add_dispatcher("postgres", "Petra Gres")
    room.add_call(number=1042)
    room.add_call(number=1043)
    room.add_ambulance("M12")
    room.add_ambulance("M07")
    return room


def test_a_call_from_dispatch_to_its_end_at_a_shell(shared: ControlRoomBuilder, run: Run) -> None:
    assert run("dispatch", "--call", "1042", "--ambulance", "M12").code == 0
    assert run("stamp", "on-scene", "--ambulance", "m12").out == "Done.\n"
    assert run("stamp", "on-scene", "--ambulance", "m12", "--undo").code == 0
    assert run("divert", "--ambulance", "M12", "--to", "1043").code == 0
    assert run("dispatch", "--call", "1042", "--ambulance", "M07").code == 0
    assert run("swap", "--ambulance", "M12", "--with", "M07").code == 0
    board = run("board", "--json").json
    assert {item["id"]: item["emergency_call_id"] for item in board["assignments"]}
    forgotten = run("close", "--call", "1042", "--outcome", "no-patient", "--json")
    assert (forgotten.json["status"], forgotten.code) == (409, 5)
    assert forgotten.json["error"] == "#1042 still has M12 (en route). Say whether they are to be free."
    assert run("close", "--call", "1042", "--outcome", "no-patient", "--free", "M12").code == 0
    assert run("breakdown", "--ambulance", "M07", "--reason", "gearbox").code == 0
    assert run("reopen", "--call", "1042").code == 0
    assert run("cancel", "--call", "1042", "--reason", "false alarm").code == 0
    late = run("stand-down", "--ambulance", "M07", "--json")
    assert (late.json["status"], late.code) == (404, 4)
    assert shared.one("SELECT string_agg(status, ' ' ORDER BY number) FROM emergency_call") == ("CANCELLED OPEN",)
    assert shared.one("SELECT string_agg(status, ' ' ORDER BY call_sign) FROM ambulance") == (
        "OUT_OF_SERVICE AVAILABLE",
    )
