"""Changes of whom the room tells, and in which words; as `trail_events` has them of all else."""

from tests.operations.trail_kinds import Kind

OUTBOX = (
    Kind(
        "contact",
        ("INSERT INTO contact (audience, name, service) VALUES ('CREW', 'Duty phone', 'json')",),
        "added contact Duty phone",
    ),
    Kind(
        "contact removed",
        (
            "INSERT INTO contact (audience, name, service) VALUES ('CREW', 'Duty phone', 'json')",
            "SELECT remove_contact(id) FROM contact",
        ),
        "removed contact Duty phone, and its address",
    ),
    Kind(
        "wording",
        ("SELECT set_wording('CREW', 'STOOD_DOWN', 'Back', 'Come back')",),
        "put the message “stood down” to crew in words of the room",
    ),
    Kind(
        "wording changed",
        (
            "SELECT set_wording('CREW', 'STOOD_DOWN', 'Back', 'Come back')",
            "SELECT set_wording('CREW', 'STOOD_DOWN', 'Back', 'Come home')",
        ),
        "changed the text of a message from “Come back” to “Come home”",
    ),
    Kind(
        "wording taken back",
        (
            "SELECT set_wording('CREW', 'STOOD_DOWN', 'Back', 'Come back')",
            "SELECT set_wording('CREW', 'STOOD_DOWN', '', '')",
        ),
        "took back the words for the message “stood down” to crew",
    ),
)
