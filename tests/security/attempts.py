"""Trying everything as everybody: harmless statements that reach the privilege check and change nothing."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import psycopg
from psycopg import sql

from tests.security.groups import PEOPLE
from tests.security.matrix import ACTS_ON_COLUMNS, ACTS_ON_TABLES, COLUMNS, RIGHTS
from tests.security.matrix_of_functions import FUNCTIONS, SEQUENCES
from tests.storage.people import conninfo_of

Connection = psycopg.Connection[tuple[str, ...]]

MONTH = re.compile(r"(audit_event_)\d{4}_\d\d")


@dataclass(frozen=True, slots=True, order=True)
class Deed:
    """Somebody does something with a column, or (`column` empty) with the whole of a thing."""

    group: str
    act: str
    thing: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the schema holds: columns by table, functions with a call of each, sequences."""

    columns: dict[str, tuple[str, ...]]
    functions: dict[str, str]
    sequences: tuple[str, ...]


def read_catalogue(connection: Connection) -> Catalogue:
    """List everything in schema public, under its real name."""
    columns = connection.execute("""
        SELECT relname, array_agg(attname::text ORDER BY attnum)
        FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f')
          AND attnum > 0 AND NOT attisdropped
        GROUP BY relname""")
    functions = connection.execute("""
        SELECT oid::regprocedure::text, format('SELECT %I(%s)', proname,
            (SELECT string_agg(format('NULL::%s', argument::regtype), ', ') FROM unnest(proargtypes) AS argument))
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace""")
    sequences = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S'"
    )
    return Catalogue(
        {name: tuple(of_table) for name, of_table in columns.fetchall()},
        {name: call for name, call in functions.fetchall()},  # noqa: C416  (rows are of any length)
        tuple(name for (name,) in sequences.fetchall()),
    )


def written_name(table: str) -> str:
    """Give the name under which the matrix speaks of a table."""
    return MONTH.sub(r"\1YYYY_MM", table)


def granted(conninfo: str, group: str, catalogue: Catalogue) -> set[Deed]:
    """Try everything as one of the group; give what the server let pass its privilege check."""
    with closing(psycopg.connect(conninfo_of(conninfo, PEOPLE[group]), autocommit=True)) as connection:
        return {
            Deed(group, act, thing, column)
            for act, thing, column, statement in _attempts(catalogue)
            if _passes(connection, statement)
        }


def _attempts(catalogue: Catalogue) -> Iterator[tuple[str, str, str, sql.SQL | sql.Composed]]:
    for table, columns in catalogue.columns.items():
        of_table = {"t": sql.Identifier("public", table)}
        for column in columns:
            both = of_table | {"c": sql.Identifier(column)}
            yield "SELECT", table, column, sql.SQL("SELECT {c} FROM {t} LIMIT 0").format(**both)
            yield "INSERT", table, column, sql.SQL("INSERT INTO {t} ({c}) SELECT NULL WHERE false").format(**both)
            yield "UPDATE", table, column, sql.SQL("UPDATE {t} SET {c} = NULL WHERE false").format(**both)
        yield "DELETE", table, "", sql.SQL("DELETE FROM {t} WHERE false").format(**of_table)
        yield "TRUNCATE", table, "", sql.SQL("TRUNCATE {t}").format(**of_table)
    for function, call in catalogue.functions.items():
        yield "EXECUTE", function, "", sql.SQL(call)
    for sequence in catalogue.sequences:
        regclass, named = sql.Literal(f"public.{sequence}"), sql.Identifier("public", sequence)
        yield "USAGE", sequence, "", sql.SQL("SELECT nextval({})").format(regclass)
        yield "SELECT", sequence, "", sql.SQL("SELECT last_value FROM {}").format(named)
        yield "UPDATE", sequence, "", sql.SQL("SELECT setval({}, 1000000)").format(regclass)


def _passes(connection: Connection, statement: sql.SQL | sql.Composed) -> bool:
    """Tell whether the privilege check let it pass: what a rule of ours refused later had passed it.

    A rule's refusal has a context, the function it was raised in; the privilege check's has none.
    """
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege as refusal:
        return refusal.diag.context is not None
    except psycopg.Error:
        return True
    return True


def written(group: str, catalogue: Catalogue) -> set[Deed]:
    """Give what the matrix says of a group, for the tables there are."""
    deeds = {
        Deed(group, right.act, table, column)
        for table in catalogue.columns
        for right in RIGHTS.get(written_name(table), ())
        if group in right.groups
        for column in (right.columns or COLUMNS[written_name(table)]).split()
    }
    deeds |= {Deed(group, "EXECUTE", function) for function, groups in FUNCTIONS.items() if group in groups}
    return deeds | {Deed(group, "USAGE", sequence) for sequence, groups in SEQUENCES.items() if group in groups}


def count_attempts(catalogue: Catalogue) -> int:
    """Count what is tried as each of the groups."""
    columns = sum(len(columns) for columns in catalogue.columns.values())
    on_tables = len(catalogue.columns) * len(ACTS_ON_TABLES)
    return columns * len(ACTS_ON_COLUMNS) + on_tables + len(catalogue.functions) + 3 * len(catalogue.sequences)
