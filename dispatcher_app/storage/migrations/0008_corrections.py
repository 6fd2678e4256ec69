"""Who may write which stamp: paramedics their own ambulance's, supervisors again what was wrong, with a reason.

What follows from a change (since when an ambulance is what it is, how often a row was edited) is not left to whoever
makes it at a prompt.
"""

import runpy
from pathlib import Path

STAMPS = (
    "dispatched_at",
    "acknowledged_at",
    "mobile_at",
    "on_scene_at",
    "at_patient_at",
    "left_scene_at",
    "at_hospital_at",
    "transferred_at",
    "cleared_at",
)

FORBIDDEN = runpy.run_path(str(Path(__file__).with_name("0006_text_limits.py")))["FORBIDDEN"]
"""What no text may hold, as the limits before this one have it."""

REPORTED = ", ".join(STAMPS[1:-1])

FUNCTIONS = (
    "correct_stamp(bigint, text, timestamptz, text)",
    "is_corrected(bigint, text, timestamptz)",
    "refuse_others_ambulance()",
    "keep_version()",
)

CORRECTION = (
    f"""
    CREATE TABLE correction (
        id bigserial PRIMARY KEY,
        assignment_id bigint NOT NULL REFERENCES assignment (id) ON DELETE RESTRICT,
        stamp text NOT NULL CHECK (stamp IN {STAMPS}),
        was_at timestamptz,
        is_at timestamptz,
        reason text NOT NULL,
        corrected_by text NOT NULL,
        desk text NOT NULL,
        corrected_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        CONSTRAINT correction_reason_text CHECK (
            char_length(btrim(reason)) BETWEEN 3 AND 300 AND reason !~ '[{FORBIDDEN}\\t\\n]'),
        CONSTRAINT correction_not_in_future CHECK (is_at <= corrected_at),
        CONSTRAINT correction_keeps_ends CHECK (stamp NOT IN ('dispatched_at', 'cleared_at') OR is_at IS NOT NULL)
    )""",
    "CREATE INDEX correction_assignment_id ON correction (assignment_id)",
    """
    CREATE TRIGGER correction_recorded AFTER INSERT OR UPDATE OR DELETE ON correction
    FOR EACH ROW EXECUTE FUNCTION record_change()""",
    """
    CREATE FUNCTION correct_stamp(which bigint, stamp text, new_at timestamptz, why text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        found public.assignment;
        old_at timestamptz;
    BEGIN
        SELECT * INTO found FROM public.assignment WHERE id = which FOR NO KEY UPDATE;
        IF found.id IS NULL THEN
            RAISE EXCEPTION 'no such assignment' USING ERRCODE = 'no_data_found';
        END IF;
        old_at := (to_jsonb(found) ->> correct_stamp.stamp)::timestamptz;
        IF correct_stamp.stamp = 'cleared_at' AND old_at IS NULL THEN
            RAISE EXCEPTION 'still running' USING
                ERRCODE = 'check_violation', CONSTRAINT = 'assignment_legal_move', TABLE = 'assignment';
        END IF;
        INSERT INTO public.correction (assignment_id, stamp, was_at, is_at, reason, corrected_by, desk)
        VALUES (which, correct_stamp.stamp, old_at, new_at, why, session_user,
                public.desk_of_session());
        EXECUTE format('UPDATE public.assignment SET %I = $1 WHERE id = $2', correct_stamp.stamp) USING new_at, which;
    END $$""",
    # Only the function above writes corrections: what a stamp may become is the last word since this transaction began.
    """
    CREATE FUNCTION is_corrected(which bigint, what text, becomes timestamptz) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT coalesce((
            SELECT is_at IS NOT DISTINCT FROM becomes FROM public.correction
            WHERE assignment_id = which AND stamp = what AND corrected_at >= now()
              AND corrected_by = session_user ORDER BY id DESC LIMIT 1), false)
    $$""",
)

