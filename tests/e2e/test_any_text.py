"""Any text in any field of any verb: one clear sentence or a faithful round trip, never a fault.

In this process, one database for each test: a process for each of hundreds of examples would take minutes.
"""

import csv
import json
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import Result
from hypothesis import assume, example, given
from hypothesis import strategies as st
from psycopg.conninfo import make_conninfo

from dispatcher_app.domain.cells import harmless_cell
from dispatcher_app.domain.texts import FORBIDDEN
from tests.control_room import ControlRoomBuilder
from tests.e2e.saying import BAD_INPUT, DONE, NO_DATABASE, Say, many, no_nul, saying, some
from tests.operations.importing.rows import ORDINARY
from tests.texts import NASTY, any_text, composed, is_surrogate


@pytest.fixture
def say(conninfo: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Say]:
    """Run a verb, and see that however it ended it was no fault and was said clearly."""
    with saying(conninfo, tmp_path, monkeypatch) as run:
        yield run


def answer(done: Result) -> dict[str, Any]:
    """Read a refusal in JSON: one sentence for each field."""
    told: dict[str, Any] = json.loads(done.stdout)
    assert all(len(value) == 1 for value in told.values() if isinstance(value, list))
    return told


@pytest.fixture
def ready(room: ControlRoomBuilder) -> ControlRoomBuilder:
    """A room in which whoever runs the tests dispatches."""
    room.add_dispatcher("postgres", "Petra Gres")
    room.add_call(number=1042)
    room.add_ambulance("M12")
    room.add_hospital("الطوارئ")
    room.add_paramedic("Ñandú 👩‍🚒")
    return room


def field_of(word: str) -> str:
    """Name a word of an order as the answers do."""
    return "emergency_call_id" if word == "call" else f"{word}_id"


@many
@given(words=st.dictionaries(st.sampled_from(["call", "ambulance", "hospital", "paramedic"]), any_text(), max_size=2))
@example(words={"call": "１０４２"})
def test_dispatch(ready: ControlRoomBuilder, say: Say, words: dict[str, str]) -> None:
    order = [f"--{name}={word}" for name, word in ({"call": "1042", "ambulance": "m12"} | words).items()]
    told = answer(say("dispatch", *order, "--json"))
    assert told.get("status") in {None, 400, 404, 409}
    if told.get("status") == 400:
        assert set(told) == {"error", "status"} | {field_of(name) for name in words} & set(told)
    say("dispatch", *order)


def test_names_are_found_however_they_are_spelled(ready: ControlRoomBuilder, say: Say) -> None:
    paramedic = "--paramedic=n\u0303andu\u0301 👩‍🚒"
    assert say("dispatch", "--call=#01042", "--ambulance= m12 ", "--hospital=الطوارئ", paramedic).exit_code == DONE


@some
@given(desk=no_nul)
def test_desk(ready: ControlRoomBuilder, say: Say, desk: str) -> None:
    assert say("board", "--json", before=(f"--desk={desk}",)).exit_code in {DONE, BAD_INPUT}


@some
@given(text=any_text(), name=no_nul)
@example(text="dbname=a\x00b", name="x")
@example(text="postgresql:///%00", name="x")
def test_database(say: Say, conninfo: str, text: str, name: str) -> None:
    assume(text.strip() and not text.isspace())
    assert say("board", database=text).exit_code in {BAD_INPUT, NO_DATABASE}
    try:
        nowhere = make_conninfo(conninfo, dbname=name or "nowhere")
    except UnicodeEncodeError:
        return
    assert say("board", database=nowhere).exit_code in {BAD_INPUT, NO_DATABASE}


@some
@given(name=any_text(), time_zone=st.one_of(st.just("Europe/Vienna"), any_text()), dispatcher=any_text())
def test_init(say: Say, conninfo: str, name: str, time_zone: str, dispatcher: str) -> None:
    words = (f"--name={name}", f"--time-zone={time_zone}", f"--dispatcher={dispatcher}")
    done = say("init", *words)
    with psycopg.connect(conninfo) as connection:
        row = connection.execute("SELECT name, time_zone, (SELECT full_name FROM dispatcher) FROM control_room")
        found = row.fetchone()
        connection.execute("DELETE FROM control_room; DELETE FROM dispatcher")
    kept = tuple(composed(text.strip()) for text in (name, time_zone, dispatcher))
    assert found == (kept if done.exit_code == DONE else None)


