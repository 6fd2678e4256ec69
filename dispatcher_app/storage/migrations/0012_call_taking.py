"""Calls are taken at a desk: their types, what is known of the patient, the next free number, drafts, repeat callers.

Whoever takes a call signs for it with their own name and the database's time; when it rang is at most a day ago. What
is typed meanwhile is kept as a draft that nobody but its owner reads, and that is emptied once the call is taken.
"""

import runpy
from pathlib import Path

FORBIDDEN = runpy.run_path(str(Path(__file__).with_name("0006_text_limits.py")))["FORBIDDEN"]
"""What no text may hold, as the limits before this one have it."""

BOARD_READERS = (
    "dispatch_viewer, dispatch_paramedic, dispatch_dispatcher, dispatch_supervisor, dispatch_admin, dispatch_emergency"
)

DESKS = "dispatch_dispatcher, dispatch_supervisor"

PATIENT = "patient_name, patient_age, patient_sex, patient_condition"

TAKEN = f"""
    status, priority, type_code, type_text, received_at, entered_at, location_text, area_text, latitude, longitude,
    caller_name, caller_phone, {PATIENT}, notes, taken_by_id, handled_by_id, request_id"""

REPEATED = """
    emergency_call_id, request_id, received_at, entered_at, caller_name, caller_phone, location_text, notes,
    taken_by_id, desk"""

FUNCTIONS = (
    "next_call_number()",
    "refuse_forged_call()",
    "begin_call_draft(uuid)",
    "save_call_draft(uuid, jsonb)",
    "end_call_draft(uuid)",
    "own_call_drafts()",
)


def _text(table: str, column: str, longest: int, *, is_multiline: bool = False, may_be_empty: bool = True) -> str:
    refused = f"[{FORBIDDEN}]" if is_multiline else f"[{FORBIDDEN}\\t\\n]"
    filled = "" if may_be_empty else f"{column} <> '' AND "
    fits = f"{filled}char_length({column}) <= {longest} AND {column} !~ '{refused}'"
    return f"CONSTRAINT {table}_{column}_text CHECK ({fits})"


TYPES = (
    f"""
    CREATE TABLE call_type (
        id bigserial PRIMARY KEY,
        code text NOT NULL UNIQUE,
        words text NOT NULL,
        default_priority smallint CHECK (default_priority BETWEEN 1 AND 4),
        needs text NOT NULL DEFAULT '' CHECK (needs IN ('', 'ALS', 'BLS')),
        is_active boolean NOT NULL DEFAULT true,
        {_text("call_type", "code", 32, may_be_empty=False)},
        {_text("call_type", "words", 120, may_be_empty=False)}
    )""",
    """
    CREATE TRIGGER call_type_recorded AFTER INSERT OR UPDATE OR DELETE ON call_type
    FOR EACH ROW EXECUTE FUNCTION record_change()""",
)

CALLS = (
    f"""
    ALTER TABLE emergency_call
        ADD COLUMN patient_name text NOT NULL DEFAULT '',
        ADD COLUMN patient_age smallint CHECK (patient_age BETWEEN 0 AND 130),
        ADD COLUMN patient_sex text NOT NULL DEFAULT '' CHECK (patient_sex IN ('', 'F', 'M', 'X')),
        ADD COLUMN patient_condition text NOT NULL DEFAULT '',
        ADD COLUMN taken_by_id bigint REFERENCES dispatcher (id) ON DELETE RESTRICT,
        ADD COLUMN handled_by_id bigint REFERENCES dispatcher (id) ON DELETE RESTRICT,
        ADD COLUMN request_id uuid UNIQUE,
        ADD {_text("emergency_call", "patient_name", 120)},
        ADD {_text("emergency_call", "patient_condition", 300, is_multiline=True)}""",
    # Which calls ended just now is asked while a call is being taken.
    "CREATE INDEX emergency_call_ended_at ON emergency_call (ended_at)",
)

NUMBERS = (
    "CREATE SEQUENCE emergency_call_number_seq START 1001",
    "ALTER SEQUENCE emergency_call_number_seq OWNER TO dispatch_owner",
    "ALTER SEQUENCE emergency_call_number_seq OWNED BY emergency_call.number",
    """
    SELECT setval('emergency_call_number_seq', max(number)) FROM emergency_call
    WHERE number BETWEEN 1001 AND 1000000000000000 HAVING count(*) > 0""",
    # Records of other systems bring numbers along: those are stepped over, a long run of them in one leap. Numbers of
    # calls that were not written after all stay free. Two desks never wait for each other, but for the leap.
    """
    CREATE FUNCTION next_call_number() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        free bigint;
    BEGIN
        FOR tried IN 1..101 LOOP
            IF tried = 101 THEN
                PERFORM pg_advisory_xact_lock(1313817933);
            END IF;
            free := nextval('public.emergency_call_number_seq');
            IF NOT EXISTS (SELECT FROM public.emergency_call WHERE number = free) THEN
                RETURN free;
            END IF;
        END LOOP;
        SELECT e.number + 1 INTO free FROM public.emergency_call AS e
        WHERE e.number >= free AND NOT EXISTS (SELECT FROM public.emergency_call AS n WHERE n.number = e.number + 1)
        ORDER BY e.number LIMIT 1;
        PERFORM setval('public.emergency_call_number_seq', free);
        RETURN free;
    END $$""",
    "ALTER TABLE emergency_call ALTER number SET DEFAULT next_call_number()",
)

