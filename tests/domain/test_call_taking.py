"""What an entry must hold to become a call, and which calls it may be the same as."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatcher_app.domain.call_entry import CallEntry
from dispatcher_app.domain.call_taking import Duplicate, NewCall, checked_entry, checked_repeat
from dispatcher_app.domain.duplicates import SAME_CALL_FOR, SAME_PLACE_WITHIN_M, RecentCall, find_duplicates
from dispatcher_app.domain.errors import CallFacts, InvalidInput
from dispatcher_app.domain.geo import Position, distance_m
from dispatcher_app.domain.ids import EmergencyCallId
from tests.texts import any_text

WHOLE = CallEntry(
    location_text=" 400 Castro St ",
    area_text="Castro",
    position=Position(37.7611, -122.4350),
    caller_phone="+1 415-555-0100",
    caller_name="Jo Doe",
    type_code="FALL",
    type_text="Fall",
    priority=3,
    patient_name="Al Doe",
    patient_age=" 82 ",
    patient_sex="M",
    patient_condition="awake\npale",
    notes="Blue door",
)
NOW = datetime(2026, 3, 5, 22, 0, tzinfo=UTC)


def test_a_whole_entry_is_kept_trimmed() -> None:
    assert checked_entry(WHOLE) == NewCall(
        location_text="400 Castro St",
        type_text="Fall",
        priority=3,
        area_text="Castro",
        position=Position(37.7611, -122.4350),
        caller_phone="+1 415-555-0100",
        caller_name="Jo Doe",
        type_code="FALL",
        patient_name="Al Doe",
        patient_age=82,
        patient_sex="M",
        patient_condition="awake\npale",
        notes="Blue door",
    )


def test_where_what_and_how_urgent_is_all_that_is_needed() -> None:
    assert checked_entry(CallEntry(location_text="Pier 7", type_text="Fall", priority=1)) == NewCall(
        "Pier 7", "Fall", 1
    )


def test_everything_wrong_is_said_at_once_by_field() -> None:
    wrong = CallEntry(
        location_text="  ",
        caller_phone="the usual",
        priority=5,
        patient_age="old",
        patient_sex="f",
        patient_condition="x" * 301,
        notes="\x1b",
    )
    with pytest.raises(InvalidInput) as caught:
        checked_entry(wrong)
    assert set(caught.value.fields) == {
        "location_text",
        "type_text",
        "caller_phone",
        "priority",
        "patient_age",
        "patient_sex",
        "patient_condition",
        "notes",
    }
    assert caught.value.fields["location_text"] == ["Say where it is: an address, a crossing or a place."]
    assert all(len(sentences) == 1 for sentences in caught.value.fields.values())


@pytest.mark.parametrize(("typed", "age"), [("", None), ("0", 0), ("007", 7), ("130", 130), ("٤٢", 42)])
def test_an_age_is_a_number_of_years(typed: str, age: int | None) -> None:
    entry = CallEntry(location_text="Pier 7", type_text="Fall", priority=1, patient_age=typed)
    assert checked_entry(entry).patient_age == age


@pytest.mark.parametrize("typed", ["131", "-1", "4.5", "²", "about 40", "9" * 5000])
def test_what_is_no_age_is_said(typed: str) -> None:
    entry = CallEntry(location_text="Pier 7", type_text="Fall", priority=1, patient_age=typed)
    with pytest.raises(InvalidInput, match="0 to 130") as caught:
        checked_entry(entry)
    assert list(caught.value.fields) == ["patient_age"]


@given(st.builds(CallEntry, location_text=any_text(), type_text=any_text(), patient_age=any_text(), notes=any_text()))
def test_whatever_is_typed_is_judged_and_named_by_its_field(entry: CallEntry) -> None:
    with pytest.raises(InvalidInput) as caught:
        checked_entry(entry)
    assert set(caught.value.fields) <= set(CallEntry.__dataclass_fields__)
    assert "priority" in caught.value.fields


def test_what_a_repeat_caller_said_is_not_lost() -> None:
    caller = checked_repeat(WHOLE)
    assert (caller.location_text, caller.caller_phone, caller.caller_name) == (
        "400 Castro St",
        "+1 415-555-0100",
        "Jo Doe",
    )
    assert caller.notes == "Blue door\nType: Fall\nPriority: 3\nArea: Castro\nPatient: Al Doe, 82, M, awake\npale"
    assert checked_repeat(CallEntry()).notes == ""


HERE = Position(37.7611, -122.4350)


def recent(number: int = 1042, **given: object) -> RecentCall:
    facts = CallFacts(EmergencyCallId(number), number, "Fall", "400 Castro St")
    return RecentCall(facts, 2, NOW - timedelta(hours=30), **given)  # type: ignore[arg-type]


def north_of(position: Position, metres: float) -> Position:
    """Go north, by the same earth as distances are measured on."""
    one_degree = distance_m(position, Position(position.latitude + 1, position.longitude))
    return Position(position.latitude + metres / one_degree, position.longitude)


def test_near_means_eighty_metres() -> None:
    near, far = recent(1, position=north_of(HERE, 79.0)), recent(2, position=north_of(HERE, 81.0))
    (found,) = find_duplicates([near, far], HERE, "", NOW)
    assert found.call.number == 1
    assert found.distance_m == pytest.approx(79.0, abs=0.01)
    assert SAME_PLACE_WITHIN_M == 80.0


def test_a_call_counts_for_ten_minutes_after_its_end_and_a_running_one_always() -> None:
    calls = [
        recent(1, position=HERE, ended_at=NOW - timedelta(minutes=9, seconds=59)),
        recent(2, position=HERE, ended_at=NOW - timedelta(minutes=10, seconds=1)),
        recent(3, position=HERE, ended_at=NOW - SAME_CALL_FOR),
        recent(4, position=HERE),
    ]
    assert [found.call.number for found in find_duplicates(calls, HERE, "", NOW)] == [4, 3, 1]


def test_the_same_number_counts_wherever_it_is() -> None:
    call = recent(numbers=frozenset({"+14155550100"}), call_signs=("M12",), repeat_callers=2)
    for position in (None, HERE):
        (found,) = find_duplicates([call], position, "+14155550100", NOW)
        assert found == Duplicate(
            call.call, 2, call.received_at, has_same_number=True, call_signs=("M12",), repeat_callers=2
        )
    assert find_duplicates([call], None, "+14155550101", NOW) == ()


def test_nothing_known_is_like_nothing() -> None:
    assert find_duplicates([recent(numbers=frozenset({""})), recent(position=HERE)], None, "", NOW) == ()


@given(st.floats(-89.9, 89.9), st.floats(-180, 180), st.floats(0, 360), st.floats(0, 200))
def test_distance_is_judged_the_same_all_over_the_globe(
    latitude: float, longitude: float, east: float, metres: float
) -> None:
    here, there = Position(latitude, longitude), north_of(Position(min(latitude, 89.0), longitude), metres)
    found = find_duplicates([recent(position=there)], here, "", NOW)
    assert bool(found) == (distance_m(here, there) <= SAME_PLACE_WITHIN_M)
