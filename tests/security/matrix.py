"""The written matrix: every table, column, function and sequence, and which group may do what with it.

What is not written here is refused, and what is in the database but not written here fails the tests.
"""

from dataclasses import dataclass

GROUPS = ("viewer", "paramedic", "dispatcher", "supervisor", "admin", "no group")
"""Each a role `dispatch_…`; the last is a log-in that is in none of them."""

PEOPLE = {
    "viewer": "vera",
    "paramedic": "pam",
    "dispatcher": "anna",
    "supervisor": "sue",
    "admin": "ada",
    "no group": "nobody_at_all",
}
"""Who tries it for each group."""

BOARD = frozenset(GROUPS[:5])
DESKS = frozenset({"dispatcher", "supervisor"})
SUPERVISORS = frozenset({"supervisor"})
ADMINS = frozenset({"admin"})

ACTS_ON_COLUMNS = ("SELECT", "INSERT", "UPDATE")
ACTS_ON_TABLES = ("DELETE", "TRUNCATE")


@dataclass(frozen=True, slots=True)
class Right:
    """One act that these groups may do, on these columns (or all)."""

    act: str
    groups: frozenset[str]
    columns: str = ""


COLUMNS = {
    "control_room": "id name time_zone is_demo",
    "station": "id name latitude longitude source_ref",
    "hospital": "id name latitude longitude source_ref",
    "dispatcher": "id login full_name is_active",
    "paramedic": "id login full_name level is_active",
    "emergency_call": """
        id number status priority type_code type_text received_at entered_at location_text area_text latitude longitude
        caller_name caller_phone notes ended_at ended_by_id ended_at_desk source_ref version""",
    "ambulance": "id call_sign status status_since crew_level station_id latitude longitude position_at version",
    "assignment": """
        id emergency_call_id ambulance_id request_id dispatcher_id desk paramedic_id hospital_id dispatched_at
        acknowledged_at mobile_at on_scene_at at_patient_at left_scene_at at_hospital_at transferred_at cleared_at
        outcome source_ref""",
    "notification": "id assignment_id audience body created_at sent_at attempts",
    "audit_event": "id at actor desk client action table_name row_id before after request_id",
    "audit_event_YYYY_MM": "id at actor desk client action table_name row_id before after request_id",
    "audit_event_rest": "id at actor desk client action table_name row_id before after request_id",
    "audit_seal": "id sealed_at digest",
    "audit_sealed_event": "event_id seal_id digest",
    "legal_move": "table_name from_status to_status",
    "schema_migration": "id name applied",
}
"""Every table of the schema; YYYY_MM stands for each month that the trail has a table for."""

RIGHTS = {
    "control_room": (Right("SELECT", BOARD),),
    "station": (Right("SELECT", BOARD),),
    "hospital": (Right("SELECT", BOARD),),
    "dispatcher": (
        Right("SELECT", BOARD),
        Right("INSERT", ADMINS, "login full_name"),
        Right("UPDATE", ADMINS, "full_name is_active"),
    ),
    "paramedic": (
        Right("SELECT", BOARD),
        Right("INSERT", ADMINS, "login full_name level"),
        Right("UPDATE", ADMINS, "full_name level is_active"),
    ),
    "emergency_call": (
        Right(
            "SELECT",
            BOARD,
            """id number status priority type_code type_text received_at entered_at location_text area_text latitude
            longitude ended_at ended_by_id ended_at_desk source_ref version""",
        ),
        Right("SELECT", DESKS, "caller_name caller_phone notes"),
        Right(
            "UPDATE",
            DESKS,
            """status priority type_code type_text location_text area_text latitude longitude caller_name caller_phone
            notes ended_at ended_by_id ended_at_desk version""",
        ),
    ),
    "ambulance": (Right("SELECT", BOARD), Right("UPDATE", DESKS, "status status_since version")),
    "assignment": (
        Right("SELECT", BOARD),
        Right(
            "INSERT",
            DESKS,
            """emergency_call_id ambulance_id request_id dispatcher_id desk paramedic_id hospital_id dispatched_at""",
        ),
        Right(
            "UPDATE",
            DESKS,
            """hospital_id acknowledged_at mobile_at on_scene_at at_patient_at left_scene_at at_hospital_at
            transferred_at cleared_at outcome""",
        ),
    ),
    "notification": (Right("SELECT", DESKS), Right("INSERT", DESKS, "assignment_id audience body")),
    "audit_event": (Right("SELECT", SUPERVISORS),),
    "audit_event_YYYY_MM": (),
    "audit_event_rest": (),
    "audit_seal": (Right("SELECT", SUPERVISORS),),
    "audit_sealed_event": (Right("SELECT", SUPERVISORS),),
    "legal_move": (Right("SELECT", BOARD),),
    "schema_migration": (Right("SELECT", BOARD),),
}

NOBODY: frozenset[str] = frozenset()

FUNCTIONS = {
    "audit_digest(audit_event)": SUPERVISORS,
    "ensure_audit_months()": BOARD,
    "judge_ambulance(bigint)": NOBODY,
    "judge_at_commit()": NOBODY,
    "judge_emergency_call(bigint)": NOBODY,
    "record_change()": NOBODY,
    "refuse_forged_assignment()": NOBODY,
    "refuse_forged_ending()": NOBODY,
    "refuse_forged_time()": NOBODY,
    "refuse_illegal_move()": NOBODY,
    "refuse_rewriting_history()": NOBODY,
    "refuse_rewritten_assignment()": NOBODY,
    "seal_audit()": BOARD,
    "verify_audit()": SUPERVISORS,
}
"""Who may EXECUTE each. The triggers run theirs whoever makes the change."""

SEQUENCES = {
    "ambulance_id_seq": NOBODY,
    "assignment_id_seq": DESKS,
    "audit_event_id_seq": NOBODY,
    "audit_seal_id_seq": NOBODY,
    "control_room_id_seq": NOBODY,
    "dispatcher_id_seq": ADMINS,
    "emergency_call_id_seq": NOBODY,
    "hospital_id_seq": NOBODY,
    "notification_id_seq": DESKS,
    "paramedic_id_seq": ADMINS,
    "schema_migration_id_seq": NOBODY,
    "station_id_seq": NOBODY,
}
"""Who may take the next number (USAGE). Nobody may read or set one."""
