"""Who may what: five groups that nobody logs in as, an owner of everything, and column-level grants.

Roles belong to the whole cluster, which may hold several control rooms: they are made once and kept by `down`.
Every person is a role of their own and a member of one group. Whoever administers the cluster is exempt from the
rules about oneself and about now, which is how records of other systems are imported.
"""

GROUPS = ("dispatch_viewer", "dispatch_paramedic", "dispatch_dispatcher", "dispatch_supervisor", "dispatch_admin")

BOARD_READERS = "dispatch_viewer, dispatch_paramedic, dispatch_dispatcher, dispatch_supervisor, dispatch_admin"

TABLES = (
    "control_room",
    "station",
    "hospital",
    "dispatcher",
    "paramedic",
    "emergency_call",
    "ambulance",
    "assignment",
    "notification",
    "audit_event",
    "audit_seal",
    "audit_sealed_event",
    "legal_move",
)

FUNCTIONS = (
    "refuse_illegal_move()",
    "refuse_rewritten_assignment()",
    "judge_ambulance(bigint)",
    "judge_emergency_call(bigint)",
    "judge_at_commit()",
    "ensure_audit_months()",
    "record_change()",
    "audit_digest(audit_event)",
    "seal_audit()",
    "verify_audit()",
    "refuse_rewriting_history()",
    "refuse_forged_assignment()",
    "refuse_forged_time()",
    "refuse_forged_ending()",
)

ROLES = tuple(
    f"""
    DO $$ BEGIN
        CREATE ROLE {role} NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$"""
    for role in ("dispatch_owner", *GROUPS)
)

# Nobody signs for somebody else, and nobody writes a time that is not now: a stamp is the database's clock, give or
# take the length of a transaction. The cluster's administrators are members of every role, so also of the owner's.
HONESTY = (
    """
    CREATE FUNCTION refuse_forged_assignment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
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
        FOR stamp IN SELECT key, value FROM jsonb_each_text(to_jsonb(NEW)) WHERE right(key, 3) = '_at' LOOP
            IF stamp.value IS NOT NULL AND stamp.value IS DISTINCT FROM was ->> stamp.key
               AND stamp.value::timestamptz NOT BETWEEN now() - interval '1 second' AND clock_timestamp() THEN
                RAISE EXCEPTION '% is not now', stamp.key
                    USING ERRCODE = 'check_violation', CONSTRAINT = 'assignment_stamp_is_now', TABLE = 'assignment';
            END IF;
        END LOOP;
        RETURN NEW;
    END $$""",
    """
    CREATE TRIGGER assignment_honest BEFORE INSERT OR UPDATE ON assignment
    FOR EACH ROW EXECUTE FUNCTION refuse_forged_assignment()""",
    # The column to judge is the trigger's argument.
    """
    CREATE FUNCTION refuse_forged_time() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        stamp timestamptz := (to_jsonb(NEW) ->> TG_ARGV[0])::timestamptz;
        was timestamptz := (to_jsonb(OLD) ->> TG_ARGV[0])::timestamptz;
    BEGIN
        IF stamp IS DISTINCT FROM was AND stamp IS NOT NULL
           AND NOT pg_has_role(session_user, 'dispatch_owner', 'MEMBER')
           AND stamp NOT BETWEEN now() - interval '1 second' AND clock_timestamp() THEN
            RAISE EXCEPTION '% is not now', TG_ARGV[0] USING
                ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_time_is_now', TABLE = TG_TABLE_NAME;
        END IF;
        RETURN NEW;
    END $$""",
    """
    CREATE TRIGGER ambulance_honest BEFORE UPDATE OF status_since ON ambulance
    FOR EACH ROW EXECUTE FUNCTION refuse_forged_time('status_since')""",
    """
    CREATE TRIGGER emergency_call_honest BEFORE UPDATE OF ended_at ON emergency_call
    FOR EACH ROW EXECUTE FUNCTION refuse_forged_time('ended_at')""",
    # Who ends a call signs for it, and the signature stays theirs.
    """
    CREATE FUNCTION refuse_forged_ending() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF (NEW.ended_at, NEW.ended_by_id, NEW.ended_at_desk)
           IS DISTINCT FROM (OLD.ended_at, OLD.ended_by_id, OLD.ended_at_desk)
           AND (NEW.ended_at IS NOT NULL OR NEW.ended_by_id IS NOT NULL)
           AND NOT pg_has_role(session_user, 'dispatch_owner', 'MEMBER')
           AND NOT EXISTS (
               SELECT FROM public.dispatcher WHERE id = NEW.ended_by_id AND login = session_user AND is_active
           ) THEN
            RAISE EXCEPTION 'signed for somebody else' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$""",
    """
    CREATE TRIGGER emergency_call_signed BEFORE UPDATE OF ended_at, ended_by_id, ended_at_desk ON emergency_call
    FOR EACH ROW EXECUTE FUNCTION refuse_forged_ending()""",
)

