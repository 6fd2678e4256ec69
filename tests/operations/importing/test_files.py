"""Files: compressed or not, headers of several years, and what cannot be read is said in one sentence."""

import gzip
from pathlib import Path

import pytest

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.operations.importing.reading import RawRow, read_rows
from dispatcher_app.operations.importing.unit_records import UnitRecordReader
from tests.operations.importing.rows import ORDINARY, PRESENT, ZONE, read

DICTIONARY_NAMES = {
    "Call Number": "call_number",
    "Unit ID": "unit_id",
    "Call Type": "call_type",
    "Received DtTm": "received_timestamp",
    "Entry DtTm": "entry_timestamp",
    "Dispatch DtTm": "dispatch_timestamp",
    "Response DtTm": "response_timestamp",
    "On Scene DtTm": "on_scene_timestamp",
    "Transport DtTm": "transport_timestamp",
    "Hospital DtTm": "hospital_timestamp",
    "Available DtTm": "available_timestamp",
    "Address": "address",
    "City": "city",
    "Original Priority": "original_priority",
    "Priority": "priority",
    "Final Priority": "final_priority",
    "ALS Unit": "als_unit",
    "Unit Type": "unit_type",
    "Neighborhood  District": "neighborhood_district",
    "Location": "location",
    "RowID": "row_id",
}


def renamed(names: dict[str, str]) -> dict[str, str]:
    """Give the ordinary row under other headers."""
    return {names.get(name, name): value for name, value in ORDINARY.items()}


def test_reads_plain_and_gzipped_alike_with_or_without_bom(tmp_path: Path) -> None:
    text = 'a,b\r\n1,"two\nlines"\r\n\r\n3,4\r\n'
    (tmp_path / "plain.csv").write_bytes(text.encode())
    (tmp_path / "bom.csv").write_bytes(text.encode("utf-8-sig"))
    (tmp_path / "zipped.dat").write_bytes(gzip.compress(text.encode("utf-8-sig")))
    for name in ("plain.csv", "bom.csv", "zipped.dat"):
        assert list(read_rows(tmp_path / name)) == [
            RawRow(name, 1, ["a", "b"]),
            RawRow(name, 2, ["1", "two\nlines"]),
            RawRow(name, 5, ["3", "4"]),
        ]


def test_tells_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a\n" * 50_000)
    heard: list[int] = []
    assert len(list(read_rows(path, heard.append))) == 50_000
    assert heard == sorted(heard)
    assert heard[-1] == 100_000


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "There is no file x.csv"),
        (b"a,b\n\xff\xfe\n", "x.csv is not UTF-8 text"),
        (b'a,b\n"1"2,3\n', "x.csv is not a CSV file"),
        (gzip.compress(b"a,b\n" * 5000, mtime=0)[:-20], "x.csv is damaged"),
        (b"\x1f\x8bnonsense that is no gzip", "x.csv is damaged"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_without_a_path(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    path = tmp_path / "x.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InvalidInput, match=sentence) as caught:
        list(read_rows(path))
    assert str(tmp_path) not in str(caught.value)


@pytest.mark.parametrize(
    "names",
    [
        DICTIONARY_NAMES,
        {name: name.upper() for name in ORDINARY},
        {name: name.replace(" ", "") for name in ORDINARY},
        {name: f"  {name.replace(' ', '_').lower()} " for name in ORDINARY},
        {"Neighborhood  District": "Neighborhood District"},
        {"Neighborhood  District": "neighborhooods_analysis_boundaries"},
        {"Neighborhood  District": "Analysis Neighborhoods"},
        {"Location": "case_location"},
    ],
)
def test_headers_of_other_years_mean_the_same(names: dict[str, str]) -> None:
    assert read(renamed(names)) == read(ORDINARY)


@pytest.mark.parametrize(
    "location",
    [
        {"Location": "POINT (-122.456664252061 37.745858648581)"},
        {"Location": "37.745858648581,-122.456664252061"},
        {"Latitude": "37.745858648581", "Longitude": "-122.456664252061"},
        {"Location": "", "latitude": "37.745858648581", "longitude": "-122.456664252061"},
    ],
)
def test_the_location_in_all_its_spellings(location: dict[str, str]) -> None:
    row = {name: value for name, value in ORDINARY.items() if name != "Location"} | location
    assert read(row).call.position == read(ORDINARY).call.position


@pytest.mark.parametrize("location", ["", "somewhere", "(91, 0)", "(0, 0)", "POINT EMPTY"])
def test_a_call_nobody_can_place_has_no_position(location: str) -> None:
    assert read(dict(ORDINARY) | {"Location": location}).call.position is None


OPTIONAL = {"City", "Neighborhood  District", "RowID", "Call Final Disposition"}


@pytest.mark.parametrize("column", sorted(set(ORDINARY) - OPTIONAL))
def test_a_missing_column_is_named(column: str) -> None:
    header = [name for name in ORDINARY if name != column]
    with pytest.raises(InvalidInput) as caught:
        UnitRecordReader(RawRow("week.csv", 1, header), ZONE, PRESENT)
    assert str(caught.value) == f"week.csv lacks the column {column}."


def test_all_missing_columns_are_named_at_once() -> None:
    header = [name for name in ORDINARY if name not in {"Unit Type", "Available DtTm"}]
    with pytest.raises(InvalidInput, match=r"^week\.csv lacks the columns Unit Type, Available DtTm\.$"):
        UnitRecordReader(RawRow("week.csv", 1, header), ZONE, PRESENT)


def test_latitude_without_longitude_is_no_location() -> None:
    header = [name for name in ORDINARY if name != "Location"] + ["Latitude"]
    with pytest.raises(InvalidInput, match="Location"):
        UnitRecordReader(RawRow("week.csv", 1, header), ZONE, PRESENT)
