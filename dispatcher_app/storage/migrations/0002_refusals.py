"""What the database itself refuses: illegal moves, and at COMMIT a status that does not fit the assignments.

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
    # The row is locked before it is judged: two transactions that each look right alone cannot both pass. What is read
    # under the lock must be what stands then, so a transaction with a snapshot from before is refused.
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
        IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
            RAISE EXCEPTION 'changes are made at READ COMMITTED' USING ERRCODE = 'feature_not_supported';
        END IF;
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

GONE = (
    "DROP FUNCTION judge_at_commit() CASCADE",
    "DROP FUNCTION judge_emergency_call(bigint)",
    "DROP FUNCTION judge_ambulance(bigint)",
    "DROP FUNCTION refuse_rewritten_assignment() CASCADE",
    "DROP FUNCTION refuse_illegal_move() CASCADE",
    "DROP TABLE legal_move",
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Make the moves known and everything else refused."""
    for statement in (*MOVES, *INVARIANTS):
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
