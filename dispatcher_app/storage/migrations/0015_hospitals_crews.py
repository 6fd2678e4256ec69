"""What hospitals can take, and who is aboard: statuses, accepted diverts, crews, their shifts and breaks.

Who was aboard is written down by the database itself when an ambulance is sent, and never changes afterwards.
"""

import runpy
from pathlib import Path

HERE = Path(__file__).parent
FORBIDDEN = runpy.run_path(str(HERE / "0006_text_limits.py"))["FORBIDDEN"]
"""What no text may hold, as the limits before this one have it."""

CREWS = runpy.run_path(str(HERE / "crews_of_0015.py"))
STAMPING = runpy.run_path(str(HERE / "0008_corrections.py"))

CAPABILITIES = ("TRAUMA", "STEMI", "STROKE", "BURNS", "PAEDIATRIC", "NEONATAL", "OBSTETRIC", "PSYCHIATRIC")

BOARD_READERS = (
    "dispatch_viewer, dispatch_paramedic, dispatch_dispatcher, dispatch_supervisor, dispatch_admin, dispatch_emergency"
)
DESKS = "dispatch_dispatcher, dispatch_supervisor"

TABLES = ("divert_acceptance", "shift", "crew_member", "crew_break", "aboard")

FUNCTIONS = (
    "refuse_forged_status()",
    "sign_acceptance()",
    "judge_destination()",
    "sign_span()",
    "judge_crew()",
    "copy_crew()",
    "end_break_with_crew()",
)

HOSPITALS = (
    f"""
    ALTER TABLE hospital
        ADD COLUMN status text NOT NULL DEFAULT 'OPEN' CHECK (status IN ('OPEN', 'BUSY', 'DIVERT')),
        ADD COLUMN status_since timestamptz,
        ADD COLUMN status_by_id bigint REFERENCES dispatcher (id) ON DELETE RESTRICT,
        ADD COLUMN note text NOT NULL DEFAULT '',
        ADD COLUMN beds_free integer CHECK (beds_free BETWEEN 0 AND 999),
        ADD COLUMN capabilities text[] NOT NULL DEFAULT '{{}}',
        ADD COLUMN version integer NOT NULL DEFAULT 1,
        ADD CONSTRAINT hospital_note_text CHECK (char_length(note) <= 200 AND note !~ '[{FORBIDDEN}\\t\\n]'),
        ADD CONSTRAINT hospital_capabilities_known CHECK (capabilities <@ ARRAY{list(CAPABILITIES)}),
        ADD CONSTRAINT hospital_status_times CHECK (isfinite(status_since) AND status_since > '1900-01-01'),
        ADD CONSTRAINT hospital_status_told CHECK (status = 'OPEN' OR status_since IS NOT NULL)""",
    "CREATE INDEX hospital_status_by_id ON hospital (status_by_id)",
    # Who says how a hospital stands signs for it, and cannot have said so at another time.
    """
    CREATE FUNCTION refuse_forged_status() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF (NEW.status, NEW.status_since, NEW.status_by_id) IS DISTINCT FROM
           (OLD.status, OLD.status_since, OLD.status_by_id)
           AND NOT pg_has_role(session_user, 'dispatch_owner', 'MEMBER')
           AND NOT EXISTS (
               SELECT FROM public.dispatcher WHERE id = NEW.status_by_id AND login = session_user AND is_active
           ) THEN
            RAISE EXCEPTION 'signed for somebody else' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NEW;
    END $$""",
    """
    CREATE TRIGGER hospital_honest BEFORE UPDATE OF status_since ON hospital
    FOR EACH ROW EXECUTE FUNCTION refuse_forged_time('status_since')""",
    """
    CREATE TRIGGER hospital_signed BEFORE UPDATE ON hospital
    FOR EACH ROW EXECUTE FUNCTION refuse_forged_status()""",
    "CREATE TRIGGER hospital_version BEFORE UPDATE ON hospital FOR EACH ROW EXECUTE FUNCTION keep_version()",
    """
    CREATE TABLE divert_acceptance (
        id bigserial PRIMARY KEY,
        assignment_id bigint NOT NULL REFERENCES assignment (id) ON DELETE RESTRICT,
        hospital_id bigint NOT NULL REFERENCES hospital (id) ON DELETE RESTRICT,
        accepted_at timestamptz NOT NULL,
        accepted_by text NOT NULL
    )""",
    "CREATE INDEX divert_acceptance_assignment_id ON divert_acceptance (assignment_id)",
    "CREATE INDEX divert_acceptance_hospital_id ON divert_acceptance (hospital_id)",
    """
    CREATE FUNCTION sign_acceptance() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        NEW.accepted_at := public.room_now();
        NEW.accepted_by := session_user;
        RETURN NEW;
    END $$""",
    """
    CREATE TRIGGER divert_acceptance_signed BEFORE INSERT ON divert_acceptance
    FOR EACH ROW EXECUTE FUNCTION sign_acceptance()""",
    # Whatever wrote the destination: nobody is taken to a hospital that diverts unless somebody has signed for it.
    # Administrators import what was.
    """
    CREATE FUNCTION judge_destination() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF NOT pg_has_role(session_user, 'dispatch_owner', 'MEMBER')
           AND EXISTS (SELECT FROM public.hospital WHERE id = NEW.hospital_id AND status = 'DIVERT')
           AND EXISTS (SELECT FROM public.assignment WHERE id = NEW.id AND hospital_id = NEW.hospital_id)
           AND NOT EXISTS (
               SELECT FROM public.divert_acceptance WHERE assignment_id = NEW.id AND hospital_id = NEW.hospital_id
           ) THEN
            RAISE EXCEPTION 'hospital % diverts', NEW.hospital_id USING
                ERRCODE = 'check_violation', CONSTRAINT = 'assignment_divert_accepted', TABLE = 'assignment';
        END IF;
        RETURN NULL;
    END $$""",
    """
    CREATE CONSTRAINT TRIGGER assignment_destination AFTER INSERT OR UPDATE OF hospital_id ON assignment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.hospital_id IS NOT NULL)
    EXECUTE FUNCTION judge_destination()""",
    """
    CREATE TRIGGER divert_acceptance_recorded AFTER INSERT OR UPDATE OR DELETE ON divert_acceptance
    FOR EACH ROW EXECUTE FUNCTION record_change()""",
    """
    CREATE TRIGGER divert_acceptance_story AFTER INSERT OR UPDATE OR DELETE ON divert_acceptance
    FOR EACH ROW EXECUTE FUNCTION tell_story()""",
)

