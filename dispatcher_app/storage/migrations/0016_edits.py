"""Editing a call: who changed a field of it last, and a call that is over stays as it is for all but supervisors."""

DESKS = "dispatch_dispatcher, dispatch_supervisor"

FUNCTIONS = ("last_edit_of(bigint, text)", "refuse_late_edit()")

EDITS = (
    # Only supervisors read the trail. Whoever may change a column learns who did so last, and no value of any.
    """
    CREATE FUNCTION last_edit_of(call_id bigint, field text)
    RETURNS TABLE (by_name text, at_desk text, edited_at timestamptz) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        SELECT coalesce(d.full_name, ''), e.desk, e.at
        FROM public.audit_event AS e LEFT JOIN public.dispatcher AS d ON d.login = e.actor
        WHERE has_column_privilege(session_user, 'public.emergency_call', field, 'UPDATE')
          AND e.table_name = 'emergency_call' AND e.row_id = call_id AND e.action = 'UPDATE' AND e.after ? field
        ORDER BY e.at DESC, e.id DESC LIMIT 1
    $$""",
    """
    CREATE FUNCTION refuse_late_edit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF NOT pg_has_role(session_user, 'dispatch_supervisor', 'MEMBER')
           AND NOT pg_has_role(session_user, 'dispatch_owner', 'MEMBER') THEN
            RAISE EXCEPTION 'the call is over' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$""",
    """
    CREATE TRIGGER emergency_call_late_edit BEFORE UPDATE OF priority, type_code, type_text, location_text, area_text,
        latitude, longitude, caller_name, caller_phone
    ON emergency_call FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION refuse_late_edit()""",
)

GRANTS = (f"GRANT EXECUTE ON FUNCTION last_edit_of(bigint, text) TO {DESKS}",)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Let desks ask who edited last, and keep what is over."""
    for statement in EDITS:
        _run(db, statement)
    for function in FUNCTIONS:
        _run(db, f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        _run(db, f"ALTER FUNCTION {function} OWNER TO dispatch_owner")
    for statement in GRANTS:
        _run(db, statement)


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Let nobody ask, and anybody edit."""
    _run(db, "DROP FUNCTION refuse_late_edit() CASCADE")
    _run(db, "DROP FUNCTION last_edit_of(bigint, text)")


def _run(db, statement) -> None:  # type: ignore[no-untyped-def]
    db.execute_sql(statement.replace("%", "%%"), ())
