"""How an ambulance's work ends and who says so, how a call ends, and undoing a slip within a minute.

What was written stays written, but for two things that leave a record of their own: a supervisor's correction (0008),
and the last stamp of an assignment, which whoever set it may take back for as long as a slip of the finger takes.
"""

import runpy
from pathlib import Path

HERE = Path(__file__)

FORBIDDEN = runpy.run_path(str(HERE.with_name("0006_text_limits.py")))["FORBIDDEN"]
"""What no text may hold, as the limits before this one have it."""

STAMPS = runpy.run_path(str(HERE.with_name("0008_corrections.py")))["STAMPS"]

OUTCOMES = (
    "TRANSPORTED",
    "TREATED",
    "REFUSED",
    "NO_PATIENT",
    "DECEASED",
    "REFERRED",
    "FALSE_ALARM",
    "OTHER",
)

DESKS = "dispatch_dispatcher, dispatch_supervisor"

OTHERS = "dispatch_viewer, dispatch_paramedic, dispatch_admin, dispatch_emergency"

FUNCTIONS = ("is_undone(bigint)", "undo_stamp(bigint, text)", "refuse_unsigned_end()", "standing_of(assignment)")


def _text(table: str, column: str, longest: int) -> str:
    return (
        f"ADD CONSTRAINT {table}_{column}_text CHECK ("
        f"char_length({column}) <= {longest} AND {column} !~ '[{FORBIDDEN}\\t\\n]')"
    )


ENDS = (
    f"""
    ALTER TABLE assignment
        ADD COLUMN ended_by_id bigint REFERENCES dispatcher (id) ON DELETE RESTRICT,
        ADD COLUMN ended_at_desk text NOT NULL DEFAULT '',
        ADD COLUMN ended_reason text NOT NULL DEFAULT '',
        {_text("assignment", "ended_at_desk", 46)},
        {_text("assignment", "ended_reason", 300)}""",
    f"""
    ALTER TABLE emergency_call
        ADD COLUMN outcome text CONSTRAINT emergency_call_outcome_check CHECK (outcome IN {OUTCOMES}),
        ADD COLUMN ended_reason text NOT NULL DEFAULT '',
        {_text("emergency_call", "ended_reason", 300)}""",
    # Whoever ends an ambulance's work signs for it. From a scene only a supervisor diverts, and says why.
    """
    CREATE FUNCTION refuse_unsigned_end() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF pg_has_role(session_user, 'dispatch_owner', 'MEMBER') OR NEW.cleared_at IS NULL THEN
            RETURN NEW;
        END IF;
        IF OLD.cleared_at IS NULL AND NOT EXISTS (
            SELECT FROM public.dispatcher WHERE id = NEW.ended_by_id AND login = session_user AND is_active
        ) THEN
            RAISE EXCEPTION 'signed for somebody else' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF OLD.cleared_at IS NULL AND NEW.outcome = 'DIVERTED' AND NEW.on_scene_at IS NOT NULL AND (
            NOT pg_has_role(session_user, 'dispatch_supervisor', 'MEMBER') OR char_length(btrim(NEW.ended_reason)) < 3
        ) THEN
            RAISE EXCEPTION 'diverted from a scene' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$""",
    """
    CREATE TRIGGER assignment_end_signed BEFORE UPDATE OF cleared_at, outcome, ended_by_id, ended_at_desk, ended_reason
    ON assignment FOR EACH ROW EXECUTE FUNCTION refuse_unsigned_end()""",
)