REPEATS = (
    f"""
    CREATE TABLE repeat_call (
        id bigserial PRIMARY KEY,
        emergency_call_id bigint NOT NULL REFERENCES emergency_call (id) ON DELETE RESTRICT,
        request_id uuid NOT NULL UNIQUE,
        received_at timestamptz NOT NULL,
        entered_at timestamptz NOT NULL,
        caller_name text NOT NULL DEFAULT '',
        caller_phone text NOT NULL DEFAULT '',
        location_text text NOT NULL DEFAULT '',
        notes text NOT NULL DEFAULT '',
        taken_by_id bigint NOT NULL REFERENCES dispatcher (id) ON DELETE RESTRICT,
        desk text NOT NULL DEFAULT '',
        CONSTRAINT repeat_call_times CHECK (
            isfinite(received_at) AND isfinite(entered_at) AND received_at > '1900-01-01'),
        {_text("repeat_call", "caller_name", 120)},
        {_text("repeat_call", "caller_phone", 40)},
        {_text("repeat_call", "location_text", 200)},
        {_text("repeat_call", "notes", 20_000, is_multiline=True)},
        {_text("repeat_call", "desk", 46)}
    )""",
    "CREATE INDEX repeat_call_emergency_call_id ON repeat_call (emergency_call_id)",
    """
    CREATE TRIGGER repeat_call_recorded AFTER INSERT OR UPDATE OR DELETE ON repeat_call
    FOR EACH ROW EXECUTE FUNCTION record_change()""",
    """
    CREATE TRIGGER repeat_call_story AFTER INSERT ON repeat_call
    FOR EACH ROW EXECUTE FUNCTION tell_story()""",
    # What a caller said is never changed afterwards, by nobody.
    """
    CREATE TRIGGER repeat_call_history BEFORE UPDATE OR DELETE ON repeat_call
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history()""",
)

HONESTY = (
    """
    CREATE FUNCTION refuse_forged_call() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF pg_has_role(session_user, 'dispatch_owner', 'MEMBER') THEN
            RETURN NEW;
        END IF;
        IF NOT EXISTS (
            SELECT FROM public.dispatcher WHERE id = NEW.taken_by_id AND login = session_user AND is_active
        ) THEN
            RAISE EXCEPTION 'signed for somebody else' USING ERRCODE = 'insufficient_privilege';
        END IF;
        IF coalesce(NEW.entered_at NOT BETWEEN now() - interval '1 second' AND clock_timestamp(), true)
           OR NEW.received_at NOT BETWEEN clock_timestamp() - interval '24 hours' AND clock_timestamp() THEN
            RAISE EXCEPTION 'entered or received at another time' USING
                ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_time_is_now', TABLE = TG_TABLE_NAME;
        END IF;
        IF TG_TABLE_NAME = 'emergency_call' THEN
            IF NEW.handled_by_id IS DISTINCT FROM NEW.taken_by_id THEN
                RAISE EXCEPTION 'given to somebody else' USING ERRCODE = 'insufficient_privilege';
            END IF;
            IF NEW.status <> 'OPEN' THEN
                RAISE EXCEPTION 'a call begins open' USING
                    ERRCODE = 'check_violation', CONSTRAINT = 'emergency_call_legal_move', TABLE = TG_TABLE_NAME;
            END IF;
        END IF;
        RETURN NEW;
    END $$""",
    *(
        f"CREATE TRIGGER {table}_taken BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_forged_call()"
        for table in ("emergency_call", "repeat_call")
    ),
)