GRANTS = (
    f"GRANT SELECT ON control_room, station, hospital, dispatcher, paramedic TO {BOARD_READERS}",
    f"GRANT SELECT ON ambulance, assignment, legal_move TO {BOARD_READERS}",
    f"GRANT SELECT ON schema_migration TO {BOARD_READERS}",
    # Callers' names and numbers, and what was written down about them, are for those who need them.
    f"""
    GRANT SELECT (id, number, status, priority, type_code, type_text, received_at, entered_at, location_text, area_text,
                  latitude, longitude, ended_at, ended_by_id, ended_at_desk, source_ref, version)
    ON emergency_call TO {BOARD_READERS}""",
    "GRANT SELECT ON emergency_call TO dispatch_dispatcher, dispatch_supervisor",
    "GRANT SELECT, INSERT (assignment_id, audience, body) ON notification TO dispatch_dispatcher, dispatch_supervisor",
    """
    GRANT INSERT (emergency_call_id, ambulance_id, request_id, dispatcher_id, desk, paramedic_id, hospital_id,
                  dispatched_at)
    ON assignment TO dispatch_dispatcher, dispatch_supervisor""",
    """
    GRANT UPDATE (hospital_id, acknowledged_at, mobile_at, on_scene_at, at_patient_at, left_scene_at, at_hospital_at,
                  transferred_at, cleared_at, outcome)
    ON assignment TO dispatch_dispatcher, dispatch_supervisor""",
    "GRANT UPDATE (status, status_since, version) ON ambulance TO dispatch_dispatcher, dispatch_supervisor",
    """
    GRANT UPDATE (status, priority, type_code, type_text, location_text, area_text, latitude, longitude, caller_name,
                  caller_phone, notes, ended_at, ended_by_id, ended_at_desk, version)
    ON emergency_call TO dispatch_dispatcher, dispatch_supervisor""",
    "GRANT USAGE ON assignment_id_seq, notification_id_seq TO dispatch_dispatcher, dispatch_supervisor",
    "GRANT SELECT ON audit_event, audit_seal, audit_sealed_event TO dispatch_supervisor",
    "GRANT EXECUTE ON FUNCTION verify_audit(), audit_digest(audit_event) TO dispatch_supervisor",
    f"GRANT EXECUTE ON FUNCTION seal_audit(), ensure_audit_months() TO {BOARD_READERS}",
    "GRANT INSERT (login, full_name), UPDATE (full_name, is_active) ON dispatcher TO dispatch_admin",
    "GRANT INSERT (login, full_name, level), UPDATE (full_name, level, is_active) ON paramedic TO dispatch_admin",
    "GRANT USAGE ON dispatcher_id_seq, paramedic_id_seq TO dispatch_admin",
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Make the roles, give everything to the owner, and grant no more than the work needs."""
    for statement in (*ROLES, *HONESTY):
        _run(db, statement)
    _run(db, "GRANT dispatch_owner TO CURRENT_USER")
    _run(db, "GRANT USAGE, CREATE ON SCHEMA public TO dispatch_owner")
    _run(db, f"GRANT USAGE ON SCHEMA public TO {BOARD_READERS}")
    # A temporary table could stand before a real one in somebody's search path; nobody's work needs any.
    _run(db, "DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$")
    for function in FUNCTIONS:
        _run(db, f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
    for statement in GRANTS:
        _run(db, statement)
    for table in TABLES:
        _run(db, f"ALTER TABLE {table} OWNER TO dispatch_owner")
    _run(db, GIVE_AUDIT_MONTHS)
    for function in FUNCTIONS:
        _run(db, f"ALTER FUNCTION {function} OWNER TO dispatch_owner")


GIVE_AUDIT_MONTHS = """
    DO $$ DECLARE month regclass; BEGIN
        FOR month IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'audit_event'::regclass LOOP
            EXECUTE format('ALTER TABLE %s OWNER TO dispatch_owner', month);
        END LOOP;
    END $$"""

TAKE_BACK = """
    DO $$ DECLARE month regclass; BEGIN
        FOR month IN SELECT inhrelid::regclass FROM pg_inherits WHERE inhparent = 'audit_event'::regclass LOOP
            EXECUTE format('ALTER TABLE %s OWNER TO CURRENT_USER', month);
        END LOOP;
        EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database());
    END $$"""


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Take everything back; the roles stay, another database of the cluster may use them."""
    for table in TABLES:
        _run(db, f"ALTER TABLE {table} OWNER TO CURRENT_USER")
        _run(db, f"REVOKE ALL ON {table} FROM {BOARD_READERS}")
    _run(db, TAKE_BACK)
    for function in FUNCTIONS:
        _run(db, f"ALTER FUNCTION {function} OWNER TO CURRENT_USER")
        _run(db, f"REVOKE ALL ON FUNCTION {function} FROM {BOARD_READERS}")
        _run(db, f"GRANT EXECUTE ON FUNCTION {function} TO PUBLIC")
    for sequence in ("assignment_id_seq", "notification_id_seq", "dispatcher_id_seq", "paramedic_id_seq"):
        _run(db, f"REVOKE ALL ON {sequence} FROM {BOARD_READERS}")
    _run(db, f"REVOKE ALL ON schema_migration FROM {BOARD_READERS}")
    _run(db, f"REVOKE ALL ON SCHEMA public FROM dispatch_owner, {BOARD_READERS}")
    for table in ("assignment", "ambulance", "emergency_call"):
        _run(db, f"DROP TRIGGER {table}_honest ON {table}")
    _run(db, "DROP TRIGGER emergency_call_signed ON emergency_call")
    _run(db, "DROP FUNCTION refuse_forged_ending()")
    _run(db, "DROP FUNCTION refuse_forged_assignment()")
    _run(db, "DROP FUNCTION refuse_forged_time()")


def _run(db, statement) -> None:  # type: ignore[no-untyped-def]
    db.execute_sql(statement.replace("%", "%%"), ())