UNDOING = (
    f"""
    CREATE TABLE undone_stamp (
        id bigserial PRIMARY KEY,
        assignment_id bigint NOT NULL REFERENCES assignment (id) ON DELETE RESTRICT,
        stamp text NOT NULL CONSTRAINT undone_stamp_stamp_check CHECK (stamp IN {STAMPS}),
        was_at timestamptz NOT NULL,
        undone_by text NOT NULL,
        desk text NOT NULL,
        undone_at timestamptz NOT NULL DEFAULT clock_timestamp()
    )""",
    "CREATE INDEX undone_stamp_assignment_id ON undone_stamp (assignment_id)",
    """
    CREATE TRIGGER undone_stamp_recorded AFTER INSERT OR UPDATE OR DELETE ON undone_stamp
    FOR EACH ROW EXECUTE FUNCTION record_change()""",
    # Only undo_stamp() writes here: what this transaction has undone is what the judges below let pass.
    """
    CREATE FUNCTION is_undone(which bigint) RETURNS boolean LANGUAGE sql STABLE
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT EXISTS (SELECT FROM public.undone_stamp
                       WHERE assignment_id = which AND undone_at >= now() AND undone_by = session_user)
    $$""",
    """
    CREATE FUNCTION standing_of(work assignment) RETURNS text LANGUAGE sql IMMUTABLE
    SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT CASE WHEN work.at_hospital_at IS NOT NULL THEN 'AT_HOSPITAL'
                    WHEN work.left_scene_at IS NOT NULL THEN 'TRANSPORTING'
                    WHEN work.on_scene_at IS NOT NULL THEN 'ON_SCENE' ELSE 'EN_ROUTE' END
    $$""",
    """
    CREATE FUNCTION undo_stamp(which bigint, undone text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        work public.assignment;
        was timestamptz;
    BEGIN
        SELECT * INTO work FROM public.assignment WHERE id = which;
        PERFORM FROM public.emergency_call WHERE id = work.emergency_call_id FOR UPDATE;
        PERFORM FROM public.ambulance WHERE id = work.ambulance_id FOR UPDATE;
        SELECT * INTO work FROM public.assignment WHERE id = which FOR UPDATE;
        was := (to_jsonb(work) ->> undone)::timestamptz;
        IF was IS NULL OR undone = 'dispatched_at' OR public.room_now() - was > interval '60 seconds'
           OR was < GREATEST(work.acknowledged_at, work.mobile_at, work.on_scene_at, work.at_patient_at,
                             work.left_scene_at, work.at_hospital_at, work.transferred_at, work.cleared_at)
           OR work.outcome IN ('DIVERTED', 'BROKE_DOWN')
           OR (undone = 'cleared_at' AND NOT EXISTS (
                SELECT FROM public.ambulance WHERE id = work.ambulance_id AND status = 'AVAILABLE')) THEN
            RAISE EXCEPTION 'cannot be undone' USING
                ERRCODE = 'check_violation', CONSTRAINT = 'assignment_legal_move', TABLE = 'assignment';
        END IF;
        INSERT INTO public.undone_stamp (assignment_id, stamp, was_at, undone_by, desk)
        VALUES (which, undone, was, session_user, public.desk_of_session());
        IF undone = 'cleared_at' THEN
            UPDATE public.assignment SET cleared_at = NULL, outcome = NULL, ended_by_id = NULL, ended_at_desk = '',
                                         ended_reason = '' WHERE id = which;
            UPDATE public.emergency_call SET status = 'DISPATCHED', ended_at = NULL, ended_by_id = NULL,
                   ended_at_desk = '', ended_reason = '', outcome = NULL, version = version + 1
            WHERE id = work.emergency_call_id AND status IN ('OPEN', 'CLOSED');
        ELSE
            EXECUTE format('UPDATE public.assignment SET %I = NULL WHERE id = $1', undone) USING which;
        END IF;
        SELECT * INTO work FROM public.assignment WHERE id = which;
        UPDATE public.ambulance SET status = public.standing_of(work), version = version + 1,
               status_since = coalesce(work.at_hospital_at, work.left_scene_at, work.on_scene_at, work.dispatched_at)
        WHERE id = work.ambulance_id AND status <> public.standing_of(work);
    END $$""",
)