# No trigger judges or records this.
EMPTY = """
    SET session_replication_role = replica;
    DELETE FROM assignment; DELETE FROM ambulance; DELETE FROM emergency_call;
    DELETE FROM station; DELETE FROM hospital"""


def emptied(conninfo: str, query: str) -> tuple[Any, ...] | None:
    """Look at what an import has written, and clear it away."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        found = connection.execute(query).fetchone()
        connection.execute(EMPTY)
    return found


def shown(text: str) -> str:
    """Give a cell as an import cleans it."""
    return composed(" ".join(re.sub(f"[{FORBIDDEN}\t\n]", " ", text).split()))


def write_rows(path: Path, *rows: Mapping[str, str]) -> Path:
    """Write a file that holds whatever was given, lone surrogates too."""
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def check_report(path: Path) -> None:
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader(file):
            assert all(cell == harmless_cell(cell) and len(cell) < 2_500 for cell in row)


GOOD = dict(ORDINARY) | {"Call Number": "7", "RowID": "7-88", "Unit ID": "88"}


@many
@given(cells=st.dictionaries(st.sampled_from(sorted(ORDINARY)), any_text(), min_size=1, max_size=3))
@example(cells={"Call Number": "9" * 5_000})
@example(cells={"Received DtTm": "1899-12-31 10:00:00"})
@example(cells={"Available DtTm": "2999-12-31 10:00:00"})
@example(cells={"Call Type": "x" * 1_000_000})
def test_every_cell_of_a_unit_record(
    room: ControlRoomBuilder, say: Say, conninfo: str, tmp_path: Path, cells: dict[str, str]
) -> None:
    file = write_rows(tmp_path / "records.csv", dict(ORDINARY) | cells, GOOD)
    done = say("import", "sf", str(file), "--report=report.csv")
    found = emptied(conninfo, "SELECT type_text, area_text FROM emergency_call WHERE number <> 7")
    if any(is_surrogate(cell) for cell in cells.values()):
        assert done.exit_code == BAD_INPUT
        return
    assert "2 rows read" in done.output
    check_report(tmp_path / "report.csv")
    if found is not None:
        row = dict(ORDINARY) | cells
        assert found == (shown(row["Call Type"]), shown(row["Neighborhood  District"]) or shown(row["City"]))


def test_one_bad_cell_costs_one_row(room: ControlRoomBuilder, say: Say, conninfo: str, tmp_path: Path) -> None:
    columns = ("Call Number", "Unit ID", "Call Type", "Address", "Received DtTm", "RowID", "City")
    bad = [dict(GOOD) | {"RowID": f"bad {number}", column: "9" * 1_000_000} for number, column in enumerate(columns)]
    for row in bad:
        row["Neighborhood  District"] = ""
    file = write_rows(tmp_path / "records.csv", GOOD, *bad)
    said = say("import", "sf", str(file), "--report=report.csv").output
    assert "8 rows read" in said
    assert "Assignments: 1 new" in said
    assert len((tmp_path / "report.csv").read_text(encoding="utf-8").splitlines()) == 1 + len(bad)


def test_a_call_sign_is_one_ambulance_in_whatever_case(room: ControlRoomBuilder, say: Say, tmp_path: Path) -> None:
    room.add_ambulance("kM12")
    rows = [dict(GOOD) | {"Unit ID": sign, "RowID": f"7-{sign}"} for sign in ("Km12", "km12", "x1", "X1")]
    assert "Ambulances: 1 new, 1 unchanged" in say("import", "sf", str(write_rows(tmp_path / "a.csv", *rows))).output
    assert room.one("SELECT array_agg(call_sign ORDER BY call_sign) FROM ambulance") == (["X1", "kM12"],)


@some
@given(
    at=st.one_of(no_nul, st.sampled_from(["2999-01-01", "1900-01-01", "9999-12-31", "2017-01-06T17:40+23:59"])),
    time_zone=st.one_of(st.just("America/Los_Angeles"), any_text()),
    unit_types=st.one_of(st.just("MEDIC"), any_text()),
)
def test_how_an_import_is_wanted(
    room: ControlRoomBuilder, say: Say, conninfo: str, tmp_path: Path, **wanted: str
) -> None:
    file = write_rows(tmp_path / "records.csv", ORDINARY)
    words = [f"--{name.replace('_', '-')}={word}" for name, word in wanted.items()]
    assert say("import", "sf", str(file), *words).exit_code in {DONE, BAD_INPUT}
    emptied(conninfo, "SELECT")


@many
@given(cells=st.dictionaries(st.sampled_from(["name", "latitude", "longitude", "tags"]), any_text(), min_size=1))
@example(cells={"name": "station " + "0" * 1_000_000 + "x"})
@example(cells={"latitude": "nan"})
def test_every_cell_of_a_place(
    room: ControlRoomBuilder, say: Say, conninfo: str, tmp_path: Path, cells: dict[str, str]
) -> None:
    row = {"name": "Mission", "latitude": "37.77", "longitude": "-122.43", "tags": "station"} | cells
    file = write_rows(tmp_path / "places.csv", row)
    done = say("import", "places", "--stations", str(file), "--hospitals", str(file), "--report=report.csv")
    emptied(conninfo, "SELECT")
    assert done.exit_code == (BAD_INPUT if any(is_surrogate(cell) for cell in cells.values()) else DONE)
    check_report(tmp_path / "report.csv")


def is_name(text: str) -> bool:
    """Tell what can come from a shell as a file's name."""
    try:
        return "/" not in text and 0 < len(os.fsencode(text)) < 200
    except UnicodeEncodeError:
        return False