# As in 0002 and 0004, but for what a supervisor corrects, and with a paramedic's stamps.
JUDGES = (
    """
    CREATE OR REPLACE FUNCTION refuse_rewritten_assignment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
    DECLARE
        rewritten text;
    BEGIN
        SELECT string_agg(was.key, ', ') INTO rewritten
        FROM jsonb_each(to_jsonb(OLD)) AS was JOIN jsonb_each(to_jsonb(NEW)) AS becomes USING (key)
        WHERE was.value <> becomes.value
          AND (OLD.cleared_at IS NOT NULL
               OR was.key IN ('id', 'emergency_call_id', 'ambulance_id', 'request_id', 'dispatcher_id', 'desk',
                              'source_ref')
               OR (was.key LIKE '%\\_at' AND was.value <> 'null'))
          AND NOT (was.key LIKE '%\\_at'
                   AND public.is_corrected(OLD.id, was.key, (becomes.value #>> '{}')::timestamptz));
        IF rewritten IS NOT NULL THEN
            RAISE EXCEPTION 'already written: %', rewritten
                USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_legal_move', TABLE = 'assignment';
        END IF;
        IF NEW.outcome = 'DIVERTED' AND (NEW.at_patient_at IS NOT NULL OR NEW.left_scene_at IS NOT NULL) THEN
            RAISE EXCEPTION 'diverted from a patient'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_legal_move', TABLE = 'assignment';
        END IF;
        RETURN NEW;
    END $$""",
    """
    CREATE OR REPLACE FUNCTION refuse_forged_assignment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
    DECLARE
        stamp record;
        was jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) ELSE '{}'::jsonb END;
    BEGIN
        IF pg_has_role(session_user, 'dispatch_owner', 'MEMBER') THEN
            RETURN NEW;
        END IF;
        IF TG_OP = 'INSERT' AND NOT EXISTS (
            SELECT FROM public.dispatcher WHERE id = NEW.dispatcher_id AND login = session_user AND is_active
        ) THEN
            RAISE EXCEPTION 'signed for somebody else' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF TG_OP = 'UPDATE' AND pg_has_role(session_user, 'dispatch_paramedic', 'MEMBER') AND NOT EXISTS (
            SELECT FROM public.paramedic WHERE id = OLD.paramedic_id AND login = session_user AND is_active
        ) THEN
            RAISE EXCEPTION 'somebody else''s ambulance' USING ERRCODE = 'insufficient_privilege';
        END IF;
        FOR stamp IN SELECT key, value FROM jsonb_each_text(to_jsonb(NEW)) WHERE right(key, 3) = '_at' LOOP
            IF stamp.value IS NOT NULL AND stamp.value IS DISTINCT FROM was ->> stamp.key
               AND stamp.value::timestamptz NOT BETWEEN now() - interval '1 second' AND clock_timestamp()
               AND NOT public.is_corrected(NEW.id, stamp.key, stamp.value::timestamptz) THEN
                RAISE EXCEPTION '% is not now', stamp.key
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_stamp_is_now', TABLE = 'assignment';
            END IF;
        END LOOP;
        RETURN NEW;
    END $$""",
)

CREWS = (
    """
    CREATE FUNCTION refuse_others_ambulance() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF pg_has_role(session_user, 'dispatch_paramedic', 'MEMBER')
           AND NOT pg_has_role(session_user, 'dispatch_owner', 'MEMBER') AND NOT EXISTS (
            SELECT FROM public.assignment AS a JOIN public.paramedic AS p ON p.id = a.paramedic_id
            WHERE a.ambulance_id = OLD.id AND a.cleared_at IS NULL AND p.login = session_user AND p.is_active
        ) THEN
            RAISE EXCEPTION 'somebody else''s ambulance' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$""",
    """
    CREATE TRIGGER ambulance_of_crew BEFORE UPDATE ON ambulance
    FOR EACH ROW EXECUTE FUNCTION refuse_others_ambulance()""",
    # After the judges in the alphabet: what they let pass is then put in order. Administrators import what was.
    """
    CREATE FUNCTION keep_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF pg_has_role(session_user, 'dispatch_owner', 'MEMBER') THEN
            RETURN NEW;
        END IF;
        NEW.version := OLD.version + 1;
        IF TG_TABLE_NAME = 'ambulance' THEN
            IF NEW.status = OLD.status THEN
                NEW.status_since := OLD.status_since;
            ELSIF NEW.status_since = OLD.status_since THEN
                NEW.status_since := clock_timestamp();
            END IF;
        END IF;
        RETURN NEW;
    END $$""",
    *(
        f"CREATE TRIGGER {table}_version BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION keep_version()"
        for table in ("ambulance", "emergency_call")
    ),
)

GRANTS = (
    "GRANT SELECT ON correction TO dispatch_dispatcher, dispatch_supervisor",
    "GRANT EXECUTE ON FUNCTION correct_stamp(bigint, text, timestamptz, text) TO dispatch_supervisor",
    f"GRANT UPDATE ({REPORTED}) ON assignment TO dispatch_paramedic",
    "GRANT UPDATE (status, status_since, version) ON ambulance TO dispatch_paramedic",
)

GONE = (
    f"REVOKE UPDATE ({REPORTED}) ON assignment FROM dispatch_paramedic",
    "REVOKE UPDATE (status, status_since, version) ON ambulance FROM dispatch_paramedic",
    "DROP FUNCTION keep_version() CASCADE",
    "DROP FUNCTION refuse_others_ambulance() CASCADE",
    "DROP FUNCTION correct_stamp(bigint, text, timestamptz, text)",
    "DROP FUNCTION is_corrected(bigint, text, timestamptz)",
    "DROP TABLE correction",
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Let stamps be reported by those aboard, and corrected by those who answer for it."""
    for statement in (*CORRECTION, *JUDGES, *CREWS):
        _run(db, statement)
    _run(db, "ALTER TABLE correction OWNER TO dispatch_owner")
    for function in FUNCTIONS:
        _run(db, f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        _run(db, f"ALTER FUNCTION {function} OWNER TO dispatch_owner")
    for statement in GRANTS:
        _run(db, statement)


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Take the rights back, and let the two judges judge as they were made."""
    before = (
        *runpy.run_path(str(Path(__file__).with_name("0002_refusals.py")))["MOVES"],
        *runpy.run_path(str(Path(__file__).with_name("0004_roles.py")))["HONESTY"],
    )
    for name in ("refuse_rewritten_assignment", "refuse_forged_assignment"):
        (made,) = (statement for statement in before if f"CREATE FUNCTION {name}(" in statement)
        _run(db, made.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    for statement in GONE:
        _run(db, statement)


def _run(db, statement) -> None:  # type: ignore[no-untyped-def]
    db.execute_sql(statement.replace("%", "%%"), ())
