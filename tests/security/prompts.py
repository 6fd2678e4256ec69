"""Prompts of everybody in one control room, and what they try there to get more than their role gives them."""

from contextlib import ExitStack
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from dispatcher_app.domain.roles import Role
from tests.control_room import ControlRoomBuilder
from tests.storage.people import conninfo_of

Prompt = psycopg.Connection[tuple[object, ...]]

VERIFIER = f"SCRAM-SHA-256$4096:{'A' * 22}==${'B' * 43}=:{'C' * 43}="

PEOPLE = {"vera": Role.VIEWER, "pam": Role.PARAMEDIC, "anna": Role.DISPATCHER, "ben": Role.DISPATCHER}
PEOPLE |= {"sue": Role.SUPERVISOR, "ada": Role.ADMIN, "al": Role.ADMIN, "eve": Role.EMERGENCY, "erin": Role.EMERGENCY}

STATE = """
    SELECT (SELECT count(*) FROM pg_authid), (SELECT md5(string_agg(r::text, '' ORDER BY r.oid)) FROM pg_authid AS r),
           (SELECT md5(string_agg(m::text, '' ORDER BY m.oid)) FROM pg_auth_members AS m), """ + ", ".join(
    f"(SELECT md5(string_agg(t::text, '' ORDER BY t.id)) FROM {table} AS t)"
    for table in (
        *("account", "log_in_failure", "emergency_access", "correction", "dispatcher", "paramedic"),
        *("emergency_call", "ambulance", "assignment", "audit_event"),
    )
)


@dataclass(frozen=True)
class Room:
    """Somebody of each role, two of some, with a prompt of their own; M12 is out with pam on call 1, M07 is free."""

    conninfo: str
    builder: ControlRoomBuilder
    prompts: ExitStack

    def login(self, name: str) -> str:
        """Roles belong to the whole server, so each test has its own."""
        return f"{name}_{conninfo_to_dict(self.conninfo)['dbname']}"

    def prompt(self, name: str, *, autocommit: bool = True) -> Prompt:
        """Log somebody in."""
        login = name if name.startswith("dispatch_") else self.login(name)
        return self.prompts.enter_context(psycopg.connect(conninfo_of(self.conninfo, login), autocommit=autocommit))

    def call(self, prompt: Prompt, function: str, *given: object) -> object:
        """Call a function of the schema."""
        named = sql.SQL("SELECT {}({})").format(
            sql.Identifier(function), sql.SQL(", ").join(sql.Placeholder() * len(given))
        )
        return prompt.execute(named, given).fetchall()[0][0]

    def is_refused(self, name: str, statement: str) -> bool:
        """Try something at a fresh prompt, with log-ins in the place of names."""
        filled = statement.format(V=VERIFIER, **{name: self.login(name) for name in PEOPLE})
        with self.prompt(name) as prompt:
            try:
                prompt.execute(filled.encode())
            except psycopg.Error:
                return True
        return False

    def state(self) -> tuple[object, ...]:
        """Read all that an attack could change."""
        return self.builder.one(STATE)


