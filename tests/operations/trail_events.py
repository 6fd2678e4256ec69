"""Changes of every kind, each with the sentence that the trail must find for it.

On the call #1042 and the ambulance M12, by Ria Root at desk 1; the room's clock is San Francisco's.
"""

from tests.operations.trail_kinds import AMBULANCE, Kind, moved

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
    "contact",
    "wording",
    "alarm",
    "call_note",
)
"""The tables whose changes the trail records."""

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
