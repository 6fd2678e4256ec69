"""What the database itself refuses, whoever asks: a psql prompt as much as this product."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from itertools import combinations

import psycopg
import pytest

from dispatcher_app.domain.messages import Audience, MessageEvent
from dispatcher_app.domain.roles import Role
from dispatcher_app.domain.statuses import (
    AmbulanceStatus,
    AssignmentOutcome,
    CallStatus,
    Capability,
    CrewLevel,
    HospitalStatus,
)
from dispatcher_app.storage.store import Store
from dispatcher_app.storage.translation import StorageFault
from tests.storage import catalogue
from tests.storage.good_rows import GOOD, NEEDS, Row

OVER: Row = {"status": "CLOSED", "ended_at": "2026-01-01 13:00Z"}
NORTH_OF_THE_POLE: Row = {"latitude": 90.01, "longitude": 0}
REFUSED: list[tuple[str, str, Row]] = [
    ("control_room", "control_room_id_check", {"id": 2}),
    ("control_room", "control_room_name_check", {"name": ""}),
    ("control_room", "control_room_time_zone_check", {"time_zone": ""}),
    ("emergency_call", "emergency_call_times", {"received_at": "infinity"}),
    ("emergency_call", "emergency_call_times", {"received_at": "0044-03-15 12:00 BC"}),
    ("emergency_call", "emergency_call_times", {"entered_at": "infinity"}),
    ("ambulance", "ambulance_times", {"status_since": "-infinity"}),
    ("ambulance", "ambulance_times", {"position_at": "infinity"}),
    ("assignment", "assignment_times", {"dispatched_at": "-infinity"}),
    ("assignment", "assignment_times", {"transferred_at": "infinity"}),
    ("station", "station_name_check", {"name": ""}),
    ("hospital", "hospital_name_check", {"name": ""}),
    ("dispatcher", "dispatcher_login_check", {"login": ""}),
    ("dispatcher", "dispatcher_full_name_check", {"full_name": ""}),
    ("paramedic", "paramedic_login_check", {"login": ""}),
    ("paramedic", "paramedic_full_name_check", {"full_name": ""}),
    ("paramedic", "paramedic_level_check", {"level": "MD"}),
    ("emergency_call", "emergency_call_number_check", {"number": 0}),
    ("emergency_call", "emergency_call_status_check", {"status": "open"}),
    ("emergency_call", "emergency_call_priority_check", {"priority": 0}),
    ("emergency_call", "emergency_call_priority_check", {"priority": 5}),
    ("emergency_call", "emergency_call_ended", {"status": "CLOSED"}),
    ("emergency_call", "emergency_call_ended", {"status": "CANCELLED"}),
    ("emergency_call", "emergency_call_ended", {"ended_at": "2026-01-01 13:00Z"}),
    ("emergency_call", "emergency_call_ended", {**OVER, "status": "DISPATCHED"}),
    ("emergency_call", "emergency_call_patient_age_check", {"patient_age": -1}),
    ("emergency_call", "emergency_call_patient_age_check", {"patient_age": 131}),
    ("emergency_call", "emergency_call_patient_sex_check", {"patient_sex": "f"}),
    ("call_type", "call_type_default_priority_check", {"default_priority": 5}),
    ("call_type", "call_type_needs_check", {"needs": "als"}),
    ("call_draft", "call_draft_size", {"content": f'{{"notes": "{"x" * 500_000}"}}'}),
    ("call_draft", "call_draft_emptied", {"content": '{"notes": "x"}', "ended_at": "2026-01-01 12:02Z"}),
    ("repeat_call", "repeat_call_times", {"received_at": "-infinity"}),
    ("repeat_call", "repeat_call_times", {"entered_at": "infinity"}),
    ("ambulance", "ambulance_call_sign_check", {"call_sign": ""}),
    ("ambulance", "ambulance_status_check", {"status": "GONE"}),
    ("ambulance", "ambulance_crew_level_check", {"crew_level": ""}),
    ("assignment", "assignment_outcome_check", {"cleared_at": "2026-01-01 13:00Z", "outcome": "LOST"}),
    ("assignment", "assignment_outcome_when_cleared", {"cleared_at": "2026-01-01 13:00Z"}),
    ("assignment", "assignment_outcome_when_cleared", {"outcome": "TRANSPORTED"}),
    ("assignment", "assignment_stamps_in_order", {"acknowledged_at": "2026-01-01 11:59Z"}),
    ("notification", "notification_audience_check", {"audience": "PRESS"}),
    ("notification", "notification_event_check", {"event": "LUNCH"}),
    ("contact", "contact_audience_check", {"audience": "PRESS"}),
    ("contact", "contact_service", {"service": "JSON://"}),
    ("contact", "contact_service", {"service": ""}),
    ("contact", "contact_of_audience", {"audience": "HOSPITAL", "ambulance_id": 1}),
    ("contact", "contact_of_audience", {"hospital_id": 1}),
    ("wording", "wording_audience_check", {"audience": "PRESS"}),
    ("wording", "wording_event_check", {"event": "LUNCH"}),
    ("delivery", "delivery_state_check", {"state": "LOST", "settled_at": "2026-01-01 12:00Z"}),
    ("delivery", "delivery_settled", {"state": "SENT"}),
    ("delivery", "delivery_settled", {"settled_at": "2026-01-01 12:00Z"}),
    (
        "delivery", "delivery_claimed",
        {"state": "DEAD", "settled_at": "2026-01-01 12:00Z", "claimed_until": "2026-01-01 12:01Z"},
    ),
    ("account", "account_role_check", {"role": "king"}),
    ("correction", "correction_stamp_check", {"stamp": "id"}),
    ("correction", "correction_not_in_future", {"is_at": "9999-01-01 12:00Z"}),
    ("correction", "correction_keeps_ends", {"stamp": "dispatched_at", "is_at": None}),
    ("correction", "correction_keeps_ends", {"stamp": "cleared_at", "is_at": None}),
    ("undone_stamp", "undone_stamp_stamp_check", {"stamp": "id"}),
    ("emergency_call", "emergency_call_outcome_check", {"outcome": "FINE"}),
    ("street", "street_left", {"left_to": None}),
    ("street", "street_left", {"left_from": -1}),
    ("street", "street_right", {"right_from": 400}),
    ("street", "street_right", {"right_from": 400, "right_to": -2}),
    ("street", "street_line", {"line": [37.76, -122.435]}),
    ("street", "street_line", {"line": [37.76, -122.435, 37.77, -122.436, 37.78]}),
    ("street", "street_line", {"line": [37.76, -122.435, 37.77, None]}),
    ("street", "street_line", {"line": [37.76, -122.435, 37.77, float("nan")]}),
    ("street", "street_line", {"line": [37.76, -122.435, 37.77, -180.01]}),
    ("request", "request_verb", {"verb": "No verb"}),
    ("alarm", "alarm_kind_check", {"kind": "RUMOUR"}),
    ("alarm", "alarm_acknowledged", {"acknowledged_by": "sue"}),
    ("hospital", "hospital_status_check", {"status": "CLOSED"}),
    ("hospital", "hospital_beds_free_check", {"beds_free": -1}),
    ("hospital", "hospital_beds_free_check", {"beds_free": 1000}),
    ("hospital", "hospital_capabilities_known", {"capabilities": ["STROKE", "MAGIC"]}),
    ("hospital", "hospital_capabilities_known", {"capabilities": [None]}),
    ("hospital", "hospital_status_times", {"status_since": "infinity"}),
    ("hospital", "hospital_status_told", {"status": "DIVERT"}),
    ("shift", "shift_of_somebody", {"ambulance_id": None}),
    ("shift", "shift_times", {"starts_at": "-infinity"}),
    ("shift", "shift_times", {"ends_at": "2026-01-01 07:00Z"}),
    ("shift", "shift_times", {"ends_at": "2026-01-03 07:01Z"}),
    ("shift", "shift_break", {"break_due_at": "2026-01-01 19:01Z"}),
    ("crew_member", "crew_member_times", {"on_at": "-infinity"}),
    ("crew_member", "crew_member_times", {"off_at": "2026-01-01 06:59Z", "off_by": "anna"}),
    ("crew_member", "crew_member_off", {"off_by": "anna"}),
    ("crew_break", "crew_break_times", {"began_at": "-infinity"}),
    ("crew_break", "crew_break_times", {"ended_at": "2026-01-01 11:59Z", "ended_by": "anna"}),
    ("crew_break", "crew_break_end", {"ended_by": "anna"}),
    *(
        (table, f"{table}_position", position)
        for table in ("station", "hospital", "emergency_call", "ambulance")
        for position in (
            NORTH_OF_THE_POLE,
            {"latitude": -90.01, "longitude": 0},
            {"latitude": 0, "longitude": 180.01},
            {"latitude": 0, "longitude": -180.01},
            {"latitude": "NaN", "longitude": 0},
            {"latitude": 37.7},
            {"longitude": -122.4},
        )
    ),
]  # fmt: skip
ACCEPTED: list[tuple[str, Row]] = [
    ("emergency_call", OVER),
    ("emergency_call", {**OVER, "status": "CANCELLED"}),
    ("emergency_call", {"priority": 1}),
    ("emergency_call", {"priority": 4}),
    ("emergency_call", {"number": 2**62}),
    ("emergency_call", {"patient_age": 0, "patient_sex": "X"}),
    ("emergency_call", {"patient_age": 130}),
    ("call_draft", {"ended_at": "2026-01-01 12:02Z"}),
    *((table, {"latitude": 90, "longitude": -180}) for table in ("station", "hospital", "emergency_call", "ambulance")),
    ("assignment", {"cleared_at": "2026-01-01 12:00Z", "outcome": "STOOD_DOWN"}),
    ("paramedic", {"login": "pat"}),
    ("hospital", {"status": "DIVERT", "status_since": "2026-01-01 12:00Z", "beds_free": 0, "capabilities": ["STROKE"]}),
    ("shift", {"ambulance_id": None, "paramedic_id": 1, "ends_at": "2026-01-03 07:00Z"}),
    ("contact", {"ambulance_id": 1}),
    ("contact", {"audience": "HOSPITAL", "hospital_id": None}),
    ("contact", {"audience": "SUPERVISOR"}),
    ("delivery", {"state": "FAILED", "settled_at": "2026-01-01 12:00Z", "claimed_until": "2026-01-01 12:01Z"}),
]  # fmt: skip

STAMPS = (
    "dispatched_at", "acknowledged_at", "mobile_at", "on_scene_at", "at_patient_at", "left_scene_at",
    "at_hospital_at", "transferred_at", "cleared_at",
)  # fmt: skip


Insert = Callable[[str, Row], None]


@pytest.fixture
def insert(conninfo: str) -> Iterator[Insert]:
    """Write a good row with something changed, after the rows it stands on; keep nothing."""
    with psycopg.connect(conninfo) as connection:

        def insert_one(table: str, changes: Row) -> None:
            with connection.transaction(force_rollback=True):
                for needed in NEEDS.get(table, ()):
                    write(connection, needed, GOOD[needed])
                write(connection, table, {**GOOD[table], **changes})

        yield insert_one


def write(connection: psycopg.Connection, table: str, row: Row) -> None:
    """Write one row."""
    marks = ", ".join(["%s"] * len(row))
    connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})".encode(), tuple(row.values()))


@pytest.mark.parametrize("table", GOOD)
def test_the_good_row_is_good(insert: Insert, table: str) -> None:
    insert(table, {})


def test_each_check_refuses_by_its_name(insert: Insert) -> None:
    for table, constraint, changes in REFUSED:
        with pytest.raises(psycopg.errors.CheckViolation) as caught:
            insert(table, changes)
        assert caught.value.diag.constraint_name == constraint, changes


def test_no_check_is_forgotten_above(store: Store) -> None:
    """Those of texts have tests of their own."""
    with store.transaction() as tx:
        checks = {(table, name) for table, name, _ in catalogue.everything(tx.database)["checks"]}
    expected = {(table, constraint) for table, constraint, _ in REFUSED}
    assert {(table, name) for table, name in checks if not name.endswith("_text")} == expected


def test_what_is_allowed_at_the_edge(insert: Insert) -> None:
    for table, changes in ACCEPTED:
        insert(table, changes)


def test_any_two_stamps_must_be_in_order(insert: Insert) -> None:
    for earlier, later in combinations(STAMPS, 2):
        first, second = "2026-01-01 12:10Z", "2026-01-01 12:20Z"
        base = {"dispatched_at": "2026-01-01 12:00Z"}
        right = base | {earlier: first, later: second}
        wrong = base | {earlier: second, later: first}
        same = base | {earlier: first, later: first}
        cleared = {"outcome": "NO_TRANSPORT"} if later == "cleared_at" else {}
        insert("assignment", right | cleared)
        insert("assignment", same | cleared)
        with pytest.raises(psycopg.errors.CheckViolation, match="assignment_stamps_in_order"):
            insert("assignment", wrong | cleared)


@pytest.mark.parametrize(
    ("table", "column", "words"),
    [
        ("emergency_call", "status", CallStatus),
        ("ambulance", "status", AmbulanceStatus),
        ("ambulance", "crew_level", CrewLevel),
        ("paramedic", "level", CrewLevel),
        ("assignment", "outcome", AssignmentOutcome),
        ("hospital", "status", HospitalStatus),
        ("notification", "audience", Audience),
        ("notification", "event", MessageEvent),
        ("contact", "audience", Audience),
        ("wording", "audience", Audience),
        ("wording", "event", MessageEvent),
        ("account", "role", Role),
    ],
)
def test_the_database_knows_the_words_of_the_domain(
    store: Store, table: str, column: str, words: type[StrEnum]
) -> None:
    with store.transaction() as tx:
        (definition,) = tx.database.execute_sql(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", (f"{table}_{column}_check",)
        ).fetchone()
    assert sorted(definition.split("'")[1::2]) == sorted(words)


def test_the_database_knows_the_capabilities_of_the_domain(store: Store) -> None:
    with store.transaction() as tx:
        (definition,) = tx.database.execute_sql(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'hospital_capabilities_known'"
        ).fetchone()
    assert sorted(definition.split("'")[1::2]) == sorted(Capability)


def send_out(connection: psycopg.Connection) -> None:
    """Let the statuses agree with the open assignment, as the rules at COMMIT want it."""
    connection.execute("UPDATE emergency_call SET status = 'DISPATCHED'")
    connection.execute("UPDATE ambulance SET status = 'EN_ROUTE'")


def test_one_open_assignment_for_an_ambulance_but_many_cleared(store: Store) -> None:
    with psycopg.connect(store.settings.conninfo) as connection:
        for name in (*NEEDS["assignment"], "assignment"):
            write(connection, name, GOOD[name])
        send_out(connection)
        connection.execute(
            "INSERT INTO assignment"
            " (id, emergency_call_id, ambulance_id, request_id, dispatched_at, cleared_at, outcome)"
            " SELECT i, 1, 1, gen_random_uuid(), now(), now(), 'DIVERTED' FROM generate_series(2, 9) AS i"
        )
    again = (
        "INSERT INTO assignment (emergency_call_id, ambulance_id, request_id, dispatched_at)"
        " VALUES (1, 1, gen_random_uuid(), now())"
    )
    with psycopg.connect(store.settings.conninfo) as anybody, pytest.raises(psycopg.errors.UniqueViolation):
        anybody.execute(again)


def test_what_history_stands_on_cannot_be_deleted(store: Store) -> None:
    with psycopg.connect(store.settings.conninfo) as connection:
        for name in (*NEEDS["notification"], "notification"):
            write(connection, name, GOOD[name])
        send_out(connection)
    for name in ("emergency_call", "ambulance", "assignment"):
        with (
            pytest.raises(StorageFault, match=r"2350[31]|23001"),
            store.transaction() as tx,
        ):
            tx.database.execute_sql(f"DELETE FROM {name}")
