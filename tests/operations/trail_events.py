"""Changes of every kind, each with the sentence that the trail must find for it.

On the call #1042 and the ambulance M12, by Ria Root at desk 1; the room's clock is San Francisco's.
"""

from dataclasses import dataclass

RECORDED = (
    "control_room",
    "station",
    "hospital",
    "dispatcher",
    "paramedic",
    "emergency_call",
    "ambulance",
    "assignment",
    "account",
    "correction",
    "emergency_access",
    "call_type",
    "repeat_call",
)
"""The tables whose changes the trail records."""


@dataclass(frozen=True, slots=True)
class Kind:
    """Some statements, and what the last event must say after "Ria Root "."""

    name: str
    statements: tuple[str, ...]
    deed: str


CALL, AMBULANCE, ASSIGNMENT = "id = {call}", "id = {ambulance}", "id = {assignment}"
AT_2 = "'2026-03-05T22:03:10Z'"
"""14:03:10 in San Francisco."""


def stamped(stamp: str) -> str:
    """Write one stamp of the assignment."""
    return f"UPDATE assignment SET {stamp} = {AT_2} WHERE {ASSIGNMENT}"


def cleared(outcome: str) -> str:
    """End the assignment."""
    return f"UPDATE assignment SET cleared_at = {AT_2}, outcome = '{outcome}' WHERE {ASSIGNMENT}"


def moved(table: str, *statuses: str) -> tuple[str, ...]:
    """Change a status, and once more for each further one."""
    where = CALL if table == "emergency_call" else AMBULANCE
    return tuple(f"UPDATE {table} SET status = '{status}' WHERE {where}" for status in statuses)


def over(status: str) -> str:
    """End the call."""
    return f"UPDATE emergency_call SET status = '{status}', ended_at = now(), ended_at_desk = 'desk 1' WHERE {CALL}"


AT = ", 2026-03-05 14:03:10"

STAMPS = (
    Kind("acknowledged", (stamped("acknowledged_at"),), f"marked #1042 as acknowledged by M12{AT}"),
    Kind("mobile", (stamped("mobile_at"),), f"marked M12 on its way to #1042{AT}"),
    Kind("on scene", (stamped("on_scene_at"),), f"marked M12 on scene at #1042{AT}"),
    Kind("at patient", (stamped("at_patient_at"),), f"marked M12 at the patient of #1042{AT}"),
    Kind("left scene", (stamped("left_scene_at"),), f"marked M12 as leaving the scene of #1042{AT}"),
    Kind("at hospital", (stamped("at_hospital_at"),), f"marked M12 at hospital from #1042{AT}"),
    Kind("transferred", (stamped("transferred_at"),), f"marked the patient of #1042 as handed over by M12{AT}"),
    Kind("transported", (cleared("TRANSPORTED"),), f"cleared M12 from #1042: transported{AT}"),
    Kind("no transport", (cleared("NO_TRANSPORT"),), f"cleared M12 from #1042: no transport{AT}"),
    Kind("stood down", (cleared("STOOD_DOWN"),), f"stood M12 down from #1042{AT}"),
    Kind("diverted", (cleared("DIVERTED"),), f"diverted M12 from #1042{AT}"),
    Kind("broke down", (cleared("BROKE_DOWN"),), f"cleared M12 from #1042: broke down{AT}"),
    Kind(
        "stamp changed",
        (stamped("on_scene_at"), f"UPDATE assignment SET on_scene_at = '2026-03-05T22:01:00Z' WHERE {ASSIGNMENT}"),
        "corrected “on scene” of M12 on #1042 from 2026-03-05 14:03:10 to 2026-03-05 14:01:00",
    ),
    Kind(
        "stamp removed",
        (stamped("on_scene_at"), f"UPDATE assignment SET on_scene_at = NULL WHERE {ASSIGNMENT}"),
        "corrected “on scene” of M12 on #1042 from 2026-03-05 14:03:10 to nothing",
    ),
    Kind(
        "hospital",
        (f"UPDATE assignment SET hospital_id = {{hospital}} WHERE {ASSIGNMENT}",),
        "set the hospital of M12 on #1042 to General",
    ),
    Kind(
        "crew",
        (f"UPDATE assignment SET paramedic_id = {{paramedic}} WHERE {ASSIGNMENT}",),
        "set the paramedic of M12 on #1042 to Pam Ng",
    ),
    Kind("unsent", (f"DELETE FROM assignment WHERE {ASSIGNMENT}",), "removed the record that M12 was sent to #1042"),
)

