"""The statements of 0015 about crews: who is aboard, planned shifts, breaks, and who was aboard when one was sent."""

import runpy
from pathlib import Path

FORBIDDEN = runpy.run_path(str(Path(__file__).with_name("0006_text_limits.py")))["FORBIDDEN"]

CREWS = (
    f"""
    CREATE TABLE shift (
        id bigserial PRIMARY KEY,
        ambulance_id bigint REFERENCES ambulance (id) ON DELETE RESTRICT,
        paramedic_id bigint REFERENCES paramedic (id) ON DELETE RESTRICT,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        break_due_at timestamptz,
        source_ref text UNIQUE,
        CONSTRAINT shift_of_somebody CHECK (num_nonnulls(ambulance_id, paramedic_id) > 0),
        CONSTRAINT shift_times CHECK (isfinite(starts_at) AND starts_at > '1900-01-01' AND ends_at > starts_at
                                      AND ends_at <= starts_at + interval '48 hours'),
        CONSTRAINT shift_break CHECK (break_due_at BETWEEN starts_at AND ends_at),
        CONSTRAINT shift_source_ref_text CHECK (
            source_ref <> '' AND char_length(source_ref) <= 120 AND source_ref !~ '[{FORBIDDEN}\\t\\n]')
    )""",
    "CREATE INDEX shift_ambulance_id ON shift (ambulance_id, ends_at)",
    "CREATE INDEX shift_paramedic_id ON shift (paramedic_id, ends_at)",
    """
    CREATE TABLE crew_member (
        id bigserial PRIMARY KEY,
        ambulance_id bigint NOT NULL REFERENCES ambulance (id) ON DELETE RESTRICT,
        paramedic_id bigint NOT NULL REFERENCES paramedic (id) ON DELETE RESTRICT,
        on_at timestamptz NOT NULL,
        on_by text NOT NULL,
        off_at timestamptz,
        off_by text,
        CONSTRAINT crew_member_times CHECK (isfinite(on_at) AND on_at > '1900-01-01' AND off_at >= on_at
                                            AND isfinite(off_at)),
        CONSTRAINT crew_member_off CHECK ((off_at IS NULL) = (off_by IS NULL))
    )""",
    # The last word, should two desks sign somebody on at once, or a third forget to look.
    """
    CREATE UNIQUE INDEX crew_member_one_ambulance_per_paramedic ON crew_member (paramedic_id) WHERE off_at IS NULL""",
    "CREATE INDEX crew_member_ambulance_id ON crew_member (ambulance_id) WHERE off_at IS NULL",
    """
    CREATE TABLE crew_break (
        id bigserial PRIMARY KEY,
        ambulance_id bigint NOT NULL REFERENCES ambulance (id) ON DELETE RESTRICT,
        began_at timestamptz NOT NULL,
        began_by text NOT NULL,
        ended_at timestamptz,
        ended_by text,
        CONSTRAINT crew_break_times CHECK (isfinite(began_at) AND began_at > '1900-01-01' AND ended_at >= began_at
                                           AND isfinite(ended_at)),
        CONSTRAINT crew_break_end CHECK ((ended_at IS NULL) = (ended_by IS NULL))
    )""",
    "CREATE UNIQUE INDEX crew_break_one_at_a_time ON crew_break (ambulance_id) WHERE ended_at IS NULL",
    "CREATE INDEX crew_break_ambulance_id ON crew_break (ambulance_id, began_at)",
    # Whoever begins or ends a span of time signs for it, now, and once; its two ends are the trigger's arguments.
    # Administrators write down what was.
    """
    CREATE FUNCTION sign_span() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
    DECLARE
        edge text := CASE TG_OP WHEN 'INSERT' THEN TG_ARGV[0] ELSE TG_ARGV[1] END;
        given jsonb := to_jsonb(NEW);
    BEGIN
        IF TG_OP = 'UPDATE' AND to_jsonb(OLD) ->> (TG_ARGV[1] || '_at') IS NOT NULL THEN
            RAISE EXCEPTION 'already ended'
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_legal_move', TABLE = TG_TABLE_NAME;
        END IF;
        IF NOT pg_has_role(session_user, 'dispatch_owner', 'MEMBER') THEN
            NEW := jsonb_populate_record(
                NEW, jsonb_build_object(edge || '_at', public.room_now(), edge || '_by', session_user));
        ELSIF given ->> (edge || '_by') IS NULL THEN
            NEW := jsonb_populate_record(NEW, jsonb_build_object(edge || '_by', session_user));
        END IF;
        RETURN NEW;
    END $$""",
    # While an ambulance is out its crew stays who they are, and takes no break. The lock is the one a dispatch takes.
    # Paramedics sign nobody but themselves.
    """
    CREATE FUNCTION judge_crew() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        PERFORM FROM public.ambulance WHERE id = NEW.ambulance_id FOR NO KEY UPDATE;
        IF EXISTS (SELECT FROM public.assignment WHERE ambulance_id = NEW.ambulance_id AND cleared_at IS NULL)
           AND NOT (TG_TABLE_NAME = 'crew_break' AND TG_OP = 'UPDATE') THEN
            RAISE EXCEPTION 'ambulance % is out', NEW.ambulance_id USING
                ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_while_out', TABLE = TG_TABLE_NAME;
        END IF;
        IF TG_TABLE_NAME = 'crew_member' AND pg_has_role(session_user, 'dispatch_paramedic', 'MEMBER')
           AND NOT pg_has_role(session_user, 'dispatch_owner', 'MEMBER') AND NOT EXISTS (
            SELECT FROM public.paramedic
            WHERE id = (to_jsonb(NEW) ->> 'paramedic_id')::bigint AND login = session_user AND is_active
        ) THEN
            RAISE EXCEPTION 'signed for somebody else' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$""",
    *(
        f"CREATE TRIGGER {table}_judged BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION judge_crew()"
        for table in ("crew_member", "crew_break")
    ),
    """
    CREATE TRIGGER crew_member_signed BEFORE INSERT OR UPDATE ON crew_member
    FOR EACH ROW EXECUTE FUNCTION sign_span('on', 'off')""",
    """
    CREATE TRIGGER crew_break_signed BEFORE INSERT OR UPDATE ON crew_break
    FOR EACH ROW EXECUTE FUNCTION sign_span('began', 'ended')""",
    # A break ends with the last of the crew to leave: whoever comes aboard next has not rested.
    """
    CREATE FUNCTION end_break_with_crew() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        UPDATE public.crew_break SET ended_at = NEW.off_at
        WHERE ambulance_id = NEW.ambulance_id AND ended_at IS NULL AND NOT EXISTS (
            SELECT FROM public.crew_member WHERE ambulance_id = NEW.ambulance_id AND off_at IS NULL);
        RETURN NULL;
    END $$""",
    """
    CREATE TRIGGER crew_member_break AFTER UPDATE OF off_at ON crew_member
    FOR EACH ROW EXECUTE FUNCTION end_break_with_crew()""",
    *(
        f"CREATE TRIGGER {table}_recorded AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION record_change()"
        for table in ("shift", "crew_member", "crew_break")
    ),
    *(
        f"CREATE TRIGGER {table}_told AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION tell_change()"
        for table in ("shift", "crew_member", "crew_break")
    ),
    *(
        f"CREATE TRIGGER {table}_emptied_told AFTER TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION tell_emptied()"
        for table in ("shift", "crew_member", "crew_break")
    ),
)

