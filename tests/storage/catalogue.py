"""What a schema is, as PostgreSQL's own catalogue tells it, in a form that two schemas can be compared in."""

from typing import Any

from peewee import PostgresqlDatabase

COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
           replace(regexp_replace(
               coalesce(pg_get_expr(d.adbin, d.adrelid), ''), '(public[.])?[a-z_]*_id_seq', 'its_sequence'),
               'public.', '')
    FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid
    LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
    WHERE c.relnamespace = %s::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
          AND a.attnum > 0 AND NOT a.attisdropped"""

INDEXES = """
    SELECT c.relname, array_agg(a.attname ORDER BY k.place), i.indisunique, i.indisprimary,
           coalesce(pg_get_expr(i.indpred, i.indrelid), '')
    FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
    CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
    JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
    WHERE c.relnamespace = %s::regnamespace AND NOT c.relispartition GROUP BY i.indexrelid, 1, 3, 4, 5"""

FOREIGN_KEYS = """
    SELECT c.relname, a.attname, t.relname, k.confdeltype, k.confupdtype, k.convalidated
    FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid JOIN pg_class AS t ON t.oid = k.confrelid
    JOIN pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
    WHERE k.contype = 'f' AND c.relnamespace = %s::regnamespace"""

CHECKS = """
    SELECT c.relname, k.conname, pg_get_constraintdef(k.oid)
    FROM pg_constraint AS k JOIN pg_class AS c ON c.oid = k.conrelid
    WHERE k.contype = 'c' AND c.relnamespace = %s::regnamespace AND NOT c.relispartition"""


def rows(database: PostgresqlDatabase, query: str, schema: str) -> set[tuple[Any, ...]]:
    """Run one of the queries, lists made comparable; without the migrations' own table of what was applied."""
    found = database.execute_sql(query, (schema,)).fetchall()
    return {
        tuple(tuple(cell) if isinstance(cell, list) else cell for cell in row)
        for row in found
        if row[0] != "schema_migration"
    }


def everything(database: PostgresqlDatabase, schema: str = "public") -> dict[str, set[tuple[Any, ...]]]:
    """Read the whole schema."""
    queries = {"columns": COLUMNS, "indexes": INDEXES, "foreign keys": FOREIGN_KEYS, "checks": CHECKS}
    return {name: rows(database, query, schema) for name, query in queries.items()}