CALLS = (
    Kind(
        "entered",
        (
            (
                "INSERT INTO emergency_call (number, status, priority, type_text, received_at, location_text)"
                " VALUES (7, 'OPEN', 1, 'Fall', now(), '1 Ocean Ave')"
            ),
        ),
        "entered #7: Fall, 1 Ocean Ave",
    ),
    Kind("dispatched", moved("emergency_call", "DISPATCHED"), "marked #1042 dispatched (was open)"),
    Kind("waits again", moved("emergency_call", "DISPATCHED", "OPEN"), "put #1042 back to waiting (was dispatched)"),
    Kind("closed", (over("CLOSED"),), "closed #1042 (was open)"),
    Kind("cancelled", (over("CANCELLED"),), "cancelled #1042 (was open)"),
    Kind(
        "opened again",
        (
            over("CLOSED"),
            f"UPDATE emergency_call SET status = 'OPEN', ended_at = NULL, ended_at_desk = '' WHERE {CALL}",
        ),
        "opened #1042 again (was closed)",
    ),
    Kind(
        "priority",
        (f"UPDATE emergency_call SET priority = 1, version = version + 1 WHERE {CALL}",),
        "changed the priority of #1042 from 2 to 1",
    ),
    Kind(
        "location",
        (f"UPDATE emergency_call SET location_text = '9 Elm St' WHERE {CALL}",),
        "changed the location of #1042 from “400 Castro St” to “9 Elm St”",
    ),
    Kind(
        "phone",
        (f"UPDATE emergency_call SET caller_phone = '5550100' WHERE {CALL}",),
        "changed the caller's phone of #1042",
    ),
    Kind(
        "several",
        (f"UPDATE emergency_call SET priority = 3, latitude = 1, longitude = 2, notes = 'x' WHERE {CALL}",),
        "changed priority, position and notes of #1042",
    ),
    Kind(
        "patient",
        (f"UPDATE emergency_call SET patient_condition = 'conscious' WHERE {CALL}",),
        "changed the patient's condition of #1042",
    ),
    Kind(
        "handed over",
        (f"UPDATE emergency_call SET handled_by_id = (SELECT id FROM dispatcher WHERE login = 'ben') WHERE {CALL}",),
        "set the dispatcher in charge of #1042 to Ben Ortiz",
    ),
    Kind(
        "repeat caller",
        (
            (
                "INSERT INTO repeat_call (emergency_call_id, request_id, received_at, entered_at, taken_by_id)"
                " SELECT {call}, gen_random_uuid(), now(), now(), id FROM dispatcher WHERE login = 'ben'"
            ),
        ),
        "joined another caller to #1042",
    ),
    Kind(
        "closed and edited",
        (f"UPDATE emergency_call SET status = 'CLOSED', ended_at = now(), priority = 4 WHERE {CALL}",),
        "closed #1042 (was open); changed the priority of #1042 from 2 to 4",
    ),
    Kind("removed", ("DELETE FROM assignment", f"DELETE FROM emergency_call WHERE {CALL}"), "removed #1042"),
)

AMBULANCES = (
    Kind("on scene", moved("ambulance", "EN_ROUTE", "ON_SCENE"), "marked M12 on scene (was en route)"),
    Kind("out", moved("ambulance", "OUT_OF_SERVICE"), "took M12 out of service (was available)"),
    Kind("back", moved("ambulance", "OUT_OF_SERVICE", "AVAILABLE"), "put M12 back in service"),
    Kind("free", moved("ambulance", "EN_ROUTE", "AVAILABLE"), "marked M12 available (was en route)"),
    Kind(
        "station",
        (f"UPDATE ambulance SET station_id = {{station}} WHERE {AMBULANCE}",),
        "set the station of ambulance M12 to St 6",
    ),
    Kind("renamed", (f"UPDATE ambulance SET call_sign = 'M21' WHERE {AMBULANCE}",), "renamed ambulance M12 to M21"),
    Kind(
        "crew",
        (f"UPDATE ambulance SET crew_level = 'BLS' WHERE {AMBULANCE}",),
        "changed the crew of ambulance M12 from ALS to BLS",
    ),
    Kind(
        "added",
        (
            (
                "INSERT INTO ambulance (call_sign, status, status_since, crew_level)"
                " VALUES ('M9', 'AVAILABLE', now(), 'ALS')"
            ),
        ),
        "added ambulance M9",
    ),
    Kind("removed", ("DELETE FROM assignment", f"DELETE FROM ambulance WHERE {AMBULANCE}"), "removed ambulance M12"),
)

