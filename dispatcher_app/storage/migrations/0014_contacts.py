"""Whom the room tells, in which words, and who may do the sending.

An address holds passwords and keys. It lies in a table of its own, that only administrators read and nothing records.
"""

import runpy
from pathlib import Path

FORBIDDEN = runpy.run_path(str(Path(__file__).with_name("0006_text_limits.py")))["FORBIDDEN"]
"""What no text may hold, as the limits before this one have it."""

LET_BELONG_TO = runpy.run_path(str(Path(__file__).with_name("0005_people.py")))["MEMBERSHIP"][0].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
"""The function that moves somebody into a group, as it was before there were notifiers."""

ROLES = "'viewer', 'paramedic', 'dispatcher', 'supervisor', 'admin', 'emergency'"

DESKS = "dispatch_dispatcher, dispatch_supervisor"

AUDIENCES = "'CREW', 'HOSPITAL', 'SUPERVISOR'"

EVENTS = "'DISPATCHED', 'STOOD_DOWN', 'DIVERTED', 'CALL_CHANGED', 'HOSPITAL_CHOSEN', 'BREAKDOWN'"

TABLES = ("contact", "contact_address", "wording")

FUNCTIONS = ("add_contact(text, bigint, bigint, text, text)", "set_wording(text, text, text, text)")


def fits(column: str, longest: int, *, is_multiline: bool = False, may_be_empty: bool = False) -> str:
    """Word the limit of a text."""
    filled = "" if may_be_empty else f"{column} <> '' AND "
    refused = FORBIDDEN if is_multiline else rf"{FORBIDDEN}\t\n"
    return f"CHECK ({filled}char_length({column}) <= {longest} AND {column} !~ '[{refused}]')"


NOTIFIERS = (
    """
    DO $$ BEGIN
        CREATE ROLE dispatch_notifier NOLOGIN;
    EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
    END $$""",
    "GRANT dispatch_notifier TO dispatch_owner WITH ADMIN OPTION",
    "ALTER TABLE account DROP CONSTRAINT account_role_check",
    f"ALTER TABLE account ADD CONSTRAINT account_role_check CHECK (role IN ({ROLES}, 'notifier'))",
    LET_BELONG_TO.replace("|emergency)", "|emergency|notifier)"),
)

CONTACTS = (
    f"""
    CREATE TABLE contact (
        id bigserial PRIMARY KEY,
        audience text NOT NULL CHECK (audience IN ({AUDIENCES})),
        ambulance_id bigint REFERENCES ambulance (id) ON DELETE RESTRICT,
        hospital_id bigint REFERENCES hospital (id) ON DELETE RESTRICT,
        name text NOT NULL,
        service text NOT NULL CONSTRAINT contact_service CHECK (service ~ '^[a-z0-9+.-]{{1,30}}$'),
        is_active boolean NOT NULL DEFAULT true,
        CONSTRAINT contact_of_audience CHECK (
            (ambulance_id IS NULL OR audience = 'CREW') AND (hospital_id IS NULL OR audience = 'HOSPITAL')),
        CONSTRAINT contact_name_text {fits("name", 80)}
    )""",
    "CREATE INDEX contact_ambulance_id ON contact (ambulance_id)",
    "CREATE INDEX contact_hospital_id ON contact (hospital_id)",
    "CREATE UNIQUE INDEX contact_name ON contact (lower(name)) WHERE is_active",
    f"""
    CREATE TABLE contact_address (
        contact_id bigint PRIMARY KEY REFERENCES contact (id) ON DELETE CASCADE,
        url text NOT NULL,
        CONSTRAINT contact_address_url_text {fits("url", 1_000)}
    )""",
    """
    CREATE TRIGGER contact_recorded AFTER INSERT OR UPDATE OR DELETE ON contact
    FOR EACH ROW EXECUTE FUNCTION record_change()""",
    # What went before the first "://" is the kind of service, and no secret.
    """
    CREATE FUNCTION add_contact(of_audience text, vehicle_id bigint, of_hospital_id bigint, called text, address text)
    RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        WITH made AS (
            INSERT INTO public.contact (audience, ambulance_id, hospital_id, name, service)
            VALUES (of_audience, vehicle_id, of_hospital_id, called, lower(split_part(address, '://', 1)))
            RETURNING id
        )
        INSERT INTO public.contact_address (contact_id, url) SELECT id, address FROM made RETURNING contact_id
    $$""",
)

