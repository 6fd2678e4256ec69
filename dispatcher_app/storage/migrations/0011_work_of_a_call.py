"""What every verb stands on: the room's clock, requests that are carried out once, alarms, and news of a call's story.

A request id is written by the transaction that carries it out, and by nobody twice. Whoever has lost an answer takes
the id back: that waits for a COMMIT under way, and then either finds it carried out or sees to it that it never is.
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
    "room_now()",
    "raise_alarm(text, bigint, bigint, text)",
    "acknowledge_alarm(bigint)",
    "tell_story()",
)

CLOCK = (
    # The database's own clock. Only whoever administers the cluster, and may write any time as it is, can set another
    # for a transaction: that is how a recorded week is driven through the verbs at its own times.
    """
    CREATE FUNCTION room_now() RETURNS timestamptz LANGUAGE plpgsql VOLATILE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        told text := current_setting('dispatcher.now', true);
    BEGIN
        IF told <> '' AND pg_has_role(session_user, 'dispatch_owner', 'MEMBER') THEN
            RETURN told::timestamptz;
        END IF;
        RETURN clock_timestamp();
    END $$""",
)

REQUESTS = (
    """
    CREATE TABLE request (
        id uuid PRIMARY KEY,
        verb text NOT NULL CONSTRAINT request_verb CHECK (verb ~ '^[a-z_]{1,40}$'),
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        actor text NOT NULL DEFAULT session_user
    )""",
)

ALARMS = (
    f"""
    CREATE TABLE alarm (
        id bigserial PRIMARY KEY,
        kind text NOT NULL CHECK (kind IN ('BREAKDOWN', 'UNDELIVERED', 'CREW_EMERGENCY')),
        emergency_call_id bigint REFERENCES emergency_call (id) ON DELETE RESTRICT,
        ambulance_id bigint REFERENCES ambulance (id) ON DELETE RESTRICT,
        body text NOT NULL,
        raised_at timestamptz NOT NULL,
        raised_by text NOT NULL,
        desk text NOT NULL,
        times integer NOT NULL DEFAULT 1,
        acknowledged_at timestamptz,
        acknowledged_by text,
        CONSTRAINT alarm_body_text CHECK (body <> '' AND char_length(body) <= 300 AND body !~ '[{FORBIDDEN}\\t\\n]'),
        CONSTRAINT alarm_acknowledged CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
    )""",
    # What alarms again before anybody has taken note is the same alarm, once more.
    """
    CREATE UNIQUE INDEX alarm_standing ON alarm
    (kind, coalesce(emergency_call_id, 0), coalesce(ambulance_id, 0)) WHERE acknowledged_at IS NULL""",
    "CREATE INDEX alarm_emergency_call_id ON alarm (emergency_call_id)",
    "CREATE INDEX alarm_ambulance_id ON alarm (ambulance_id)",
    """
    CREATE FUNCTION raise_alarm(what text, call_id bigint, vehicle_id bigint, words text) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        INSERT INTO public.alarm AS a (kind, emergency_call_id, ambulance_id, body, raised_at, raised_by, desk)
        VALUES (what, call_id, vehicle_id, words, public.room_now(), session_user, public.desk_of_session())
        ON CONFLICT (kind, coalesce(emergency_call_id, 0), coalesce(ambulance_id, 0)) WHERE acknowledged_at IS NULL
        DO UPDATE SET times = a.times + 1, body = EXCLUDED.body
    $$""",
    """
    CREATE FUNCTION acknowledge_alarm(which bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        UPDATE public.alarm SET acknowledged_at = public.room_now(), acknowledged_by = session_user
        WHERE id = which AND acknowledged_at IS NULL
    $$""",
    """
    CREATE TRIGGER alarm_recorded AFTER INSERT OR UPDATE OR DELETE ON alarm
    FOR EACH ROW EXECUTE FUNCTION record_change()""",
    """
    CREATE TRIGGER alarm_told AFTER INSERT OR UPDATE OR DELETE ON alarm
    FOR EACH ROW EXECUTE FUNCTION tell_change()""",
    """
    CREATE TRIGGER alarm_emptied_told AFTER TRUNCATE ON alarm
    FOR EACH STATEMENT EXECUTE FUNCTION tell_emptied()""",
)

STORIES = (
    # For what belongs to one call and is on no board: whoever shows that call's story reads it anew.
    """
    CREATE FUNCTION tell_story() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        told jsonb := to_jsonb(coalesce(NEW, OLD));
        call_id bigint := (told ->> 'emergency_call_id')::bigint;
    BEGIN
        IF call_id IS NULL THEN
            SELECT emergency_call_id INTO call_id FROM public.assignment WHERE id = (told ->> 'assignment_id')::bigint;
        END IF;
        IF call_id IS NOT NULL THEN
            PERFORM pg_notify('dispatcher_change', 'story ' || call_id);
        END IF;
        RETURN NULL;
    END $$""",
)

GRANTS = (
    f"GRANT SELECT ON alarm TO {BOARD_READERS}",
    f"GRANT SELECT, INSERT (id, verb) ON request TO {DESKS}, dispatch_paramedic, dispatch_admin",
    f"GRANT EXECUTE ON FUNCTION room_now() TO {BOARD_READERS}",
    f"GRANT EXECUTE ON FUNCTION raise_alarm(text, bigint, bigint, text) TO {DESKS}, dispatch_paramedic",
    f"GRANT EXECUTE ON FUNCTION acknowledge_alarm(bigint) TO {DESKS}",
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Make them, the owner's, and grant no more than the work needs."""
    for statement in (*CLOCK, *REQUESTS, *ALARMS, *STORIES):
        _run(db, statement)
    for table in ("request", "alarm"):
        _run(db, f"ALTER TABLE {table} OWNER TO dispatch_owner")
    for function in FUNCTIONS:
        _run(db, f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        _run(db, f"ALTER FUNCTION {function} OWNER TO dispatch_owner")
    for statement in GRANTS:
        _run(db, statement)


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Take them away."""
    _run(db, "DROP FUNCTION tell_story()")
    _run(db, "DROP FUNCTION acknowledge_alarm(bigint)")
    _run(db, "DROP FUNCTION raise_alarm(text, bigint, bigint, text)")
    _run(db, "DROP TABLE alarm")
    _run(db, "DROP TABLE request")
    _run(db, "DROP FUNCTION room_now()")


def _run(db, statement) -> None:  # type: ignore[no-untyped-def]
    db.execute_sql(statement.replace("%", "%%"), ())
