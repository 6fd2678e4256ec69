"""Lists of stations and hospitals, in the shapes that cities give them."""

from pathlib import Path

import pytest

from dispatcher_app.domain.errors import InvalidInput
from dispatcher_app.domain.geo import Position
from dispatcher_app.domain.statuses import Capability
from dispatcher_app.operations.hospitals import list_hospitals
from dispatcher_app.operations.importing import Reason, Tally, import_places
from dispatcher_app.operations.importing.places import read_hospitals, read_stations
from dispatcher_app.storage.store import Store
from tests.control_room import ControlRoomBuilder
from tests.real_data import real_data

FACILITIES = """facility_id,common_name,address,jurisdiction,longitude,latitude
1,Fire Station #7 - Division 3 Headquarters,2300 FOLSOM ST,Fire Department,-122.415,37.760
2,Fire Station #7/DOT-2 Bngl/Class/Office,2300 FOLSOM ST,Fire Department,-122.4153,37.7598
3,"Station 49, Ambulance Deployment Facility",2241 JERROLD AVE,Fire Department,-122.402,37.744
4,Old Fire Station 21,1152 OAK ST,Fire Department,-122.438,37.773
5,Fire Headquarters,698 2ND ST,Fire Department,-122.391,37.780
6,Fire Station #9,2245 JERROLD AVE,Fire Department,,
"""
NUMBERS = "station,longitude,latitude\n7,-122.415,37.760\n51,-122.455,37.801\n"
KINDS = """FACILITY_NAME,FACILITY_TYPE,LONGITUDE,LATITUDE
Station 01,Medic Station,-97.7,30.2
Garage,Administration,-97.7,30.3
"""
TABLE = "stations,,,From: somewhere\nindex,x,y,capacity,ID,NAME\n1,174.894948,-36.945762,5,1171283,St John Botany\n"
HEALTH = """facility_name,facility_type,latitude,longitude
California Pacific Med Ctr-pacific Campus,General Acute Care Hospital,37.79,-122.43
On Lok Senior Health Services,Community Clinic,37.79,-122.40
"""


def file(folder: Path, text: str) -> Path:
    """Write a list, with the byte order mark that some carry."""
    path = folder / "places.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_a_departments_facilities(tmp_path: Path) -> None:
    found = read_stations(file(tmp_path, FACILITIES))
    assert [(place.name, place.source_ref) for place in found.places] == [
        ("Station 7", "station:7"),
        ("Station 49, Ambulance Deployment Facility", "station:49"),
    ]
    assert [(row.source.line, row.reason) for row in found.left_out] == [
        (3, Reason.REPEATED),
        (5, Reason.NOT_WANTED),
        (6, Reason.NOT_WANTED),
        (7, Reason.UNREADABLE),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [(NUMBERS, ["Station 7", "Station 51"]), (KINDS, ["Station 1"]), (TABLE, ["St John Botany"])],
)
def test_other_lists_of_stations(tmp_path: Path, text: str, names: list[str]) -> None:
    assert [place.name for place in read_stations(file(tmp_path, text)).places] == names


def test_x_is_the_longitude(tmp_path: Path) -> None:
    (place,) = read_stations(file(tmp_path, TABLE)).places
    assert place.position == Position(-36.945762, 174.894948)


def test_hospitals_are_those_for_acute_care_where_the_list_tells(tmp_path: Path) -> None:
    found = read_hospitals(file(tmp_path, HEALTH))
    assert [place.name for place in found.places] == ["California Pacific Medical Center, Pacific Campus"]
    assert [row.detail for row in found.left_out] == ["On Lok Senior Health Services"]
    bare = read_hospitals(file(tmp_path, "hospital_names,longitude,latitude\nDell Seton,-97.7,30.2\n"))
    assert [place.name for place in bare.places] == ["Dell Seton"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "places.csv is empty"),
        ("name,latitude\nX,1\n", "places.csv lacks the column longitude"),
        ("a,b\n1,2\n", "places.csv lacks the columns name, latitude, longitude"),
    ],
)
def test_what_is_no_list_of_places_is_said(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        read_stations(file(tmp_path, text))


def test_two_lists_of_one_city_make_one_station_each(store: Store, tmp_path: Path) -> None:
    first = import_places(store, file(tmp_path, FACILITIES), None)
    second = import_places(store, file(tmp_path, NUMBERS), None)
    again = import_places(store, file(tmp_path, NUMBERS), None)
    assert (first.stations, second.stations, again.stations) == (Tally(2, 0), Tally(1, 1), Tally(0, 2))
    assert len(first.left_out) == 4
    assert ControlRoomBuilder(store).count("station") == 3


def test_a_demonstration_takes_no_real_places(store: Store, tmp_path: Path) -> None:
    ControlRoomBuilder(store).add_control_room(is_demo=True)
    with pytest.raises(InvalidInput, match="demonstration"):
        import_places(store, file(tmp_path, NUMBERS), None)
    assert ControlRoomBuilder(store).count("station") == 0


@pytest.mark.parametrize(
    ("stations", "hospitals", "expected"),
    [
        ("sf_places/sf_fire_department_facilities.csv", "sf_places/sf_healthcare_facilities.csv", (44, 13)),
        ("sf_places/sf_fire_stations_osm.csv", None, (45, 0)),
        ("auckland/stations_1.csv", "auckland/hospitals_1.csv", (14, 4)),
        ("auckland/auckland-st-john-ambulance-stations.csv", None, (19, 0)),
        ("austin_places/austin-stations.csv", "austin_places/austin-hospitals.csv", (46, 13)),
    ],
)
def test_real_lists(store: Store, stations: str, hospitals: str | None, expected: tuple[int, int]) -> None:
    given = (real_data(stations), real_data(hospitals) if hospitals else None)
    report = import_places(store, *given)
    assert (report.stations.new, report.hospitals.new) == expected
    again = import_places(store, *given)
    assert (again.stations, again.hospitals) == (Tally(0, expected[0]), Tally(0, expected[1]))


def test_what_a_list_says_of_capabilities_and_free_beds_is_read(store: Store, tmp_path: Path) -> None:
    file = tmp_path / "hospitals.csv"
    file.write_text(
        "Hospital Name,Latitude,Longitude,Capabilities,Beds available,Beds\n"
        "General,37.7,-122.4,Level I Trauma Center; Stroke; pediatric,12,400\n"
        "Parnassus,37.8,-122.4,no trauma; Burn unit / STEMI (PCI),none,300\n"
        "Mission,37.9,-122.4,Psychosomatics,-1,\n"
    )
    import_places(store, None, file)
    told = {hospital.name: (hospital.capabilities, hospital.beds_free) for hospital in list_hospitals(store)}
    assert told == {
        "General": ((Capability.TRAUMA, Capability.STROKE, Capability.PAEDIATRIC), 12),
        "Parnassus": ((Capability.STEMI, Capability.BURNS), None),
        "Mission": ((), None),
    }
    assert all(hospital.status_since is None for hospital in list_hospitals(store))
