"""For each table a row that its constraints let in, and the tables whose rows it stands on."""

from collections.abc import Mapping

Row = Mapping[str, object]

GOOD: dict[str, Row] = {
    "control_room": {"id": 1, "name": "Test City", "time_zone": "UTC", "is_demo": False},
    "station": {"name": "Station 6"},
    "hospital": {"id": 1, "name": "General"},
    "dispatcher": {"id": 1, "login": "anna", "full_name": "Anna Kern"},
    "paramedic": {"id": 1, "full_name": "Pat Lee", "level": "ALS"},
    "emergency_call": {
        "id": 1, "number": 1, "status": "OPEN", "priority": 2, "type_text": "Fall", "received_at": "2026-01-01 12:00Z",
        "location_text": "400 Castro St",
    },
    "ambulance": {
        "id": 1, "call_sign": "M1", "status": "AVAILABLE", "status_since": "2026-01-01 12:00Z", "crew_level": "ALS",
    },
    "assignment": {
        "id": 1, "emergency_call_id": 1, "ambulance_id": 1, "request_id": "6f0a3a5c-1111-4222-8333-444455556666",
        "dispatched_at": "2026-01-01 12:00Z",
    },
    "notification": {"id": 1, "assignment_id": 1, "audience": "CREW", "body": "M1: #1"},
    "contact": {"id": 1, "audience": "CREW", "name": "Duty phone", "service": "json"},
    "contact_address": {"contact_id": 1, "url": "json://localhost"},
    "wording": {"audience": "CREW", "event": "DISPATCHED", "subject": "{call_sign}", "body": "Go to {place}"},
    "delivery": {
        "notification_id": 1, "assignment_id": 1, "contact_id": 1, "queued_at": "2026-01-01 12:00Z",
        "next_try_at": "2026-01-01 12:00Z",
    },
    "account": {"login": "anna", "role": "viewer"},
    "correction": {
        "assignment_id": 1, "stamp": "mobile_at", "is_at": "2026-01-01 12:05Z", "reason": "why ever",
        "corrected_by": "sue", "desk": "desk 1",
    },
    "undone_stamp": {
        "assignment_id": 1, "stamp": "mobile_at", "was_at": "2026-01-01 12:05Z", "undone_by": "anna", "desk": "desk 1",
    },
    "street": {
        "name": "Castro St", "left_from": 401, "left_to": 499, "line": [37.76, -122.435, 37.77, -122.436],
        "source_ref": "cnn:1",
    },
    "call_note": {
        "emergency_call_id": 1, "body": "Second floor", "request_id": "6f0a3a5c-1111-4222-8333-444455556666",
    },
    "request": {"id": "6f0a3a5c-1111-4222-8333-444455556666", "verb": "divert"},
    "alarm": {
        "kind": "BREAKDOWN", "body": "M12 broke down", "raised_at": "2026-01-01 12:05Z", "raised_by": "anna",
        "desk": "desk 1",
    },
    "call_type": {"code": "FALL", "words": "Fall"},
    "call_draft": {
        "request_id": "6f0a3a5c-1111-4222-8333-444455556666", "login": "anna", "desk": "desk 1",
        "ring_at": "2026-01-01 12:00Z", "updated_at": "2026-01-01 12:01Z",
    },
    "repeat_call": {
        "emergency_call_id": 1, "request_id": "6f0a3a5c-1111-4222-8333-444455556666", "taken_by_id": 1,
        "received_at": "2026-01-01 12:00Z", "entered_at": "2026-01-01 12:01Z",
    },
    "divert_acceptance": {"assignment_id": 1, "hospital_id": 1},
    "shift": {"ambulance_id": 1, "starts_at": "2026-01-01 07:00Z", "ends_at": "2026-01-01 19:00Z"},
    "crew_member": {"ambulance_id": 1, "paramedic_id": 1, "on_at": "2026-01-01 07:00Z", "on_by": "anna"},
    "crew_break": {"ambulance_id": 1, "began_at": "2026-01-01 12:00Z", "began_by": "anna"},
    "aboard": {"assignment_id": 1, "paramedic_id": 1},
}  # fmt: skip

NEEDS = {
    "call_note": ("emergency_call",),
    "contact": ("ambulance",),
    "contact_address": ("contact",),
    "delivery": ("emergency_call", "ambulance", "assignment", "notification", "contact"),
    "assignment": ("emergency_call", "ambulance"),
    "notification": ("emergency_call", "ambulance", "assignment"),
    "correction": ("emergency_call", "ambulance", "assignment"),
    "undone_stamp": ("emergency_call", "ambulance", "assignment"),
    "repeat_call": ("emergency_call", "dispatcher"),
    "divert_acceptance": ("emergency_call", "ambulance", "assignment", "hospital"),
    "shift": ("ambulance", "paramedic"),
    "crew_member": ("ambulance", "paramedic"),
    "crew_break": ("ambulance",),
    "aboard": ("emergency_call", "ambulance", "assignment", "paramedic"),
}