# A paramedic named alone on an assignment is aboard it too, so these take the place of what 0008 asked.
OF_THE_CREW = {
    "refuse_forged_assignment": (
        "SELECT FROM public.paramedic WHERE id = OLD.paramedic_id AND login = session_user AND is_active",
        """SELECT FROM public.aboard AS b JOIN public.paramedic AS p ON p.id = b.paramedic_id
            WHERE b.assignment_id = OLD.id AND p.login = session_user AND p.is_active""",
    ),
    "refuse_others_ambulance": (
        "JOIN public.paramedic AS p ON p.id = a.paramedic_id",
        "JOIN public.aboard AS b ON b.assignment_id = a.id JOIN public.paramedic AS p ON p.id = b.paramedic_id",
    ),
}

GRANTS = (
    f"GRANT SELECT ON {', '.join(TABLES)} TO {BOARD_READERS}",
    f"GRANT UPDATE (status, status_since, status_by_id, note, beds_free, version) ON hospital TO {DESKS}",
    f"GRANT INSERT (assignment_id, hospital_id) ON divert_acceptance TO {DESKS}",
    f"GRANT INSERT (ambulance_id, paramedic_id, on_at), UPDATE (off_at) ON crew_member TO {DESKS}, dispatch_paramedic",
    f"GRANT INSERT (ambulance_id, began_at), UPDATE (ended_at) ON crew_break TO {DESKS}",
    f"GRANT USAGE ON divert_acceptance_id_seq, crew_break_id_seq TO {DESKS}",
    f"GRANT USAGE ON crew_member_id_seq TO {DESKS}, dispatch_paramedic",
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Make them, the owner's, and grant no more than the work needs."""
    for statement in (*HOSPITALS, *CREWS["CREWS"], *CREWS["ABOARD"]):
        _run(db, statement)
    for name, (was, becomes) in OF_THE_CREW.items():
        _run(db, _made(name).replace(was, becomes))
    for table in TABLES:
        _run(db, f"ALTER TABLE {table} OWNER TO dispatch_owner")
    for function in FUNCTIONS:
        _run(db, f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        _run(db, f"ALTER FUNCTION {function} OWNER TO dispatch_owner")
    for statement in GRANTS:
        _run(db, statement)


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Take them away, and let a paramedic report for the assignments that name them, as before."""
    for name in OF_THE_CREW:
        _run(db, _made(name))
    for function in FUNCTIONS:
        _run(db, f"DROP FUNCTION {function} CASCADE")
    for table in reversed(TABLES):
        _run(db, f"DROP TABLE {table}")
    _run(db, "DROP TRIGGER hospital_honest ON hospital")
    _run(db, "DROP TRIGGER hospital_version ON hospital")
    _run(
        db,
        "ALTER TABLE hospital DROP COLUMN status, DROP COLUMN status_since, DROP COLUMN status_by_id,"
        " DROP COLUMN note, DROP COLUMN beds_free, DROP COLUMN capabilities, DROP COLUMN version",
    )


def _made(name: str) -> str:
    """Give the function as 0008 made it."""
    statements = (*STAMPING["JUDGES"], *STAMPING["CREWS"])
    (made,) = (statement for statement in statements if f"FUNCTION {name}(" in statement and "$$" in statement)
    return str(made).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def _run(db, statement) -> None:  # type: ignore[no-untyped-def]
    db.execute_sql(statement.replace("%", "%%"), ())
