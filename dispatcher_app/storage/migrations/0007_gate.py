"""The gate before the log-in, which counts wrong passwords, and emergency access, which nobody opens unseen.

`dispatch_gate` is a log-in that everybody may know: it can do nothing here but ask whether a log-in is locked and say
that a password was wrong. So that it cannot fill the database, log-ins that do not exist share a thousand rows.
"""

import runpy
from pathlib import Path

FORBIDDEN = runpy.run_path(str(Path(__file__).with_name("0006_text_limits.py")))["FORBIDDEN"]
"""What no text may hold, as the limits before this one have it."""

BOARD_READERS = (
    "dispatch_viewer, dispatch_paramedic, dispatch_dispatcher, dispatch_supervisor, dispatch_admin, dispatch_emergency"
)

OVERSEERS = "dispatch_supervisor, dispatch_admin"

FUNCTIONS = (
    "shown_desk(text)",
    "desk_of_session()",
    "gate_key(text)",
    "knock(text)",
    "note_wrong_password(text, text)",
    "note_log_in()",
    "open_gate_for(text)",
    "open_emergency_access(text)",
    "give_emergency_rights(bigint)",
    "acknowledge_emergency_access(bigint)",
    "close_emergency_access(bigint, text)",
    "end_emergency_access(bigint)",
    "end_forgotten_emergency_access()",
)

# The gate's password is no secret; SCRAM-only servers ask for one all the same.
GATE_ROLE = """
    DO $$ BEGIN
        SET LOCAL password_encryption = 'scram-sha-256';
        CREATE ROLE dispatch_gate LOGIN PASSWORD 'dispatch_gate' CONNECTION LIMIT 20;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$"""

# Anybody may set anything: what is kept of a desk's name is short, and can be shown.
DESKS = (
    r"""
    CREATE FUNCTION shown_desk(called text) RETURNS text LANGUAGE sql IMMUTABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        SELECT left(regexp_replace(left(coalesce(called, ''), 120),
            '[\u0001-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]', ' ', 'g'), 60)
    $$""",
    # PostgreSQL keeps an `application_name` in ASCII only; a desk tells its name in a setting of its own besides.
    """
    CREATE FUNCTION desk_of_session() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        SELECT public.shown_desk(
            coalesce(nullif(current_setting('dispatcher.desk', true), ''), current_setting('application_name')))
    $$""",
)

GATE = (
    """
    CREATE TABLE log_in_failure (
        id bigserial PRIMARY KEY,
        login text NOT NULL UNIQUE,
        is_known boolean NOT NULL,
        failures integer NOT NULL,
        last_at timestamptz NOT NULL,
        last_desk text NOT NULL,
        locked_until timestamptz
    )""",
    """
    CREATE FUNCTION gate_key(who text) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        SELECT CASE WHEN EXISTS (SELECT FROM pg_roles WHERE rolname = who) THEN who
                    ELSE '?' || abs(hashtext(coalesce(who, '')) % 1000) END
    $$""",
    """
    CREATE FUNCTION knock(who text) RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        SELECT locked_until FROM public.log_in_failure
        WHERE login = public.gate_key(who) AND locked_until > clock_timestamp()
    $$""",
    # Five within ten minutes of one another lock for ten minutes; while it is locked nothing makes that longer.
    """
    CREATE FUNCTION note_wrong_password(who text, at_desk text) RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
    DECLARE
        who_key text := public.gate_key(who);
        noted public.log_in_failure;
        was jsonb;
        news jsonb;
    BEGIN
        INSERT INTO public.log_in_failure AS f (login, is_known, failures, last_at, last_desk)
        VALUES (who_key, who_key = who, 1, clock_timestamp(),
                public.shown_desk(at_desk))
        ON CONFLICT (login) DO UPDATE SET
            failures = CASE WHEN f.locked_until > clock_timestamp() THEN f.failures
                            WHEN f.locked_until IS NOT NULL OR f.last_at < clock_timestamp() - interval '10 minutes'
                            THEN 1 ELSE f.failures + 1 END,
            locked_until = CASE WHEN f.locked_until > clock_timestamp() THEN f.locked_until END,
            last_at = EXCLUDED.last_at, last_desk = EXCLUDED.last_desk
        RETURNING * INTO noted;
        -- An emergency log-in is never locked: whoever keeps all the others out must not keep that out too.
        IF EXISTS (SELECT FROM public.account WHERE login = who_key AND role = 'emergency') THEN
            IF noted.failures % 5 = 0 THEN
                was := jsonb_build_object('failures', noted.failures - 5);
                news := jsonb_build_object('failures', noted.failures);
            END IF;
        ELSIF noted.failures >= 5 AND noted.locked_until IS NULL THEN
            UPDATE public.log_in_failure SET locked_until = clock_timestamp() + interval '10 minutes'
            WHERE id = noted.id RETURNING * INTO noted;
            was := '{"locked_until": null}';
            news := jsonb_build_object('locked_until', noted.locked_until);
        END IF;
        -- These are news for those who look into things; every slip of a finger is not. The row itself will go.
        IF news IS NOT NULL AND noted.is_known THEN
            INSERT INTO public.audit_event (actor, desk, client, action, table_name, row_id, before, after)
            VALUES (session_user, noted.last_desk, coalesce(host(inet_client_addr()), ''), 'UPDATE', 'log_in_failure',
                    noted.id, was, jsonb_build_object('login', noted.login) || news);
        END IF;
        DELETE FROM public.log_in_failure WHERE last_at < clock_timestamp() - interval '1 day';
        RETURN noted.locked_until;
    END $$""",
    # Whoever is in has the right password: the count begins anew. It is told, so that a stranger's tries are noticed.
    """
    CREATE FUNCTION note_log_in() RETURNS integer LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        WITH gone AS (DELETE FROM public.log_in_failure WHERE login = session_user RETURNING failures)
        SELECT coalesce(sum(failures), 0)::integer FROM gone
    $$""",
    """
    CREATE FUNCTION open_gate_for(who text) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        UPDATE public.log_in_failure SET failures = 0, locked_until = NULL WHERE login = who
    $$""",
)

