"""People: each a role of PostgreSQL and a row here; made and changed by administrators, who never see a password.

The functions act as the owner of the schema, who may make roles. They touch nobody but those they have made or been
told of (`account`), so that no administrator of a control room becomes one of the server. A password comes as its
SCRAM verifier: what is typed never leaves the desk.
"""

ADMINISTERED_GROUPS = (
    "dispatch_viewer",
    "dispatch_paramedic",
    "dispatch_dispatcher",
    "dispatch_supervisor",
    "dispatch_admin",
    "dispatch_emergency",
)

EVERYBODY = ", ".join(ADMINISTERED_GROUPS)

FUNCTIONS = (
    "require_other_account(text)",
    "require_verifier(text)",
    "let_belong_to(text, text)",
    "keep_profile(text, text, text, text)",
    "add_person(text, text, text, text, text)",
    "set_person_role(text, text, text)",
    "set_person_active(text, boolean)",
    "set_password(text, text)",
    "end_sessions_of_disabled(text)",
)

# A log-in that may do nothing but look until it opens emergency access: everything that the board's readers have.
EMERGENCY = (
    """
    DO $$ BEGIN
        CREATE ROLE dispatch_emergency NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$""",
    "GRANT USAGE ON SCHEMA public TO dispatch_emergency",
    """
    GRANT SELECT ON control_room, station, hospital, dispatcher, paramedic, ambulance, assignment, legal_move,
                    schema_migration
    TO dispatch_emergency""",
    """
    GRANT SELECT (id, number, status, priority, type_code, type_text, received_at, entered_at, location_text, area_text,
                  latitude, longitude, ended_at, ended_by_id, ended_at_desk, source_ref, version)
    ON emergency_call TO dispatch_emergency""",
    "GRANT EXECUTE ON FUNCTION seal_audit(), ensure_audit_months() TO dispatch_emergency",
)

ACCOUNT = (
    """
    CREATE TABLE account (
        id bigserial PRIMARY KEY,
        login text NOT NULL UNIQUE,
        role text NOT NULL CHECK (role IN ('viewer', 'paramedic', 'dispatcher', 'supervisor', 'admin', 'emergency')),
        is_active boolean NOT NULL DEFAULT true,
        password_set_at timestamptz
    )""",
    """
    CREATE TRIGGER account_recorded AFTER INSERT OR UPDATE OR DELETE ON account
    FOR EACH ROW EXECUTE FUNCTION record_change()""",
)

CHECKS = (
    # Nobody manages themselves: an administrator who could would soon be the only one who did.
    """
    CREATE FUNCTION require_other_account(who text) RETURNS public.account LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        found public.account;
    BEGIN
        SELECT * INTO found FROM public.account WHERE login = who FOR UPDATE;
        IF found.id IS NULL THEN
            RAISE EXCEPTION 'no such person' USING ERRCODE = 'no_data_found';
        END IF;
        IF who = session_user THEN
            RAISE EXCEPTION 'oneself' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN found;
    END $$""",
    """
    CREATE FUNCTION require_verifier(verifier text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF verifier IS NULL OR verifier !~
           '^SCRAM-SHA-256\\$[0-9]{4,7}:[A-Za-z0-9+/=]{16,}\\$[A-Za-z0-9+/=]{44}:[A-Za-z0-9+/=]{44}$' THEN
            RAISE EXCEPTION 'not a SCRAM verifier' USING ERRCODE = 'invalid_parameter_value';
        END IF;
    END $$""",
)

