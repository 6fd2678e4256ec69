"""Every group, every table, column, function and sequence: what each may do is exactly what is written."""

from collections.abc import Iterator

import psycopg
import pytest

from dispatcher_app.storage.embedded import EmbeddedServer
from tests.conftest import TEMPLATE
from tests.security.attempts import Catalogue, count_attempts, granted, read_catalogue, written, written_name
from tests.security.groups import GROUPS, PEOPLE
from tests.security.matrix import COLUMNS, RIGHTS
from tests.security.matrix_of_functions import FUNCTIONS, SEQUENCES
from tests.security.print_matrix import DOCUMENT, with_matrix
from tests.storage.people import make_people, open_access


@pytest.fixture(scope="module")
def room_conninfo(server: EmbeddedServer, database_numbers: Iterator[int]) -> str:
    """One database for all attempts: none of them changes it."""
    name = f"matrix_{next(database_numbers)}"
    server.ensure_database(name, template=TEMPLATE)
    make_people(server.conninfo(name))
    open_access(server.conninfo(name), PEOPLE["emergency, open"])
    return server.conninfo(name)


@pytest.fixture(scope="module")
def catalogue(room_conninfo: str) -> Catalogue:
    """What the database holds."""
    with psycopg.connect(room_conninfo) as connection:
        return read_catalogue(connection)


def test_every_table_and_column_is_written_down(catalogue: Catalogue) -> None:
    found = {written_name(table): set(columns) for table, columns in catalogue.columns.items()}
    assert found == {table: set(columns.split()) for table, columns in COLUMNS.items()}
    assert set(RIGHTS) == set(COLUMNS)


def test_every_function_and_sequence_is_written_down(catalogue: Catalogue) -> None:
    assert set(catalogue.functions) == set(FUNCTIONS)
    assert set(catalogue.sequences) == set(SEQUENCES)


@pytest.mark.parametrize("group", GROUPS)
def test_a_group_may_do_exactly_what_is_written(room_conninfo: str, catalogue: Catalogue, group: str) -> None:
    assert count_attempts(catalogue) > 500
    may, should = granted(room_conninfo, group, catalogue), written(group, catalogue)
    assert sorted(may - should) == [], "granted, but not written down"
    assert sorted(should - may) == [], "written down, but refused"


def test_only_the_groups_hold_rights_and_none_can_pass_them_on(room_conninfo: str) -> None:
    with psycopg.connect(room_conninfo) as connection:
        held = connection.execute("""
            WITH lists (acl, owner) AS (
                SELECT relacl, relowner FROM pg_class WHERE relnamespace = 'public'::regnamespace
                UNION ALL
                SELECT attacl, relowner FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
                WHERE relnamespace = 'public'::regnamespace
                UNION ALL
                SELECT proacl, proowner FROM pg_proc WHERE pronamespace = 'public'::regnamespace
            )
            SELECT DISTINCT coalesce(rolname, 'PUBLIC'), privilege_type, is_grantable
            FROM lists CROSS JOIN aclexplode(acl) AS item LEFT JOIN pg_roles ON pg_roles.oid = item.grantee
            WHERE item.grantee <> owner""").fetchall()
    groups = {f"dispatch_{group}" for group in GROUPS if group not in {"emergency, open", "no group"}}
    assert {grantee for grantee, _, _ in held} == groups
    assert {privilege for _, privilege, _ in held} == {"SELECT", "INSERT", "UPDATE", "EXECUTE", "USAGE"}
    assert not any(is_grantable for _, _, is_grantable in held)


def test_a_right_beyond_the_matrix_is_found(room_conninfo: str, catalogue: Catalogue) -> None:
    """The attempts themselves: even where a rule of ours refuses afterwards, a grant does not go unseen."""
    with psycopg.connect(room_conninfo, autocommit=True) as connection:
        connection.execute("GRANT UPDATE (actor), DELETE ON audit_event TO vera")
        connection.execute("GRANT EXECUTE ON FUNCTION record_change() TO vera")
        try:
            beyond = granted(room_conninfo, "viewer", catalogue) - written("viewer", catalogue)
        finally:
            connection.execute("REVOKE ALL ON audit_event FROM vera")
            connection.execute("REVOKE ALL ON FUNCTION record_change() FROM vera")
    assert {(deed.act, deed.thing, deed.column) for deed in beyond} == {
        ("UPDATE", "audit_event", "actor"),
        ("DELETE", "audit_event", ""),
        ("EXECUTE", "record_change()", ""),
    }


def test_who_acts_for_the_owner_is_the_owner_and_no_session_chooses_what_names_mean(room_conninfo: str) -> None:
    with psycopg.connect(room_conninfo) as connection:
        (found,) = connection.execute("""
            SELECT array_agg(oid::regprocedure::text) FILTER (WHERE pg_get_userbyid(proowner) <> 'dispatch_owner'),
                   array_agg(oid::regprocedure::text) FILTER (
                       WHERE coalesce('search_path=pg_catalog, pg_temp' <> ALL (proconfig), true)),
                   array_agg(oid::regprocedure::text) FILTER (WHERE has_function_privilege('public', oid, 'EXECUTE')),
                   count(*) FILTER (WHERE prosecdef) > 30, count(*) FILTER (WHERE provolatile = 'v') > 20
            FROM pg_proc WHERE pronamespace = 'public'::regnamespace""").fetchall()
        (owner,) = connection.execute("""
            SELECT rolcanlogin, rolsuper, rolcreatedb, rolbypassrls, rolreplication,
                   (SELECT array_agg(m.rolname::text) FROM pg_auth_members JOIN pg_roles AS m ON m.oid = member
                    WHERE roleid = o.oid AND NOT m.rolsuper),
                   (SELECT array_agg(g.rolname::text) FROM pg_auth_members JOIN pg_roles AS g ON g.oid = roleid
                    WHERE member = o.oid AND (g.rolsuper OR g.rolname ~ '^pg_'))
            FROM pg_roles AS o WHERE rolname = 'dispatch_owner'""").fetchall()
    assert found == (None, None, None, True, True)
    assert owner == (False, False, False, False, False, None, None)


def test_the_document_is_what_is_printed() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert document == with_matrix(document), "run: python -m tests.security.print_matrix"
