"""The trail tells desks by their whole names, and no search of it ever reads the whole of it."""

import runpy
from pathlib import Path

INDEXES = (
    "DROP INDEX audit_event_row",
    "CREATE INDEX audit_event_row ON audit_event (table_name, row_id, at)",
    "CREATE INDEX audit_event_at ON audit_event (at, id)",
    "CREATE INDEX assignment_ambulance_id ON assignment (ambulance_id)",
)

GONE = (
    "DROP INDEX assignment_ambulance_id",
    "DROP INDEX audit_event_at",
    "DROP INDEX audit_event_row",
    "CREATE INDEX audit_event_row ON audit_event (table_name, row_id)",
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Record whole names; index the trail by time, and by time within a record."""
    _run(db, _record_change().replace("current_setting('application_name')", "public.desk_of_session()"))
    for statement in INDEXES:
        _run(db, statement)


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Record and index as before."""
    for statement in GONE:
        _run(db, statement)
    _run(db, _record_change())


def _record_change() -> str:
    """Give the making of the function as it was first made."""
    made = runpy.run_path(str(Path(__file__).with_name("0003_audit_trail.py")))["AUDIT"]
    (function,) = (statement for statement in made if "CREATE FUNCTION record_change()" in statement)
    return str(function).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def _run(db, statement) -> None:  # type: ignore[no-untyped-def]
    db.execute_sql(statement.replace("%", "%%"), ())
