"""What the database itself refuses and records: illegal moves, broken invariants at COMMIT, and who changed what.

The legal moves are those of `domain/statuses.py` as they stood when this was written; a test compares the two.
"""

CALL_MOVES = (
    ("OPEN", "DISPATCHED"),
    ("OPEN", "CLOSED"),
    ("OPEN", "CANCELLED"),
    ("DISPATCHED", "OPEN"),
    ("DISPATCHED", "CLOSED"),
    ("DISPATCHED", "CANCELLED"),
    ("CLOSED", "OPEN"),
    ("CANCELLED", "OPEN"),
)

AMBULANCE_MOVES = (
    ("AVAILABLE", "EN_ROUTE"),
    ("AVAILABLE", "OUT_OF_SERVICE"),
    ("EN_ROUTE", "ON_SCENE"),
    ("EN_ROUTE", "AVAILABLE"),
    ("EN_ROUTE", "OUT_OF_SERVICE"),
    ("ON_SCENE", "TRANSPORTING"),
    ("ON_SCENE", "AVAILABLE"),
    ("ON_SCENE", "EN_ROUTE"),
    ("ON_SCENE", "OUT_OF_SERVICE"),
    ("TRANSPORTING", "AT_HOSPITAL"),
    ("TRANSPORTING", "OUT_OF_SERVICE"),
    ("AT_HOSPITAL", "AVAILABLE"),
    ("AT_HOSPITAL", "OUT_OF_SERVICE"),
    ("OUT_OF_SERVICE", "AVAILABLE"),
)

MOVES = (
    """
    CREATE TABLE legal_move (
        table_name text NOT NULL,
        from_status text NOT NULL,
        to_status text NOT NULL,
        PRIMARY KEY (table_name, from_status, to_status)
    )""",
    """
    CREATE FUNCTION refuse_illegal_move() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF NEW.status <> OLD.status AND NOT EXISTS (
            SELECT FROM public.legal_move
            WHERE table_name = TG_TABLE_NAME AND from_status = OLD.status AND to_status = NEW.status
        ) THEN
            RAISE EXCEPTION 'from % to %', OLD.status, NEW.status
                USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_legal_move', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END $$""",
    """
    CREATE TRIGGER emergency_call_legal_move BEFORE UPDATE OF status ON emergency_call
    FOR EACH ROW EXECUTE FUNCTION refuse_illegal_move()""",
    """
    CREATE TRIGGER ambulance_legal_move BEFORE UPDATE OF status ON ambulance
    FOR EACH ROW EXECUTE FUNCTION refuse_illegal_move()""",
    # An assignment's moves are its stamps: each is set once, none after the last, and what was sent where stays so.
    """
    CREATE FUNCTION refuse_rewritten_assignment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        rewritten text;
    BEGIN
        SELECT string_agg(was.key, ', ') INTO rewritten
        FROM jsonb_each(to_jsonb(OLD)) AS was JOIN jsonb_each(to_jsonb(NEW)) AS becomes USING (key)
        WHERE was.value <> becomes.value
          AND (OLD.cleared_at IS NOT NULL
               OR was.key IN ('id', 'emergency_call_id', 'ambulance_id', 'request_id', 'dispatcher_id', 'desk',
                              'source_ref')
               OR (was.key LIKE '%\\_at' AND was.value <> 'null'));
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
    CREATE TRIGGER assignment_legal_move BEFORE UPDATE ON assignment
    FOR EACH ROW EXECUTE FUNCTION refuse_rewritten_assignment()""",
)

