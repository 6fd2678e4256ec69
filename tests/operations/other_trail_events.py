"""Changes of what is neither a call nor an ambulance's work, each with the sentence that the trail must find for it."""

from tests.operations.trail_events import AMBULANCES
from tests.operations.trail_kinds import AT_2, CALLS, STAMPS, Kind

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