OTHERS = (
    Kind("type", ("INSERT INTO call_type (code, words) VALUES ('FALL', 'Fall')",), "added call type FALL"),
    Kind(
        "type changed",
        (
            "INSERT INTO call_type (code, words) VALUES ('FALL', 'Fall')",
            "UPDATE call_type SET default_priority = 3",
        ),
        "set the usual priority of call type FALL to 3",
    ),
    Kind(
        "type retired",
        (
            "INSERT INTO call_type (code, words) VALUES ('FALL', 'Fall')",
            "UPDATE call_type SET is_active = false",
        ),
        "took call type FALL out of use",
    ),
    Kind(
        "person",
        ("INSERT INTO dispatcher (login, full_name) VALUES ('max', 'Max M')",),
        "added dispatcher Max M (log-in max)",
    ),
    Kind("disabled", ("UPDATE dispatcher SET is_active = false WHERE login = 'ben'",), "disabled dispatcher Ben Ortiz"),
    Kind(
        "enabled",
        (
            "UPDATE dispatcher SET is_active = false WHERE login = 'ben'",
            "UPDATE dispatcher SET is_active = true WHERE login = 'ben'",
        ),
        "enabled dispatcher Ben Ortiz again",
    ),
    Kind(
        "person renamed",
        ("UPDATE dispatcher SET full_name = 'Ben Oak' WHERE login = 'ben'",),
        "renamed dispatcher Ben Ortiz to Ben Oak",
    ),
    Kind("level", ("UPDATE paramedic SET level = 'BLS'",), "changed the level of paramedic Pam Ng from ALS to BLS"),
    Kind("hospital", ("INSERT INTO hospital (name) VALUES ('Mercy')",), "added hospital Mercy"),
    Kind(
        "hospital moved",
        ("UPDATE hospital SET latitude = 1, longitude = 1",),
        "changed the position of hospital General",
    ),
    Kind("station", ("UPDATE station SET name = 'St 7'",), "renamed station St 6 to St 7"),
    Kind(
        "zone",
        ("UPDATE control_room SET time_zone = 'Europe/Vienna'",),
        "changed the time zone of the control room from “America/Los_Angeles” to “Europe/Vienna”",
    ),
    Kind(
        "correction",
        (
            (
                "INSERT INTO correction (assignment_id, stamp, was_at, is_at, reason, corrected_by, desk) VALUES"
                f" ({{assignment}}, 'on_scene_at', {AT_2}, '2026-03-05T22:01:00Z', 'wrong button', 'sue', 'desk 1')"
            ),
        ),
        "corrected “on scene” of M12 on #1042 from 2026-03-05 14:03:10 to 2026-03-05 14:01:00: “wrong button”",
    ),
    Kind("log-in", ("INSERT INTO account (login, role) VALUES ('max', 'viewer')",), "added the log-in max, viewer"),
    Kind(
        "log-in disabled",
        (
            "INSERT INTO account (login, role) VALUES ('ben', 'dispatcher')",
            "UPDATE account SET is_active = false WHERE login = 'ben'",
        ),
        "disabled the log-in of Ben Ortiz",
    ),
    Kind(
        "role",
        (
            "INSERT INTO account (login, role) VALUES ('ben', 'dispatcher')",
            "UPDATE account SET role = 'supervisor' WHERE login = 'ben'",
        ),
        "changed the role of Ben Ortiz from dispatcher to supervisor",
    ),
    Kind(
        "password",
        (
            "INSERT INTO account (login, role) VALUES ('ben', 'dispatcher')",
            "UPDATE account SET password_set_at = now() WHERE login = 'ben'",
        ),
        "set the password of Ben Ortiz",
    ),
    Kind(
        "emergency",
        ("INSERT INTO emergency_access (login, desk, reason) VALUES ('ben', 'desk 1', 'all others ill')",),
        "opened emergency access of Ben Ortiz: “all others ill”",
    ),
    Kind(
        "emergency over",
        (
            "INSERT INTO emergency_access (login, desk, reason) VALUES ('ben', 'desk 1', 'all others ill')",
            "UPDATE emergency_access SET ended_at = now(), ended_by = 'sue'",
        ),
        "ended emergency access of Ben Ortiz",
    ),
    Kind(
        "locked out",
        (
            (
                "INSERT INTO audit_event (actor, desk, action, table_name, row_id, before, after) VALUES"
                " (session_user, 'desk 1', 'UPDATE', 'log_in_failure', 1, jsonb_build_object('locked_until', NULL),"
                f" jsonb_build_object('login', 'ben', 'locked_until', {AT_2}::timestamptz))"
            ),
        ),
        "noted too many wrong passwords of Ben Ortiz: locked until 2026-03-05 14:03:10",
    ),
    Kind(
        "tried in vain",
        (
            (
                "INSERT INTO audit_event (actor, desk, action, table_name, row_id, before, after) VALUES"
                " (session_user, 'desk 1', 'UPDATE', 'log_in_failure', 1, jsonb_build_object('failures', 0),"
                " jsonb_build_object('login', 'ben', 'failures', 5))"
            ),
        ),
        "noted 5 wrong passwords of Ben Ortiz",
    ),
    Kind(
        "unforeseen",
        (
            "CREATE TABLE shift_plan (id bigserial PRIMARY KEY, starts_at timestamptz, crew_size int)",
            "CREATE TRIGGER r AFTER INSERT OR UPDATE ON shift_plan FOR EACH ROW EXECUTE FUNCTION record_change()",
            "INSERT INTO shift_plan (crew_size) VALUES (2)",
            "UPDATE shift_plan SET crew_size = 3",
        ),
        "changed the crew size of shift plan 1 from 2 to 3",
    ),
)

KINDS = (*STAMPS, *CALLS, *AMBULANCES, *OTHERS)
