"""Every group, every table, column, function and sequence: what each may do is exactly what is written."""

from collections.abc import Iterator

import psycopg
import pytest

from dispatcher_app.storage.embedded import EmbeddedServer
from tests.conftest import TEMPLATE
from tests.security.attempts import Catalogue, count_attempts, granted, read_catalogue, written, written_name
from tests.security.matrix import COLUMNS, FUNCTIONS, GROUPS, RIGHTS, SEQUENCES
from tests.security.print_matrix import DOCUMENT, with_matrix
from tests.storage.people import make_people


@pytest.fixture(scope="module")
def room_conninfo(server: EmbeddedServer, database_numbers: Iterator[int]) -> str:
    """One database for all attempts: none of them changes it."""
    name = f"matrix_{next(database_numbers)}"
    server.ensure_database(name, template=TEMPLATE)
    make_people(server.conninfo(name))
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
    assert {grantee for grantee, _, _ in held} == {f"dispatch_{group}" for group in GROUPS[:5]}
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


def test_the_document_is_what_is_printed() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert document == with_matrix(document), "run: python -m tests.security.print_matrix"