EMERGENCY = (
    f"""
    CREATE TABLE emergency_access (
        id bigserial PRIMARY KEY,
        login text NOT NULL,
        desk text NOT NULL,
        reason text NOT NULL,
        opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        acknowledged_at timestamptz,
        acknowledged_by text,
        ended_at timestamptz,
        ended_by text,
        CONSTRAINT emergency_access_reason_text CHECK (
            char_length(btrim(reason)) BETWEEN 3 AND 300 AND reason !~ '[{FORBIDDEN}\\t\\n]')
    )""",
    "CREATE INDEX emergency_access_open ON emergency_access (login) WHERE ended_at IS NULL",
    "CREATE INDEX emergency_access_unacknowledged ON emergency_access (opened_at) WHERE acknowledged_at IS NULL",
    """
    CREATE TRIGGER emergency_access_recorded AFTER INSERT OR UPDATE OR DELETE ON emergency_access
    FOR EACH ROW EXECUTE FUNCTION record_change()""",
    # Each use is a row of its own, and an alarm. An earlier one at the same desk is over: that desk died.
    """
    CREATE FUNCTION open_emergency_access(why text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        opened bigint;
    BEGIN
        IF NOT EXISTS (
            SELECT FROM public.account WHERE login = session_user AND role = 'emergency' AND is_active
        ) THEN
            RAISE EXCEPTION 'not an emergency log-in' USING ERRCODE = 'insufficient_privilege';
        END IF;
        UPDATE public.emergency_access SET ended_at = clock_timestamp(), ended_by = session_user
        WHERE login = session_user AND ended_at IS NULL AND desk = public.desk_of_session();
        INSERT INTO public.emergency_access (login, desk, reason)
        VALUES (session_user, public.desk_of_session(), why) RETURNING id INTO opened;
        RETURN opened;
    END $$""",
    # The dispatcher's rights come after the row that raises the alarm, in a transaction of its own: who had both at
    # once could look, undo it all, and leave no trace.
    """
    CREATE FUNCTION give_emergency_rights(which bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        PERFORM FROM public.emergency_access AS e JOIN public.account AS a USING (login)
        WHERE e.id = which AND e.login = session_user AND e.ended_at IS NULL AND e.opened_at < now()
          AND a.role = 'emergency' AND a.is_active FOR UPDATE OF e;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'no alarm was raised' USING ERRCODE = 'insufficient_privilege';
        END IF;
        EXECUTE format('GRANT dispatch_dispatcher TO %I', session_user)
            || CASE WHEN current_setting('server_version_num')::integer >= 160000
               THEN ' WITH INHERIT TRUE, SET FALSE' ELSE '' END;
    END $$""",
    """
    CREATE FUNCTION acknowledge_emergency_access(which bigint) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        UPDATE public.emergency_access SET acknowledged_at = clock_timestamp(), acknowledged_by = session_user
        WHERE id = which AND acknowledged_at IS NULL AND login <> session_user
    $$""",
    """
    CREATE FUNCTION close_emergency_access(which bigint, who text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        whose text := (SELECT login FROM public.emergency_access WHERE id = which);
    BEGIN
        -- Two that end at once would each leave the rights to the other: the later one waits, and looks again.
        PERFORM FROM public.emergency_access WHERE login = whose AND ended_at IS NULL ORDER BY id FOR UPDATE;
        UPDATE public.emergency_access SET ended_at = clock_timestamp(), ended_by = who
        WHERE id = which AND ended_at IS NULL;
        IF FOUND AND EXISTS (SELECT FROM public.account WHERE login = whose AND role = 'emergency') AND NOT EXISTS (
            SELECT FROM public.emergency_access WHERE login = whose AND ended_at IS NULL
        ) THEN
            EXECUTE format('REVOKE dispatch_dispatcher FROM %I', whose);
        END IF;
    END $$""",
    """
    CREATE FUNCTION end_emergency_access(which bigint) RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        SELECT public.close_emergency_access(id, session_user) FROM public.emergency_access
        WHERE id = which AND (
            login = session_user OR pg_has_role(session_user, 'dispatch_supervisor', 'MEMBER')
            OR pg_has_role(session_user, 'dispatch_admin', 'MEMBER')
            OR pg_has_role(session_user, 'dispatch_owner', 'MEMBER'))
    $$""",
    # No shift lasts longer than twelve hours: access that nobody ended by then was forgotten.
    """
    CREATE FUNCTION end_forgotten_emergency_access() RETURNS void LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        SELECT public.close_emergency_access(id, '') FROM public.emergency_access
        WHERE ended_at IS NULL AND opened_at < clock_timestamp() - interval '12 hours'
    $$""",
)

