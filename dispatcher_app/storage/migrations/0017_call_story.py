"""The story of a call: notes that are only ever followed, and who may read what of everything that happened.

The trail is the truth, and supervisors' alone. What belongs to one call is handed out of it here, column by column: to
each person what they may read in the tables themselves.
"""

import runpy
from pathlib import Path

FORBIDDEN = runpy.run_path(str(Path(__file__).with_name("0006_text_limits.py")))["FORBIDDEN"]
"""What no text may hold, as the limits before this one have it."""

BOARD_READERS = (
    "dispatch_viewer, dispatch_paramedic, dispatch_dispatcher, dispatch_supervisor, dispatch_admin, dispatch_emergency"
)

DESKS = "dispatch_dispatcher, dispatch_supervisor"

FUNCTIONS = (
    "was_aboard(bigint)",
    "sign_note()",
    "write_note(bigint, text, bigint, uuid)",
    "note_of_request(uuid)",
    "story_of_call(bigint)",
)

TOLD = ("call_note", "assignment", "correction", "alarm")
"""Whoever shows a call's story reads it anew when one of these changes; other tables see to that themselves."""

NOTES = (
    f"""
    CREATE TABLE call_note (
        id bigserial PRIMARY KEY,
        emergency_call_id bigint NOT NULL REFERENCES emergency_call (id) ON DELETE RESTRICT,
        written_at timestamptz NOT NULL,
        author text NOT NULL,
        author_name text NOT NULL,
        desk text NOT NULL,
        body text NOT NULL,
        follows_id bigint REFERENCES call_note (id) ON DELETE RESTRICT,
        request_id uuid NOT NULL UNIQUE,
        CONSTRAINT call_note_body_text CHECK (
            body <> '' AND char_length(body) <= 2000 AND body !~ '[{FORBIDDEN}]')
    )""",
    "CREATE INDEX call_note_emergency_call_id ON call_note (emergency_call_id)",
    "CREATE INDEX call_note_follows_id ON call_note (follows_id)",
    # A crew is who the assignment names, and who signed on to its ambulance while it was out, where that is kept.
    """
    CREATE FUNCTION was_aboard(which bigint) RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        own bigint := (SELECT id FROM public.paramedic WHERE login = session_user AND is_active);
        found boolean := EXISTS (
            SELECT FROM public.assignment WHERE emergency_call_id = which AND paramedic_id = own);
    BEGIN
        IF NOT found AND own IS NOT NULL AND to_regclass('public.crew_member') IS NOT NULL THEN
            EXECUTE 'SELECT EXISTS (
                SELECT FROM public.assignment AS a JOIN public.crew_member AS m ON m.ambulance_id = a.ambulance_id
                WHERE a.emergency_call_id = $1 AND m.paramedic_id = $2
                  AND (m.off_at IS NULL OR m.off_at >= a.dispatched_at)
                  AND (a.cleared_at IS NULL OR m.on_at <= a.cleared_at))' INTO found USING which, own;
        END IF;
        RETURN found;
    END $$""",
    # Who, when and from where is the database's to say, whoever writes.
    """
    CREATE FUNCTION sign_note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF NOT pg_has_role(session_user, 'dispatch_dispatcher', 'MEMBER')
           AND NOT pg_has_role(session_user, 'dispatch_supervisor', 'MEMBER')
           AND NOT public.was_aboard(NEW.emergency_call_id) THEN
            RAISE EXCEPTION 'somebody else''s call' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF NEW.follows_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM public.call_note WHERE id = NEW.follows_id AND emergency_call_id = NEW.emergency_call_id
        ) THEN
            RAISE EXCEPTION 'follows a note of another call' USING
                ERRCODE = 'check_violation', CONSTRAINT = 'call_note_follows', TABLE = 'call_note';
        END IF;
        NEW.written_at := public.room_now();
        NEW.author := session_user;
        NEW.author_name := coalesce(
            (SELECT full_name FROM public.dispatcher WHERE login = session_user),
            (SELECT full_name FROM public.paramedic WHERE login = session_user), session_user);
        NEW.desk := public.desk_of_session();
        RETURN NEW;
    END $$""",
    """
    CREATE TRIGGER call_note_signed BEFORE INSERT ON call_note
    FOR EACH ROW EXECUTE FUNCTION sign_note()""",
    """
    CREATE TRIGGER call_note_row_history BEFORE UPDATE OR DELETE ON call_note
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history()""",
    """
    CREATE TRIGGER call_note_history BEFORE TRUNCATE ON call_note
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history()""",
    """
    CREATE TRIGGER call_note_recorded AFTER INSERT OR UPDATE OR DELETE ON call_note
    FOR EACH ROW EXECUTE FUNCTION record_change()""",
    """
    CREATE FUNCTION write_note(which bigint, words text, follows bigint, request uuid) RETURNS SETOF call_note
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        INSERT INTO public.call_note (emergency_call_id, body, follows_id, request_id)
        VALUES (which, words, follows, request) RETURNING *
    $$""",
    """
    CREATE FUNCTION note_of_request(request uuid) RETURNS SETOF call_note LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        SELECT * FROM public.call_note WHERE request_id = request AND author = session_user
    $$""",
)

