"""The written matrix: every table, column, function and sequence, and which group may do what with it.

What is not written here is refused, and what is in the database but not written here fails the tests.
"""

from dataclasses import dataclass

from tests.security.groups import (
    ADMINS,
    BOARD,
    CREWS,
    DESKS,
    NOTIFIERS,
    OVERSEERS,
    SUPERVISORS,
)

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
    "hospital": """
        id name latitude longitude source_ref status status_since status_by_id note beds_free capabilities version""",
    "dispatcher": "id login full_name is_active",
    "paramedic": "id login full_name level is_active",
    "emergency_call": """
        id number status priority type_code type_text received_at entered_at location_text area_text latitude longitude
        caller_name caller_phone notes ended_at ended_by_id ended_at_desk source_ref version patient_name patient_age
        patient_sex patient_condition taken_by_id handled_by_id request_id outcome ended_reason""",
    "ambulance": "id call_sign status status_since crew_level station_id latitude longitude position_at version",
    "assignment": """
        id emergency_call_id ambulance_id request_id dispatcher_id desk paramedic_id hospital_id dispatched_at
        acknowledged_at mobile_at on_scene_at at_patient_at left_scene_at at_hospital_at transferred_at cleared_at
        outcome source_ref ended_by_id ended_at_desk ended_reason""",
    "notification": "id assignment_id audience body created_at event hospital_id subject picked_up_at",
    "contact": "id audience ambulance_id hospital_id name service is_active",
    "contact_address": "contact_id url",
    "wording": "id audience event subject body",
    "delivery": """
        id notification_id assignment_id contact_id state attempts queued_at next_try_at claim claimed_until settled_at
        last_error""",
    "audit_event": "id at actor desk client action table_name row_id before after request_id",
    "audit_event_YYYY_MM": "id at actor desk client action table_name row_id before after request_id",
    "audit_event_rest": "id at actor desk client action table_name row_id before after request_id",
    "audit_seal": "id sealed_at digest",
    "audit_sealed_event": "event_id seal_id digest",
    "legal_move": "table_name from_status to_status",
    "schema_migration": "id name applied",
    "account": "id login role is_active password_set_at",
    "log_in_failure": "id login is_known failures last_at last_desk locked_until",
    "emergency_access": "id login desk reason opened_at acknowledged_at acknowledged_by ended_at ended_by",
    "street": "id name area_text left_from left_to right_from right_to line source_ref",
    "correction": "id assignment_id stamp was_at is_at reason corrected_by desk corrected_at",
    "call_note": "id emergency_call_id written_at author author_name desk body follows_id request_id",
    "undone_stamp": "id assignment_id stamp was_at undone_by desk undone_at",
    "request": "id verb at actor",
    "divert_acceptance": "id assignment_id hospital_id accepted_at accepted_by",
    "shift": "id ambulance_id paramedic_id starts_at ends_at break_due_at source_ref",
    "crew_member": "id ambulance_id paramedic_id on_at on_by off_at off_by",
    "crew_break": "id ambulance_id began_at began_by ended_at ended_by",
    "aboard": "id assignment_id paramedic_id",
    "alarm": """
        id kind emergency_call_id ambulance_id body raised_at raised_by desk times acknowledged_at acknowledged_by""",
    "call_type": "id code words default_priority needs is_active",
    "call_draft": "id request_id login desk ring_at content updated_at ended_at",
    "repeat_call": """
        id emergency_call_id request_id received_at entered_at caller_name caller_phone location_text notes taken_by_id
        desk""",
}
"""Every table of the schema; YYYY_MM stands for each month that the trail has a table for."""

