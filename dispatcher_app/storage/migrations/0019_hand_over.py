"""Whoever may dispatch may hand a call to another dispatcher, or take it over."""

DESKS = "dispatch_dispatcher, dispatch_supervisor"


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Let a call's handler be changed."""
    db.execute_sql(f"GRANT UPDATE (handled_by_id) ON emergency_call TO {DESKS}")


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Let it stay whoever took it."""
    db.execute_sql(f"REVOKE UPDATE (handled_by_id) ON emergency_call FROM {DESKS}")
