"""Street maps: whatever their properties are called, what is left out is named, and nothing is half imported."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.places import HouseRange, StreetSegment
from dispatcher_app.operations.address_book import load_address_book
from dispatcher_app.operations.importing import Reason, import_streets
from dispatcher_app.operations.importing.streets import read_streets
from dispatcher_app.storage import streets as db
from dispatcher_app.storage.store import Store
from tests.control_room import ControlRoomBuilder
from tests.real_data import real_data

LINE = [[-122.435, 37.76], [-122.4351, 37.761]]
CITY = {
    "cnn": "15145000", "name": "CASTRO ST", "nhood": "Castro",
    "lf_fadd": 401, "lf_toadd": 499, "rt_fadd": 400, "rt_toadd": 498,
}  # fmt: skip


def feature(properties: Any, line: Any = LINE, kind: str = "LineString", **more: Any) -> dict[str, Any]:
    """Make a feature of a street map."""
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": line},
        **more,
    }


def file(folder: Path, *features: Any, name: str = "streets.geojson") -> Path:
    """Write a map; a name that ends in gz is compressed."""
    path = folder / name
    text = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    path.write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    return path


@pytest.mark.parametrize(
    ("properties", "ref"),
    [
        (CITY, "cnn:15145000"),
        (
            {
                "TLID": 15145000, "FULLNAME": "Castro St", "LFROMADD": "401", "LTOADD": "499", "RFROMADD": "400",
                "RTOADD": "498", "Neighborhood": "Castro",
            },
            "tlid:15145000",
        ),
        (
            {
                "OBJECTID": 7, "St_Name": "Castro St", "FromAddr_L": 401.0, "ToAddr_L": 499.0, "FromAddr_R": 400.0,
                "ToAddr_R": 498.0, "District": "Castro",
            },
            "objectid:7",
        ),
        (
            {
                "@id": "way/7", "name": "Castro St", "L_F_ADD": 401, "L_T_ADD": 499, "R_F_ADD": 400, "R_T_ADD": 498,
                "suburb": "Castro",
            },
            "@id:way/7",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["streets.geojson", "streets.geojson.gz"])
def test_properties_are_known_by_what_they_say(tmp_path: Path, properties: Any, ref: str, name: str) -> None:
    (found,) = read_streets(file(tmp_path, feature(properties), name=name)).segments
    assert found.source_ref == ref
    assert found.segment == StreetSegment(
        "Castro St", ((37.76, -122.435), (37.761, -122.4351)), "Castro", HouseRange(401, 499), HouseRange(400, 498)
    )


def test_a_street_needs_no_more_than_a_name_and_a_line(tmp_path: Path) -> None:
    first, other = read_streets(
        file(tmp_path, feature({"name": "Queen Street", "osm_id": "4"}), feature({"name": "06TH AVE", "lf_fadd": 0}))
    ).segments
    assert (first.source_ref, first.segment.name, first.segment.ranges) == ("osm_id:4", "Queen Street", ())
    assert (other.segment.name, other.segment.ranges) == ("6th Ave", ())
    assert other.source_ref.startswith("line:")


@pytest.mark.parametrize(
    ("bad", "reason", "detail"),
    [
        (feature({}), Reason.MISSING, "name"),
        (feature({"name": None}), Reason.MISSING, "name"),
        (feature({"name": "x" * 121}), Reason.UNFIT, "The street's name has 121 characters, at most 120 fit"),
        (feature({"name": "Park"}, [LINE], "Polygon"), Reason.NOT_WANTED, "geometry Polygon"),
        ({"type": "Feature", "properties": {"name": "A"}, "geometry": None}, Reason.NOT_WANTED, "geometry missing"),
        (feature({"name": "A"}, [[-122.4, 37.7]]), Reason.UNREADABLE, "line of A: 1 points"),
        (feature({"name": "A"}, [[6000000, 2100000], [6000001, 2100000]]), Reason.UNREADABLE, "line of A"),
        (feature({"name": "A"}, [["x", 1], [2, 3]]), Reason.UNREADABLE, "line of A"),
        (feature({"name": "A"}, 7), Reason.UNREADABLE, "line of A"),
        (feature({"name": "A"}, [7, 8]), Reason.UNREADABLE, "line of A"),
        (feature({"name": "A"}, [[None, None], [1, 2]]), Reason.UNREADABLE, "line of A"),
        (feature([]), Reason.UNREADABLE, "no feature with properties"),
        (7, Reason.UNREADABLE, "no feature with properties"),
        (feature(CITY), Reason.REPEATED, "Castro St"),
    ],
)
def test_each_feature_left_out_is_named(tmp_path: Path, bad: Any, reason: Reason, detail: str) -> None:
    found = read_streets(file(tmp_path, feature(CITY), bad))
    assert len(found.segments) == 1
    assert [(row.source.line, row.reason, row.detail) for row in found.left_out] == [(2, reason, detail)]


def test_a_line_of_two_parts_shares_its_numbers(tmp_path: Path) -> None:
    parts = [[[-122.0, 37.0], [-122.0, 37.001]], [[-122.0, 37.002], [-122.0, 37.005]]]
    first, other = read_streets(file(tmp_path, feature(CITY, parts, "MultiLineString"))).segments
    assert (first.source_ref, other.source_ref) == ("cnn:15145000", "cnn:15145000/2")
    assert (first.segment.left, other.segment.left) == (HouseRange(401, 425), HouseRange(425, 499))
    assert (first.segment.right, other.segment.right) == (HouseRange(400, 424), HouseRange(424, 498))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is not a GeoJSON file: it is not JSON from beginning to end."),
        (b'{"type": "FeatureCollection", "features": [', "is not a GeoJSON file: it is not JSON"),
        (b"[" * 100_000, "is not a GeoJSON file: it is not JSON"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "is not a GeoJSON file: it is not JSON"),
        (b"[]", "is not a GeoJSON file: it holds no FeatureCollection."),
        (b'{"type": "Topology"}', "is not a GeoJSON file: it holds no FeatureCollection."),
        (b'{"type": "FeatureCollection", "features": []}', "holds no streets: its list of features is empty."),
        (b'{"type": "FeatureCollection", "features": [1, 2]}', "holds no street that can be used. Most often: value"),
        (b"\xff\xfe", "is not UTF-8 text."),
        (b"\x1f\x8b\x08broken", "is damaged: its compressed data cannot be read to the end."),
    ],
)
def test_a_file_that_is_no_street_map_is_refused_whole(
    store: Store, room: ControlRoomBuilder, tmp_path: Path, content: bytes, sentence: str
) -> None:
    path = tmp_path / "streets.geojson"
    path.write_bytes(content)
    with pytest.raises(InvalidInput) as refused:
        import_streets(store, path)
    (said,) = refused.value.fields["files"]
    assert said.startswith(f"streets.geojson {sentence}")
    assert room.count("street") == 0


def test_importing_again_replaces_what_has_changed(store: Store, room: ControlRoomBuilder, tmp_path: Path) -> None:
    others = [feature({"name": "Oak St", "cnn": "2"}), feature({"name": "Elm St", "cnn": "3"})]
    report = import_streets(store, file(tmp_path, feature(CITY), *others))
    assert (report.streets, report.new, report.replaced, report.unchanged) == (3, 3, 0, 0)
    changed = feature(CITY | {"name": "HARVEY MILK ST"})
    report = import_streets(store, file(tmp_path, changed, *others, feature({"name": "Ash St", "cnn": "4"})))
    assert (report.streets, report.new, report.replaced, report.unchanged) == (4, 1, 1, 2)
    with store.snapshot() as tx:
        found = db.read_streets(tx)
    assert [segment.name for segment in found] == ["Harvey Milk St", "Oak St", "Elm St", "Ash St"]
    assert found[0] == StreetSegment(
        "Harvey Milk St", ((37.76, -122.435), (37.761, -122.4351)), "Castro", HouseRange(401, 499), HouseRange(400, 498)
    )


def test_a_failure_half_way_leaves_nothing(
    store: Store, room: ControlRoomBuilder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "_BATCH", 1)
    path = file(tmp_path, feature(CITY), feature({"name": "Oak St", "cnn": "2"}))
    refusal = "ALTER TABLE street ADD CONSTRAINT no_oak CHECK (name <> 'Oak St')"
    with store.transaction() as tx:
        tx.database.execute_sql(refusal)
    with pytest.raises(Exception, match="no_oak"):
        import_streets(store, path)
    assert room.count("street") == 0


def test_a_demonstration_takes_no_streets(store: Store, tmp_path: Path) -> None:
    ControlRoomBuilder(store).add_control_room(is_demo=True)
    with pytest.raises(InvalidInput, match="demonstration"):
        import_streets(store, file(tmp_path, feature(CITY)))


def test_a_book_is_made_of_what_was_imported(store: Store, room: ControlRoomBuilder, tmp_path: Path) -> None:
    import_streets(store, file(tmp_path, feature(CITY)))
    (place,) = load_address_book(store).find("450 castro")
    assert (place.text, place.area, place.is_exact) == ("450 Castro St", "Castro", True)


def test_the_main_roads_of_auckland(store: Store, room: ControlRoomBuilder) -> None:
    report = import_streets(store, real_data("auckland/auckland_main_roads.geojson.gz"))
    assert (report.streets, report.new, len(report.left_out)) == (1182, 5358, 1472)
    assert {row.reason for row in report.left_out} == {Reason.MISSING, Reason.REPEATED}
    book = load_address_book(store)
    corner = book.find("karangahape & pitt")[0]
    assert (corner.text, corner.is_exact) == ("Karangahape Road/Pitt Street", True)
    assert corner.position.latitude < 0 < corner.position.longitude
    house = book.find("3/215 Great North Rd")[0]
    assert (house.text, house.kind, house.is_exact) == ("215 Great North Road, unit 3", "street", False)
    assert house.note.startswith("Somewhere along Great North Road, shown near ")