RIGHTS = {
    "control_room": (Right("SELECT", BOARD),),
    "station": (Right("SELECT", BOARD),),
    "hospital": (
        Right("SELECT", BOARD),
        Right("UPDATE", DESKS, "status status_since status_by_id note beds_free version"),
    ),
    "dispatcher": (
        Right("SELECT", BOARD | NOTIFIERS),
        Right("UPDATE", ADMINS, "full_name"),
    ),
    "paramedic": (
        Right("SELECT", BOARD | NOTIFIERS),
        Right("UPDATE", ADMINS, "full_name level"),
    ),
    "emergency_call": (
        Right(
            "SELECT",
            BOARD,
            """id number status priority type_code type_text received_at entered_at location_text area_text latitude
            longitude ended_at ended_by_id ended_at_desk source_ref version taken_by_id handled_by_id request_id
            outcome""",
        ),
        Right(
            "SELECT",
            DESKS,
            """caller_name caller_phone notes patient_name patient_age patient_sex patient_condition ended_reason""",
        ),
        Right(
            "INSERT",
            DESKS,
            """status priority type_code type_text received_at entered_at location_text area_text latitude longitude
            caller_name caller_phone patient_name patient_age patient_sex patient_condition notes taken_by_id
            handled_by_id request_id""",
        ),
        Right(
            "UPDATE",
            DESKS,
            """status priority type_code type_text location_text area_text latitude longitude caller_name caller_phone
            ended_at ended_by_id ended_at_desk version patient_name patient_age patient_sex patient_condition
            outcome ended_reason handled_by_id""",
        ),
    ),
    "ambulance": (Right("SELECT", BOARD), Right("UPDATE", DESKS | CREWS, "status status_since version")),
    "assignment": (
        Right("SELECT", BOARD),
        Right(
            "INSERT",
            DESKS,
            """emergency_call_id ambulance_id request_id dispatcher_id desk paramedic_id hospital_id dispatched_at""",
        ),
        Right(
            "UPDATE",
            DESKS | CREWS,
            "acknowledged_at mobile_at on_scene_at at_patient_at left_scene_at at_hospital_at transferred_at",
        ),
        Right("UPDATE", DESKS, "hospital_id cleared_at outcome ended_by_id ended_at_desk ended_reason"),
    ),
    "notification": (
        Right("SELECT", DESKS),
        Right("INSERT", DESKS, "assignment_id audience body event hospital_id subject"),
    ),
    "contact": (Right("SELECT", DESKS | ADMINS),),
    "contact_address": (Right("SELECT", ADMINS),),
    "wording": (Right("SELECT", DESKS | ADMINS),),
    "delivery": (Right("SELECT", DESKS),),
    "audit_event": (Right("SELECT", SUPERVISORS),),
    "audit_event_YYYY_MM": (),
    "audit_event_rest": (),
    "audit_seal": (Right("SELECT", SUPERVISORS),),
    "audit_sealed_event": (Right("SELECT", SUPERVISORS),),
    "legal_move": (Right("SELECT", BOARD),),
    "schema_migration": (Right("SELECT", BOARD | NOTIFIERS),),
    "account": (Right("SELECT", OVERSEERS),),
    "log_in_failure": (Right("SELECT", OVERSEERS),),
    "emergency_access": (Right("SELECT", BOARD),),
    "street": (Right("SELECT", BOARD),),
    "correction": (Right("SELECT", DESKS),),
    "call_note": (Right("SELECT", DESKS),),
    "undone_stamp": (Right("SELECT", DESKS),),
    "request": (Right("SELECT", DESKS | CREWS | ADMINS), Right("INSERT", DESKS | CREWS | ADMINS, "id verb")),
    "alarm": (Right("SELECT", BOARD),),
    "call_type": (Right("SELECT", BOARD),),
    "call_draft": (),
    "repeat_call": (
        Right("SELECT", DESKS),
        Right(
            "INSERT",
            DESKS,
            """emergency_call_id request_id received_at entered_at caller_name caller_phone location_text notes
            taken_by_id desk""",
        ),
    ),
    "divert_acceptance": (Right("SELECT", BOARD), Right("INSERT", DESKS, "assignment_id hospital_id")),
    "shift": (Right("SELECT", BOARD),),
    "crew_member": (
        Right("SELECT", BOARD),
        Right("INSERT", DESKS | CREWS, "ambulance_id paramedic_id on_at"),
        Right("UPDATE", DESKS | CREWS, "off_at"),
    ),
    "crew_break": (
        Right("SELECT", BOARD),
        Right("INSERT", DESKS, "ambulance_id began_at"),
        Right("UPDATE", DESKS, "ended_at"),
    ),
    "aboard": (Right("SELECT", BOARD),),
}