@some
@given(name=no_nul.filter(is_name))
@example(name="\udcff")
@example(name="\x1b[2J")
@example(name="\u202e")
def test_names_of_files(room: ControlRoomBuilder, say: Say, conninfo: str, tmp_path: Path, name: str) -> None:
    file = write_rows(tmp_path / f"x{name}.csv", dict(ORDINARY) | {"Available DtTm": ""})
    assert say("import", "sf", str(file), f"--report=of {name}").exit_code == DONE
    assert say("import", "places", "--stations", str(file)).exit_code == BAD_INPUT
    assert say("audit", "export", str(file), "--from=2020-01-01", "--to=2100-01-01").exit_code == DONE
    nowhere = f"{name}/nowhere.csv"
    assert say("audit", "export", nowhere, "--from=2020-01-01", "--to=2100-01-01").exit_code == BAD_INPUT
    emptied(conninfo, "SELECT")


@some
@given(kept=any_text(), from_at=any_text(), to_at=st.one_of(st.just("2100-01-01"), any_text()))
@example(kept="", from_at="2017-01-01T00:00+14:00", to_at="2999-12-31T23:59-23:59")
@example(kept="ab" * 32, from_at="1900-01-01", to_at="2999-12-31")
def test_trail(room: ControlRoomBuilder, say: Say, kept: str, from_at: str, to_at: str) -> None:
    if kept != "ab" * 32:
        assert say("audit", "verify", f"--kept={kept}").exit_code == BAD_INPUT
    assert say("audit", "export", "trail.csv", f"--from={from_at}", f"--to={to_at}").exit_code in {DONE, BAD_INPUT}


@pytest.mark.parametrize("text", NASTY)
def test_texts_reach_board_and_trail_whole(room: ControlRoomBuilder, say: Say, tmp_path: Path, text: str) -> None:
    kept = composed(text)
    room.add_call(number=1, location_text=kept, caller_name=kept, notes=kept)
    (call,) = json.loads(say("board", "--json").stdout)["calls"]
    assert (call["location_text"], call["caller_name"], call["notes"]) == (kept, kept, kept)
    assert say("board").exit_code == DONE
    say("audit", "export", "trail.csv", "--from=2020-01-01", "--to=2100-01-01")
    check_report(tmp_path / "trail.csv")
    say("audit", "export", "trail.jsonl", "--from=2020-01-01", "--to=2100-01-01")
    events = [json.loads(line) for line in (tmp_path / "trail.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [event["after"]["notes"] for event in events if event["table"] == "emergency_call"] == [kept]
