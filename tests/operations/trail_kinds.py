"""Changes of calls and assignments, each with the sentence that the trail must find for it."""

from dataclasses import dataclass


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