INVARIANTS = (
    # The row is locked before it is judged: two transactions that each look right alone cannot both pass.
    """
    CREATE FUNCTION judge_ambulance(judged bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        standing text;
        running bigint;
    BEGIN
        SELECT status INTO standing FROM public.ambulance WHERE id = judged FOR NO KEY UPDATE;
        SELECT count(*) INTO running FROM public.assignment WHERE ambulance_id = judged AND cleared_at IS NULL;
        IF running <> (CASE WHEN standing IN ('AVAILABLE', 'OUT_OF_SERVICE') THEN 0 ELSE 1 END) THEN
            RAISE EXCEPTION 'ambulance % is % with % open assignments', judged, standing, running
                USING ERRCODE = 'check_violation', CONSTRAINT = 'ambulance_busy_while_assigned', TABLE = 'ambulance';
        END IF;
    END $$""",
    """
    CREATE FUNCTION judge_emergency_call(judged bigint) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        standing text;
        is_running boolean;
    BEGIN
        SELECT status INTO standing FROM public.emergency_call WHERE id = judged FOR NO KEY UPDATE;
        is_running := EXISTS (
            SELECT FROM public.assignment WHERE emergency_call_id = judged AND cleared_at IS NULL);
        IF is_running <> (standing = 'DISPATCHED') THEN
            RAISE EXCEPTION 'emergency call % is % while open assignments: %', judged, standing, is_running
                USING ERRCODE = 'check_violation', CONSTRAINT = 'emergency_call_dispatched_while_assigned',
                      TABLE = 'emergency_call';
        END IF;
    END $$""",
    """
    CREATE FUNCTION judge_at_commit() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF TG_TABLE_NAME = 'assignment' THEN
            PERFORM public.judge_emergency_call(coalesce(NEW.emergency_call_id, OLD.emergency_call_id));
            PERFORM public.judge_ambulance(coalesce(NEW.ambulance_id, OLD.ambulance_id));
        ELSIF TG_TABLE_NAME = 'emergency_call' THEN
            PERFORM public.judge_emergency_call(NEW.id);
        ELSE
            PERFORM public.judge_ambulance(NEW.id);
        END IF;
        RETURN NULL;
    END $$""",
    """
    CREATE CONSTRAINT TRIGGER emergency_call_at_commit AFTER INSERT OR UPDATE OF status ON emergency_call
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION judge_at_commit()""",
    """
    CREATE CONSTRAINT TRIGGER ambulance_at_commit AFTER INSERT OR UPDATE OF status ON ambulance
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION judge_at_commit()""",
    """
    CREATE CONSTRAINT TRIGGER assignment_at_commit AFTER INSERT OR DELETE OR UPDATE OF cleared_at ON assignment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION judge_at_commit()""",
)