ABOARD = (
    """
    CREATE TABLE aboard (
        id bigserial PRIMARY KEY,
        assignment_id bigint NOT NULL REFERENCES assignment (id) ON DELETE RESTRICT,
        paramedic_id bigint NOT NULL REFERENCES paramedic (id) ON DELETE RESTRICT
    )""",
    "CREATE UNIQUE INDEX aboard_assignment_id_paramedic_id ON aboard (assignment_id, paramedic_id)",
    "CREATE INDEX aboard_paramedic_id ON aboard (paramedic_id)",
    """
    INSERT INTO aboard (assignment_id, paramedic_id)
    SELECT id, paramedic_id FROM assignment WHERE paramedic_id IS NOT NULL""",
    # Of an assignment that has ended already (a record of another system) nobody knows who was aboard but who is named.
    # Who was named for another ambulance, and is out with it, is not aboard this one, whatever the roster says.
    """
    CREATE FUNCTION copy_crew() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        INSERT INTO public.aboard (assignment_id, paramedic_id)
        SELECT NEW.id, NEW.paramedic_id WHERE NEW.paramedic_id IS NOT NULL
        UNION
        SELECT NEW.id, m.paramedic_id FROM public.crew_member AS m
        WHERE m.ambulance_id = NEW.ambulance_id AND m.off_at IS NULL AND NEW.cleared_at IS NULL AND NOT EXISTS (
            SELECT FROM public.aboard AS b JOIN public.assignment AS a ON a.id = b.assignment_id
            WHERE b.paramedic_id = m.paramedic_id AND a.cleared_at IS NULL);
        RETURN NULL;
    END $$""",
    """
    CREATE TRIGGER assignment_aboard AFTER INSERT ON assignment FOR EACH ROW EXECUTE FUNCTION copy_crew()""",
)
