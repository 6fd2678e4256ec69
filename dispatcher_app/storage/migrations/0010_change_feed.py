"""Every desk hears of a changed record at COMMIT: a notification that names its table and its id, and nothing else.

Anybody who can connect may listen, so no more than that is ever told; what the record says is read by who may read it.
"""

TABLES = (
    "control_room",
    "station",
    "hospital",
    "dispatcher",
    "paramedic",
    "ambulance",
    "emergency_call",
    "assignment",
    "account",
    "emergency_access",
)

TELL = (
    # PostgreSQL tells a transaction's notifications after its COMMIT, each once, in the order of the COMMITs.
    """
    CREATE FUNCTION tell_change() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        PERFORM pg_notify('dispatcher_change', TG_TABLE_NAME || ' ' || coalesce(NEW.id, OLD.id));
        RETURN NULL;
    END $$""",
    # An empty table has no ids left to name: what this names no desk knows, and each then reads the whole board.
    """
    CREATE FUNCTION tell_emptied() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        PERFORM pg_notify('dispatcher_change', TG_TABLE_NAME || ' all');
        RETURN NULL;
    END $$""",
    "REVOKE EXECUTE ON FUNCTION tell_change() FROM PUBLIC",
    "REVOKE EXECUTE ON FUNCTION tell_emptied() FROM PUBLIC",
    "ALTER FUNCTION tell_change() OWNER TO dispatch_owner",
    "ALTER FUNCTION tell_emptied() OWNER TO dispatch_owner",
    *(
        f"CREATE TRIGGER {table}_told AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION tell_change()"
        for table in TABLES
    ),
    *(
        f"CREATE TRIGGER {table}_emptied_told AFTER TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION tell_emptied()"
        for table in TABLES
    ),
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Begin to tell."""
    for statement in TELL:
        db.execute_sql(statement.replace("%", "%%"), ())


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Tell no more."""
    db.execute_sql("DROP FUNCTION tell_change() CASCADE")
    db.execute_sql("DROP FUNCTION tell_emptied() CASCADE")