MEMBERSHIP = (
    # Without SET: a session that took on its group would keep what the group may after it was taken back. PostgreSQL 15
    # knows no such grant.
    """
    CREATE FUNCTION let_belong_to(who text, wanted text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        held name;
    BEGIN
        FOR held IN
            SELECT r.rolname FROM pg_auth_members AS m JOIN pg_roles AS r ON r.oid = m.roleid
            JOIN pg_roles AS p ON p.oid = m.member
            WHERE p.rolname = who AND r.rolname ~ '^dispatch_(viewer|paramedic|dispatcher|supervisor|admin|emergency)$'
              AND r.rolname <> 'dispatch_' || wanted
        LOOP
            EXECUTE format('REVOKE %I FROM %I', held, who);
        END LOOP;
        -- What somebody else has granted, the owner cannot take away.
        IF EXISTS (
            SELECT FROM pg_auth_members AS m JOIN pg_roles AS r ON r.oid = m.roleid
            JOIN pg_roles AS p ON p.oid = m.member
            WHERE p.rolname = who AND r.rolname ~ '^dispatch_(viewer|paramedic|dispatcher|supervisor|admin|emergency)$'
              AND r.rolname <> 'dispatch_' || wanted
        ) THEN
            RAISE EXCEPTION 'put into a group by hand' USING ERRCODE = 'object_not_in_prerequisite_state';
        END IF;
        EXECUTE format('GRANT %I TO %I', 'dispatch_' || wanted, who)
            || CASE WHEN current_setting('server_version_num')::integer >= 160000
               THEN ' WITH INHERIT TRUE, SET FALSE' ELSE '' END;
    END $$""",
    # Paramedics have a paramedic's profile, everybody else a dispatcher's; the one that is not theirs any more sleeps.
    """
    CREATE FUNCTION keep_profile(who text, full_name text, wanted text, level text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF wanted = 'paramedic' THEN
            INSERT INTO public.paramedic AS p (login, full_name, level, is_active)
            SELECT who, keep_profile.full_name, keep_profile.level, a.is_active FROM public.account AS a
            WHERE a.login = who
            ON CONFLICT (login) DO UPDATE
            SET is_active = EXCLUDED.is_active, level = coalesce(keep_profile.level, p.level);
            UPDATE public.dispatcher SET is_active = false WHERE login = who AND is_active;
        ELSE
            INSERT INTO public.dispatcher (login, full_name, is_active)
            SELECT who, keep_profile.full_name, a.is_active FROM public.account AS a WHERE a.login = who
            ON CONFLICT (login) DO UPDATE SET is_active = EXCLUDED.is_active;
            UPDATE public.paramedic SET is_active = false WHERE login = who AND is_active;
        END IF;
    END $$""",
)

DEEDS = (
    # The owner becomes a member of everybody, which is what lets it end the sessions of somebody who is disabled.
    """
    CREATE FUNCTION add_person(who text, full_name text, wanted text, verifier text, level text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF who !~ '^[a-z][a-z0-9_.-]{0,62}$' OR who ~ '^(pg_|dispatch_)' OR who IN ('public', 'none') THEN
            RAISE EXCEPTION 'not a log-in' USING ERRCODE = 'invalid_name';
        END IF;
        PERFORM public.require_verifier(verifier);
        INSERT INTO public.account (login, role, password_set_at) VALUES (who, wanted, now());
        EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD %L', who, verifier);
        EXECUTE format('GRANT %I TO dispatch_owner', who);
        PERFORM public.let_belong_to(who, wanted);
        PERFORM public.keep_profile(who, add_person.full_name, wanted, add_person.level);
    END $$""",
    """
    CREATE FUNCTION set_person_role(who text, wanted text, level text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        full_name text;
    BEGIN
        PERFORM public.require_other_account(who);
        UPDATE public.account SET role = wanted WHERE login = who;
        PERFORM public.let_belong_to(who, wanted);
        SELECT coalesce(d.full_name, p.full_name, who) INTO full_name FROM (SELECT who AS login) AS one
        LEFT JOIN public.dispatcher AS d USING (login) LEFT JOIN public.paramedic AS p USING (login);
        PERFORM public.keep_profile(who, full_name, wanted, set_person_role.level);
    END $$""",
    """
    CREATE FUNCTION set_person_active(who text, wanted boolean) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        found public.account := public.require_other_account(who);
    BEGIN
        IF wanted IS NULL THEN
            RAISE EXCEPTION 'neither' USING ERRCODE = 'null_value_not_allowed';
        END IF;
        UPDATE public.account SET is_active = wanted WHERE login = who AND is_active <> wanted;
        UPDATE public.dispatcher SET is_active = wanted
        WHERE login = who AND is_active <> wanted AND (found.role <> 'paramedic' OR NOT wanted);
        UPDATE public.paramedic SET is_active = wanted
        WHERE login = who AND is_active <> wanted AND (found.role = 'paramedic' OR NOT wanted);
        EXECUTE format('ALTER ROLE %I %s', who, CASE WHEN wanted THEN 'LOGIN' ELSE 'NOLOGIN' END);
    END $$""",
    # One's own password anybody may change; somebody else's only administrators.
    """
    CREATE FUNCTION set_password(who text, verifier text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF who <> session_user AND NOT pg_has_role(session_user, 'dispatch_admin', 'MEMBER')
           AND NOT pg_has_role(session_user, 'dispatch_owner', 'MEMBER') THEN
            RAISE EXCEPTION 'somebody else''s password' USING ERRCODE = 'insufficient_privilege';
        END IF;
        PERFORM public.require_verifier(verifier);
        UPDATE public.account SET password_set_at = now() WHERE login = who;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'no such person' USING ERRCODE = 'no_data_found';
        END IF;
        EXECUTE format('ALTER ROLE %I PASSWORD %L', who, verifier);
    END $$""",
    # Only after the disabling is committed: a session ended before could come back. All are told to end, then all
    # together are given two seconds, so that those that hang do not add up.
    """
    CREATE FUNCTION end_sessions_of_disabled(who text) RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    DECLARE
        told integer[];
        living bigint;
    BEGIN
        PERFORM public.require_other_account(who);
        SELECT coalesce(array_agg(pid) FILTER (WHERE pg_terminate_backend(pid)), '{}') INTO told FROM pg_stat_activity
        WHERE usename = who AND NOT (SELECT rolcanlogin FROM pg_roles WHERE rolname = who);
        FOR look IN 1..100 LOOP
            PERFORM pg_stat_clear_snapshot();
            SELECT count(*) INTO living FROM pg_stat_activity WHERE pid = ANY (told) AND usename = who;
            EXIT WHEN living = 0;
            PERFORM pg_sleep(0.02);
        END LOOP;
        RETURN cardinality(told) - living;
    END $$""",
)