WORDINGS = (
    f"""
    CREATE TABLE wording (
        id bigserial PRIMARY KEY,
        audience text NOT NULL CHECK (audience IN ({AUDIENCES})),
        event text NOT NULL CHECK (event IN ({EVENTS})),
        subject text NOT NULL,
        body text NOT NULL,
        CONSTRAINT wording_subject_text {fits("subject", 120)},
        CONSTRAINT wording_body_text {fits("body", 600, is_multiline=True)}
    )""",
    "CREATE UNIQUE INDEX wording_audience_event ON wording (audience, event)",
    """
    CREATE TRIGGER wording_recorded AFTER INSERT OR UPDATE OR DELETE ON wording
    FOR EACH ROW EXECUTE FUNCTION record_change()""",
    # An empty body: what this product says by itself.
    """
    CREATE FUNCTION set_wording(to_audience text, of_event text, of_subject text, of_body text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    BEGIN
        IF of_body = '' THEN
            DELETE FROM public.wording WHERE audience = to_audience AND event = of_event;
        ELSE
            INSERT INTO public.wording (audience, event, subject, body)
            VALUES (to_audience, of_event, of_subject, of_body)
            ON CONFLICT (audience, event) DO UPDATE SET subject = EXCLUDED.subject, body = EXCLUDED.body;
        END IF;
    END $$""",
)

# A sender has a name as desks have one, which is held by a lock. Where strangers may hold none, this lets it.
NAMED = """
    DO $$ BEGIN
        {} EXECUTE ON FUNCTION pg_advisory_lock(integer, integer), pg_try_advisory_lock(integer, integer)
        {} dispatch_notifier;
    EXCEPTION WHEN insufficient_privilege THEN NULL;
    END $$"""

GRANTS = (
    "GRANT USAGE ON SCHEMA public TO dispatch_notifier",
    NAMED.format("GRANT", "TO"),
    # To know who and where it is, like every desk.
    "GRANT SELECT ON schema_migration, dispatcher, paramedic TO dispatch_notifier",
    f"GRANT SELECT ON contact, wording TO {DESKS}, dispatch_admin",
    "GRANT SELECT ON contact_address TO dispatch_admin",
    f"GRANT EXECUTE ON FUNCTION {', '.join(FUNCTIONS)} TO dispatch_admin",
)

GONE = (
    *(f"DROP FUNCTION {function}" for function in FUNCTIONS),
    "DROP TABLE wording",
    "DROP TABLE contact_address",
    "DROP TABLE contact",
    "UPDATE account SET role = 'viewer' WHERE role = 'notifier'",
    "ALTER TABLE account DROP CONSTRAINT account_role_check",
    f"ALTER TABLE account ADD CONSTRAINT account_role_check CHECK (role IN ({ROLES}))",
    LET_BELONG_TO,
    NAMED.format("REVOKE", "FROM"),
    "REVOKE ALL ON schema_migration, dispatcher, paramedic FROM dispatch_notifier",
    "REVOKE ALL ON SCHEMA public FROM dispatch_notifier",
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Make them, the owner's, and grant no more than the work needs."""
    for statement in (*NOTIFIERS, *CONTACTS, *WORDINGS):
        _run(db, statement)
    for table in TABLES:
        _run(db, f"ALTER TABLE {table} OWNER TO dispatch_owner")
    for function in FUNCTIONS:
        _run(db, f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
        _run(db, f"ALTER FUNCTION {function} OWNER TO dispatch_owner")
    for statement in GRANTS:
        _run(db, statement)


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Take them away; the group stays, another database of the cluster may use it."""
    for statement in GONE:
        _run(db, statement)


def _run(db, statement) -> None:  # type: ignore[no-untyped-def]
    db.execute_sql(statement.replace("%", "%%"), ())