# What every role of a server may do, a stranger at the gate may not: fill the disk with large objects, or hold the
# locks that sealing and migrations wait for. Only a superuser can take that away from everybody.
OF_EVERYBODY = """
    DO $$ DECLARE called regprocedure; BEGIN
        FOR called IN
            SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace
            AND proname ~ '^(pg_(try_)?advisory_(xact_)?lock(_shared)?|lo_creat|lo_create|lo_from_bytea)$'
        LOOP
            EXECUTE format('{first} EXECUTE ON FUNCTION %s {first_whom}', called);
            EXECUTE format('{then} EXECUTE ON FUNCTION %s {then_whom}', called);
        END LOOP;
    EXCEPTION WHEN insufficient_privilege THEN NULL;
    END $$"""

LOCKERS = f"dispatch_owner, {BOARD_READERS}"

STRANGERS_OUT = OF_EVERYBODY.format(first="REVOKE", first_whom="FROM PUBLIC", then="GRANT", then_whom=f"TO {LOCKERS}")

STRANGERS_IN = OF_EVERYBODY.format(first="GRANT", first_whom="TO PUBLIC", then="REVOKE", then_whom=f"FROM {LOCKERS}")

GRANTS = (
    STRANGERS_OUT,
    "GRANT USAGE ON SCHEMA public TO dispatch_gate",
    "GRANT EXECUTE ON FUNCTION knock(text), note_wrong_password(text, text) TO dispatch_gate",
    f"GRANT EXECUTE ON FUNCTION note_log_in(), end_forgotten_emergency_access() TO {BOARD_READERS}",
    "GRANT EXECUTE ON FUNCTION open_gate_for(text) TO dispatch_admin",
    f"GRANT SELECT ON log_in_failure TO {OVERSEERS}",
    f"GRANT SELECT ON emergency_access TO {BOARD_READERS}",
    "GRANT EXECUTE ON FUNCTION open_emergency_access(text), give_emergency_rights(bigint) TO dispatch_emergency",
    f"GRANT EXECUTE ON FUNCTION acknowledge_emergency_access(bigint) TO {OVERSEERS}",
    f"GRANT EXECUTE ON FUNCTION end_emergency_access(bigint) TO {OVERSEERS}, dispatch_emergency",
)

GONE = (
    STRANGERS_IN,
    *(f"DROP FUNCTION {function}" for function in reversed(FUNCTIONS)),
    "DROP TABLE emergency_access",
    "DROP TABLE log_in_failure",
    "REVOKE ALL ON SCHEMA public FROM dispatch_gate",
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Set up the gate, and what breaks the glass."""
    for statement in (GATE_ROLE, *DESKS, *GATE, *EMERGENCY):
        _run(db, statement)
    for table in ("log_in_failure", "emergency_access"):
        _run(db, f"ALTER TABLE {table} OWNER TO dispatch_owner")
    for function in FUNCTIONS:
        _run(db, f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        _run(db, f"ALTER FUNCTION {function} OWNER TO dispatch_owner")
    for statement in GRANTS:
        _run(db, statement)


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Leave log-ins to the server alone; the gate's role stays, another database of the cluster may use it."""
    for statement in GONE:
        _run(db, statement)


def _run(db, statement) -> None:  # type: ignore[no-untyped-def]
    db.execute_sql(statement.replace("%", "%%"), ())