AUDIT = (
    # What happened stays written, whoever asks: the tables' owner included.
    """
    CREATE FUNCTION refuse_rewriting_history() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        RAISE EXCEPTION 'the audit trail is only ever added to' USING ERRCODE = 'insufficient_privilege';
    END $$""",
    "ALTER TABLE audit_event RENAME TO audit_event_of_before",
    "ALTER TABLE audit_event_of_before DROP CONSTRAINT audit_event_pkey",
    # By month, so that age never slows a dispatch and an old month can be archived whole. The default partition takes
    # what no month has been made for: recording never fails for want of one.
    """
    CREATE TABLE audit_event (
        id bigint NOT NULL DEFAULT nextval('audit_event_id_seq'),
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        actor text NOT NULL,
        desk text NOT NULL,
        client text NOT NULL DEFAULT '',
        action text NOT NULL,
        table_name text NOT NULL,
        row_id bigint NOT NULL,
        before jsonb,
        after jsonb,
        request_id uuid,
        PRIMARY KEY (id, at)
    ) PARTITION BY RANGE (at)""",
    "ALTER SEQUENCE audit_event_id_seq OWNED BY audit_event.id",
    "CREATE TABLE audit_event_rest PARTITION OF audit_event DEFAULT",
    # A statement's trigger guards the table it names alone, a row's trigger every partition of it.
    """
    CREATE TRIGGER audit_event_row_history BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION refuse_rewriting_history()""",
    """
    CREATE TRIGGER audit_event_rest_history BEFORE TRUNCATE ON audit_event_rest
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history()""",
    "CREATE INDEX audit_event_row ON audit_event (table_name, row_id)",
    "CREATE INDEX audit_event_actor ON audit_event (actor, at)",
    """
    CREATE FUNCTION ensure_audit_months() RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
    DECLARE
        month timestamptz;
        name text;
    BEGIN
        PERFORM pg_advisory_xact_lock(1096107092);
        FOR ahead IN 0..2 LOOP
            month := date_trunc('month', now()) + make_interval(months => ahead);
            name := 'audit_event_' || to_char(month, 'YYYY_MM');
            -- A month whose first events already went to the rest stays there: they are not moved about.
            IF to_regclass('public.' || name) IS NULL AND NOT EXISTS (
                SELECT FROM public.audit_event_rest
                WHERE at >= month AND at < month + make_interval(months => 1)
            ) THEN
                EXECUTE format('CREATE TABLE public.%I PARTITION OF public.audit_event FOR VALUES FROM (%L) TO (%L)',
                               name, month, month + make_interval(months => 1));
                EXECUTE format('CREATE TRIGGER %I BEFORE TRUNCATE ON public.%I FOR EACH STATEMENT '
                               'EXECUTE FUNCTION public.refuse_rewriting_history()', name || '_history', name);
            END IF;
        END LOOP;
    END $$""",
    "SELECT ensure_audit_months()",
    """
    INSERT INTO audit_event (id, at, actor, desk, action, table_name, row_id, before, after, request_id)
    SELECT id, at, actor, desk, action, table_name, row_id, before, after, request_id FROM audit_event_of_before""",
    "DROP TABLE audit_event_of_before",
    # Who: the log-in, whatever role the session took on. What: only the columns that changed, but those named as
    # arguments, which change all the time and are no decision of anybody's.
    """
    CREATE FUNCTION record_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
    DECLARE
        was jsonb := CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END;
        becomes jsonb := CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END;
    BEGIN
        IF TG_OP = 'UPDATE' THEN
            SELECT jsonb_object_agg(key, o.value), jsonb_object_agg(key, n.value) INTO was, becomes
            FROM jsonb_each(was) AS o JOIN jsonb_each(becomes) AS n USING (key)
            WHERE o.value <> n.value AND key <> ALL (coalesce(TG_ARGV, '{}'));
            IF was IS NULL THEN
                RETURN NULL;
            END IF;
        END IF;
        INSERT INTO public.audit_event (actor, desk, client, action, table_name, row_id, before, after, request_id)
        VALUES (session_user, current_setting('application_name'), coalesce(host(inet_client_addr()), ''), TG_OP,
                TG_TABLE_NAME, coalesce(NEW.id, OLD.id), was, becomes,
                nullif(current_setting('dispatcher.request_id', true), '')::uuid);
        RETURN NULL;
    END $$""",
    *(
        f"CREATE TRIGGER {table}_recorded AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH ROW EXECUTE FUNCTION record_change()"
        for table in ("control_room", "station", "hospital", "dispatcher", "paramedic", "emergency_call", "assignment")
    ),
    """
    CREATE TRIGGER ambulance_recorded AFTER INSERT OR UPDATE OR DELETE ON ambulance
    FOR EACH ROW EXECUTE FUNCTION record_change('latitude', 'longitude', 'position_at')""",
)