GRANTS = (
    "GRANT SELECT ON account TO dispatch_supervisor, dispatch_admin",
    "REVOKE INSERT (login, full_name), UPDATE (is_active) ON dispatcher FROM dispatch_admin",
    "REVOKE INSERT (login, full_name, level), UPDATE (is_active) ON paramedic FROM dispatch_admin",
    "REVOKE USAGE ON dispatcher_id_seq, paramedic_id_seq FROM dispatch_admin",
    """
    GRANT EXECUTE ON FUNCTION add_person(text, text, text, text, text), set_person_role(text, text, text),
                              set_person_active(text, boolean), end_sessions_of_disabled(text)
    TO dispatch_admin""",
    f"GRANT EXECUTE ON FUNCTION set_password(text, text) TO {EVERYBODY}",
)

GONE = (
    *(f"DROP FUNCTION {function}" for function in reversed(FUNCTIONS)),
    "DROP TABLE account",
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM dispatch_emergency",
    "REVOKE ALL ON FUNCTION seal_audit(), ensure_audit_months() FROM dispatch_emergency",
    "REVOKE ALL ON SCHEMA public FROM dispatch_emergency",
    "GRANT INSERT (login, full_name), UPDATE (full_name, is_active) ON dispatcher TO dispatch_admin",
    "GRANT INSERT (login, full_name, level), UPDATE (full_name, level, is_active) ON paramedic TO dispatch_admin",
    "GRANT USAGE ON dispatcher_id_seq, paramedic_id_seq TO dispatch_admin",
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Let the owner manage people, and administrators tell it to."""
    for statement in (*EMERGENCY, *ACCOUNT, *CHECKS, *MEMBERSHIP, *DEEDS):
        _run(db, statement)
    _run(db, "ALTER ROLE dispatch_owner CREATEROLE")
    for group in ADMINISTERED_GROUPS:
        _run(db, f"GRANT {group} TO dispatch_owner WITH ADMIN OPTION")
    _run(db, "ALTER TABLE account OWNER TO dispatch_owner")
    for function in FUNCTIONS:
        _run(db, f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        _run(db, f"ALTER FUNCTION {function} OWNER TO dispatch_owner")
    for statement in GRANTS:
        _run(db, statement)


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Manage people by hand again; their roles, and the groups, stay."""
    for statement in GONE:
        _run(db, statement)


def _run(db, statement) -> None:  # type: ignore[no-untyped-def]
    db.execute_sql(statement.replace("%", "%%"), ())