# As in 0002, 0004 and 0008, but for what is undone in the same transaction.
JUDGES = (
    """
    CREATE OR REPLACE FUNCTION refuse_illegal_move() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF NEW.status <> OLD.status AND NOT EXISTS (
            SELECT FROM public.legal_move
            WHERE table_name = TG_TABLE_NAME AND from_status = OLD.status AND to_status = NEW.status
        ) AND NOT EXISTS (
            SELECT FROM public.undone_stamp AS u JOIN public.assignment AS a ON a.id = u.assignment_id
            WHERE u.undone_at >= now() AND u.undone_by = session_user AND a.cleared_at IS NULL
              AND NEW.id = CASE TG_TABLE_NAME WHEN 'ambulance' THEN a.ambulance_id ELSE a.emergency_call_id END
              AND NEW.status = CASE TG_TABLE_NAME WHEN 'ambulance' THEN public.standing_of(a) ELSE 'DISPATCHED' END
        ) THEN
            RAISE EXCEPTION 'from % to %', OLD.status, NEW.status
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_legal_move', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END $$""",
    """
    CREATE OR REPLACE FUNCTION refuse_rewritten_assignment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
    DECLARE
        rewritten text;
        is_undone boolean := public.is_undone(OLD.id);
    BEGIN
        SELECT string_agg(was.key, ', ') INTO rewritten
        FROM jsonb_each(to_jsonb(OLD)) AS was JOIN jsonb_each(to_jsonb(NEW)) AS becomes USING (key)
        WHERE was.value <> becomes.value
          AND (OLD.cleared_at IS NOT NULL
               OR was.key IN ('id', 'emergency_call_id', 'ambulance_id', 'request_id', 'dispatcher_id', 'desk',
                              'source_ref')
               OR (was.key LIKE '%\\_at' AND was.value <> 'null'))
          AND NOT (was.key LIKE '%\\_at'
                   AND public.is_corrected(OLD.id, was.key, (becomes.value #>> '{}')::timestamptz))
          AND NOT (is_undone AND (was.key LIKE '%\\_at' AND becomes.value = 'null'
                                  OR was.key IN ('outcome', 'ended_by_id', 'ended_at_desk', 'ended_reason')));
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
    CREATE OR REPLACE FUNCTION refuse_forged_time() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        stamp timestamptz := (to_jsonb(NEW) ->> TG_ARGV[0])::timestamptz;
        was timestamptz := (to_jsonb(OLD) ->> TG_ARGV[0])::timestamptz;
    BEGIN
        IF stamp IS DISTINCT FROM was AND stamp IS NOT NULL
           AND NOT pg_has_role(session_user, 'dispatch_owner', 'MEMBER')
           AND stamp NOT BETWEEN now() - interval '1 second' AND clock_timestamp()
           AND NOT (TG_TABLE_NAME = 'ambulance' AND EXISTS (
                SELECT FROM public.assignment AS a
                WHERE a.ambulance_id = NEW.id AND a.cleared_at IS NULL AND public.is_undone(a.id)
                  AND stamp = coalesce(a.at_hospital_at, a.left_scene_at, a.on_scene_at, a.dispatched_at))) THEN
            RAISE EXCEPTION '% is not now', TG_ARGV[0] USING
                ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_time_is_now', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END $$""",
)

GRANTS = (
    f"GRANT UPDATE (ended_by_id, ended_at_desk, ended_reason) ON assignment TO {DESKS}",
    f"GRANT UPDATE (outcome, ended_reason) ON emergency_call TO {DESKS}",
    f"GRANT SELECT (outcome) ON emergency_call TO {OTHERS}",
    f"GRANT SELECT ON undone_stamp TO {DESKS}",
    f"GRANT EXECUTE ON FUNCTION undo_stamp(bigint, text) TO {DESKS}, dispatch_paramedic",
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Let work end signed, and a slip be undone."""
    for statement in (*ENDS, *UNDOING, *JUDGES):
        _run(db, statement)
    _run(db, "ALTER TABLE undone_stamp OWNER TO dispatch_owner")
    for function in FUNCTIONS:
        _run(db, f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        _run(db, f"ALTER FUNCTION {function} OWNER TO dispatch_owner")
    for statement in GRANTS:
        _run(db, statement)


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Let the judges judge as before, and forget who ended what."""
    before = (
        *runpy.run_path(str(HERE.with_name("0002_refusals.py")))["MOVES"][:2],
        *runpy.run_path(str(HERE.with_name("0004_roles.py")))["HONESTY"],
        *runpy.run_path(str(HERE.with_name("0008_corrections.py")))["JUDGES"],
    )
    for name in ("refuse_illegal_move", "refuse_rewritten_assignment", "refuse_forged_time"):
        (made,) = (statement for statement in before if f"FUNCTION {name}() RETURNS" in statement)
        _run(db, made.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))
    for statement in (
        "DROP FUNCTION undo_stamp(bigint, text)",
        "DROP FUNCTION is_undone(bigint)",
        "DROP FUNCTION standing_of(assignment)",
        "DROP FUNCTION refuse_unsigned_end() CASCADE",
        "DROP TABLE undone_stamp",
        "ALTER TABLE assignment DROP COLUMN ended_by_id, DROP COLUMN ended_at_desk, DROP COLUMN ended_reason",
        "ALTER TABLE emergency_call DROP COLUMN outcome, DROP COLUMN ended_reason",
    ):
        _run(db, statement)


def _run(db, statement) -> None:  # type: ignore[no-untyped-def]
    db.execute_sql(statement.replace("%", "%%"), ())
