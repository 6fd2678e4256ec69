"""Who changed what, written by the database itself, kept by month and sealed in a chain of digests."""

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
                -- Attached, not made as a partition: that would lock the trail, and with it every dispatch, out.
                EXECUTE format('CREATE TABLE public.%I (LIKE public.audit_event INCLUDING DEFAULTS)', name);
                EXECUTE format('ALTER TABLE public.audit_event ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
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
    # arguments, which change all the time and are no decision of anybody's. Numbers are compared whole, whatever digits
    # a session asks to be shown: with few enough, a call would move to another city without a change to record.
    """
    CREATE FUNCTION record_change() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET extra_float_digits = 1 AS $$
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
        SELECT DISTINCT 'seal removed', s.seal_id FROM public.audit_sealed_event AS s
            WHERE NOT EXISTS (SELECT FROM public.audit_seal AS seal WHERE seal.id = s.seal_id)
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
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Begin the trail; what was recorded before comes along."""
    for statement in (*AUDIT, *SEALS):
        _run(db, statement)


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """End the trail; what was recorded stays."""
    for statement in GONE:
        _run(db, statement)


def _run(db, statement) -> None:  # type: ignore[no-untyped-def]
    db.execute_sql(statement.replace("%", "%%"), ())
