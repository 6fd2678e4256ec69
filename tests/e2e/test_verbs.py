"""The verbs at a shell, on a shared database: what they print, their exit codes, and what reaches the logs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatcher_app.storage.embedded import EmbeddedServer
from tests.control_room import ControlRoomBuilder
from tests.e2e.conftest import Run, Said, start


@pytest.fixture
def shared(room: ControlRoomBuilder) -> ControlRoomBuilder:
    """A room in which whoever runs the tests is a dispatcher."""
    room.add_dispatcher("postgres", "Petra Gres")
    return room


def test_dispatch_answers_with_the_records_as_they_now_stand(shared: ControlRoomBuilder, run: Run) -> None:
    shared.add_call(number=1042, caller_name="Jo Doe")
    shared.add_ambulance("M12")
    shared.add_hospital("General")
    said = run(
        "--desk", "desk 7", "dispatch", "--call", "1042", "--ambulance", "m12", "--hospital", "general", "--json"
    )
    assert (said.code, said.err) == (0, "")
    assert list(said.json) == ["message", "emergency_call", "ambulance", "assignment"]
    assert said.json["message"] == "Ambulance dispatched successfully"
    assert said.json["emergency_call"]["status"] == "DISPATCHED"
    assert said.json["ambulance"]["status"] == "EN_ROUTE"
    assert said.json["assignment"]["desk"] == "desk 7"
    assert said.json["assignment"]["hospital_id"] is not None
    assert shared.count("assignment") == 1


def refused(said: Said, status: int, code: int) -> str:
    assert said.json["status"] == status
    assert said.code == code
    assert "Traceback" not in said.out + said.err
    return str(said.json["error"])


def test_each_class_of_refusal_has_its_status_and_exit_code(shared: ControlRoomBuilder, run: Run) -> None:
    shared.add_call(number=1)
    shared.add_call(number=2)
    shared.add_ambulance("M12")
    bad = run("dispatch", "--call", "one", "--ambulance", " ", "--json")
    assert refused(bad, 400, 2) == "The order cannot be read."
    assert set(bad.json) == {"error", "emergency_call_id", "ambulance_id", "status"}
    assert refused(run("dispatch", "--call", "9", "--ambulance", "M12", "--json"), 404, 4) == (
        "There is no emergency call #9."
    )
    assert run("dispatch", "--call", "1", "--ambulance", "M12").code == 0
    conflict = run("dispatch", "--call", "2", "--ambulance", "M12", "--json")
    assert refused(conflict, 409, 5) == "Ambulance M12 is already on its way to #1."
    assert conflict.json["sent"]["by"] == "Petra Gres"
    assert conflict.json["to"]["number"] == 1


def test_somebody_without_a_profile_may_look_but_not_dispatch(room: ControlRoomBuilder, run: Run) -> None:
    room.add_call(number=1)
    room.add_ambulance("M12")
    assert run("board", "--json").code == 0
    assert refused(run("dispatch", "--call", "1", "--ambulance", "M12", "--json"), 403, 3)
    assert room.count("assignment") == 0


def test_board_prints_what_waits_and_reads_no_markup(shared: ControlRoomBuilder, run: Run) -> None:
    shared.add_call(number=1, type_text="[red]Fall[/red]")
    shared.add_ambulance("M12")
    printed = run("board")
    assert printed.code == 0
    assert "[red]Fall[/red]" in printed.out
    assert "M12" in printed.out
    answer = run("board", "--json").json
    assert [call["number"] for call in answer["calls"]] == [1]
    assert answer["room"]["is_demo"] is False


def test_log_tells_of_each_attempt_and_never_names_a_caller(
    shared: ControlRoomBuilder, run: Run, tmp_path: Path
) -> None:
    shared.add_call(number=1, caller_name="Jo Doe", caller_phone="555-0100", notes="Back door")
    shared.add_ambulance("M12")
    run("dispatch", "--call", "1", "--ambulance", "M12")
    run("dispatch", "--call", "1", "--ambulance", "M12")
    text = Path(tmp_path, "log", "dispatch.log").read_text(encoding="utf-8")
    first, second = text.splitlines()
    assert '"outcome": "Dispatched", "emergency_call": 1, "ambulance": "M12"' in first
    assert '"dispatcher": "postgres", "desk": "desk 2"' in first
    assert '"outcome": "AmbulanceTaken"' in second
    for secret in ("Jo Doe", "555-0100", "Back door"):
        assert secret not in text


def test_no_database_is_one_sentence(folders: dict[str, str], tmp_path: Path) -> None:
    nowhere = f"host={tmp_path} dbname=nowhere"
    said = start(folders, "--database", nowhere, "board")
    assert said.code == 69
    assert said.err == "The database cannot be reached. This desk keeps trying.\n"


def test_database_without_tables_says_what_to_run_and_init_makes_them(
    folders: dict[str, str], server: EmbeddedServer, database_numbers: Iterator[int]
) -> None:
    name = f"empty_{next(database_numbers)}"
    server.ensure_database(name)
    database = ("--database", server.conninfo(name))
    assert "dispatcher init" in start(folders, *database, "board").err
    new = ("init", "--name", "County North", "--time-zone", "Europe/Vienna", "--dispatcher", "Petra Gres")
    assert start(folders, *database, *new).out == "County North is set up.\n"
    board = start(folders, *database, "board", "--json").json
    assert board["room"] == {"name": "County North", "time_zone": "Europe/Vienna", "is_demo": False}
    assert start(folders, *database, *new).code == 0


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("[desk]\ntheme = 'pink'", "theme is one of"),
        ("[desk]\nnme = 'x'", "nme is not a setting"),
        ("[targets]\n1 = -3", "number of minutes"),
        ("[oven]", "[oven] is not a section"),
        ("desk", "cannot be read"),
    ],
)
def test_a_wrong_configuration_names_the_setting(folders: dict[str, str], text: str, word: str) -> None:
    Path(folders["DISPATCHER_CONFIG"]).write_text(text, encoding="utf-8")
    said = start(folders, "board")
    assert said.code == 2
    assert word in said.err
    assert "Traceback" not in said.err
