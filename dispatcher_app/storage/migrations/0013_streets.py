"""The streets of the region, segment by segment, for address help without anybody's network.

They are written by imports alone, as stations and hospitals are, and read whole. They change no call: nothing of them
is in the trail, and no desk is told.
"""

import runpy
from pathlib import Path

FORBIDDEN = runpy.run_path(str(Path(__file__).with_name("0006_text_limits.py")))["FORBIDDEN"]
"""What no text may hold, as the limits before this one have it."""

BOARD_READERS = (
    "dispatch_viewer, dispatch_paramedic, dispatch_dispatcher, dispatch_supervisor, dispatch_admin, dispatch_emergency"
)

LONGEST = {"name": 120, "area_text": 120, "source_ref": 120}

MAY_BE_EMPTY = {"area_text"}

STREETS = (
    """
    CREATE TABLE street (
        id bigserial PRIMARY KEY,
        name text NOT NULL,
        area_text text NOT NULL DEFAULT '',
        left_from integer,
        left_to integer,
        right_from integer,
        right_to integer,
        line double precision[] NOT NULL,
        source_ref text NOT NULL UNIQUE,
        CONSTRAINT street_left CHECK (
            (left_from IS NULL) = (left_to IS NULL) AND coalesce(least(left_from, left_to), 0) >= 0),
        CONSTRAINT street_right CHECK (
            (right_from IS NULL) = (right_to IS NULL) AND coalesce(least(right_from, right_to), 0) >= 0),
        CONSTRAINT street_line CHECK (
            array_ndims(line) = 1 AND cardinality(line) BETWEEN 4 AND 20000 AND cardinality(line) % 2 = 0
            AND array_position(line, NULL) IS NULL AND -180 <= ALL (line) AND 180 >= ALL (line))
    )""",
    *(
        f"ALTER TABLE street ADD CONSTRAINT street_{column}_text CHECK ("
        + ("" if column in MAY_BE_EMPTY else f"{column} <> '' AND ")
        + f"char_length({column}) <= {longest} AND {column} !~ '[{FORBIDDEN}\\t\\n]')"
        for column, longest in LONGEST.items()
    ),
    "ALTER TABLE street OWNER TO dispatch_owner",
    f"GRANT SELECT ON street TO {BOARD_READERS}",
)


def up(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Make the table, the owner's, for everybody to read."""
    for statement in STREETS:
        db.execute_sql(statement.replace("%", "%%"), ())


def down(_migrator, db) -> None:  # type: ignore[no-untyped-def]
    """Take it away."""
    db.execute_sql("DROP TABLE street")