SEALS = (
    """
    CREATE TABLE audit_seal (
        id bigserial PRIMARY KEY,
        sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        digest bytea NOT NULL
    )""",
    """
    CREATE TABLE audit_sealed_event (
        event_id bigint PRIMARY KEY,
        seal_id bigint NOT NULL REFERENCES audit_seal (id),
        digest bytea NOT NULL
    )""",
    "CREATE INDEX audit_sealed_event_seal_id ON audit_sealed_event (seal_id)",
    """
    CREATE FUNCTION audit_digest(event audit_event) RETURNS bytea LANGUAGE sql STABLE
    SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
        SELECT sha256(convert_to(to_jsonb(event)::text, 'UTF8'))
    $$""",
    # Seals whatever is committed and not sealed yet. A transaction's events come in by the next seal after its COMMIT,
    # so an hour is far more than any transaction here may last. Whoever comes while another seals goes away at once.
    """
    CREATE FUNCTION seal_audit() RETURNS bytea LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
    DECLARE
        previous bytea;
        since timestamptz;
        chained bytea;
    BEGIN
        IF NOT pg_try_advisory_xact_lock(1396788556) THEN
            RETURN NULL;
        END IF;
        SELECT digest, sealed_at - interval '1 hour' INTO previous, since
        FROM public.audit_seal ORDER BY id DESC LIMIT 1;
        WITH sealing AS (
            SELECT e.id, public.audit_digest(e) AS digest FROM public.audit_event AS e
            WHERE e.at >= coalesce(since, '-infinity')
              AND NOT EXISTS (SELECT FROM public.audit_sealed_event AS s WHERE s.event_id = e.id)
        ), seal AS (
            INSERT INTO public.audit_seal (digest)
            SELECT sha256(coalesce(previous, ''::bytea) || string_agg(digest, ''::bytea ORDER BY id))
            FROM sealing HAVING count(*) > 0
            RETURNING id, digest
        ), kept AS (
            INSERT INTO public.audit_sealed_event (event_id, seal_id, digest)
            SELECT sealing.id, seal.id, sealing.digest FROM sealing CROSS JOIN seal
        )
        SELECT digest INTO chained FROM seal;
        RETURN chained;
    END $$""",
    """
    CREATE FUNCTION verify_audit() RETURNS TABLE (problem text, number bigint) LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' AS $$
        SELECT 'changed', e.id FROM public.audit_event AS e JOIN public.audit_sealed_event AS s ON s.event_id = e.id
            WHERE public.audit_digest(e) <> s.digest
        UNION ALL
        SELECT 'removed', s.event_id FROM public.audit_sealed_event AS s
            WHERE NOT EXISTS (SELECT FROM public.audit_event AS e WHERE e.id = s.event_id)
        UNION ALL
        SELECT 'inserted', e.id FROM public.audit_event AS e
            WHERE e.at < (SELECT max(sealed_at) - interval '1 hour' FROM public.audit_seal)
              AND NOT EXISTS (SELECT FROM public.audit_sealed_event AS s WHERE s.event_id = e.id)
        UNION ALL
        SELECT 'seal broken', chain.id FROM (
            SELECT seal.id, seal.digest, sha256(
                coalesce(lag(seal.digest) OVER (ORDER BY seal.id), ''::bytea)
                || coalesce((SELECT string_agg(s.digest, ''::bytea ORDER BY s.event_id)
                             FROM public.audit_sealed_event AS s WHERE s.seal_id = seal.id), ''::bytea)) AS due
            FROM public.audit_seal AS seal
        ) AS chain WHERE chain.digest <> chain.due
        ORDER BY 1, 2
    $$""",
    *(
        f"CREATE TRIGGER {table}_history BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting_history()"
        for table in ("audit_event", "audit_seal", "audit_sealed_event")
    ),
)

GONE = (
    "DROP FUNCTION refuse_rewriting_history() CASCADE",
    "DROP FUNCTION verify_audit()",
    "DROP FUNCTION seal_audit()",
    "DROP FUNCTION audit_digest(audit_event)",
    "DROP TABLE audit_sealed_event",
    "DROP TABLE audit_seal",
    "DROP FUNCTION record_change() CASCADE",
    "ALTER TABLE audit_event RENAME TO audit_event_by_month",
    "ALTER TABLE audit_event_by_month DROP CONSTRAINT audit_event_pkey",
    """
    CREATE TABLE audit_event (
        id bigint PRIMARY KEY DEFAULT nextval('audit_event_id_seq'),
        at timestamptz NOT NULL DEFAULT now(),
        actor text NOT NULL,
        desk text NOT NULL,
        action text NOT NULL,
        table_name text NOT NULL,
        row_id bigint NOT NULL,
        before jsonb,
        after jsonb,
        request_id uuid
    )""",
    "ALTER SEQUENCE audit_event_id_seq OWNED BY audit_event.id",
    """
    INSERT INTO audit_event (id, at, actor, desk, action, table_name, row_id, before, after, request_id)
    SELECT id, at, actor, desk, action, table_name, row_id, before, after, request_id FROM audit_event_by_month""",
    "DROP TABLE audit_event_by_month",
    "DROP FUNCTION ensure_audit_months()",
    "DROP FUNCTION judge_at_commit() CASCADE",
    "DROP FUNCTION judge_emergency_call(bigint)",
    "DROP FUNCTION judge_ambulance(bigint)",
    "DROP FUNCTION refuse_rewritten_assignment() CASCADE",
    "DROP FUNCTION refuse_illegal_move() CASCADE",
    "DROP TABLE legal_move",
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Make the moves known and everything else refused."""
    for statement in (*MOVES, *INVARIANTS, *AUDIT, *SEALS):
        _run(db, statement)
    for table, moves in (("emergency_call", CALL_MOVES), ("ambulance", AMBULANCE_MOVES)):
        for before, after in moves:
            db.execute_sql("INSERT INTO legal_move VALUES (%s, %s, %s)", (table, before, after))


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Go back to a database that believes whatever it is told."""
    for statement in GONE:
        _run(db, statement)


def _run(db, statement) -> None:  # type: ignore[no-untyped-def]
    db.execute_sql(statement.replace("%", "%%"), ())
