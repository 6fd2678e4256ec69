"""Streets imported and addresses found at a shell."""

import json
from pathlib import Path

from tests.control_room import ControlRoomBuilder
from tests.e2e.conftest import Run

FEATURES = [
    {
        "type": "Feature",
        "properties": {"id": number, "name": name, "LFROMADD": 401, "LTOADD": 499, "suburb": "Castro"},
        "geometry": {"type": "LineString", "coordinates": [[-122.435, 37.76], [-122.435 + step, 37.761]]},
    }
    for number, name, step in ((1, "CASTRO ST", 0), (2, "18TH ST", 0.001), (3, "", 0))
]


def test_streets_are_imported_and_an_address_is_found(room: ControlRoomBuilder, run: Run, tmp_path: Path) -> None:
    room.add_dispatcher("postgres", "Petra Gres")
    streets, report = tmp_path / "streets.geojson", tmp_path / "report.csv"
    before = run("find-address", "castro")
    assert (before.code, "dispatcher import streets FILE" in before.err) == (2, True)
    streets.write_text(json.dumps({"type": "FeatureCollection", "features": FEATURES}), encoding="utf-8")
    said = run("import", "streets", str(streets), "--report", str(report))
    assert said.code == 0, said.err
    assert said.out.splitlines() == [
        "2 streets: 2 segments new, 0 replaced, 0 unchanged.",
        "Left out: 1 (value missing).",
        f"Each row left out, and why: {report}",
    ]
    assert "streets.geojson,3,,value missing,name" in report.read_text(encoding="utf-8")
    found = run("find-address", "451 castro st", "--json").json
    assert [(place["text"], place["area"], place["kind"], place["is_exact"]) for place in found] == [
        ("451 Castro St", "Castro", "house", True)
    ]
    assert run("find-address", "castro / 18th").out == "Castro St/18th St (Castro)  37.760000, -122.435000  corner\n"
    assert "guess: Somewhere along Castro St" in run("find-address", "castro st").out
    assert run("find-address", "zzzz").out == "Nothing on the map is like that.\n"


def test_a_bad_map_is_refused_in_a_sentence(room: ControlRoomBuilder, run: Run, tmp_path: Path) -> None:
    streets = tmp_path / "streets.geojson"
    streets.write_text("{", encoding="utf-8")
    said = run("import", "streets", str(streets), "--report", str(tmp_path / "report.csv"))
    assert said.code == 2
    assert said.err == "streets.geojson is not a GeoJSON file: it is not JSON from beginning to end.\n"
    assert room.count("street") == 0