# No group has any right on the table itself: whoever asks these functions gets at their own drafts and no others.
DRAFTS = (
    """
    CREATE TABLE call_draft (
        id bigserial PRIMARY KEY,
        request_id uuid NOT NULL UNIQUE,
        login text NOT NULL,
        desk text NOT NULL,
        ring_at timestamptz NOT NULL,
        content jsonb NOT NULL DEFAULT '{}',
        updated_at timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT call_draft_size CHECK (octet_length(content::text) <= 500000),
        CONSTRAINT call_draft_emptied CHECK (ended_at IS NULL OR content = '{}')
    )""",
    "CREATE INDEX call_draft_open ON call_draft (login) WHERE ended_at IS NULL",
    # What nobody came back to for a week is no call any more, and callers' words are not kept without need.
    """
    CREATE FUNCTION begin_call_draft(which uuid) RETURNS timestamptz LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        rang_at timestamptz;
    BEGIN
        UPDATE public.call_draft SET ended_at = public.room_now(), content = '{}'
        WHERE ended_at IS NULL AND updated_at < public.room_now() - interval '7 days';
        INSERT INTO public.call_draft (request_id, login, desk, ring_at, updated_at)
        SELECT which, session_user, public.desk_of_session(), at, at FROM (SELECT public.room_now() AS at) AS clock
        ON CONFLICT (request_id) DO NOTHING;
        SELECT ring_at INTO rang_at FROM public.call_draft
        WHERE request_id = which AND login = session_user AND ended_at IS NULL;
        IF rang_at IS NULL THEN
            RAISE EXCEPTION 'no open draft of one''s own' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN rang_at;
    END $$""",
    """
    CREATE FUNCTION save_call_draft(which uuid, typed jsonb) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        UPDATE public.call_draft SET content = typed, updated_at = public.room_now()
        WHERE request_id = which AND login = session_user AND ended_at IS NULL;
        RETURN FOUND;
    END $$""",
    """
    CREATE FUNCTION end_call_draft(which uuid) RETURNS timestamptz LANGUAGE sql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
        UPDATE public.call_draft SET ended_at = public.room_now(), content = '{}'
        WHERE request_id = which AND login = session_user AND ended_at IS NULL RETURNING ring_at
    $$""",
    """
    CREATE FUNCTION own_call_drafts()
    RETURNS TABLE (request_id uuid, ring_at timestamptz, updated_at timestamptz, content jsonb)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        SELECT d.request_id, d.ring_at, d.updated_at, d.content FROM public.call_draft AS d
        WHERE d.login = session_user AND d.ended_at IS NULL ORDER BY d.ring_at, d.id
    $$""",
)

GRANTS = (
    f"GRANT SELECT ON call_type TO {BOARD_READERS}",
    f"GRANT SELECT (taken_by_id, handled_by_id, request_id) ON emergency_call TO {BOARD_READERS}",
    f"GRANT INSERT ({TAKEN}), UPDATE ({PATIENT}) ON emergency_call TO {DESKS}",
    f"GRANT SELECT, INSERT ({REPEATED}) ON repeat_call TO {DESKS}",
    f"GRANT USAGE ON emergency_call_id_seq, repeat_call_id_seq TO {DESKS}",
    f"""
    GRANT EXECUTE ON FUNCTION next_call_number(), begin_call_draft(uuid), save_call_draft(uuid, jsonb),
        end_call_draft(uuid), own_call_drafts() TO {DESKS}""",
)

GONE = (
    f"REVOKE INSERT ({TAKEN}) ON emergency_call FROM {DESKS}",
    f"REVOKE USAGE ON emergency_call_id_seq FROM {DESKS}",
    *(f"DROP FUNCTION {function}" for function in reversed(FUNCTIONS[2:])),
    "DROP TABLE call_draft",
    "DROP TABLE repeat_call",
    "DROP TRIGGER emergency_call_taken ON emergency_call",
    "DROP FUNCTION refuse_forged_call()",
    "ALTER TABLE emergency_call ALTER number DROP DEFAULT",
    "DROP FUNCTION next_call_number()",
    "DROP SEQUENCE emergency_call_number_seq",
    "DROP INDEX emergency_call_ended_at",
    """
    ALTER TABLE emergency_call DROP COLUMN patient_name, DROP COLUMN patient_age, DROP COLUMN patient_sex,
        DROP COLUMN patient_condition, DROP COLUMN taken_by_id, DROP COLUMN handled_by_id, DROP COLUMN request_id""",
    "DROP TABLE call_type",
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Let calls be taken."""
    for statement in (*TYPES, *CALLS, *NUMBERS, *REPEATS, *HONESTY, *DRAFTS):
        _run(db, statement)
    for table in ("call_type", "repeat_call", "call_draft"):
        _run(db, f"ALTER TABLE {table} OWNER TO dispatch_owner")
    for function in FUNCTIONS:
        _run(db, f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        _run(db, f"ALTER FUNCTION {function} OWNER TO dispatch_owner")
    for statement in GRANTS:
        _run(db, statement)


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Take no more calls; those that were taken stay, without what was known of the patient."""
    for statement in GONE:
        _run(db, statement)


def _run(db, statement) -> None:  # type: ignore[no-untyped-def]
    db.execute_sql(statement.replace("%", "%%"), ())
