"""The verbs at a shell, on a shared database: what they print, their exit codes, and what reaches the logs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatcher_app.storage.embedded import EmbeddedServer
from tests.control_room import ControlRoomBuilder
from tests.e2e.conftest import RECORDS, Run, Said, start


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
    assert refused(bad, 400, 2) == "The order cannot be understood."
    assert set(bad.json) == {"error", "emergency_call_id", "ambulance_id", "status"}
    missing = run("dispatch", "--call", "9", "--ambulance", "M12", "--json")
    assert refused(missing, 404, 4) == "There is no emergency call #9."
    assert missing.json["emergency_call_id"] == ["There is no emergency call #9."]
    assert run("dispatch", "--call", "1", "--ambulance", "M12").code == 0
    conflict = run("dispatch", "--call", "2", "--ambulance", "M12", "--json")
    assert refused(conflict, 409, 5) == "Ambulance M12 is already on its way to #1."
    assert conflict.json["ambulance_id"] == ["Ambulance M12 is already on its way to #1."]
    assert conflict.json["sent"]["by"] == "Petra Gres"
    assert conflict.json["to"]["number"] == 1


def test_what_is_missing_or_unknown_is_answered_in_json_too(shared: ControlRoomBuilder, run: Run) -> None:
    said = run("dispatch", "--call", "1", "--json")
    assert refused(said, 400, 2) == "The order cannot be understood."
    assert said.json["ambulance_id"] == ["Name the ambulance by its call sign, like M12."]
    assert run("dispatch", "--ambulance", "M12", "--json").json["emergency_call_id"] == [
        "Name the emergency call by its number, like 1042."
    ]
    assert "--cal" in refused(run("dispatch", "--json", "--cal", "1"), 400, 2)
    assert "Usage:" in run("dispatch", "--cal", "1").err


def test_two_paramedics_of_one_name_are_told_apart_by_nobody(shared: ControlRoomBuilder, run: Run) -> None:
    shared.add_call(number=1)
    shared.add_ambulance("M12")
    for _ in range(2):
        shared.add_paramedic("Tom Becker")
    said = run("dispatch", "--call", "1", "--ambulance", "M12", "--paramedic", "Tom Becker", "--json")
    assert refused(said, 400, 2) == "The order cannot be understood."
    assert "two paramedics called Tom Becker" in said.json["paramedic_id"][0]
    assert shared.count("assignment") == 0


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
    run("dispatch", "--call", "1", "--ambulance", "M99")
    text = Path(tmp_path, "log", "dispatch.log").read_text(encoding="utf-8")
    first, second, third = text.splitlines()
    assert '"outcome": "NotFound", "emergency_call": 1, "ambulance": "M99"' in third
    assert '"outcome": "Dispatched", "emergency_call": 1, "ambulance": "M12"' in first
    assert '"dispatcher": "postgres", "desk": "desk 2"' in first
    assert '"outcome": "AmbulanceTaken"' in second
    for secret in ("Jo Doe", "555-0100", "Back door"):
        assert secret not in text


def test_no_database_is_one_sentence(folders: dict[str, str], tmp_path: Path) -> None:
    nowhere = f"host={tmp_path} dbname=nowhere"
    said = start(folders, "--database", nowhere, "board")
    assert said.code == 69
    assert said.err == "The database cannot be reached.\n"


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


STATIONS = "name,latitude,longitude\nStation 6,37.77,-122.43\nStation 7,,\n"


def test_places_are_summed_up_and_what_is_left_out_is_listed(conninfo: str, run: Run, tmp_path: Path) -> None:
    stations, report = tmp_path / "stations.csv", tmp_path / "report.csv"
    stations.write_text(STATIONS, encoding="utf-8")
    said = run("import", "places", "--stations", str(stations), "--report", str(report))
    assert said.out.splitlines() == [
        "Stations: 1 new, 0 unchanged. Hospitals: 0 new, 0 unchanged, 1 row left out.",
        f"Each row left out, and why: {report}",
        "This database is no control room yet. Run: dispatcher init",
    ]
    assert "stations.csv,3,,value unreadable,position of Station 7" in report.read_text(encoding="utf-8")


def test_rows_of_places_left_out_with_unit_records_are_listed_too(conninfo: str, run: Run, tmp_path: Path) -> None:
    stations, records, report = (tmp_path / name for name in ("stations.csv", "records.csv", "report.csv"))
    stations.write_text(STATIONS, encoding="utf-8")
    records.write_text(RECORDS, encoding="utf-8")
    said = run("import", "sf", str(records), "--stations", str(stations), "--report", str(report))
    assert (said.code, "Calls: 1 new" in said.out) == (0, True), said.err
    assert "stations.csv,3," in report.read_text(encoding="utf-8")


def test_a_report_that_cannot_be_written_stops_the_import_before_it_begins(
    room: ControlRoomBuilder, run: Run, tmp_path: Path
) -> None:
    records = tmp_path / "records.csv"
    records.write_text(RECORDS, encoding="utf-8")
    said = run("import", "sf", str(records), "--report", str(tmp_path / "nowhere" / "x.csv"))
    assert (said.code, "The report cannot be written to" in said.err) == (2, True)
    assert room.count("emergency_call") == 0


def test_an_import_in_vain_leaves_no_report_behind(conninfo: str, run: Run, tmp_path: Path) -> None:
    report = tmp_path / "report.csv"
    records = tmp_path / "records.csv"
    records.write_text("a,b\n1,2\n", encoding="utf-8")
    assert run("import", "sf", str(records), "--report", str(report)).code == 2
    assert not report.exists()


@pytest.mark.parametrize(
    "at", ["2017-01-01 10:05:00", "2017-01-01T10:05:00-08:00", "2017-01-01 18:05:00Z", "2017-01-01T19:05+01:00"]
)
def test_a_moment_with_an_offset_is_that_moment(room: ControlRoomBuilder, run: Run, tmp_path: Path, at: str) -> None:
    records = tmp_path / "records.csv"
    records.write_text(RECORDS, encoding="utf-8")
    said = run("import", "sf", str(records), "--at", at, "--report", str(tmp_path / "report.csv"))
    assert said.code == 0, said.err
    ago = "SELECT round(extract(epoch FROM now() - received_at) / 60) FROM emergency_call WHERE status = 'DISPATCHED'"
    assert room.one(ago) == (5,)


@pytest.mark.parametrize(
    ("settings", "verb", "word"),
    [
        ({"DISPATCHER_DATABASE_URL": "nonsense-hunter2"}, "doctor", "address cannot be read"),
        ({"DISPATCHER_DATABASE_URL": "postgresql://anna:hunter2@[h/room"}, "board", "address cannot be read"),
        ({"DISPATCHER_DATABASE_URL": "postgresql://anna:hunter2@h"}, "board", "names no database"),
    ],
)
def test_a_malformed_address_is_told_and_nowhere_repeated(
    folders: dict[str, str], tmp_path: Path, settings: dict[str, str], verb: str, word: str
) -> None:
    said = start(folders | settings, verb)
    assert (said.code, word in said.err) == (2, True), said.err
    logged = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("log/*"))
    for text in (said.out, said.err, logged):
        assert "hunter2" not in text
        assert "Traceback" not in text


def test_a_data_folder_below_a_file_is_told(folders: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    here = folders | {"DISPATCHER_DATA_DIR": str(file / "data")}
    said = start(here, "doctor")
    assert (said.code, said.err) == (1, "")
    assert f"{file} is no folder. Choose another." in said.out
    assert "The data folder is no folder. Choose another with DISPATCHER_DATA_DIR." in said.out
    assert refused(start(here, "board", "--json"), 500, 69)


def test_a_picture_without_a_board_ends_with_the_reason(conninfo: str, run: Run, tmp_path: Path) -> None:
    said = run("--grab", str(tmp_path / "desk.png"))
    assert (said.code, said.err) == (69, "This database has not been set up yet. Run: dispatcher init\n")


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


TYPES = "CALL_TYPE_CODE,CALL TYPE DESCRIPTION,Priority,Needs\nFALL,FALL FROM HEIGHT,2,BLS\nODD,Odd,9,\n"


def test_a_call_is_taken_at_a_shell(shared: ControlRoomBuilder, run: Run, tmp_path: Path) -> None:
    types, report = tmp_path / "types.csv", tmp_path / "report.csv"
    types.write_text(TYPES, encoding="utf-8")
    said = run("import", "types", str(types), "--report", str(report))
    assert (said.code, said.out.splitlines()[0]) == (0, "Types of calls: 1 new, 0 changed, 0 unchanged, 1 left out.")
    assert "types.csv,3,,value unreadable,priority 9" in report.read_text(encoding="utf-8")
    order = ("take", "--location", "400 Castro St", "--phone", "415 555 0100", "--position", "37.7611,-122.435")
    taken = run(*order, "--type", "fall", "--json")
    assert (taken.code, taken.err) == (0, "")
    call = taken.json["emergency_call"]
    assert (call["number"], call["status"], call["type_text"], call["priority"]) == (
        1001,
        "OPEN",
        "Fall from height",
        2,
    )
    assert call["caller_phone"] == "+1 415-555-0100"
    again = run(*order, "--type", "Somebody fell", "--priority", "3")
    assert again.out == "#1002 was taken, priority 3: Somebody fell, 400 Castro St.\n"
    assert again.err == "This may be #1001 Fall from height: the same number, 0 m away.\n"
    bad = run("take", "--priority", "urgent", "--json")
    assert refused(bad, 400, 2) == "What was given cannot be used."
    assert set(bad.json) == {"error", "location_text", "type_text", "priority", "status"}
    assert shared.count("emergency_call") == 2