STORY = (
    # A row says whose it is when it comes; what changes in it later is found by the row.
    """
    CREATE INDEX audit_event_of_call ON audit_event ((after ->> 'emergency_call_id'))
    WHERE action = 'INSERT' AND after ? 'emergency_call_id'""",
    """
    CREATE INDEX audit_event_of_assignment ON audit_event ((after ->> 'assignment_id'))
    WHERE action = 'INSERT' AND after ? 'assignment_id'""",
    # To each person the columns that they may read in the table itself; an event of which nothing is left is not told.
    # OFFSET 0 keeps the server to one record's events after the other.
    """
    CREATE FUNCTION story_of_call(which bigint)
    RETURNS TABLE (id bigint, at timestamptz, actor text, desk text, client text, action text, table_name text,
                   row_id bigint, before jsonb, after jsonb, request_id uuid)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        WITH of_call AS MATERIALIZED (
            SELECT e.table_name, e.row_id FROM public.audit_event AS e
            WHERE e.action = 'INSERT' AND e.after ? 'emergency_call_id'
              AND e.after ->> 'emergency_call_id' = which::text
        ), work AS MATERIALIZED (
            SELECT a.id FROM public.assignment AS a WHERE a.emergency_call_id = which
            UNION SELECT c.row_id FROM of_call AS c WHERE c.table_name = 'assignment'
        ), record AS MATERIALIZED (
            SELECT 'emergency_call' AS table_name, which AS row_id
            UNION SELECT 'assignment', w.id FROM work AS w
            UNION SELECT c.table_name, c.row_id FROM of_call AS c
            UNION SELECT e.table_name, e.row_id FROM work AS w CROSS JOIN LATERAL (
                SELECT e.table_name, e.row_id FROM public.audit_event AS e
                WHERE e.action = 'INSERT' AND e.after ? 'assignment_id' AND e.after ->> 'assignment_id' = w.id::text
                OFFSET 0) AS e
        ), readable AS MATERIALIZED (
            SELECT r.table_name, array_agg(a.attname::text) AS columns
            FROM (SELECT DISTINCT r.table_name FROM record AS r) AS r
            JOIN pg_attribute AS a ON a.attrelid = to_regclass('public.' || quote_ident(r.table_name))
            WHERE a.attnum > 0 AND NOT a.attisdropped
              AND (has_column_privilege(session_user, a.attrelid, a.attnum, 'SELECT')
                   OR r.table_name = 'call_note' AND public.was_aboard(which))
            GROUP BY r.table_name
        ), told AS (
            SELECT e.id, e.at, e.actor, e.desk, e.action, e.table_name, e.row_id, (
                SELECT jsonb_object_agg(key, value) FROM jsonb_each(
                    CASE jsonb_typeof(e.before) WHEN 'object' THEN e.before END)
                WHERE key = ANY (readable.columns)
            ) AS before, (
                SELECT jsonb_object_agg(key, value) FROM jsonb_each(
                    CASE jsonb_typeof(e.after) WHEN 'object' THEN e.after END)
                WHERE key = ANY (readable.columns)
            ) AS after, e.request_id
            FROM record AS r JOIN readable USING (table_name) CROSS JOIN LATERAL (
                SELECT * FROM public.audit_event AS e WHERE e.table_name = r.table_name AND e.row_id = r.row_id OFFSET 0
            ) AS e
        )
        SELECT t.id, t.at, t.actor, t.desk, '', t.action, t.table_name, t.row_id, t.before, t.after, t.request_id
        FROM told AS t WHERE t.before IS NOT NULL OR t.after IS NOT NULL ORDER BY t.at, t.id
    $$""",
    *(
        f"CREATE TRIGGER {table}_story AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION tell_story()"
        for table in TOLD
    ),
)

GRANTS = (
    # What was written down when the call was taken stays as it was: it too is only followed.
    f"REVOKE UPDATE (notes) ON emergency_call FROM {DESKS}",
    f"GRANT SELECT ON call_note TO {DESKS}",
    f"GRANT EXECUTE ON FUNCTION {', '.join(FUNCTIONS[2:4])} TO {DESKS}, dispatch_paramedic",
    f"GRANT EXECUTE ON FUNCTION story_of_call(bigint) TO {BOARD_READERS}",
)

GONE = (
    f"GRANT UPDATE (notes) ON emergency_call TO {DESKS}",
    *(f"DROP TRIGGER {table}_story ON {table}" for table in TOLD),
    "DROP FUNCTION story_of_call(bigint)",
    "DROP INDEX audit_event_of_call",
    "DROP INDEX audit_event_of_assignment",
    "DROP FUNCTION note_of_request(uuid)",
    "DROP FUNCTION write_note(bigint, text, bigint, uuid)",
    "DROP TABLE call_note",
    "DROP FUNCTION sign_note()",
    "DROP FUNCTION was_aboard(bigint)",
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Make them, the owner's, and grant no more than the work needs."""
    for statement in (*NOTES, *STORY):
        _run(db, statement)
    _run(db, "ALTER TABLE call_note OWNER TO dispatch_owner")
    for function in FUNCTIONS:
        _run(db, f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        _run(db, f"ALTER FUNCTION {function} OWNER TO dispatch_owner")
    for statement in GRANTS:
        _run(db, statement)


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Take them away; what was noted goes with them, and stays in the trail."""
    for statement in GONE:
        _run(db, statement)


def _run(db, statement) -> None:  # type: ignore[no-untyped-def]
    db.execute_sql(statement.replace("%", "%%"), ())