REFUSED = {
    "ada": (
        *(
            f"SELECT add_person({login}, 'X', 'viewer', '{{V}}', NULL)"
            for login in (
                *(
                    "'dispatch_x'",
                    "'pg_x'",
                    "'public'",
                    "'none'",
                    "'Anna'",
                    "''",
                    "NULL",
                    "repeat('x', 64)",
                    "'postgres'",
                ),
                *("'x SUPERUSER'", "'x\" SUPERUSER --'", "'x'';--'", "E'x\\n'", "'%I'", "'dispatch_owner'"),
            )
        ),
        *(
            f"SELECT add_person('crony', 'X', 'viewer', {verifier}, NULL)"
            for verifier in (
                *("'secret'", "NULL", "''", "'{V}'' SUPERUSER'", "E'{V}\\n'", "'md5' || md5('secret')", "'%L'"),
                "'SCRAM-SHA-256$4096:AAAAAAAAAAAAAAAA'",
            )
        ),
        *(
            f"SELECT {call}"
            for wanted in ("'owner'", "'gate'", "'admin, dispatch_owner'", "'ADMIN'", "NULL", "''")
            for call in (
                f"add_person('crony', 'X', {wanted}, '{{V}}', NULL)",
                f"set_person_role('{{vera}}', {wanted}, NULL)",
            )
        ),
        *(
            f"SELECT {call}"
            for who in ("postgres", "dispatch_owner", "dispatch_gate", "dispatch_admin", "pg_monitor", "nobody")
            for call in (
                f"set_password('{who}', '{{V}}')",
                f"set_person_role('{who}', 'viewer', NULL)",
                f"set_person_active('{who}', false)",
                f"end_sessions_of_disabled('{who}')",
            )
        ),
        "SET standard_conforming_strings = off; SELECT add_person('crony', 'X', 'viewer', 'secret', NULL)",
        "SELECT set_password('{vera}', 'secret')",
        "SELECT set_person_role('{ada}', 'supervisor', NULL)",
        "SELECT set_person_active('{ada}', false)",
        "SELECT set_person_active('{vera}', NULL)",
        "SELECT end_sessions_of_disabled('{ada}')",
        "SELECT let_belong_to('{ada}', 'owner')",
        "SELECT open_emergency_access('I would like to')",
        "CREATE ROLE crony SUPERUSER",
        "ALTER ROLE {vera} SUPERUSER",
        "ALTER ROLE {ada} CREATEROLE REPLICATION BYPASSRLS",
        "ALTER ROLE dispatch_owner LOGIN",
        "GRANT dispatch_owner TO {ada}",
        "GRANT dispatch_supervisor TO {ada}",
        "GRANT dispatch_admin TO {vera}",
        "GRANT pg_read_all_data TO {ada}",
        "GRANT {vera} TO {ada}",
        "SET ROLE dispatch_owner",
        "SET ROLE {sue}",
        "SET SESSION AUTHORIZATION {sue}",
        "INSERT INTO account (login, role) VALUES ('postgres', 'viewer')",
        "UPDATE account SET role = 'supervisor' WHERE login = '{ada}'",
        "UPDATE dispatcher SET login = '{ada}', is_active = true",
        "DELETE FROM log_in_failure",
        "DELETE FROM emergency_access",
    ),
    "eve": (
        "SET ROLE dispatch_dispatcher",
        "SET ROLE {anna}",
        "SET SESSION AUTHORIZATION {anna}",
        "GRANT dispatch_dispatcher TO {eve}",
        "GRANT dispatch_emergency TO {vera}",
        "SELECT let_belong_to('{eve}', 'dispatcher')",
        "INSERT INTO emergency_access (login, desk, reason) VALUES ('{eve}', 'x', 'because')",
        "SELECT open_emergency_access(NULL)",
        "SELECT open_emergency_access('   ')",
        "SELECT acknowledge_emergency_access(1)",
        "SELECT set_password('{anna}', '{V}')",
        "SELECT caller_name FROM emergency_call",
    ),
    "vera": (
        "SELECT set_password('{anna}', '{V}')",
        "SELECT open_gate_for('{vera}')",
        "SELECT open_emergency_access('because')",
        """
        CREATE TEMPORARY TABLE account AS SELECT session_user::text AS login, 'emergency' AS role, true AS is_active;
        SET search_path = pg_temp, public; SELECT open_emergency_access('because')""",
        """
        CREATE TEMPORARY VIEW pg_roles AS SELECT 1 AS oid, session_user AS rolname;
        SET search_path = pg_temp, public; SELECT set_password('{anna}', '{V}')""",
    ),
    "sue": (
        "SELECT set_password('{anna}', '{V}')",
        "SELECT set_person_role('{vera}', 'supervisor', NULL)",
        *(
            f"SELECT correct_stamp(id, '{what}', {to}, 'because') FROM assignment"
            for what, to in (
                *(("outcome", "now()"), ("id", "now()"), ("desk", "NULL"), ("cleared_at", "clock_timestamp()")),
                *(("dispatched_at", "NULL"), ("dispatched_at", "'-infinity'"), ("mobile_at", "'infinity'")),
                *(("mobile_at", "dispatched_at - interval '1 s'"), ("mobile_at = now(), cleared_at", "now()")),
            )
        ),
        "SELECT correct_stamp(id, 'mobile_at', dispatched_at, '   ') FROM assignment",
        "SELECT correct_stamp(0, 'mobile_at', now(), 'because')",
        "UPDATE assignment SET mobile_at = now() - interval '1 hour'",
        "UPDATE assignment SET desk = 'another', outcome = NULL",
        "UPDATE correction SET reason = 'another'",
        "SELECT is_corrected(1, 'mobile_at', now())",
    ),
    "anna": (
        "SELECT end_emergency_access(1)",
        "SELECT acknowledge_emergency_access(1)",
        "SELECT correct_stamp(id, 'mobile_at', dispatched_at, 'because') FROM assignment",
        "SELECT note_wrong_password('{ben}', 'x')",
        "SELECT knock('{ben}')",
        "SELECT * FROM account",
        "SELECT * FROM log_in_failure",
    ),
    "pam": (
        "UPDATE assignment SET dispatched_at = clock_timestamp()",
        "UPDATE assignment SET mobile_at = clock_timestamp(); UPDATE assignment SET mobile_at = clock_timestamp()",
        "UPDATE assignment SET mobile_at = clock_timestamp(); UPDATE assignment SET mobile_at = NULL",
        "UPDATE assignment SET paramedic_id = NULL",
        "UPDATE ambulance SET status = 'AVAILABLE'",
        "UPDATE ambulance SET status = 'OUT_OF_SERVICE' WHERE call_sign = 'M07'",
        "UPDATE ambulance SET status = 'OUT_OF_SERVICE' WHERE call_sign = 'M12'",
        "UPDATE ambulance SET status = 'TRANSPORTING' WHERE call_sign = 'M12'",
        "UPDATE ambulance SET status = status WHERE call_sign = 'M07'",
    ),
    "dispatch_gate": (
        "SELECT login FROM account",
        "SELECT * FROM log_in_failure",
        "SELECT gate_key('postgres')",
        "SELECT note_log_in()",
        "SELECT open_gate_for('{anna}')",
        "SELECT set_password('dispatch_gate', '{V}')",
        "SELECT seal_audit()",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT pg_advisory_lock(1396788556)",
    ),
}
