"""One row: what it becomes, and for which reason it is left out."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.statuses import CrewLevel
from dispatcher_app.operations.importing.report import LeftOut, Reason, RowSource, Unusable, write_left_out
from dispatcher_app.operations.importing.unit_files import UnitRecords, Wanted, read_unit_files
from dispatcher_app.operations.importing.unit_records import UnitRecord
from dispatcher_app.operations.importing.wording import readable_address, readable_name
from tests.operations.importing.rows import ORDINARY, PRESENT, ZONE, a_row, at, read, write


def read_files(*paths: Path, unit_types: frozenset[str] = frozenset({"MEDIC", "PRIVATE"})) -> UnitRecords[UnitRecord]:
    """Read whole files."""
    return read_unit_files(paths, Wanted(unit_types, ZONE, PRESENT), lambda _share: None)


def test_an_ordinary_row() -> None:
    record = read(ORDINARY)
    assert record.source == RowSource("hand.csv", 2, "170062700-77")
    assert (record.unit_id, record.crew_level) == ("77", CrewLevel.ALS)
    assert record.call.number == 170062700
    assert record.call.type_text == "Medical Incident"
    assert record.call.location_text == "0 block Balceta Ave"
    assert record.call.area_text == "West of Twin Peaks"
    assert record.call.position == Position(37.745858648581, -122.456664252061)
    assert record.call.received_at == at("17:00:00")
    assert record.call.entered_at == at("17:01:00")
    assert record.dispatched_at == datetime(2017, 1, 7, 1, 2, tzinfo=UTC)
    assert (record.responded_at, record.on_scene_at) == (at("17:03:00"), at("17:10:00"))
    assert (record.left_scene_at, record.at_hospital_at) == (at("17:30:00"), at("17:40:00"))
    assert record.available_at == at("18:00:00")


@pytest.mark.parametrize(
    ("original", "changed", "final", "priority"),
    [
        ("3", "3", "3", 2),
        ("2", "2", "2", 3),
        ("3", "E", "3", 1),
        ("E", "3", "3", 1),
        ("e", "", "2", 1),
        ("A", "3", "2", 3),
        ("3", "3", "", 2),
        ("2", "2", "I", 2),
    ],
)
def test_priorities(original: str, changed: str, final: str, priority: int) -> None:
    codes = {"Original Priority": original, "Priority": changed, "Final Priority": final}
    assert read(dict(ORDINARY) | codes).call.priority == priority


def test_area_falls_back_to_the_city_and_the_row_id_to_call_and_unit() -> None:
    record = read(dict(ORDINARY) | {"Neighborhood  District": " ", "RowID": ""})
    assert record.call.area_text == "San Francisco"
    assert record.source.row_id == "170062700-77"


def test_basic_crew() -> None:
    assert read(dict(ORDINARY) | {"ALS Unit": "false"}).crew_level is CrewLevel.BLS


def test_stamps_that_may_be_missing() -> None:
    record = read(a_row(response="", on_scene="", transport="", hospital=""))
    assert (record.responded_at, record.on_scene_at, record.left_scene_at, record.at_hospital_at) == (None,) * 4


def test_equal_stamps_are_in_order() -> None:
    assert read(a_row(received="17:02:00", entry="17:02:00")).dispatched_at == at("17:02:00")


@pytest.mark.parametrize(
    ("changes", "reason", "detail"),
    [
        ({"Available DtTm": ""}, Reason.NO_END, "Available DtTm"),
        ({"Hospital DtTm": "01/06/2017 05:29:59 PM"}, Reason.OUT_OF_ORDER, "Hospital DtTm .* is before Transport DtTm"),
        ({"Entry DtTm": "01/06/2017 04:59:59 PM"}, Reason.OUT_OF_ORDER, "Entry DtTm .* is before Received DtTm"),
        ({"Entry DtTm": "01/06/2017 05:02:01 PM"}, Reason.OUT_OF_ORDER, "Dispatch DtTm .* is before Entry DtTm"),
        (
            {"Response DtTm": "", "On Scene DtTm": "01/06/2017 05:01:30 PM"},
            Reason.OUT_OF_ORDER,
            "On Scene DtTm .* is before Dispatch DtTm",
        ),
        ({"Received DtTm": ""}, Reason.MISSING, "Received DtTm"),
        ({"Dispatch DtTm": ""}, Reason.MISSING, "Dispatch DtTm"),
        ({"Unit ID": " "}, Reason.MISSING, "Unit ID"),
        ({"Call Type": ""}, Reason.MISSING, "Call Type"),
        ({"Call Number": "n/a"}, Reason.UNREADABLE, "Call Number n/a"),
        ({"Call Number": "0"}, Reason.UNREADABLE, "Call Number"),
        ({"Call Number": "9" * 19}, Reason.UNREADABLE, "Call Number"),
        ({"On Scene DtTm": "later"}, Reason.UNREADABLE, "On Scene DtTm later"),
        ({"Received DtTm": "03/13/2016 02:30:00 AM"}, Reason.NO_SUCH_TIME, "Received DtTm: 2016-03-13 02:30:00"),
    ],
)
def test_reasons(changes: dict[str, str], reason: Reason, detail: str) -> None:
    with pytest.raises(Unusable) as caught:
        read(dict(ORDINARY) | changes)
    assert caught.value.reason is reason
    assert re.search(detail, caught.value.detail)


def test_a_shift_over_the_autumn_change_is_in_order() -> None:
    stamps = {
        "Received DtTm": "11/05/2017 01:50:00 AM",
        "Entry DtTm": "11/05/2017 01:51:00 AM",
        "Dispatch DtTm": "11/05/2017 01:52:00 AM",
        "Response DtTm": "11/05/2017 01:05:00 AM",
        "On Scene DtTm": "11/05/2017 01:20:00 AM",
        "Transport DtTm": "",
        "Hospital DtTm": "",
        "Available DtTm": "11/05/2017 02:10:00 AM",
    }
    record = read(dict(ORDINARY) | stamps)
    assert record.responded_at == datetime(2017, 11, 5, 9, 5, tzinfo=UTC)
    assert (record.available_at - record.dispatched_at).total_seconds() == 78 * 60


def test_rows_of_other_types_are_only_counted(tmp_path: Path) -> None:
    engine = a_row(unit="E38") | {"Unit Type": "ENGINE", "Available DtTm": ""}
    private = a_row(unit="AM30") | {"Unit Type": " private "}
    found = read_files(write(tmp_path / "a.csv", [engine, private]))
    assert [record.unit_id for record in found.records] == ["AM30"]
    assert (found.rows_read, found.rows_of_other_types, found.left_out) == (2, 1, [])
    assert len(read_files(tmp_path / "a.csv", unit_types=frozenset({"engine"})).left_out) == 1


def test_the_same_row_twice_is_taken_once(tmp_path: Path) -> None:
    one, other = write(tmp_path / "a.csv", [a_row()]), write(tmp_path / "b.csv", [a_row(), a_row(unit="78")])
    found = read_files(one, other)
    assert len(found.records) == 2
    assert found.left_out == [LeftOut(RowSource("b.csv", 2, "170062700-77"), Reason.REPEATED, "first in a.csv, line 2")]


def test_a_row_with_too_few_cells_is_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [a_row()])
    path.write_text(path.read_text() + "170062701,78,Medical")
    found = read_files(path)
    assert (found.rows_read, len(found.records)) == (2, 1)
    assert [(row.source.line, row.reason, row.detail) for row in found.left_out] == [
        (3, Reason.CELLS, "3 cells, the header has 22")
    ]


@pytest.mark.parametrize("files", [[], ["empty.csv"]])
def test_nothing_to_read_is_said(tmp_path: Path, files: list[str]) -> None:
    (tmp_path / "empty.csv").touch()
    with pytest.raises(InvalidInput):
        read_files(*(tmp_path / name for name in files))


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("0 Block of BALCETA AVE", "0 block Balceta Ave"),
        ("14TH ST/NOE ST", "14th St/Noe St"),
        ("2300 Block of 35TH AVE", "2300 block 35th Ave"),
        ("GEARY BL/LAGUNA ST", "Geary Blvd/Laguna St"),
        ("OAKDALE AV/DUNSHEE ST", "Oakdale Ave/Dunshee St"),
        ("400 Block of OFARRELL ST #RM206", "400 block O'Farrell St #RM206"),
        ("MCALLISTER ST/POLK ST", "McAllister St/Polk St"),
        ("9TH ST/AVENUE B, TI", "9th St/Avenue B, TI"),
        ("1569-A 48TH AV", "1569-A 48th Ave"),
        ("CALL BOX: PIER 43", "Call Box: Pier 43"),
        ("100 Main Street", "100 Main Street"),
        ("1\x00 Block  of\tLA PLAYA", "1 block La Playa"),
        ("", ""),
    ],
)
def test_addresses(written: str, read_as: str) -> None:
    assert readable_address(written) == read_as


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("California Pacific Med Ctr-pacific Campus", "California Pacific Medical Center, Pacific Campus"),
        ("Kaiser Fnd Hosp - San Francisco", "Kaiser Foundation Hospital, San Francisco"),
        ("Ucsf Medical Center At Mount Zion", "UCSF Medical Center at Mount Zion"),
        ("St. Luke's Well-being Hospital", "St. Luke's Well-being Hospital"),
        ("The Hospital Of The Hill", "The Hospital of the Hill"),
    ],
)
def test_names(written: str, read_as: str) -> None:
    assert readable_name(written) == read_as


def test_the_list_of_rows_left_out_has_no_formulas(tmp_path: Path) -> None:
    rows = [
        LeftOut(RowSource("=a.csv", 7, "1-77"), Reason.NO_END, "Available DtTm is empty"),
        LeftOut(RowSource("b.csv", 8, "@SUM(A1)"), Reason.UNREADABLE, '+1, "x"'),
    ]
    write_left_out(tmp_path / "left_out.csv", rows)
    assert (tmp_path / "left_out.csv").read_text(encoding="utf-8").splitlines() == [
        "file,line,row_id,reason,detail",
        "'=a.csv,7,1-77,no end,Available DtTm is empty",
        'b.csv,8,\'@SUM(A1),value unreadable,"\'+1, ""x"""',
    ]
